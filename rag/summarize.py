"""The whole of "summarize": read all of the articles, extract or draft, cite, verify."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from index.chunk import chunk
from index.glossary import bracketed_title
from index.tokens import count
from index.types import Article, Passage
from rag.cite import Citer
from rag.draft import Task
from rag.extract import Extract
from rag.points import summarizing
from rag.proof import Tools, drafted, extracted_claim, finished
from rag.retrieve import Evidence, as_text, sentences_of
from rag.salience import salient
from rag.sources import Sources
from rag.types import Claim, Receipt, Summary

Passages = list[tuple[Article, Passage]]

LENGTH = 6
"""Sentences in a summary, unless asked otherwise."""


def summarize(
    tools: Tools, articles: Sequence[Article], length: int = LENGTH
) -> Generator[Summary, None, None]:
    """Yield the summary as it grows; the last is complete. Every claim shown has been verified.

    `length` counts sentences. A model reads as much as its budget holds, the passages that carry
    each article first; a notice says so where that is not all.
    """
    started = time.perf_counter()
    everything = [(article, passage) for article in articles for passage in chunk(article)]
    receipt = Receipt(
        engine="model" if tools.chat else "extractive",
        model=tools.chat.name if tools.chat else None,
        embeddings=tools.embedder.name,
        retrieved=tuple(passage.id for _, passage in everything),
        version=tools.version,
    )
    notices = tuple(f"{bracketed_title(a)}: {notice}" for a in articles for notice in a.notices)
    start = Summary(tuple(articles), (), notices=notices, receipt=receipt, complete=False)
    extracts = _salient(articles, everything, tools, length)
    claims = _extracted(extracts, everything, tools)
    if tools.chat is None:
        yield finished(replace(start, claims=claims), started)
        return
    last = start = replace(start, evidence=claims)
    yield start
    if tools.chat.small:
        evidence = Evidence("", (), tuple(everything), _stories(articles, tools))
        growing = drafted(start, evidence, tools, summarizing(extracts))
    else:
        growing = _drafted(start, everything, tools, length)
    for last in growing:
        yield last
    yield finished(last, started)


def _salient(
    articles: Sequence[Article], passages: Passages, tools: Tools, length: int
) -> list[Extract]:
    found: list[Extract] = []
    for article, most in zip(articles, _shares(length, len(articles)), strict=True):
        own = [s for a, p in passages if a is article for s in sentences_of(a, p)]
        found += salient(own, tools.embedder, most)
    return found


def _extracted(extracts: Sequence[Extract], passages: Passages, tools: Tools) -> tuple[Claim, ...]:
    sources, claims = Sources(), []
    citers: dict[str, Citer] = {}
    for extract in extracts:
        article = extract.sentences[0].article
        if article.id not in citers:
            own = [s for a, p in passages if a is article for s in sentences_of(a, p)]
            citers[article.id] = Citer(own, tools.embedder)
        claims.append(extracted_claim(extract, citers[article.id], sources, tools.embedder))
    return tuple(claims)


def _shares(length: int, articles: int) -> list[int]:
    """Divide `length` sentences among articles, at least one each."""
    if not articles:
        return []
    share, left = divmod(length, articles)
    return [max(1, share + (n < left)) for n in range(articles)]


def _drafted(start: Summary, passages: Passages, tools: Tools, length: int) -> Iterator[Summary]:
    read = _within(passages, tools)
    if len(read) < len(passages):
        notice = (
            f"The model read {len(read)} of {len(passages)} passages, as many as its budget of"
            f" {tools.budget} tokens holds: set NEWSCITE_BUDGET for more."
        )
        start = replace(start, notices=(*start.notices, notice))
    sentences = f"{length} sentence{'s' if length != 1 else ''}"
    values = {"articles": as_text(read), "length": sentences}
    task = Task("system", "summary", values)
    evidence = Evidence("", (), tuple(read), _stories(start.articles, tools))
    yield from drafted(start, evidence, tools, [task])


def _stories(articles: Sequence[Article], tools: Tools) -> dict[str, str]:
    return tools.index.origins({article.id for article in articles})


def _within(passages: Passages, tools: Tools) -> Passages:
    """Return the passages that fit the budget, in order: those with the salient sentences first."""
    costs = [count(a.text[p.span.start : p.span.end]) for a, p in passages]
    if sum(costs) <= tools.budget:
        return passages
    sentences = [s for a, p in passages for s in sentences_of(a, p)]
    carried = salient(sentences, tools.embedder, len(passages))
    score: dict[str, float] = {}
    for extract in carried:
        for s in extract.sentences:
            score[s.passage] = max(score.get(s.passage, 0.0), extract.score)
    left, chosen = tools.budget, set[int]()
    for n in sorted(range(len(passages)), key=lambda n: -score.get(passages[n][1].id, 0.0)):
        if costs[n] <= left:
            left -= costs[n]
            chosen.add(n)
    return [passages[n] for n in sorted(chosen)]
