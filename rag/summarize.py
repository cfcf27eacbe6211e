"""The whole of "summarize": read all of the articles, extract or draft, cite, verify."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from index.glossary import bracketed_title
from index.types import Article
from rag.cite import Citer
from rag.counting import PLAIN, Counting, counting
from rag.dateline import told
from rag.estimate import estimated, require_within
from rag.extract import Extract
from rag.levels import Reading, summed_up
from rag.llm import Chat
from rag.parts import Passages, length_of, planned, task_of, whole
from rag.parts import everything as passages_of
from rag.points import summarizing
from rag.proof import Tools, drafted, extracted_claim, finished, noted
from rag.render import sources
from rag.retrieve import Evidence, as_text
from rag.salience import salient
from rag.skim import LONG, looked_at, overview, skimmed
from rag.sources import Sources
from rag.translate import foreign, translated
from rag.types import Claim, Receipt, Style, Summary

LENGTH = 6
"""Sentences in a summary, unless asked otherwise."""

IN_SHORT, POINTS, QUOTED = "In short", "Key points", "In their words"
"""The headings of a brief."""

_SAMPLED = 60
"""Passages that a server counts the tokens of, to tell how many the rest are."""

_SAFE = 2
"""Times as many tokens as o200k_base that no vocabulary needs for a text of news."""

_MANY = 200
"""Passages above which a model here is not checked against all of them: some 40,000 tokens."""

_QUOTES = 3
"""Quotes in a brief, at most."""

_QUOTE = re.compile(
    r"[“\"«「](?:[^“”\"»」]*[^\W\d_][^“”\"»」]*\s){4}[^“”\"»」]*[”\"»」]|[“「][^”」]{12,}[”」]"
)


def summarize(
    tools: Tools,
    articles: Sequence[Article],
    length: int = LENGTH,
    style: Style = "bullets",
    language: str | None = None,
    most: int | None = None,
) -> Generator[Summary, None, None]:
    """Yield the summary as it grows; the last is complete. Every claim shown has been verified.

    `length` counts sentences; a TL;DR has one for each article, and a brief one before its key
    points and some quotes after them. A model on a server reads all of it, in parts where that is
    more than its budget (rag/levels.py). With `language` what holds is then translated
    (rag/translate.py). Raises UsageError where it would take more than `most` tokens.
    """
    length = length_of(style, length, len(articles))
    if foreign(articles, language):
        tools = keeping(tools)
    growing = _summarized(tools, articles, length, style, language, most)
    if language and foreign(articles, language):
        growing = _in_language(growing, language, tools.chat)
    for summary in growing:
        yield replace(summary, claims=_headed(summary)) if style == "brief" else summary


def _in_language(
    growing: Generator[Summary, None, None], language: str, chat: Chat | None
) -> Generator[Summary, None, None]:
    """Yield the summaries, their claims in `language` once all of them hold, not before."""
    started = time.perf_counter()
    with closing(growing):
        for summary in growing:
            if not summary.complete:
                evidence = summary.claims or summary.evidence
                yield replace(summary, claims=(), draft="", evidence=evidence)
    if chat is None:
        yield noted(summary, f"Not translated into {language}, as there was no model to do it.")
        return
    waiting = replace(summary, claims=(), evidence=summary.claims, complete=False)
    yield replace(waiting, progress="translating")
    yield finished(translated(summary, language, chat, (QUOTED,)), started)


def _headed(summary: Summary) -> tuple[Claim, ...]:
    """Return the claims of a brief under its headings."""
    headings = (POINTS if n else IN_SHORT for n in range(len(summary.claims)))
    return tuple(
        replace(c, section=c.section or h) for c, h in zip(summary.claims, headings, strict=True)
    )


def _summarized(
    tools: Tools,
    articles: Sequence[Article],
    length: int,
    style: Style,
    language: str | None,
    most: int | None,
) -> Generator[Summary, None, None]:
    started = time.perf_counter()
    everything = passages_of(articles)
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
    extra = length if foreign(articles, language) else 0
    if tools.chat.small:
        require_within(estimated(None, tools.chat, PLAIN, length, extra, None), most)
    yield start
    if tools.chat.small:
        near = _near(extracts, everything)
        evidence = Evidence("", (), tuple(near), _stories(articles, tools))
        growing = drafted(start, evidence, tools, summarizing(extracts))
    else:
        by = _counting(everything, tools)
        reading = Reading(everything, by, _stories(articles, tools))
        growing = _drafted(start, reading, extracts, tools, length, extra, most)
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
        for s in told(article, passage)
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
    own = [[s for a, p in passages if a is article for s in told(a, p)] for article in articles]
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
            own = [s for a, p in passages if a is article for s in told(a, p)]
            citers[article.id] = Citer(own, tools.embedder)
        claims.append(extracted_claim(extract, citers[article.id], numbers, tools.embedder))
    return tuple(claims)


def _shares(length: int, articles: int) -> list[int]:
    """Divide `length` sentences among articles, at least one each."""
    if not articles:
        return []
    share, left = divmod(length, articles)
    return [max(1, share + (n < left)) for n in range(articles)]


def _drafted(
    start: Summary,
    reading: Reading,
    extracts: Sequence[Extract],
    tools: Tools,
    length: int,
    extra: int,
    most: int | None,
) -> Iterator[Summary]:
    plan = planned(reading.passages, tools.budget, length, reading.counting)
    tools = keeping(tools) if plan.parts else tools
    require_within(estimated(plan, tools.chat, reading.counting, length, extra, None), most)
    if plan.parts:
        leads = [s for extract in extracts for s in extract.sentences]
        yield from summed_up(start, plan, reading, leads, tools, length, most)
        return
    task = task_of(as_text(reading.passages), length, part=False, spare=extracts)
    evidence = Evidence("", (), tuple(reading.passages), reading.stories)
    yield from drafted(start, evidence, tools, [task])


def _near(extracts: Sequence[Extract], passages: Passages) -> Passages:
    """Return the passages that may prove what is said of `extracts`: all, or those around them."""
    if len(passages) <= _MANY:
        return passages
    own = {s.passage for extract in extracts for s in extract.sentences}
    rows = {n for n, (_, p) in enumerate(passages) if p.id in own}
    return [pair for n, pair in enumerate(passages) if {n, n + 1} & rows]


def keeping(tools: Tools) -> Tools:
    """Return `tools` with a model whose replies are kept, where there is a place for them."""
    if tools.replies is None or tools.chat is None or tools.chat.keeps or tools.chat.small:
        return tools
    tools.replies.prune()
    return replace(tools, chat=tools.chat.keeping(tools.replies))


def _counting(passages: Passages, tools: Tools) -> Counting:
    """Return how to count; the server is not asked where the passages fit by any count."""
    if whole(passages, PLAIN) * _SAFE <= tools.budget:
        return PLAIN
    return counting(tools.chat, as_text(passages[:_SAMPLED]))


def _stories(articles: Sequence[Article], tools: Tools) -> dict[str, str]:
    return tools.index.origins({article.id for article in articles})
