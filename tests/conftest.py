"""What all tests share: a clean environment, no network but loopback, an archive of the examples."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

import rag
from index.embed import MiniLM

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that the user has set reaches a test; archive and models are in new folders."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "NEWSCITE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSCITE_ARCHIVE", str(tmp_path / "own-archive"))
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "own-models"))
    monkeypatch.setenv("NEWSCITE_CACHE", str(tmp_path / "own-cache"))


def _address(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.split("%")[0] if isinstance(host, str) else host)
    except ValueError:
        pass
    try:  # "0x7f.1" and "0" are addresses too
        return ipaddress.ip_address(socket.inet_aton(host))
    except (OSError, TypeError):
        return None


def _is_ours(host: Any) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", socket.gethostname()):
        return True
    address = _address(host)
    return address is not None and (address.is_loopback or address.is_unspecified)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that looks up or connects to any other machine, even if it catches the error."""
    tried: list[str] = []

    def refuse(host: object) -> NoReturn:
        tried.append(str(host))
        raise ConnectionRefusedError(f"tests do not leave this machine, not even for {host}")

    def guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
        def connecting(sock: socket.socket, address: Any) -> Any:
            if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_ours(address[0]):
                refuse(address[0])
            return connect(sock, address)

        return connecting

    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        asks_nobody = _is_ours(host) or _address(host) is not None
        return resolve(host, *args, **kwargs) if asks_nobody else refuse(host)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    assert not tried, f"the test reached for {', '.join(tried)}"


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """The bundled model."""
    return MiniLM()


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Iterator[rag.Archive]:
    """An archive with all example articles, for reading; it answers without a model."""
    folder = tmp_path_factory.mktemp("examples")
    with rag.Archive(folder, embedder=embedder, engine="extractive") as archive:
        report = archive.add(EXAMPLES)
        assert len(report.added) == 12, str(report)
        yield archive
