"""Page -> Article: the labelled blocks put together, with headline, outlet, author and date.

The characters of the article come from the page, by way of `lines`, and map back to it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.parse import unquote

from index.blocks import EVIDENCE, KEPT, Label, label
from index.bylines import host
from index.corrections import KEPT_BY_YOU, Corrections
from index.errors import ReadError
from index.extractor import chosen
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

RECIPE = 3
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
    facts = read(page) if html else front(page)
    labels = label(rows, page.text, chosen(page, rows) if html else None)
    if not _evidence(labels):
        raise ReadError(f"{page.origin} has no article on it, only menus, notices or hidden text.")
    kept = "\n".join(row.text for row, one in zip(rows, labels, strict=True) if one.kind in KEPT)
    language = language_of(kept, facts.language)
    known = completed(facts, rows, labels, page.origin, language)
    if corrections is not None:
        found = corrections.apply(rows, labels, publisher(page.origin, known.outlet))
        if found != labels:
            labels, known = found, replace(known, title=_title(rows, found, facts.title))
    if not _evidence(labels):
        raise ReadError(
            f"Nothing would be left of {page.origin} after what you have dropped: keep a paragraph "
            "of it, or take lines out of corrections.toml in the archive folder."
        )
    return _assemble(page, rows, labels, known, language, glossary, version)


def _evidence(labels: list[Label]) -> bool:
    return any(found.kind in EVIDENCE for found in labels)


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
    language: str,
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
    if named := host(origin):
        return named
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
