"""Markdown -> its visible lines: the marks go, what they mark stays.

Follows CommonMark (https://spec.commonmark.org) as far as a news article needs: headings, lists,
quotations, tables, links, pictures, emphasis, escapes, entities, code, comments and inline HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from string import punctuation

from index.folding import Folder, Line, is_blank, rows
from index.types import Span

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n[\w-]+[ \t]*:[^\n]*\n"
    r"(?:(?:[\w-]+[ \t]*:|[ \t]|-[ \t]|#)[^\n]*\n|\r?\n){0,200}?(?:---|\.\.\.)[ \t]*\r?(?:\n|$)"
)
_PREFIX = re.compile(
    r"[ \t]*(?:(?P<hash>#{1,6})[ \t]+|(?P<quote>>(?:[ \t]{0,3}>){0,9})[ \t]?"
    r"|(?P<item>[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|(?P<cell>\|))?"
)
_BREAKS = re.compile(
    r"\s*+"
    r"|[ \t]*+([-*_=])[ \t]*(?:\1[ \t]*){2,}"  # a rule
    r"|[ \t]*+(?:`{3,}|~{3,})[^`]*"  # a code fence
    r"|[ \t]*+\|?(?:[ \t]*+:?-+:?[ \t]*+\|)+[-: \t]*"  # the line under a table's head
    r"|[ \t]{0,3}\[[^\]]{1,300}\]:[ \t]*<?(?:https?:|mailto:|www\.|[/#.])\S*[^\n]*"  # a link's target
)
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")


def front_matter(text: str) -> int:
    """Return where the text begins after a `---` block of front matter; 0 if it has none."""
    match = _FRONT.match(text)
    return match.end() if match else 0


def markdown_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a Markdown page in order; some may be empty."""
    paragraph: list[Span] = []
    tags: tuple[str, ...] = ()
    for row in rows(text, front_matter(text)):
        shown = text[row.start : row.end]
        if len(paragraph) == 1 and _is_title(text, paragraph[0]) and _UNDERLINE.fullmatch(shown):
            tags = ("h1",) if "=" in shown else ("h2",)
        prefix = _PREFIX.match(shown)
        own = _tags(prefix) if prefix else ()
        breaks = _BREAKS.fullmatch(shown) is not None
        begins = own not in ((), ("blockquote",)) or (own != () and own != tags)
        if paragraph and (breaks or begins or tags[:1] in (("h1",), ("h2",), ("h3",))):
            yield _line(text, paragraph, tags)
            paragraph = []
        if not breaks:
            tags = tags if paragraph else own
            paragraph.append(Span(row.start + (prefix.end() if prefix else 0), row.end))
    if paragraph:
        yield _line(text, paragraph, tags)


def _tags(prefix: re.Match[str]) -> tuple[str, ...]:
    if prefix["hash"]:
        return (f"h{min(3, len(prefix['hash']))}",)
    if prefix["item"]:
        return ("li",)
    if prefix["cell"]:
        return ("table", "tr")
    return ("blockquote",) if prefix["quote"] else ()


def _is_title(text: str, row: Span) -> bool:
    return row.end - row.start <= 100 and text[row.end - 1] not in '.!?。！？”"'


# --- within a paragraph ---------------------------------------------------------------------------

_TARGET = r"\([^()\n]{0,999}(?:\([^()\n]{0,99}\)[^()\n]{0,999})?\)"
_MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    rf"|(?P<picture>!\[[^\]\n]{{0,300}}\](?:{_TARGET}|\[[^\]\n]{{0,99}}\]))"
    rf"|\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]{{0,99}}\]){{1,300}})\](?:{_TARGET}|\[[^\]\n]{{0,99}}\])"
    r"|<(?P<web>https?://[^\s<>]{1,999})>"
    r"|(?P<tag><!--(?:(?!<!--|-->).){0,9999}-->|</?[a-zA-Z][^<>\n]{0,999}>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    r"|(?P<code>`+)|(?P<pipe>\|)|(?P<run>\*+|_+|~~+)",
    re.DOTALL,
)


Cut = tuple[int, int, str]
"""Characters `[start, end)` of the page, and what a reader sees in their place."""


def _line(text: str, paragraph: list[Span], tags: tuple[str, ...]) -> Line:
    start, end = paragraph[0].start, paragraph[-1].end
    between = [(above.end, below.start, " ") for above, below in pairwise(paragraph)]
    marks = _marks(text, Span(start, end), table=tags[-1:] == ("tr",))
    folder, at = Folder(text), start
    for first, last, instead in sorted(between + marks):
        if first < at:
            continue
        folder.piece(at, first)
        folder.character(instead, first, last)
        at = last
    folder.piece(at, end)
    return folder.line(tags)


def _marks(text: str, within: Span, table: bool = False) -> list[Cut]:
    """Return the marks in a stretch of the page."""
    cuts: list[Cut] = []
    emphasis = _Emphasis(text, within)
    for match in _MARK.finditer(text, within.start, within.end):
        start, end = match.span()
        if match["run"]:
            cuts += emphasis.pairs(start, end)
        elif match["link"] is not None:
            inner = Span(*match.span("link"))
            cuts += [(start, inner.start, ""), *_marks(text, inner), (inner.end, end, "")]
        elif match["web"]:
            cuts += [(start, start + 1, ""), (end - 1, end, "")]
        elif match["escaped"]:
            cuts.append((start, start + 1, ""))
        elif not match["pipe"] or table:
            cuts.append((start, end, _shown(match)))
    return cuts


def _shown(match: re.Match[str]) -> str:
    """Return what a reader sees of an entity, a tag, a picture, a backtick or a cell's border."""
    if match["entity"]:
        return html.unescape(match["entity"])
    breaks = match["pipe"] or re.match(r"<br\b", match["tag"] or "", re.IGNORECASE)
    return " " if breaks else ""


class _Emphasis:
    """Pairs runs of `*`, `_` and `~` by CommonMark's rules; what finds no partner is text."""

    def __init__(self, text: str, within: Span) -> None:
        self._text = text
        self._within = within
        self._open: dict[str, list[Span]] = {}

    def pairs(self, start: int, end: int) -> list[Cut]:
        """Return the marks that the run `[start, end)` closes, with their partners."""
        mark = self._text[start]
        opens, closes = self._sides(start, end)
        waiting = self._open.setdefault(mark, [])
        cuts: list[Cut] = []
        while closes and waiting and start < end:
            left = waiting.pop()
            used = min(2, end - start, left.end - left.start)
            cuts += [(left.end - used, left.end, ""), (start, start + used, "")]
            start += used
            if left.start < left.end - used:
                waiting.append(Span(left.start, left.end - used))
        if opens and start < end:
            waiting.append(Span(start, end))
        return cuts

    def _sides(self, start: int, end: int) -> tuple[bool, bool]:
        """Return whether a run can open and whether it can close emphasis."""
        before = self._text[start - 1] if start > self._within.start else " "
        after = self._text[end] if end < self._within.end else " "
        outer, inner = self._kind(before, start), self._kind(after, start)
        left = inner == "word" or (inner == "mark" and outer != "word")
        right = outer == "word" or (outer == "mark" and inner != "word")
        if self._text[start] == "_":
            return left and outer != "word", right and inner != "word"
        return left, right

    def _kind(self, character: str, run: int) -> str:
        """Return "blank", "mark" or "word".

        Chinese quotation marks stand next to `*` without a space, and count as words there.
        """
        if is_blank(character):
            return "blank"
        if character in punctuation or (self._text[run] == "_" and not character.isalnum()):
            return "mark"
        return "word"
