"""The whole of "summarize": read all of the articles, extract or draft, cite, verify."""

from __future__ import annotations

import re
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
from rag.render import sources
from rag.retrieve import Evidence, as_text, sentences_of
from rag.salience import salient
from rag.skim import LONG, looked_at, overview, skimmed
from rag.sources import Sources
from rag.types import Claim, Receipt, Style, Summary

Passages = list[tuple[Article, Passage]]

LENGTH = 6
"""Sentences in a summary, unless asked otherwise."""

IN_SHORT, POINTS, QUOTED = "In short", "Key points", "In their words"
"""The headings of a brief."""

_QUOTES = 3
"""Quotes in a brief, at most."""

_QUOTE = re.compile(
    r"[“\"«「](?:[^“”\"»」]*[^\W\d_][^“”\"»」]*\s){4}[^“”\"»」]*[”\"»」]|[“「][^”」]{12,}[”」]"
)


def summarize(
    tools: Tools, articles: Sequence[Article], length: int = LENGTH, style: Style = "bullets"
) -> Generator[Summary, None, None]:
    """Yield the summary as it grows; the last is complete. Every claim shown has been verified.

    `length` counts sentences; a TL;DR has one for each article, and a brief one before its key
    points and some quotes after them. A model reads as much as its budget holds, the passages that
    carry each article first; a notice says so where that is not all.
    """
    length = {"tldr": len(articles), "brief": length + 1}.get(style, length)
    for summary in _summarized(tools, articles, length, style):
        yield replace(summary, claims=_headed(summary)) if style == "brief" else summary


def _headed(summary: Summary) -> tuple[Claim, ...]:
    """Return the claims of a brief under its headings."""
    headings = (POINTS if n else IN_SHORT for n in range(len(summary.claims)))
    return tuple(
        replace(c, section=c.section or h) for c, h in zip(summary.claims, headings, strict=True)
    )


def _summarized(
    tools: Tools, articles: Sequence[Article], length: int, style: Style
) -> Generator[Summary, None, None]:
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
    start = Summary(
        tuple(articles), (), style=style, notices=notices, receipt=receipt, complete=False
    )
    extracts = _salient(articles, everything, tools, length)
    if style == "brief":
        extracts = _shortest_first(extracts, everything, tools)
    claims = _extracted(extracts, everything, tools)
    if tools.chat is None:
        quotes = _quoted(start, claims, everything, tools)
        yield finished(replace(start, claims=(*claims, *quotes)), started)
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
    quotes = _quoted(start, last.claims, everything, tools)
    yield finished(replace(last, claims=(*last.claims, *quotes)), started)


def _shortest_first(extracts: Sequence[Extract], passages: Passages, tools: Tools) -> list[Extract]:
    """Return the extracts with the one that says it all in front."""
    first = _salient([passages[0][0]], passages, tools, 1)[:1] if passages else []
    return first + [e for e in extracts if e.sentences not in [f.sentences for f in first]]


def _quoted(
    start: Summary, claims: Sequence[Claim], passages: Passages, tools: Tools
) -> tuple[Claim, ...]:
    """Return for a brief the first sentences with a quote that `claims` do not cite."""
    if start.style != "brief":
        return ()
    cited = [(c.article.id, c.span) for claim in claims for c in claim.citations]
    found = [
        Extract((s,), 0.0)
        for article, passage in passages
        for s in sentences_of(article, passage)
        if _QUOTE.search(s.text)
        and not any(
            id_ == article.id and span.start < s.span.end and s.span.start < span.end
            for id_, span in cited
        )
    ]
    numbers = Sources()
    for citation in sources(claims):
        numbers.numbered(citation)
    quoted = _extracted(found[:_QUOTES], passages, tools, numbers)
    return tuple(replace(claim, section=QUOTED) for claim in quoted)


def _salient(
    articles: Sequence[Article], passages: Passages, tools: Tools, length: int
) -> list[Extract]:
    found: list[Extract] = []
    own = [
        [s for a, p in passages if a is article for s in sentences_of(a, p)] for article in articles
    ]
    shares = _shares(length, len(articles))
    for sentences, most, looks in zip(own, shares, looked_at([len(s) for s in own]), strict=True):
        if len(sentences) > LONG:
            found += overview(sentences, tools.embedder, most)
        else:
            found += salient(skimmed(sentences, looks), tools.embedder, most)
    return found


def _extracted(
    extracts: Sequence[Extract], passages: Passages, tools: Tools, numbers: Sources | None = None
) -> tuple[Claim, ...]:
    numbers, claims = numbers or Sources(), []
    citers: dict[str, Citer] = {}
    for extract in extracts:
        article = extract.sentences[0].article
        if article.id not in citers:
            own = [s for a, p in passages if a is article for s in sentences_of(a, p)]
            citers[article.id] = Citer(own, tools.embedder)
        claims.append(extracted_claim(extract, citers[article.id], numbers, tools.embedder))
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
