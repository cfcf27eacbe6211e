"""A text that is longer than a model's budget -> parts that fit it, and what reading them will take.

Counts and divides, and asks no model. What is done with the parts is rag/levels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil

from index.chunk import chunk
from index.glossary import corrected_title
from index.types import Article, Passage
from rag.counting import Counting
from rag.dateline import told
from rag.draft import Task, messages_of
from rag.extract import Extract
from rag.retrieve import Sentence, as_text, titled
from rag.types import Style

Passages = list[tuple[Article, Passage]]

SENTENCE = 40
"""Tokens of a sentence that a model writes or cites, about."""

_MOST, _LEAST = 12, 3
"""Sentences that are asked of one part."""

_FULL = 0.8
"""Share of the budget that the sentences of all parts are to fill, so that they fit the next time."""

LEVELS = 6
"""Times that a text is divided at most; each leaves a part of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one call reads: `text`, of `tokens`; and the sentences that may prove what it says."""

    text: str
    tokens: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a model will be asked: so many calls in all, the first ones with these `tasks`.

    Tokens are an estimate: what the later calls read is not known before the first have answered.
    """

    parts: tuple[Part, ...]
    each: int
    calls: int
    tokens_in: int
    tokens_out: int


def everything(articles: Sequence[Article]) -> Passages:
    """Return the passages of all articles, in order."""
    return [(article, passage) for article in articles for passage in chunk(article)]


def length_of(style: Style, length: int, articles: int) -> int:
    """Return how many sentences a summary in this style has, without the quotes of a brief."""
    return {"tldr": articles, "brief": length + 1}.get(style, length)


def whole(passages: Passages, counting: Counting) -> int:
    """Return how many tokens the passages are."""
    return sum(_costs(passages, counting.count))


def task_of(text: str, sentences: int, *, part: bool, spare: Sequence[Extract] = ()) -> Task:
    """Return what is asked for a text: so many sentences of it, or of a part of a longer one.

    `spare` are sentences that may take the place of claims that fail.
    """
    length = f"{sentences} sentence{'s' if sentences != 1 else ''}"
    if part:
        return Task("system", "part", {"articles": text, "length": length})
    values = {"articles": text, "length": length}
    return Task("system", "summary", values, spare=tuple(spare))


def by_passages(passages: Passages, budget: int, counting: Counting) -> list[Part]:
    """Divide passages into parts of about the same size within `budget`, in order.

    A passage that is larger than the budget is a part of its own.
    """
    found = []
    for first, last in _packed(_costs(passages, counting.count), budget):
        own = passages[first:last]
        text = as_text(own)
        sentences = tuple(s for a, p in own for s in told(a, p))
        found.append(Part(text, counting.count(text), sentences))
    return found


def by_sentences(
    chosen: Sequence[Sentence], around: Sequence[Sentence], budget: int, counting: Counting
) -> list[Part]:
    """Divide chosen sentences in the same way; `around` are all that may prove what is said of them."""
    costs = [counting.count(s.text) + 1 for s in chosen]
    found = []
    for first, last in _packed(costs, budget):
        own = chosen[first:last]
        passages = {s.passage for s in own}
        text = listed(own)
        near = tuple(s for s in around if s.passage in passages)
        found.append(Part(text, counting.count(text), near))
    return found


def listed(sentences: Sequence[Sentence]) -> str:
    """Return sentences as a model reads them: under their article and section, gaps marked."""
    blocks: list[str] = []
    for _, of_article in groupby(sentences, key=lambda s: s.article.id):
        own = list(of_article)
        blocks.append(titled(own[0].article))
        for section, of_section in groupby(own, key=lambda s: s.section):
            if section and section != corrected_title(own[0].article):
                blocks.append(section)
            blocks += [
                " ".join(s.text for s in of_passage)
                for _, of_passage in groupby(of_section, key=lambda s: s.passage)
            ]
    return "\n\n".join(blocks)


def asked_of(parts: int, budget: int) -> int:
    """Return how many sentences are asked of each of so many parts."""
    return max(_LEAST, min(_MOST, int(_FULL * budget / (SENTENCE * parts))))


def planned(passages: Passages, budget: int, length: int, counting: Counting) -> Plan:
    """Return what a summary of so many sentences will take."""
    total = whole(passages, counting)
    if total <= budget:
        read = _tokens_in(task_of(as_text(passages), length, part=False), counting)
        return Plan((), 0, 1, read, length * SENTENCE)
    parts = by_passages(passages, budget, counting)
    each = asked_of(len(parts), budget)
    tasks = [task_of(part.text, each, part=True) for part in parts]
    calls, tokens_in = len(tasks), sum(_tokens_in(task, counting) for task in tasks)
    tokens_out = calls * each * SENTENCE
    left, many, asked = calls * each * SENTENCE, calls, each
    around = _tokens_in(task_of("", length, part=True), counting)
    for _ in range(LEVELS):
        if left <= budget:
            break
        many = ceil(left / budget)
        asked = asked_of(many, budget)
        calls, tokens_in = calls + many, tokens_in + left + many * around
        tokens_out += many * asked * SENTENCE
        left = min(left // 2, many * asked * SENTENCE)
    last = min(left, budget)
    return Plan(
        tuple(parts), each, calls + 1, tokens_in + last + around, tokens_out + length * SENTENCE
    )


def _tokens_in(task: Task, counting: Counting) -> int:
    return sum(counting.count(message["content"]) for message in messages_of(task))


def _costs(passages: Passages, count: Callable[[str], int]) -> list[int]:
    return [count(a.text[p.span.start : p.span.end]) for a, p in passages]


def _packed(costs: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """Return where each part begins and ends, so that none but a single item exceeds the budget."""
    target = sum(costs) / max(1, ceil(sum(costs) / budget))
    cuts, size = [0], 0
    for n, cost in enumerate(costs):
        if size and (size + cost > budget or size >= target):
            cuts.append(n)
            size = 0
        size += cost
    return list(pairwise([*cuts, len(costs)])) if costs else []
