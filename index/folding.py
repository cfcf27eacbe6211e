"""One visible line, built from pieces of a page: white space folded, lost spaces put back.

White space of any length becomes one space, characters that a reader cannot see are dropped, and
a space that was lost after a full stop is put back. Nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.offsets import Tracer
from index.types import Run, Span


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line. `runs` count in `text`; `tags` are its enclosing elements, outermost first.

    `hidden` marks text that a browser would not show. `linked` is the share of the characters that
    stand in links.
    """

    text: str
    runs: tuple[Run, ...]
    tags: tuple[str, ...] = ()
    hidden: bool = False
    linked: float = 0.0

    @property
    def page(self) -> Span:
        """The stretch of the page that the line comes from."""
        last = self.runs[-1]
        return Span(self.runs[0].page, last.page + last.page_length)


def rows(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the rows of `text` from `start`, without their line breaks."""
    for row in text[start:].splitlines(keepends=True):
        kept = row.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        yield Span(start, start + len(kept))
        start += len(row)


# Control characters, zero-width and direction marks, soft hyphens, and the tag characters that
# spell text which only a machine reads. The zero-width joiner stays: emoji are made with it.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\U000e0000-\U000e007f"
)
_WORD = rf"[^\s{_UNSEEN}]+"
_PIECE = re.compile(rf"(?P<space>\s[\s{_UNSEEN}]*)|[{_UNSEEN}]+|(?P<text>{_WORD}(?: {_WORD})*)")
_SPACE = re.compile(rf"[\s{_UNSEEN}]*")
_INVISIBLE = re.compile(rf"[{_UNSEEN}]+")


def is_blank(character: str) -> bool:
    """Whether a reader sees nothing where `character` stands."""
    return _SPACE.fullmatch(character) is not None


class Folder:
    """Builds one line from pieces of the page, given in order."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._out = Tracer()
        self._gap: tuple[int, int] | None = None

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._out.length

    def piece(self, start: int, end: int) -> None:
        """Add `page[start:end]`."""
        for match in _PIECE.finditer(self._page, start, end):
            if match["space"]:
                self.space(match.start(), match.end())
            elif match["text"]:
                self._flush()
                self._out.copy(self._page, match.start(), match.end())

    def character(self, text: str, start: int, end: int) -> None:
        """Add `text`, which `page[start:end]` spells, such as an entity."""
        if not text or _INVISIBLE.fullmatch(text):
            return
        if _SPACE.fullmatch(text):
            self.space(start, end)
        else:
            self._flush()
            self._out.replace(text, start, end)

    def space(self, start: int, end: int) -> None:
        """Add a space, for which `page[start:end]` stands."""
        self._gap = (self._gap[0] if self._gap else start, end)

    def _flush(self) -> None:
        if self._gap and self._out.length:
            start, end = self._gap
            if self._page[start:end] == " ":
                self._out.copy(self._page, start, end)
            else:
                self._out.replace(" ", start, end)
        self._gap = None

    def line(self, tags: tuple[str, ...] = (), hidden: bool = False) -> Line:
        """Return the line; its text is empty if nothing visible was added."""
        text, runs = self._out.text, self._out.runs
        cuts = [m.end() for m in _LOST_SPACE.finditer(text) if not _is_name(text, m.end())]
        return (
            Line(*_with_spaces(text, runs, cuts), tags, hidden)
            if cuts
            else Line(text, runs, tags, hidden)
        )


# A sentence end with a word before it and the beginning of a sentence right after it. One letter
# before it is an initial (U.S.It), a word and a dot after it a chain of names (System.Out.Write).
_LOST_SPACE = re.compile(
    r"(?<=[A-Za-z0-9%)\]\"”’][A-Za-z0-9%)\]\"”’])[.!?…][\"”’)]?"
    r"(?=[“‘(]?(?:[A-Z][a-z]+(?:[\s,;:!?'’\"”)-]|\.(?!\w)|$)|[A-Z]{2,}(?:\s|[’']s)|[AI](?:\s|[’'])))"
)
# What stands after the dot of a web address, a product or a file: Booking.Com, Report.PDF.
_ENDING = re.compile(
    r"(?:com|net|org|io|js|ai|co|gov|edu|tv|fm|uk|cn|eu|app|dev|info|pdf|docx?|xlsx?|html?|csv|txt"
    r"|zip|exe|jpe?g|png|gif|mp[34])\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|www\.|\w@\w|\\|\w\.\w+/")
_CHAIN = re.compile(r"[A-Za-z]\.[A-Z][a-z]+\.$")
_REACH = 80


def _is_name(text: str, at: int) -> bool:
    """Whether the dot before `at` is part of an address or a name."""
    if _ENDING.match(text, at):
        return True
    before = text[max(0, at - _REACH) : at].rpartition(" ")[2]
    after = text[at : at + _REACH].partition(" ")[0]
    return bool(_CHAIN.search(before) or _ADDRESS.search(before + after))


def _with_spaces(text: str, runs: tuple[Run, ...], cuts: list[int]) -> tuple[str, tuple[Run, ...]]:
    """Insert a space at each of `cuts`, which are ascending."""
    moved: list[Run] = []
    shift = 0
    for run in runs:
        while shift < len(cuts) and cuts[shift] <= run.text:
            shift += 1
        start, end = run.text, run.text + run.length
        if run.length != run.page_length:
            moved.append(Run(start + shift, run.page, run.length, run.page_length))
            continue
        while start < end:
            stop = min(end, cuts[shift]) if shift < len(cuts) else end
            page = run.page + start - run.text
            moved.append(Run(start + shift, page, stop - start, stop - start))
            start = stop
            if shift < len(cuts) and cuts[shift] == stop and stop < end:
                shift += 1
    parts = (text[start:end] for start, end in pairwise([0, *cuts, len(text)]))
    return " ".join(parts), tuple(moved)
