"""Map and reduce: a model reads a long text part by part, and then what its sentences cite.

What it says of a part is proven against that part; only the articles' own sentences that prove it go
up to the next level, until they fit. So the last sentence still cites the article, and no word of a
model is ever proof of another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import prompts
from index.embed import Embedder
from index.tokens import count
from rag.cite import Citer
from rag.counting import Counting
from rag.draft import Task, ask, drafts, messages_of
from rag.errors import ModelError
from rag.kept import Said
from rag.llm import Chat
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
from rag.reply import Usage
from rag.retrieve import Evidence, Sentence
from rag.skim import skimmed
from rag.sources import Sources
from rag.types import Citation, Receipt, Summary

_SHRINKS = 0.7
"""Share of its parts to which a level has to bring a text, or there is no next one."""

_MOST_ASKED = 12
"""Sentences of a reply, at most."""

WORKERS = 4
"""Calls that are under way at once."""

_DOWN = 4
"""Failures in a row after which a server is not asked for further parts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: all passages, how its tokens are counted, and which articles are copies."""

    passages: Passages
    counting: Counting
    stories: Mapping[str, str]


@dataclass(slots=True)
class _Tally:
    """What reading has taken so far."""

    usage: Usage = field(default_factory=Usage)
    calls: int = 0
    kept: int = 0
    most: int | None = None
    flying: int = 0
    reserve: int = 0
    said: int = 0
    unproven: int = 0
    unread: list[str] = field(default_factory=list)

    def allows(self, tokens: int) -> bool:
        """Whether so many more tokens are allowed, with what is under way and the last level."""
        spent = self.usage.tokens_in + self.usage.tokens_out + self.flying
        return self.most is None or spent + tokens + self.reserve <= self.most


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
    tally, begun = _Tally(most=most, reserve=reserve), time.perf_counter()
    try:
        yield from _levels(start, plan, reading, leads, tools, length, tally, begun)
    except ModelError as error:
        replies = tally.calls - len(tally.unread)
        if not replies or tools.chat is None or not tools.chat.keeps:
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
    tally: _Tally,
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
    yield from drafted(last, evidence, tools, [task_of(listed(read), length, part=False)])


def _read(
    parts: Sequence[Part],
    each: int,
    tools: Tools,
    tally: _Tally,
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
        with closing(_replies(tools.chat, tasks, tally)) as replies:
            for row, got in replies:
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


_Got = tuple[Said | ModelError, Usage]


def _replies(
    chat: Chat, tasks: Sequence[Task], tally: _Tally
) -> Generator[tuple[int, Said | ModelError], None, None]:
    """Yield the number of each task and its reply, in whatever order they come.

    After some failures in a row no further ones are asked for: each of these then fails alike.
    """
    stop, pool = threading.Event(), ThreadPoolExecutor(WORKERS, thread_name_prefix="part")
    waiting, running = list(range(len(tasks)))[::-1], dict[Future[_Got], int]()
    costs = [_cost(task) if tally.most else 0 for task in tasks]
    in_a_row, last = 0, ModelError("")
    try:
        while waiting or running:
            while waiting and len(running) < WORKERS and in_a_row < _DOWN:
                if not tally.allows(costs[waiting[-1]]):
                    break
                n = waiting.pop()
                tally.flying += costs[n]
                running[pool.submit(_ask, chat, tasks[n], stop)] = n
            if not running:
                if in_a_row < _DOWN:
                    last = ModelError(
                        f"The {tally.most:,} tokens that the run may use are used up."
                    )
                yield from ((n, last) for n in reversed(waiting))
                return
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(ready, key=lambda f: running[f]):
                n, got = running.pop(future), future.result()
                tally.flying -= costs[n]
                _count(tally, got)
                if isinstance(got[0], ModelError):
                    in_a_row, last = in_a_row + 1, got[0]
                else:
                    in_a_row = 0
                yield n, got[0]
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _cost(task: Task) -> int:
    """Return the tokens of a call, about: what it reads, and a reply of the usual length."""
    read = sum(count(message["content"]) for message in messages_of(task))
    return read + _MOST_ASKED * SENTENCE


def _ask(chat: Chat, task: Task, stop: threading.Event) -> _Got:
    """Return the whole reply, or why there is none; what broke off in the middle is asked again."""
    spent = Usage()
    for left in (1, 0):
        reply = ask(chat, task)
        if isinstance(reply, Said):
            return reply, spent
        pieces: list[str] = []
        try:
            with closing(iter(reply)) as arriving:
                for piece in arriving:
                    pieces.append(piece)
                    if stop.is_set():
                        break
            return Said("".join(pieces), reply.truncated), spent + reply.usage
        except ModelError as error:
            spent += reply.usage
            if not (left and pieces) or stop.is_set():
                return error, spent
    raise AssertionError("unreachable")


def _count(tally: _Tally, got: _Got) -> None:
    reply, usage = got
    tally.usage += usage
    tally.calls += 1
    tally.kept += isinstance(reply, Said) and reply.kept


def _cited(said: Said, part: Part, embedder: Embedder, tally: _Tally) -> list[Sentence]:
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


def _receipt(start: Summary, tally: _Tally, begun: float) -> Receipt:
    assert start.receipt is not None
    return replace(
        start.receipt,
        prompts={**start.receipt.prompts, "part": prompts.digest("part")},
        tokens_in=start.receipt.tokens_in + tally.usage.tokens_in,
        tokens_out=start.receipt.tokens_out + tally.usage.tokens_out,
        seconds={**start.receipt.seconds, "read_parts": round(time.perf_counter() - begun, 3)},
    )


def _notices(tally: _Tally, plan: Plan, tools: Tools) -> list[str]:
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
