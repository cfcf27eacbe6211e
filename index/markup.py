"""HTML -> its visible lines, as a browser would show them without running scripts.

Reads tags as browsers do (https://html.spec.whatwg.org), but builds no tree: it keeps the stack of
open elements, which is enough to tell where a line ends and what is hidden. Style sheets are not
read: only what an element itself says hides it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from index.folding import Folder, Line

# A quote that is still open after 9,999 characters was forgotten: the tag then ends at its `>`.
_ATTRIBUTES = r"(?:[^>=]++|=\s*+(?:\"[^\"]{0,9999}\"|'[^']{0,9999}')|=)*+"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?:[!?]|/(?![a-zA-Z]))[^>]*(?:>|\Z)"
    rf"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:-]*)(?P<attributes>{_ATTRIBUTES})(?:>|\Z)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
    r"|(?P<data>[^<&]+|[<&])",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")

# fmt: off
_UNSHOWN = frozenset({
    "script", "style", "noscript", "template", "title", "textarea", "select", "iframe", "object",
    "svg", "math",
})
_SWALLOWS = frozenset({"script", "style", "textarea", "iframe"})
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "ruby", "rb", "rp", "rt",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "area", "base", "col", "img", "link", "meta", "param", "source", "track", "wbr", "o:p",
})
# fmt: on
_FLOWING = _INLINE | _UNSHOWN
"""Elements that do not end a line."""
_CELLS = frozenset(("td", "th"))
# An element that a new one of the same group ends, and where the search for it stops.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu"])),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "td": (_CELLS, frozenset(["tr", "table"])),
    "th": (_CELLS, frozenset(["tr", "table"])),
    "tr": (frozenset(["tr"]), frozenset(["table", "tbody", "thead", "tfoot"])),
}
_TABLE = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WHOLE = frozenset(("html", "body", "main", "article"))
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity)\s*:\s*0*\.?0+(?:px|r?em|pt|%)?\s*(?:!|;|$)"
    r"|(?:left|right|top|text-indent|margin-left)\s*:\s*-\d{4,})",
    re.IGNORECASE,
)
_NONE: frozenset[str] = frozenset()
_KEPT = 64
_REACH = 256
"""How far down the stack of open elements a tag looks for its partner."""
_ROW = 80
"""Characters; the cells of a table's row are one line while it is shorter than this."""


def html_lines(text: str) -> Iterator[Line]:
    """Yield the lines of an HTML page in order; some may be empty."""
    reader = _Reader(text)
    at, unclosed = 0, set[str]()
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match["data"] is not None:
            reader.text(*match.span())
        elif match["entity"] is not None:
            reader.folder.character(html.unescape(match[0]), *match.span())
        elif match["close"]:
            yield from reader.close(match["tag"].lower())
        elif match["tag"] is not None:
            end = _unshown_end(text, match, unclosed)
            if end is None:
                yield from reader.open(match)
            else:
                at = end
    yield from reader.finish()


def _unshown_end(text: str, tag: re.Match[str], unclosed: set[str]) -> int | None:
    """Return where the content of an element that shows none ends, None for any other element.

    `unclosed` collects the names that are known to have no end tag any more.
    """
    name = tag["tag"].lower()
    if name not in _UNSHOWN:
        return None
    if tag["attributes"].endswith("/"):
        return tag.end()
    if name not in unclosed:
        end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, tag.end())
        if end is not None:
            return end.start()
        unclosed.add(name)
    return len(text) if name in _SWALLOWS else None


class _Reader:
    """The open elements, and the line that is being read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[str] = []
        self._linked = 0  # characters of the line that stand in links
        self._count: Counter[str] = Counter()
        self._hidden_at: int | None = None  # depth of the element that hides what is in it
        self._shown = Folder(text)
        self._unseen = Folder(text)
        self._later: list[Line] = []

    @property
    def folder(self) -> Folder:
        """Where the next characters go."""
        return self._shown if self._hidden_at is None else self._unseen

    def text(self, start: int, end: int) -> None:
        """Add characters of the page to the line."""
        self.folder.piece(start, end)
        if self._count["a"] and self._hidden_at is None:
            self._linked += end - start

    def open(self, match: re.Match[str]) -> Iterator[Line]:
        """Begin an element."""
        tag = match["tag"].lower()
        if tag not in _FLOWING:
            if self._joins(tag):
                self.folder.space(*match.span())
            else:
                yield from self._end_line()
            self._end_siblings(tag)
        if tag in _VOID:
            return
        if self._hidden_at is None and _hides(tag, match["attributes"]):
            self._hidden_at = len(self._stack)
        self._stack.append(tag)
        self._count[tag] += 1

    def close(self, tag: str) -> Iterator[Line]:
        """End the element `tag`, and those within it that were left open."""
        if tag not in _FLOWING and tag not in _CELLS:
            yield from self._end_line()
        if not self._count[tag]:
            return
        for depth in self._reachable():
            inner = self._stack[depth]
            if inner == tag:
                self._cut(depth)
                break
            if (tag in _INLINE and inner not in _INLINE) or (tag not in _TABLE and inner in _CELLS):
                break
        if not self._shown.length:
            yield from self._flush()

    def finish(self) -> Iterator[Line]:
        """End what is still open."""
        yield from self._end_line()
        self._cut(0)
        yield from self._end_line()

    def _end_line(self) -> Iterator[Line]:
        """End the line. Hidden text within a visible line comes after it, as a line of its own."""
        if self._hidden_at is not None:
            self._end_unseen()
        elif self._shown.length:
            made = self._shown.line(self._tags())
            linked = min(1.0, self._linked / len(made.text)) if made.text else 0.0
            yield replace(made, linked=linked) if linked else made
            self._shown, self._linked = Folder(self._text), 0
        if not self._shown.length:
            yield from self._flush()

    def _end_unseen(self) -> None:
        if self._unseen.length:
            self._later.append(self._unseen.line(self._tags(), hidden=True))
            self._unseen = Folder(self._text)

    def _flush(self) -> Iterator[Line]:
        yield from self._later
        self._later = []

    def _joins(self, tag: str) -> bool:
        """Whether `tag` goes on with the line: a table's next cell, a break in a headline."""
        if tag in _CELLS:
            return self.folder.length < _ROW
        return tag == "br" and bool(_HEADINGS.intersection(self._stack[-4:]))

    def _end_siblings(self, tag: str) -> None:
        """Close the elements that `tag` ends by beginning: a paragraph, the list's last item."""
        block = next((d for d in self._reachable() if self._stack[d] not in _INLINE), None)
        if block is not None and self._stack[block] == "p" and tag != "br":
            self._cut(block)
        ends, stops = _ENDS.get(tag, (_NONE, _NONE))
        for depth in self._reachable() if ends else ():
            if self._stack[depth] in ends:
                self._cut(depth)
                return
            if self._stack[depth] in stops:
                return

    def _reachable(self) -> range:
        return range(len(self._stack) - 1, max(-1, len(self._stack) - _REACH), -1)

    def _cut(self, depth: int) -> None:
        """Close the elements from `depth` on."""
        if self._hidden_at is not None and depth <= self._hidden_at:
            self._end_unseen()
            self._hidden_at = None
        self._count.subtract(self._stack[depth:])
        del self._stack[depth:]

    def _tags(self) -> tuple[str, ...]:
        """Return the open elements; of a very deep nest, the outer and the inner ones."""
        if len(self._stack) <= 2 * _KEPT:
            return tuple(self._stack)
        return (*self._stack[:_KEPT], *self._stack[-_KEPT:])


def _hides(tag: str, attributes: str) -> bool:
    """Whether an element says of itself that it is not shown."""
    lowered = attributes.lower()
    if tag in _WHOLE or not ("hidden" in lowered or "style" in lowered):
        return False
    for name, value in _ATTRIBUTE.findall(lowered):
        bare = html.unescape(value.strip("\"'"))
        if name == "hidden" and bare != "until-found":
            return True
        if name == "style" and _HIDING_STYLE.search(bare):
            return True
    return False
