"""Page -> its visible lines, each with a map back to the page.

A line is what a reader sees as one block: a paragraph, a headline, a menu entry. White space is
folded and a space that was lost after a full stop is put back; nothing else is changed. Which
lines belong to the article is decided elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from index.offsets import Tracer
from index.types import Page, Run, Span


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line. `runs` count in `text`; `tags` are its enclosing elements, outermost first.

    `hidden` marks text that a browser would not show.
    """

    text: str
    runs: tuple[Run, ...]
    tags: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def page(self) -> Span:
        """The stretch of the page that the line comes from."""
        last = self.runs[-1]
        return Span(self.runs[0].page, last.page + last.page_length)


def lines(page: Page) -> list[Line]:
    """Return the lines of `page` in order, none of them empty."""
    if page.media == "html":
        found = _html_lines(page.text)
    elif page.media == "markdown":
        found = _markdown_lines(page.text)
    else:
        found = _text_lines(page.text)
    return [line for line in found if line.text]


# --- folding white space, putting lost spaces back ------------------------------------------------

_CHUNK = re.compile(r"[\s\u200b\u200c\u2060\ufeff\u00ad]+|[^\s\u200b\u200c\u2060\ufeff\u00ad]+")
_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\ufeff\u00ad]+")
_LOST_SPACE = re.compile(
    r"(?<=[a-z0-9)][a-z0-9)])(?:[.!?,;:][\"”’]?|[\"”])(?=[A-Z][a-z]+(?:[\s,.;:!?'’\"”)-]|$))"
)
_DOMAIN = re.compile(r"(?:Com|Net|Org|Io|Js|Ai|Co|Gov|Edu|Tv|Fm|Me|Cn|De|Uk)\b")


class _Folder:
    """Builds one line from pieces of the page."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._out = Tracer()
        self._gap: tuple[int, int] | None = None

    def piece(self, start: int, end: int) -> None:
        for match in _CHUNK.finditer(self._page, start, end):
            chunk = match[0]
            if _INVISIBLE.fullmatch(chunk):
                continue
            if chunk.isspace() or _INVISIBLE.sub("", chunk).isspace():
                self.space(match.start(), match.end())
            else:
                self._flush()
                self._out.copy(self._page, match.start(), match.end())

    def character(self, text: str, start: int, end: int) -> None:
        """Add `text`, which page[start:end] spells, such as an entity."""
        if text.isspace():
            self.space(start, end)
        elif text and not _INVISIBLE.fullmatch(text):
            self._flush()
            self._out.replace(text, start, end)

    def space(self, start: int, end: int) -> None:
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
        text, runs = self._out.text, self._out.runs
        at = [m.end() for m in _LOST_SPACE.finditer(text) if not _is_address(text, m.end())]
        if at:
            text, runs = _with_spaces(text, runs, at)
        return Line(text, runs, tags, hidden)


def _is_address(text: str, at: int) -> bool:
    start = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at)
    word = text[start : end if end >= 0 else len(text)]
    return bool(_DOMAIN.match(text, at)) or any(mark in word for mark in ("/", "@", "www.", "\\"))


def _with_spaces(text: str, runs: tuple[Run, ...], at: list[int]) -> tuple[str, tuple[Run, ...]]:
    cuts = [0, *at, len(text)]
    moved: list[Run] = []
    for shift, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
        for run in runs:
            if run.length != run.page_length:
                if start <= run.text < end:
                    moved.append(Run(run.text + shift, run.page, run.length, run.page_length))
                continue
            first, last = max(start, run.text), min(end, run.text + run.length)
            if first < last:
                page = run.page + first - run.text
                moved.append(Run(first + shift, page, last - first, last - first))
    spaced = " ".join(text[start:end] for start, end in zip(cuts, cuts[1:], strict=False))
    return spaced, tuple(moved)


# --- plain text -----------------------------------------------------------------------------------


_BULLET = re.compile(r"\s*[•·▪●■◆►‣⁃*]\s+")


def _text_lines(text: str) -> Iterator[Line]:
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*", text)]
    spans = [s for s in spans if s.end > s.start or s.start == len(text) or text[s.start] == "\n"]
    width = _wrap_width([s.end - s.start for s in spans])
    folder, before = _Folder(text), 0
    for span in spans:
        length = len(text[span.start : span.end].strip())
        if not length or not before or not width or before < width * 0.6:
            yield folder.line()
            folder = _Folder(text)
        else:
            folder.space(span.start - 1, span.start)
        bullet = _BULLET.match(text, span.start, span.end)
        folder.piece(bullet.end() if bullet else span.start, span.end)
        before = length
    yield folder.line()


def _wrap_width(lengths: list[int]) -> int:
    """Return the column at which the text is wrapped by hand, 0 if it is not."""
    followed = [a for a, b in zip(lengths, lengths[1:], strict=False) if a and b]
    if len(followed) < 4 or max(lengths) > 130:
        return 0
    width = max(lengths)
    return width if width >= 40 and median(followed) >= width * 0.75 else 0


# --- Markdown -------------------------------------------------------------------------------------

_MARKDOWN = re.compile(
    r"!\[(?P<alt>[^\]\n]*)\]\([^)\n]*\)"
    r"|\[(?P<link>[^\]\n]+)\]\([^)\n]*\)"
    r"|(?P<mark>\*\*\*|\*\*|(?<!\w)__|__(?!\w)|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`+)"
)
_PREFIX = re.compile(
    r"[ \t]*(?:(?P<hash>#{1,6})[ \t]+|(?P<item>[-*+]|\d{1,3}[.)])[ \t]+|(?P<quote>>)[ \t]?)?"
)
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$")


def _markdown_lines(text: str) -> Iterator[Line]:
    folder, tags = _Folder(text), ()
    open_line = False
    start = front_matter(text)
    for match in re.compile(r"[^\n]*\n?").finditer(text, start):
        row = match[0].rstrip("\n")
        if not row.strip() or _RULE.fullmatch(row):
            yield folder.line(tags)
            folder, tags, open_line = _Folder(text), (), False
            continue
        prefix = _PREFIX.match(row)
        marked = bool(prefix and (prefix["hash"] or prefix["item"]))
        if marked or not open_line or tags[:1] == ("h",):
            yield folder.line(tags)
            folder = _Folder(text)
            tags = _markdown_tags(prefix) if prefix else ()
        else:
            folder.space(match.start() - 1, match.start())
        _inline(
            folder, text, match.start() + (prefix.end() if prefix else 0), match.start() + len(row)
        )
        open_line = True
    yield folder.line(tags)


def front_matter(text: str) -> int:
    """Return where the text begins after a `---` block of front matter; 0 if it has none."""
    match = re.match(r"---[ \t]*\n(?:[^\n]*\n){0,60}?---[ \t]*(?:\n|$)", text)
    return match.end() if match else 0


def _markdown_tags(prefix: re.Match[str]) -> tuple[str, ...]:
    if prefix["hash"]:
        return (f"h{len(prefix['hash'])}",)
    if prefix["item"]:
        return ("li",)
    return ("blockquote",) if prefix["quote"] else ()


def _inline(folder: _Folder, text: str, start: int, end: int) -> None:
    at = start
    for match in _MARKDOWN.finditer(text, start, end):
        folder.piece(at, match.start())
        if match["link"] is not None:
            folder.piece(*match.span("link"))
        at = match.end()
    folder.piece(at, end)


# --- HTML -----------------------------------------------------------------------------------------

_ATTRIBUTES = r"(?:\"[^\"]{0,9999}\"|'[^']{0,9999}'|[^'\">])*+"
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^>]*>"
    r"|<(?P<raw>script|style|noscript|template|svg|iframe|object|head|select|textarea|math)"
    r"\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    rf"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:-]*)(?P<attributes>{_ATTRIBUTES})>"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
    r"|(?P<data>[^<&]+|[<&])",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby rp "
    "rt s samp small span strike strong sub sup time tt u var wbr o:p amp-ad".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN = re.compile(
    r"\bhidden\b(?!\s*=\s*[\"']?(?:false|until))|display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0(?:px|em|rem|%|;|\"|'|\s|$)|opacity\s*:\s*0(?:;|\"|'|\s|$)",
    re.IGNORECASE,
)
_NOT_HIDING = re.compile(
    r"\s(?:class|id|data-[\w-]+|aria-[\w-]+|on\w+|href|src|title|alt)\s*=\s*(?:\"[^\"]*\"|'[^']*'|\S+)",
    re.I,
)


def _html_lines(text: str) -> Iterator[Line]:
    folder = _Folder(text)
    stack: list[str] = []
    hidden_at: int | None = None  # depth of the element that hides what is in it
    for match in _TOKEN.finditer(text):
        if match["data"] is not None:
            folder.piece(*match.span())
        elif match["entity"] is not None:
            folder.character(html.unescape(match[0]), *match.span())
        elif match["tag"] is not None:
            tag, closing = match["tag"].lower(), bool(match["close"])
            hides = not closing and tag not in _VOID and _hides(match["attributes"])
            if tag not in _INLINE or hides or (closing and hidden_at == len(stack) - 1):
                yield folder.line(tuple(stack), hidden_at is not None)
                folder = _Folder(text)
            if tag in _VOID:
                continue
            if closing:
                _pop(stack, tag)
                if hidden_at is not None and len(stack) <= hidden_at:
                    hidden_at = None
            elif not match["attributes"].endswith("/"):
                if tag not in _INLINE and stack and stack[-1] == "p":
                    stack.pop()
                if hides and hidden_at is None:
                    hidden_at = len(stack)
                stack.append(tag)
    yield folder.line(tuple(stack), hidden_at is not None)


def _hides(attributes: str) -> bool:
    return bool(_HIDDEN.search(attributes)) and bool(
        _HIDDEN.search(_NOT_HIDING.sub(" ", attributes))
    )


def _pop(stack: list[str], tag: str) -> None:
    for depth in range(len(stack) - 1, max(-1, len(stack) - 64), -1):
        if stack[depth] == tag:
            del stack[depth:]
            return
