"""What a small model is asked: few words at a time, paragraph by paragraph.

A model of a billion parameters reads some 70 tokens a second on a processor, and the more it reads
the more it mixes up. So it never looks for the answer: the sentences that the extractive engine
chose say which paragraphs hold it. Reasons and lists are put into words one paragraph at a time,
and without the question, which would make it answer more than the paragraph says; the rest is one
question about few paragraphs. Where its words do not hold, the chosen sentences stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.tokens import count
from index.types import Article, Passage, Span
from rag.draft import Task
from rag.extract import WIDE, Extract
from rag.question import parts
from rag.retrieve import Evidence, as_text

LIMIT = 200
"""Tokens of one reply: some six sentences. A small model that has lost its way goes on for ever."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A paragraph and the extracts in it. `passage` is cut to the paragraph."""

    article: Article
    passage: Passage
    extracts: tuple[Extract, ...]


def answering(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> Iterator[Task]:
    """Yield what to ask for an answer; `budget` counts tokens of all paragraphs."""
    points = _points(evidence, extracts, budget)
    kinds = {question.kind for question in parts(evidence.question)}
    if len(points) > 1 and kinds & WIDE:
        yield from (_task("point", [point], size="two short sentences") for point in points)
    else:
        yield _task("fact", points, question=evidence.question)


def summarizing(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> Iterator[Task]:
    """Yield what to ask for a summary: a sentence for each paragraph of `extracts`."""
    for point in _points(evidence, extracts, budget):
        yield _task("point", [point], size="one short sentence")


def _task(prompt: str, points: Sequence[_Point], **values: str) -> Task:
    text = as_text([(point.article, point.passage) for point in points])
    instead = tuple(extract for point in points for extract in point.extracts)
    return Task("reader", prompt, {"articles": text, **values}, LIMIT, instead)


def _points(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> list[_Point]:
    """Return the paragraphs of `extracts` in reading order, those of the best while they fit.

    One is returned in any case. Extracts whose paragraph does not fit are left out.
    """
    found: dict[tuple[str, Span], _Point] = {}
    left = budget
    for extract in sorted(extracts, key=lambda e: -e.score):
        first = extract.sentences[0]
        article, passage = next(
            (a, p) for a, p in evidence.passages if a is first.article and first.span in p.sentences
        )
        paragraph = _paragraph(article, passage, first.span)
        key = (article.id, paragraph.span)
        if key not in found:
            cost = count(article.text[paragraph.span.start : paragraph.span.end])
            if found and cost > left:
                continue
            left -= cost
        known = found[key].extracts if key in found else ()
        found[key] = _Point(article, paragraph, (*known, extract))
    order = {article.id: n for n, (article, _) in reversed(list(enumerate(evidence.passages)))}
    return sorted(found.values(), key=lambda p: (order[p.article.id], p.passage.span.start))


def _paragraph(article: Article, passage: Passage, span: Span) -> Passage:
    """Return `passage` cut to the sentences that no line break parts from `span`."""
    inside: list[Span] = []
    for sentence in passage.sentences:
        if inside and "\n" in article.text[inside[-1].end : sentence.start]:
            if span in inside:
                break
            inside = []
        inside.append(sentence)
    return Passage(
        id=passage.id,
        article_id=passage.article_id,
        version=passage.version,
        number=passage.number,
        span=Span(inside[0].start, inside[-1].end),
        heading=passage.heading,
        sentences=tuple(inside),
    )
