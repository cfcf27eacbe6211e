"""A PDF -> its text, a line for each line on paper, a blank line between paragraphs.

The only user of pypdfium2. Pages are divided by form feeds. Where a paragraph ends is told by the
places of the lines: a wider gap, an indent, other type, room left for the next word. Nothing is
recognised in pictures; nothing is left out.
"""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from index.decode import SIZE_LIMIT, tidy
from index.errors import ReadError
from index.raw import Raw, said
from index.types import Page

LIMIT = 100_000_000
"""Bytes of a PDF with its pictures."""
_PAGES = 3000
_BROKEN = re.compile(r"\w[-\u00ad\u2010]\Z")
_HYPHEN = "\x02"
"""What PDFium puts for a hyphen and the line end after it."""

_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for threads


@dataclass(slots=True)
class _Row:
    """A line on paper: its letters and their place; `word` is the width of the first word."""

    letters: list[str] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    left: float = math.inf
    right: float = -math.inf
    size: float = 0.0
    word: float = 0.0

    def add(self, letter: str, box: tuple[float, float, float, float]) -> None:
        """Add a letter at the line's end."""
        self.letters.append(letter)
        left, bottom, right, top = box
        if letter.isspace() or not math.isfinite(sum(box)):
            self.word = self.word or max(0.0, self.right - self.left)
            return
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.size = max(self.size, top - bottom)
        self.bottoms.append(bottom)

    @property
    def bottom(self) -> float:
        """The height at which the line stands."""
        return median(self.bottoms)

    @property
    def text(self) -> str:
        """The letters; PDFium gives rare characters in halves, which belong together."""
        halves = "".join(self.letters).encode("utf-16-le", "surrogatepass")
        return halves.decode("utf-16-le", "replace").strip()


def pdf_page(raw: Raw) -> Page:
    """Return the text of a PDF. Raises ReadError if it has none, is locked or damaged."""
    data = raw.data(LIMIT)
    with _ONE_AT_A_TIME:
        pages = _pages(raw.name, data)
    text = tidy("\f".join(pages))
    if not any(c.isalnum() for c in text):
        raise ReadError(
            f"{raw.name} is a PDF of pictures, without text; have its text recognised (OCR) first."
        )
    return Page(raw.origin or raw.inside("", text), text, "pdf", "pdf")


def _pages(name: str, data: bytes) -> list[str]:
    import pypdfium2

    pages: list[str] = []
    length = 0
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > _PAGES:
                raise ReadError(f"{name} has more than {_PAGES} pages; split it.")
            for number in range(len(document)):
                pages.append(_laid_out(_rows(document, number)))
                length += len(pages[-1])
                if length > SIZE_LIMIT:
                    raise ReadError(f"{name} has more than {SIZE_LIMIT:,} characters; split it.")
    except ReadError:
        raise
    except Exception as error:  # the library's own errors, and what damage leads it to
        if "password" in str(error).lower():
            raise ReadError(
                f"{name} is a PDF that asks for a password; save it without one."
            ) from error
        raise ReadError(
            f"{name} is a PDF that cannot be read ({said(error)}); open it and save or print it anew."
        ) from error
    return pages


def _rows(document: Any, number: int) -> list[_Row]:
    """Return the lines of a page in the order in which it is read."""
    from pypdfium2 import raw as pdfium

    page = document[number]
    text = page.get_textpage()
    rows = [_Row()]
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if letter in ("\n", _HYPHEN):
            if letter == _HYPHEN:
                rows[-1].letters.append("-")
            rows.append(_Row())
        elif letter != "\r":
            rows[-1].add(letter, text.get_charbox(index, loose=True))
    text.close()
    page.close()
    return [row for row in rows if row.bottoms]


# --- paragraphs -----------------------------------------------------------------------------------


def _laid_out(rows: list[_Row]) -> str:
    """Return the lines, a blank one between two that are not of one paragraph."""
    leading = _leading(rows)
    parts: list[str] = []
    for i, row in enumerate(rows):
        if i:
            parts.append("\n\n" if _ends(rows, i, leading) else "\n")
        parts.append(row.text)
    return "".join(parts)


def _leading(rows: list[_Row]) -> float:
    """Return the usual distance of one line to the next, in parts of the type's size."""
    steps = [(a.bottom - b.bottom) / a.size for a, b in pairwise(rows) if _alike(a, b) and a.size]
    return median(sorted(step for step in steps if 0 < step < 3) or [1.2])


def _alike(a: _Row, b: _Row) -> bool:
    return abs(a.size - b.size) <= 0.12 * max(a.size, b.size)


def _ends(rows: list[_Row], i: int, leading: float) -> bool:
    """Whether a paragraph ends between the lines before `i` and at `i`."""
    a, b = rows[i - 1], rows[i]
    em = max(a.size, 0.1)
    if not _alike(a, b):
        return True
    if _BROKEN.search(a.text) and b.text[:1].islower():
        return False
    step = (a.bottom - b.bottom) / em
    finished = a.text.rstrip("\"'”’)»]").endswith((".", "!", "?", "…", ":", "。", "！", "？"))
    if step < -0.5:  # the next column
        return finished
    if step > leading * 1.3 or (step > 0.3 and b.left > a.right):
        return True
    beside = _column(rows, i - 1, leading)
    edge = min(row.left for row in beside)
    if b.left > edge + 0.6 * em and not (
        a.left > edge + 0.6 * em and abs(a.left - b.left) < em / 3
    ):
        return True
    if b.left < a.left - 0.6 * em and a.left > edge + 3 * em:
        return True
    room = max(row.right for row in beside) - a.right
    word = b.word or b.right - b.left
    return (finished and room > word + 0.4 * em) or room > word + 4 * em


def _column(rows: list[_Row], i: int, leading: float) -> list[_Row]:
    """Return the lines that follow each other down the page around line `i`, and it."""
    found = [rows[i]]
    for steps in (range(i, max(0, i - 30), -1), range(i + 1, min(len(rows), i + 31))):
        for j in steps:
            a, b = rows[j - 1], rows[j]
            down = (a.bottom - b.bottom) / max(a.size, 0.1)
            beside = abs(a.left - b.left) < 4 * a.size
            if not (_alike(a, b) and beside and 0 < down < 2.5 * leading):
                break
            found.append(rows[j - 1] if j <= i else b)
    return found
