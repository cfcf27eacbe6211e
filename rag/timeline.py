"""The whole of "timeline": dated sentences in the order of what happened. Without a model.

A sentence that gives no day, month or year is no event; a relative date ("on Tuesday", "last week")
is resolved against its article's day, and is none where the article has none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from index.chunk import chunk
from index.periods import Period, periods
from index.types import Article
from rag.cite import Citer
from rag.conflict import conflicts_of
from rag.dateline import told
from rag.extract import Extract, says_nothing
from rag.proof import Tools, extracted_claim, proven
from rag.render import one_line
from rag.retrieve import Sentence
from rag.sources import Sources
from rag.statements import read
from rag.terms import terms
from rag.types import Claim, Event, Receipt, Timeline

_SHARED = 0.5

_TOWARDS = re.compile(
    r"\b(?:from|until|till|by|next|before|after|since|coming)\s+(?:the\s+)?$", re.I
)
_PAST = re.compile(
    r"\b(?!(?:need|speed|feed|seed|indeed|hundred|red|bed)\b)\w+ed\b"
    r"|\b(?:was|were|had|did|said|told|took|came|went|found|won|lost|gave|got|made|met|left|began|ran"
    r"|fell|rose|held|hit|struck|cut|shut|sent|set|saw|kept|put|paid|sold|bought|broke|brought|built"
    r"|led|spoke|stood|wrote|became|chose|drew|drove|grew|knew|sank|shot|fought|caught|thought)\b",
    re.I,
)


_MAYBE = re.compile(r"[\"“]?(?:if|unless|should|whether)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|rather than|instead of)(?: in| on| by)?\s+$")


def timeline(tools: Tools, articles: Sequence[Article]) -> Iterator[Timeline]:
    """Yield the timeline once, complete: the earliest event first, each told once."""
    started = time.perf_counter()
    numbers, dated = Sources(), list[tuple[Period, Sentence, Claim]]()
    origins = tools.index.origins({a.id for a in articles})
    here = {a.id for a in articles}
    for article in articles:
        if (origin := origins.get(article.id, article.id)) != article.id and origin in here:
            continue  # a copy tells nothing of its own
        own = [s for passage in chunk(article) for s in told(article, passage)]
        citer = Citer(own, tools.embedder)
        for sentence in own:
            when = None if says_nothing(sentence.text) else _when(sentence)
            if when:
                extract = Extract((sentence,), 0.0)
                claim = extracted_claim(extract, citer, Sources(), tools.embedder)
                dated.append((when, sentence, claim))
    dated = _corrected(dated, origins)
    read_ids = tuple(dict.fromkeys(s.passage for _, s, _ in dated))
    dated.sort(key=lambda d: (d[0].first, d[0].last, d[1].article.published or ""))
    events = tuple(
        Event(_iso(when), _shown(when), _numbered(claims, numbers))
        for when, claims in _once(dated, tools)
    )
    seconds = {"total": round(time.perf_counter() - started, 3)}
    name = tools.embedder.name
    receipt = Receipt("extractive", None, name, read_ids, seconds=seconds, version=tools.version)
    notices = () if events else ("No sentence of these articles gives a date.",)
    yield Timeline(tuple(articles), events, notices, receipt)


def _corrected(
    dated: Sequence[tuple[Period, Sentence, Claim]], origins: Mapping[str, str]
) -> list[tuple[Period, Sentence, Claim]]:
    """Mark what a later report corrects."""
    put_right = {
        (side.citation.article.id, side.citation.span.start): conflict.sides[0].value
        for conflict in conflicts_of([s for _, s, _ in dated], origins, Sources())
        if conflict.corrected
        for side in conflict.sides[1:]
    }
    found = []
    for when, sentence, claim in dated:
        if value := put_right.get((sentence.article.id, sentence.span.start)):
            reason = f"a later report corrects this: “{one_line(value)}”"
            claim = replace(claim, verdict="partly", reason=reason)
        found.append((when, sentence, claim))
    return found


def _when(sentence: Sentence) -> Period | None:
    """Return the time that a sentence gives for what happened: the most exact that it names."""
    if _MAYBE.match(sentence.text) or read(sentence.text).looks_back:
        return None
    printed = sentence.article.published
    today = date.fromisoformat(printed[:10]) if printed else date.max
    found = [
        p
        for p in periods(sentence.text, today)
        if (printed or _stated(sentence, p)) and not _DENIED.search(sentence.text[: p.start])
    ]
    if not printed:
        return min(found, key=_exact, default=None)
    placed = [_nearest(sentence, p, today) for p in found]
    return min([p for p in placed if p], key=_exact, default=None)


def _exact(when: Period) -> tuple[timedelta, int]:
    return when.last - when.first, when.start


def _nearest(sentence: Sentence, when: Period, printed: date) -> Period | None:
    """Return a time as the words mean it: the 20th of a month may be ahead, a weekday is past."""
    words = sentence.text[when.start : when.end]
    if _stated(sentence, when):
        return when
    if when.kind == "day" and re.search(r"\d", words):
        years = (when.first.year + n for n in (0, 1))
        with suppress(ValueError):  # 29 February
            days = [when.first.replace(year=year) for year in years]
            day = min(days, key=lambda d: abs((d - printed).days))
            return replace(when, first=day, last=day)
        return when
    before = sentence.text[: when.start]
    if _TOWARDS.search(before) or read(sentence.text).ahead:
        return None
    if when.first.weekday() == when.last.weekday() and when.first == when.last:
        return when if sentence.article.language != "en" or _PAST.search(sentence.text) else None
    return when


def _stated(sentence: Sentence, when: Period) -> bool:
    """Whether the words give the year themselves."""
    return str(when.first.year) in sentence.text[when.start : when.end]


def _once(
    dated: Sequence[tuple[Period, Sentence, Claim]], tools: Tools
) -> list[tuple[Period, list[Claim]]]:
    """Put together what several articles say of one event on one day."""
    if not dated:
        return []
    words = [set(terms(s.text, s.article.language)) for _, s, _ in dated]
    found: list[tuple[Period, list[int]]] = []
    for n, (when, sentence, _) in enumerate(dated):
        for known, rows in reversed(found):
            if (known.first, known.last) != (when.first, when.last):
                continue
            least = min(len(words[n]), len(words[rows[0]])) or 1
            first = dated[rows[0]][1]
            if (
                sentence.article is not first.article
                and len(words[n] & words[rows[0]]) >= _SHARED * least
                and _bears_out(sentence, first, tools)
            ):
                rows.append(n)
                break
        else:
            found.append((when, [n]))
    return [(when, [dated[n][2] for n in rows]) for when, rows in found]


def _bears_out(sentence: Sentence, of: Sentence, tools: Tools) -> bool:
    """Whether a sentence of another article says all that `of` states."""
    claim = read(of.text).text
    found = proven(claim, Citer([sentence], tools.embedder), Sources(), tools.embedder)
    return found.verdict == "supported"


def _numbered(claims: Sequence[Claim], numbers: Sources) -> Claim:
    cited = tuple(numbers.numbered(c) for claim in claims for c in claim.citations)
    return replace(claims[0], citations=cited)


def _whole_year(when: Period) -> bool:
    first, last = when.first, when.last
    return when.kind == "year" or (first, last) == (
        date(first.year, 1, 1),
        date(first.year, 12, 31),
    )


def _iso(when: Period) -> str:
    first = when.first.isoformat()
    if _whole_year(when):
        return first[:4]
    if when.kind == "month":
        return first[:7]
    return first if when.first == when.last else f"{first}/{when.last.isoformat()}"


def _shown(when: Period) -> str:
    if _whole_year(when):
        return f"{when.first.year}"
    if when.kind == "month":
        return f"{when.first:%B %Y}"
    days = dict.fromkeys([when.first, when.last])
    return " to ".join(f"{day.day} {day:%B %Y}" for day in days)
