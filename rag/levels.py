"""Map and reduce: a model reads a long text part by part, and then what its sentences cite.

What it says of a part is proven against that part; only the articles' own sentences that prove it go
up to the next level, until they fit. So the last sentence still cites the article, and no word of a
model is ever proof of another.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import zip_longest

import prompts
from index.embed import Embedder
from rag.calls import Tally, replies
from rag.cite import Citer
from rag.counting import Counting
from rag.draft import drafts
from rag.errors import ModelError
from rag.extract import Extract
from rag.kept import Said
from rag.parts import (
    LEVELS,
    SENTENCE,
    Part,
    Passages,
    Plan,
    asked_of,
    by_sentences,
    listed,
    task_of,
)
from rag.proof import Tools, drafted, noted, proven
from rag.retrieve import Evidence, Sentence
from rag.skim import skimmed
from rag.sources import Sources
from rag.types import Citation, Receipt, Summary

_SHRINKS = 0.7
"""Share of its parts to which a level has to bring a text, or there is no next one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: all passages, how its tokens are counted, and which articles are copies."""

    passages: Passages
    counting: Counting
    stories: Mapping[str, str]


def summed_up(
    start: Summary,
    plan: Plan,
    reading: Reading,
    leads: Sequence[Sentence],
    tools: Tools,
    length: int,
    most: int | None = None,
) -> Iterator[Summary]:
    """Yield `start` with its progress, then with the claims of the last level as they are proven.

    `leads` are sentences that the last level reads in any case; `most` is how many tokens may be
    used. Raises ModelError where most of the parts or all of the last level could not be had.
    """
    reserve = tools.budget + length * SENTENCE if most else 0
    tally, begun = Tally(most=most, reserve=reserve), time.perf_counter()
    try:
        yield from _levels(start, plan, reading, leads, tools, length, tally, begun)
    except ModelError as error:
        answered = tally.calls - len(tally.unread)
        if not answered or tools.chat is None or not tools.chat.keeps:
            raise
        raise ModelError(
            f"{error} What it has said so far is kept: run the same again, and only the rest is asked."
        ) from None


def _levels(
    start: Summary,
    plan: Plan,
    reading: Reading,
    leads: Sequence[Sentence],
    tools: Tools,
    length: int,
    tally: Tally,
    begun: float,
) -> Iterator[Summary]:
    around = [s for part in plan.parts for s in part.sentences]
    parts, each, budget, counting = list(plan.parts), plan.each, tools.budget, reading.counting
    for level in range(1, LEVELS + 1):
        said: list[list[Sentence]] = [[] for _ in parts]
        for done in _read(parts, each, tools, tally, said):
            yield replace(start, progress=_told(done, len(parts), level))
        cited = _in_order([s for one in said for s in one], around)
        if _size(cited, counting) <= budget:
            break
        further = by_sentences(cited, around, budget, counting)
        if len(further) < 2 or len(further) > _SHRINKS * len(parts) or level == LEVELS:
            cited = _fitting(said, around, budget, counting)
            break
        parts, each = further, asked_of(len(further), budget)
    read = _with_leads(cited, leads, around, budget, counting)
    near = {s.passage for s in read}
    passages = tuple((a, p) for a, p in reading.passages if p.id in near)
    last = replace(start, receipt=_receipt(start, tally, begun), progress="")
    for notice in _notices(tally, plan, tools):
        last = noted(last, notice)
    evidence = Evidence("", (), passages, reading.stories)
    spare = [Extract((s,), 0.0) for s in read if s in leads]
    task = task_of(listed(read), length, part=False, spare=spare)
    yield from drafted(last, evidence, tools, [task])


def _read(
    parts: Sequence[Part],
    each: int,
    tools: Tools,
    tally: Tally,
    found: list[list[Sentence]],
) -> Generator[int, None, None]:
    """Put the sentences that each part's claims cite into `found`; yield how many parts are read.

    A part that fails is tried once more after the others; then its own sentences stand in.
    """
    assert tools.chat is not None
    left, done, failed = list(range(len(parts))), 0, dict[int, ModelError]()
    for _ in range(2):
        failed = {}
        tasks = [task_of(parts[n].text, each, part=True) for n in left]
        with closing(replies(tools.chat, tasks, tally)) as arriving:
            for row, got in arriving:
                n = left[row]
                if isinstance(got, ModelError):
                    failed[n] = got
                    continue
                found[n] = _cited(got, parts[n], tools.embedder, tally) or _own(parts[n], each)
                done += 1
                yield done
        left = sorted(failed)
        if not left or not done:
            break
    if 2 * len(failed) > len(parts):
        raise failed[left[0]]
    for n, error in failed.items():
        found[n] = _own(parts[n], each)
        tally.unread.append(str(error))
    yield len(parts)


def _cited(said: Said, part: Part, embedder: Embedder, tally: Tally) -> list[Sentence]:
    """Return the sentences of a part that what was said of it cites, the most important first."""
    citer = Citer(part.sentences, embedder)
    found: dict[tuple[str, int], Sentence] = {}
    with closing(drafts(said, part.sentences[0].article.language)) as steps:
        for text in [step.text for step in steps if step.text]:
            claim = proven(text, citer, Sources(), embedder)
            tally.said += 1
            tally.unproven += not claim.citations
            for s in part.sentences:
                if any(_within(s, c) for c in claim.citations):
                    found[(s.article.id, s.span.start)] = s
    return list(found.values())


def _within(s: Sentence, c: Citation) -> bool:
    return s.article.id == c.article.id and s.span.start < c.span.end and c.span.start < s.span.end


def _own(part: Part, each: int) -> list[Sentence]:
    """Return sentences of a part that stand in for what a model says of it."""
    return skimmed(part.sentences, max(1, each // 2)) if part.sentences else []


def _in_order(cited: Sequence[Sentence], around: Sequence[Sentence]) -> list[Sentence]:
    wanted = {(s.article.id, s.span.start) for s in cited}
    return [s for s in around if (s.article.id, s.span.start) in wanted]


def _size(sentences: Sequence[Sentence], counting: Counting) -> int:
    return counting.count(listed(sentences)) if sentences else 0


def _fitting(
    said: Sequence[Sequence[Sentence]], around: Sequence[Sentence], budget: int, counting: Counting
) -> list[Sentence]:
    """Return what fits of the parts' sentences: the most important of each before the second ones."""
    left, kept = budget, list[Sentence]()
    for row in zip_longest(*said):
        for sentence in row:
            cost = counting.count(sentence.text) + 2 if sentence else 0
            if sentence and cost <= left:
                left -= cost
                kept.append(sentence)
    return _in_order(kept, around)


def _with_leads(
    cited: Sequence[Sentence],
    leads: Sequence[Sentence],
    around: Sequence[Sentence],
    budget: int,
    counting: Counting,
) -> list[Sentence]:
    """Return the sentences with those of `leads` that still fit."""
    known = {(s.article.id, s.span.start) for s in cited}
    new = [s for s in leads if (s.article.id, s.span.start) not in known]
    left = max(budget - _size(cited, counting), budget // 10)
    while new and sum(counting.count(s.text) for s in new) > left:
        new.pop()
    return _in_order([*cited, *new], around)


def _told(done: int, total: int, level: int) -> str:
    what = "parts" if level == 1 else "parts of what they say"
    return f"{done} of {total} {what} read"


def _receipt(start: Summary, tally: Tally, begun: float) -> Receipt:
    assert start.receipt is not None
    return replace(
        start.receipt,
        prompts={**start.receipt.prompts, "part": prompts.digest("part")},
        tokens_in=start.receipt.tokens_in + tally.usage.tokens_in,
        tokens_out=start.receipt.tokens_out + tally.usage.tokens_out,
        seconds={**start.receipt.seconds, "read_parts": round(time.perf_counter() - begun, 3)},
    )


def _notices(tally: Tally, plan: Plan, tools: Tools) -> list[str]:
    """Return what a reader should know of how the parts were read."""
    told = [
        f"The model read the text in {len(plan.parts)} parts, and then the sentences that what it"
        " said of them cites."
    ]
    if tally.unproven:
        told.append(
            f"Of {tally.said} sentences that it said of the parts, {tally.unproven} did not hold and"
            " went no further."
        )
    if tally.unread:
        told.append(
            f"{len(tally.unread)} of the parts could not be read by the model, and some of their own"
            f" sentences took their place: {tally.unread[0]}"
        )
    if tally.kept:
        told.append(f"{tally.kept} of {tally.calls} replies had been kept and were not paid again.")
    if tools.chat and tools.chat.trouble:
        told.append(tools.chat.trouble)
    return told
