"""Evidence -> the paragraphs that hold the answer, for a model to which every token is time.

A small model on a processor reads some 70 tokens a second, and the more it reads the more it loses:
it is given the paragraphs of the sentences that the extractive engine chose, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.tokens import count
from index.types import Article, Passage, Span
from rag.extract import Extract
from rag.retrieve import Evidence


def focused(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> Evidence:
    """Return `evidence` cut down to the paragraphs of `extracts`, best first while they fit.

    A paragraph takes the place of the passage it stands in, under the same section heading.
    `budget` counts tokens; one paragraph is given in any case.
    """
    chosen: dict[tuple[str, Span], tuple[Article, Passage]] = {}
    left = budget
    for extract in sorted(extracts, key=lambda e: -e.score):
        article, span = extract.sentences[0].article, extract.sentences[0].span
        passage = next(
            p for a, p in evidence.passages if a is article and span in p.sentences
        )
        inside = _paragraph(article, passage, span)
        key = (article.id, Span(inside[0].start, inside[-1].end))
        cost = count(article.text[key[1].start : key[1].end])
        if key in chosen or (chosen and cost > left):
            continue
        left -= cost
        chosen[key] = (article, _cut(passage, inside))
    order = {a.id: n for n, (a, _) in reversed(list(enumerate(evidence.passages)))}
    kept = sorted(chosen.values(), key=lambda pair: (order[pair[0].id], pair[1].span))
    return Evidence(evidence.question, evidence.hits, tuple(kept))


def _paragraph(article: Article, passage: Passage, span: Span) -> list[Span]:
    """Return the sentences of `passage` that no line break parts from `span`."""
    groups: list[list[Span]] = []
    for sentence in passage.sentences:
        gap = article.text[groups[-1][-1].end : sentence.start] if groups else "\n"
        if "\n" in gap:
            groups.append([])
        groups[-1].append(sentence)
    return next(group for group in groups if span in group)


def _cut(passage: Passage, inside: Sequence[Span]) -> Passage:
    return Passage(
        id=passage.id,
        article_id=passage.article_id,
        version=passage.version,
        number=passage.number,
        span=Span(inside[0].start, inside[-1].end),
        heading=passage.heading,
        sentences=tuple(inside),
    )
