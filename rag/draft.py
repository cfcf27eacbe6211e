"""Sentences from a model, as they stream: each a claim to be proven, none of them proven yet.

Decides when a sentence is finished and which are worth a look; rag/plain.py takes off what stands
around the claim. Whether it is true is for rag/verify.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import prompts
from index.sentences import split
from index.types import Span
from rag.extract import Extract
from rag.llm import LIMIT, Arriving, Chat, Message
from rag.plain import claim, growing, key, settled, tells_nothing, without_pictures

_ENOUGH = 3
"""Small models go in circles: a sentence that comes this many times ends the answer."""

_LOOKAHEAD = 12
"""Characters of the next sentence that show the one before it has ended ("5 p.m." | "Friday")."""

_PATIENCE = 400
"""Characters after which a quotation that has not closed is taken for a forgotten mark."""

_GAP = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """One step of an answer: `text`, a finished sentence or "", and the words now growing.

    `pending` is for showing only: it is cut anywhere, and the next step replaces it.
    """

    text: str
    pending: str


class Deltas(Protocol):
    """What `drafts` reads: a Reply, or anything like it. `truncated` holds after iteration."""

    @property
    def truncated(self) -> bool: ...  # noqa: D102

    def __iter__(self) -> Generator[str, None, None]: ...


@dataclass(frozen=True, slots=True)
class Task:
    """One request: the names of the system and the user prompt, what the latter is filled in with.

    `limit` is in tokens. `instead` are sentences of the articles that stand in where the reply
    gives nothing that holds, or with `every` for each that it leaves out. `spare` are sentences of
    which each may take the place of a claim that says it wrongly. `most` is how many claims are
    wanted, None for all.
    """

    system: str
    prompt: str
    values: Mapping[str, str]
    limit: int = LIMIT
    instead: tuple[Extract, ...] = ()
    every: bool = False
    most: int | None = None
    spare: tuple[Extract, ...] = ()


def ask(chat: Chat, task: Task) -> Arriving:
    """Return the model's reply to `task`; nothing is sent until it is read.

    The way to say that there is no answer stands in the system message, far from the question:
    beside it, a small model takes it as the answer that is wanted. Raises prompts.PromptError.
    """
    return chat.stream(messages_of(task), task.limit)


def messages_of(task: Task) -> list[Message]:
    """Return what is sent for `task`."""
    known = {"sentinel": prompts.SENTINEL}
    system = {name: known[name] for name in prompts.fields(task.system)}
    return [
        {"role": "system", "content": prompts.render(task.system, **system)},
        {"role": "user", "content": prompts.render(task.prompt, **task.values)},
    ]


def drafts(reply: Deltas, language: str = "en") -> Generator[Draft, None, None]:
    """Yield the sentences of `reply` as each is finished, and between them the growing words.

    A sentence comes once, when the next has begun or the answer has ended; the tail of an answer
    that was cut off never comes. No sentence at all, in a reply that was not cut off, means that
    the articles do not say: the sentinel is not a sentence. `language` is an ISO 639-1 code.
    Raises ModelError while reading.
    """
    times: Counter[str] = Counter()
    with closing(_units(reply, language)) as units:
        for unit, rest in units:
            text = claim(unit)
            if text and not tells_nothing(text):
                times[key(text)] += 1
                if times[key(text)] == _ENOUGH:
                    return
                if times[key(text)] == 1:
                    yield Draft(text, growing(rest))
                    continue
            yield Draft("", growing(rest))


def _units(reply: Deltas, language: str) -> Generator[tuple[str, str], None, None]:
    """Yield (finished sentence or "", text after it) as the reply grows."""
    rest = ""
    with closing(iter(reply)) as deltas:
        for delta in deltas:
            rest = without_pictures(rest + delta)
            finished, at = _finished(settled(rest), language)
            for number, unit in enumerate(finished):
                yield unit, rest[at:] if number == len(finished) - 1 else ""
            rest = rest[at:]
            if not finished:
                yield "", rest
    if not reply.truncated:
        for span in _sentences(rest, language):
            yield rest[span.start : span.end], ""


def _finished(text: str, language: str) -> tuple[list[str], int]:
    """Return the sentences of `text` that more text cannot change, and where the rest begins."""
    spans = _sentences(text, language)
    end = 0
    finished = []
    for span, following in pairwise(spans):
        if len(text) - following.start < _LOOKAHEAD:
            break
        if len(text) - end < _PATIENCE and _open(text[end : following.start]):
            break
        finished.append(text[span.start : span.end])
        end = following.start
    return finished, end


def _sentences(text: str, language: str) -> list[Span]:
    """Return the sentences of `text`; a line break ends one, unless the line only wraps."""
    lines = []
    start = 0
    for gap in _GAP.finditer(text):
        wraps = (
            gap[0].count("\n") == 1
            and text[gap.end() : gap.end() + 1].islower()
            and text[gap.start() - 1 : gap.start()] not in ".!?:。！？：…"
        )
        if not wraps:
            lines.append(Span(start, gap.start()))
            start = gap.end()
    return [
        Span(line.start + span.start, line.start + span.end)
        for line in [*lines, Span(start, len(text))]
        for span in split(text[line.start : line.end], language)
    ]


def _open(text: str) -> bool:
    """Whether a quotation or a parenthesis is open, so that its sentence may go on."""
    return "\n" not in text[len(text.rstrip()) :] and (
        text.count('"') % 2 == 1
        or text.count("“") > text.count("”")
        or text.count("(") > text.count(")")
    )
