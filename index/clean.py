"""Page -> Article: the labelled blocks put together, with headline, outlet, author and date.

HTML goes through trafilatura (this is its only user) for the choice of text; the characters
themselves always come from the page, by way of `lines`.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from index.blocks import (
    BY_PLACE,
    EVIDENCE,
    KEPT,
    Label,
    contained,
    is_prose,
    label,
    words,
)
from index.errors import ReadError
from index.facts import Facts, completed, front
from index.folding import Line
from index.glossary import Glossary
from index.injection import addressed, notice
from index.languages import language_of
from index.lines import lines
from index.metadata import read
from index.offsets import Tracer
from index.sentences import split
from index.types import Article, Block, Page, Run, Span

RECIPE = 1
"""Raised whenever cleaning would give other text for the same page, so that archives follow."""


def clean(
    page: Page, glossary: Glossary, version: int = 1, corrections: Corrections | None = None
) -> Article:
    """Return the article on `page`.

    Raises ReadError when the page has no text that could be an article, or when nothing of it is
    left after `corrections`.
    """
    rows = lines(page)
    if not rows:
        raise ReadError(f"{page.origin} has no text on it.")
    html = page.media == "html"
    chosen, facts = (_extract(page, rows), read(page)) if html else (None, front(page))
    labels = label(rows, chosen)
    if chosen is not None and not _evidence(labels):
        labels = label(rows)
    if not _evidence(labels):
        labels = [_as_note(row, found) for row, found in zip(rows, labels, strict=True)]
    if not _evidence(labels):
        raise ReadError(f"{page.origin} has no article on it, only menus, notices or hidden text.")
    known = completed(facts, rows, labels)
    if corrections is not None:
        found = corrections.apply(rows, labels, publisher(page.origin, known.outlet))
        if found != labels:
            labels, known = found, replace(known, title=_title(rows, found, facts.title))
    if not _evidence(labels):
        raise ReadError(
            f"Nothing would be left of {page.origin} after what you have dropped: keep a paragraph "
            "of it, or take lines out of corrections.toml in the archive folder."
        )
    return _assemble(page, rows, labels, known, glossary, version)


def _evidence(labels: list[Label]) -> bool:
    return any(found.kind in EVIDENCE for found in labels)


def _as_note(row: Line, found: Label) -> Label:
    """Keep a short line of a page without sentences, unless it is known for something else."""
    if row.hidden or found.reason not in BY_PLACE:
        return found
    return Label("body", "nothing on the page reads as an article")


def _title(rows: list[Line], labels: list[Label], given: str) -> str:
    """Return the headline that the user has chosen, else the `given` one, else the first."""
    lines = [
        (one.reason != KEPT_BY_YOU, row.text)
        for row, one in zip(rows, labels, strict=True)
        if one.kind == "headline"
    ]
    if given:
        lines.append((True, given))
    return min(lines, key=lambda line: (line[0], line[1] != given), default=(True, ""))[1]


def article_id(origin: str) -> str:
    """Return the id of the article at `origin`: 12 hexadecimal digits."""
    return hashlib.sha256(origin.encode()).hexdigest()[:12]


def _assemble(
    page: Page,
    rows: list[Line],
    labels: list[Label],
    facts: Facts,
    glossary: Glossary,
    version: int,
) -> Article:
    out, runs, blocks = Tracer(), list[Run](), list[Block]()
    for row, found in zip(rows, labels, strict=True):
        where = None
        if found.kind in KEPT:
            if out.length:
                out.insert("\n\n")
            where = Span(out.length, out.length + len(row.text))
            runs += (Run(r.text + where.start, r.page, r.length, r.page_length) for r in row.runs)
            out.insert(row.text)
        blocks.append(Block(found.kind, row.page, where, found.reason))
    text = out.text
    language = language_of(text, facts.language)
    sentences = [
        Span(block.text.start + s.start, block.text.start + s.end)
        for block in blocks
        if block.text is not None and block.kind in EVIDENCE
        for s in split(text[block.text.start : block.text.end], language)
    ]
    return Article(
        id=article_id(page.origin),
        version=version,
        origin=page.origin,
        title=facts.title or _opening(text, sentences),
        outlet=facts.outlet,
        author=facts.author,
        published=facts.published,
        updated=facts.updated,
        published_by=facts.published_by,
        language=language,
        text=text,
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        runs=tuple(runs),
        repairs=glossary.find(text),
        notices=_notices(rows, text, sentences),
    )


def publisher(origin: str, outlet: str | None) -> str:
    """Return whose page it is, for corrections: host, else outlet, else the file's folder."""
    if host := _host(origin):
        return host
    folder = re.match(r"file://(.*)/", origin)
    return outlet or (unquote(folder[1]) or "/" if folder else "pasted text")


def _opening(text: str, sentences: list[Span]) -> str:
    """Return the first sentence, shortened, as the title of an article that has none."""
    first = text[sentences[0].start : sentences[0].end]
    return first if len(first) <= 90 else first[:87].rsplit(" ", 1)[0] + "..."


def _notices(rows: list[Line], text: str, sentences: list[Span]) -> tuple[str, ...]:
    hidden = [row.text for row in rows if row.hidden and addressed(row.text)]
    shown = [text[s.start : s.end] for s in sentences if addressed(text[s.start : s.end])]
    found = [notice(t, hidden=True) for t in hidden] + [notice(t, hidden=False) for t in shown]
    return tuple(dict.fromkeys(found))


# --- HTML -----------------------------------------------------------------------------------------


def _extract(page: Page, rows: list[Line]) -> list[bool] | None:
    """Return which rows trafilatura takes for the article, None if it finds none."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    url = page.origin if host(page.origin) else None
    # It takes a fragment of a page for no page at all.
    source = page.text if "html" in page.text[:50].lower() else "<html>" + page.text
    found: Any = trafilatura.bare_extraction(
        source, url=url, favor_precision=True, include_comments=False
    )
    text = (found.text or "").strip() if found is not None else ""
    if not text:
        return None
    taken = _taken(text, rows)
    if _prose(rows, taken) < _LITTLE * _prose(rows, [not contained(row) for row in rows]):
        found = trafilatura.bare_extraction(source, url=url, include_comments=False)
        wider = _taken(found.text or "", rows) if found is not None else taken
        taken = max(taken, wider, key=lambda choice: _prose(rows, choice))
    return taken


_LITTLE = 0.5
"""Share of the page's prose; a choice below it may be one paragraph of many."""


def _taken(text: str, rows: list[Line]) -> list[bool]:
    extract = _Extract(text)
    return [not row.hidden and extract.has(row.text) for row in rows]


def _prose(rows: list[Line], taken: list[bool]) -> int:
    """Return the words of the sentences among the rows that are taken."""
    chosen = (row for row, yes in zip(rows, taken, strict=True) if yes and not row.hidden)
    return sum(words(row.text) for row in chosen if is_prose(row))


class _Extract:
    """The text that trafilatura chose, asked line by line, in order, what of the page is in it."""

    def __init__(self, text: str) -> None:
        self._text = _squeeze(text)
        self._whole = {_squeeze(row) for row in text.splitlines()}
        self._shingles = set(_shingles(text))
        self._at = 0

    def has(self, line: str) -> bool:
        """Whether `line` stands in the text: whole, as a part, or for the most part."""
        squeezed = _squeeze(line)
        if squeezed in self._whole:
            return bool(squeezed)
        if len(squeezed) >= 25:
            at = self._text.find(squeezed, self._at, self._at + len(squeezed) + _NEAR)
            if at >= 0:
                self._at = at
                return True
        own = _shingles(line)
        return len(own) >= 3 and sum(s in self._shingles for s in own) >= 0.5 * len(own)


_NEAR = 100_000
"""Characters after the last find in which the next line is looked for."""


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return [tuple(found[i : i + 4]) for i in range(len(found) - 3)]
