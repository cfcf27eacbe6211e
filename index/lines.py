"""Page -> its visible lines, each with a map back to the page.

A line is what a reader sees as one block: a paragraph, a headline, a menu entry. How characters
are folded is in `folding`, what Markdown and HTML show in `markdown` and `markup`,
how a PDF's lines are joined in `pdf_lines`. Which lines
belong to the article is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from index.folding import Folder, Line, rows
from index.markdown import markdown_lines
from index.markup import html_lines
from index.pdf_lines import pdf_lines
from index.types import Page


def lines(page: Page) -> list[Line]:
    """Return the lines of `page` in order, none of them empty."""
    if page.media == "html":
        found = html_lines(page.text)
    elif page.media == "markdown":
        found = markdown_lines(page.text)
    elif page.media == "pdf":
        found = pdf_lines(page.text)
    else:
        found = _text_lines(page.text)
    return [line for line in found if line.text]


def gaps(rows: Sequence[Line], text: str) -> list[int]:
    """Return the line breaks of the page `text` before each of its lines, 0 for the first."""
    pairs = pairwise(rows)
    return [0][: len(rows)] + [text.count("\n", a.page.end, b.page.start) for a, b in pairs]


_BULLET = re.compile(r"\s*[•·▪●■◆►‣⁃*]\s+")


def _text_lines(text: str) -> Iterator[Line]:
    spans = list(rows(text))
    lengths = [len(text[span.start : span.end].strip()) for span in spans]
    width = _wrap_width(lengths)
    folder, before, end = Folder(text), 0, 0
    for span, length in zip(spans, lengths, strict=True):
        bullet = _BULLET.match(text, span.start, span.end) if length else None
        if bullet or not length or before < max(width * 0.6, 1) or not width:
            if before:
                yield folder.line()
            folder = Folder(text)
        else:
            folder.space(end, span.start)
        if length:
            folder.piece(bullet.end() if bullet else span.start, span.end)
        before, end = length, span.end
    yield folder.line()


def _wrap_width(lengths: list[int]) -> int:
    """Return the column at which the text is wrapped by hand, 0 if it is not."""
    followed = [a for a, b in pairwise(lengths) if a and b]
    if len(followed) < 4 or max(lengths) > 130:
        return 0
    width = max(lengths)
    return width if width >= 40 and median(followed) >= width * 0.75 else 0
