"""Several calls of a model at once: so many, no more tokens than allowed, and what they took.

A server that fails some calls in a row is asked no more. What is done with the replies is rag/levels.py.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field

from index.tokens import count
from rag.draft import Task, ask, messages_of
from rag.errors import ModelError
from rag.kept import Said
from rag.llm import Chat
from rag.parts import SENTENCE
from rag.reply import Usage

_MOST_ASKED = 12
"""Sentences of a reply, at most."""

_AT_ONCE = 4
"""Calls that are under way at once."""

_DOWN = 4
"""Failures in a row after which a server is not asked for further parts."""


@dataclass(slots=True)
class Tally:
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


_Got = tuple[Said | ModelError, Usage]


def replies(
    chat: Chat, tasks: Sequence[Task], tally: Tally
) -> Generator[tuple[int, Said | ModelError], None, None]:
    """Yield the number of each task and its reply, in whatever order they come.

    After some failures in a row no further ones are asked for: each of these then fails alike.
    """
    stop, pool = threading.Event(), ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="part")
    waiting, running = list(range(len(tasks)))[::-1], dict[Future[_Got], int]()
    costs = [_cost(task) if tally.most else 0 for task in tasks]
    in_a_row, last = 0, ModelError("")
    try:
        while waiting or running:
            while waiting and len(running) < _AT_ONCE and in_a_row < _DOWN:
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


def _count(tally: Tally, got: _Got) -> None:
    reply, usage = got
    tally.usage += usage
    tally.calls += 1
    tally.kept += isinstance(reply, Said) and reply.kept
