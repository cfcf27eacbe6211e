"""The text of a PDF -> its paragraphs, each a line that maps back to it.

Joins the lines of a paragraph, across pages too, and takes back hyphens at line ends. Lines that
stand on most pages (a running head, the page's number) are told apart as "header" or "footer".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from index.folding import Folder, Line, is_blank, rows
from index.types import Span

_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010\u2011](?=\s*\Z)")
_COMPOUND = re.compile(r"(\w+)-(?=(\w+))")
# Words that begin compounds more often than they are broken.
_FIRST = frozenset("all cross ex half high long low mid much non self short so well".split())
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b", re.IGNORECASE)
_EDGE = 4
"""Lines at the top and at the foot of a page that may run through all of it."""
_OPEN = re.compile(r"[^.!?:…。！？\"”’)»\]]\Z")
_GOES_ON = re.compile(r"[a-zà-öø-ÿ(]")


def pdf_lines(text: str) -> Iterator[Line]:
    """Yield the paragraphs of a PDF's text in order; running lines come after what they part."""
    pages = list(_pages(text))
    running = _running(text, pages)
    words = _Words(text)
    paragraph: list[Span] = []
    later: list[Line] = []
    for page in pages:
        new_page, parted = True, False
        for row in page:
            if row.start in running:
                later.append(replace(_line(text, [row], words), tags=(running[row.start],)))
            elif row.start == row.end:
                parted = True
            else:
                ends = not _goes_on(text, paragraph[-1:], row) if new_page else parted
                if ends:
                    yield _line(text, paragraph, words)
                    yield from later
                    paragraph, later = [], []
                paragraph.append(row)
                new_page = parted = False
    yield _line(text, paragraph, words)
    yield from later


def _pages(text: str) -> Iterator[list[Span]]:
    start = 0
    for part in text.split("\f"):
        found = []
        for row in rows(part):
            first = row.start
            while first < row.end and is_blank(part[first]):
                first += 1
            found.append(Span(start + first, start + row.end))
        yield found
        start += len(part) + 1


def _running(text: str, pages: list[list[Span]]) -> dict[int, str]:
    """Return the lines that stand at the edge of most pages, by where they begin."""
    if len(pages) < 2:
        return {}
    edges: list[tuple[str, str, int]] = []
    counts = Counter[tuple[str, str]]()
    for page in pages:
        full = [row for row in page if row.start < row.end]
        half = (len(full) + 1) // 2
        top, foot = full[: min(half, _EDGE)], full[max(half, len(full) - _EDGE) :]
        for tag, some in (("header", top), ("footer", foot)):
            found = [(tag, _masked(text[row.start : row.end]), row.start) for row in some]
            counts.update({(tag, what) for _, what, _ in found})
            edges += found
    most = max(2, (len(pages) + 1) // 2)
    return {at: tag for tag, what, at in edges if counts[tag, what] >= most}


def _masked(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()))


def _goes_on(text: str, before: list[Span], row: Span) -> bool:
    """Whether a paragraph goes on over the end of a page."""
    last = "".join(text[span.start : span.end].rstrip() for span in before)
    first = text[row.start : row.end].lstrip()
    return bool(_OPEN.search(last) and _GOES_ON.match(first))


# --- one paragraph --------------------------------------------------------------------------------


class _Words:
    """The words of a text, asked whether a hyphen at a line end belongs to one."""

    def __init__(self, text: str) -> None:
        lowered = text.lower()
        self._known = set(re.findall(r"\w+", lowered))
        self._compounds = {"-".join(pair) for pair in _COMPOUND.findall(lowered)}

    def keep(self, first: str, second: str) -> bool:
        """Whether `first` and `second` are written with a hyphen between them."""
        first, second = first.lower(), second.lower()
        if f"{first}-{second}" in self._compounds:
            return True
        return first + second not in self._known and first in _FIRST


def _line(text: str, paragraph: list[Span], words: _Words) -> Line:
    folder = Folder(text)
    for i, row in enumerate(paragraph):
        following = paragraph[i + 1] if i + 1 < len(paragraph) else None
        hyphen = _HYPHEN.search(text, row.start, row.end) if following else None
        if following is None or hyphen is None:
            folder.piece(row.start, row.end)
            if following is not None:
                folder.space(row.end, row.end + 1)  # its line break, not what may stand between
            continue
        first = re.search(r"\w*\Z", text[row.start : hyphen.start()])
        second = re.match(r"\s*(\w*)", text[following.start : following.end])
        left, right = first[0] if first else "", second[1] if second else ""
        taken_back = right[:1].islower() and not words.keep(left, right)
        # A soft hyphen is not seen by Folder either way.
        folder.piece(row.start, hyphen.start() if taken_back else hyphen.end())
    return folder.line()
