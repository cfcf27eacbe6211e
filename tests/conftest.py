"""What all tests share: a clean environment, no network but loopback, an archive of the examples."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from index.clean import clean
from index.glossary import load
from index.types import Article, Page
from rag.cite import Citer
from rag.retrieve import Sentence, sentences_of

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("OPENAI_", "NEWSCITE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSCITE_ARCHIVE", str(tmp_path / "own-archive"))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects to any other machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]  # type: ignore[index]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                pytest.fail(f"a connection to {host} was tried")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Archive]:
    """An archive with all example articles, for reading."""
    with rag.Archive(tmp_path_factory.mktemp("examples"), engine="extractive") as archive:
        report = archive.add(EXAMPLES)
        assert len(report.added) == 8, str(report)
        yield archive


def article_of(text: str, name: str = "page.txt") -> Article:
    """Return the article on a page with this text."""
    return clean(Page(f"file:///{name}", text, "text"), load())


def sentences(article: Article) -> list[Sentence]:
    """Return all sentences of `article` as evidence."""
    from index.chunk import chunk

    return [s for passage in chunk(article) for s in sentences_of(article, passage)]


def citer_of(text: str, embedder: rag.Embedder) -> Citer:
    """Return a citer over the sentences of one page."""
    return Citer(sentences(article_of(text)), embedder)
