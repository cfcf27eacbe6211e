"""One visitor: the questions asked so far, the answer that is growing, and how it is stopped."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue

from page.digests import digest_html
from page.html import WAITING, error_html, plain, result_html
from page.unused import unused_html
from rag import Answer, Digest, NewsciteError, Summary, Timeline
from rag.render import claims_text

_PAUSE = 0.1
"""Seconds between two looks at a growing answer."""

Shown = Answer | Summary | Digest | Timeline

_log = logging.getLogger("newscite")


@dataclass(eq=False)
class Turn:
    """One question or summary, and what there is to show of it so far.

    `asked` is empty for a summary, `key` the part of its anchors that no other turn has; `result`
    is the latest that came, `over` says that nothing more will be shown, and `literal` that no word of
    the question narrows the search.
    """

    asked: str
    key: str = field(default_factory=lambda: secrets.token_hex(4))
    shown: str = WAITING
    result: Shown | None = None
    over: bool = False
    literal: bool = False

    @property
    def html(self) -> str:
        """The turn as it stands."""
        return f'<div class="answer">{self.shown}</div>'

    def follow(self, make: Callable[[], Iterable[Shown]]) -> Iterator[None]:
        """Take in results as they grow; yield when there is something new to show.

        Never raises: what goes wrong is shown, and the next turn is not affected. The work is done
        in a thread of its own, so that a model that keeps silent cannot keep `end` waiting.
        """
        results = SimpleQueue[Shown | Exception | None]()
        threading.Thread(target=self._work, args=[make, results], daemon=True).start()
        last, claims = 0.0, -1
        try:
            while not self.over:
                try:
                    result = results.get(timeout=_PAUSE)
                except Empty:
                    continue
                if self.over or result is None:
                    return
                if isinstance(result, Exception):
                    self.end(said(result, "The answer could not be produced"))
                    return
                self.result = result
                now, count = time.monotonic(), len(result.claims)
                if result.complete or count != claims or now - last > _PAUSE:
                    last, claims = now, count
                    html = _html(result, self.key)
                    if self.over:
                        return
                    self.shown = html
                    yield
        finally:
            self.over = True

    def _work(
        self,
        make: Callable[[], Iterable[Shown]],
        results: SimpleQueue[Shown | Exception | None],
    ) -> None:
        try:
            for result in make():
                results.put(result)
                if self.over:
                    break
            results.put(None)
        except Exception as error:
            results.put(error)

    def end(self, message: str) -> None:
        """Say `message` under what was checked or found; take away what was not."""
        if self.over:
            return
        self.over = True
        self.shown = error_html(message)
        if isinstance(self.result, Digest | Timeline):
            self.shown = _html(replace(self.result, complete=True), self.key) + self.shown
        elif self.result and (claims := self.result.claims or self.result.evidence):
            kept = replace(self.result, claims=claims, evidence=(), draft="")
            self.shown = result_html(kept, self.key) + self.shown


def _html(result: Shown, key: str) -> str:
    if isinstance(result, Digest | Timeline):
        return digest_html(result, key)
    unused = unused_html(result) if isinstance(result, Summary) and result.complete else ""
    return result_html(result, key) + unused


class Session:
    """What one visitor has asked, and the latest summary. Changed in place."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.summary = Turn("", over=True)

    def messages(self) -> list[dict[str, str]]:
        """Return the turns as the chat shows them."""
        return [
            {"role": role, "content": html}
            for turn in self.turns
            for role, html in (
                ("user", f'<div class="asked">{plain(turn.asked)}</div>'),
                ("assistant", turn.html),
            )
        ]

    def history(self) -> list[dict[str, str]]:
        """Return the turns as `Archive.stream` takes them."""
        return [
            {"role": role, "content": text}
            for turn in self.turns
            if turn.result
            for role, text in (("user", turn.asked), ("assistant", claims_text(turn.result.claims)))
        ]


def said(error: Exception, what: str) -> str:
    """Return what to tell a visitor of `error`; what is not ours to explain goes to the log."""
    if isinstance(error, NewsciteError):
        return str(error)
    _log.error("%s.", what, exc_info=error)
    return f"{what} ({type(error).__name__})."
