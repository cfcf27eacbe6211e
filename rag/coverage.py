"""Which parts of the summarized articles no claim cites, paragraph by paragraph.

A sentence is covered if a citation has half of it or more. The headline and words that address an AI
are no sentences here. Says nothing of what a model has read, nor of whether a part ought to be told.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from index.chunk import chunk
from index.glossary import bracketed_title
from index.types import Article, Span
from rag.render import WIDTH, one_line
from rag.retrieve import sentences_of
from rag.types import Summary


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with sentences that no claim cites: the share cited, by characters, and the rest."""

    share: float
    unused: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of an article's sentences is cited, by characters, and the paragraphs with the rest."""

    article: Article
    share: float
    paragraphs: tuple[Paragraph, ...]


def coverage(summary: Summary) -> tuple[Coverage, ...]:
    """Return for each article of a summary what no claim cites, in reading order."""
    cited: dict[str, list[Span]] = {article.id: [] for article in summary.articles}
    for claim in summary.claims:
        for citation in claim.citations:
            cited[citation.article.id].append(citation.span)
    return tuple(_covered(article, cited[article.id]) for article in summary.articles)


def _covered(article: Article, cited: list[Span]) -> Coverage:
    sentences = (s.span for p in chunk(article) for s in sentences_of(article, p))
    groups: list[list[Span]] = []
    for span in dict.fromkeys(sorted(sentences)):
        if groups and "\n" not in article.text[groups[-1][-1].end : span.start]:
            groups[-1].append(span)
        else:
            groups.append([span])
    found = []
    for group in groups:
        unused = tuple(span for span in group if not _is_cited(span, cited))
        if unused:
            found.append(Paragraph(1 - _length(unused) / _length(group), unused))
    whole = sum(map(_length, groups))
    left = sum(_length(paragraph.unused) for paragraph in found)
    return Coverage(article, 1 - left / whole if whole else 1.0, tuple(found))


def _is_cited(span: Span, cited: Iterable[Span]) -> bool:
    shared = sum(max(0, min(span.end, c.end) - max(span.start, c.start)) for c in set(cited))
    return 2 * shared >= span.end - span.start


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def coverage_dict(covered: Iterable[Coverage]) -> list[dict[str, Any]]:
    """Return coverage as plain values (docs/json.md)."""
    return [
        {
            "article_id": of.article.id,
            "share": round(of.share, 3),
            "paragraphs": [
                {
                    "share": round(paragraph.share, 3),
                    "unused": [
                        {"start": s.start, "end": s.end, "quote": of.article.text[s.start : s.end]}
                        for s in paragraph.unused
                    ],
                }
                for paragraph in of.paragraphs
            ],
        }
        for of in covered
    ]


def coverage_text(covered: Iterable[Coverage], width: int = WIDTH) -> str:
    """Return what was not used as text for a terminal, a point for each paragraph of the article."""
    parts = []
    for of in covered:
        head = f"Not used, of {bracketed_title(of.article)} ({of.share:.0%} used)"
        points = [f"- {unused_text(of.article, paragraph.unused)}" for paragraph in of.paragraphs]
        wrapped = [textwrap.fill(p, width, subsequent_indent="  ") for p in points]
        parts.append("\n".join([one_line(head), *wrapped]))
    return "\n\n".join(parts)


def unused_text(article: Article, spans: Sequence[Span]) -> str:
    """Return the characters of spans in a line, with dots where something stands between two."""
    text, last = "", None
    for span in spans:
        gap = " … " if last and article.text[last.end : span.start].strip() else " "
        text += gap * (last is not None) + one_line(article.text[span.start : span.end])
        last = span
    return text
