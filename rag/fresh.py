"""What is newest, for a question about now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.types import Article
from rag.extract import Extract
from rag.retrieve import Evidence


def newest_first(evidence: Evidence) -> Evidence:
    """Return `evidence` with the newest article first; those without a date stand last."""
    return replace(
        evidence,
        passages=tuple(sorted(evidence.passages, key=lambda pair: _day(pair[0]), reverse=True)),
    )


def newest_of(extracts: Sequence[Extract]) -> list[Extract]:
    """Return those of the newest article among `extracts`, all where none has a date."""
    days = [_day(e.sentences[0].article) for e in extracts]
    newest = max(days, default="")
    return [e for e, day in zip(extracts, days, strict=True) if day == newest]


def _day(article: Article) -> str:
    return (article.published or "")[:10]
