"""Page -> Article: the labelled blocks put together, with headline, outlet, author and date.

HTML goes through trafilatura (this is its only user) for the choice of text and for metadata;
the characters themselves always come from the page, by way of `lines`.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Any

from index.blocks import EVIDENCE, KEPT, Label, label
from index.errors import ReadError
from index.glossary import Glossary
from index.injection import addressed, notice
from index.lines import Line, front_matter, lines
from index.offsets import Tracer
from index.sentences import split
from index.types import Article, Block, Page, Run, Span

RECIPE = 1
"""Raised whenever cleaning would give other text for the same page, so that archives follow."""


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str = ""
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None


def clean(page: Page, glossary: Glossary, version: int = 1) -> Article:
    """Return the article on `page`.

    Raises ReadError when the page has no text that could be an article.
    """
    rows = lines(page)
    if not rows:
        raise ReadError(f"{page.origin} has no text on it.")
    chosen, facts = _extract(page, rows) if page.media == "html" else (None, _front(page))
    labels = label(rows, chosen)
    if not any(found.kind in EVIDENCE for found in labels) and chosen is not None:
        labels = label(rows)
    if not any(found.kind in EVIDENCE for found in labels):
        labels = [
            found if row.hidden else Label("body", "nothing on the page reads as an article")
            for row, found in zip(rows, labels, strict=True)
        ]
    return _assemble(page, rows, labels, facts, glossary, version)


def article_id(origin: str) -> str:
    """Return the id of the article at `origin`: 12 hexadecimal digits."""
    return hashlib.sha256(origin.encode()).hexdigest()[:12]


def _assemble(
    page: Page,
    rows: list[Line],
    labels: list[Label],
    facts: _Facts,
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
    language = facts.language or _language(text)
    sentences = [
        Span(block.text.start + s.start, block.text.start + s.end)
        for block in blocks
        if block.text is not None and block.kind in EVIDENCE
        for s in split(text[block.text.start : block.text.end], language)
    ]
    facts = _from_blocks(facts, rows, labels, sentences, text)
    return Article(
        id=article_id(page.origin),
        version=version,
        origin=page.origin,
        title=facts.title,
        outlet=facts.outlet,
        author=facts.author,
        published=facts.published,
        language=language,
        text=text,
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        runs=tuple(runs),
        repairs=glossary.find(text),
        notices=_notices(rows, text, sentences),
    )


def _notices(rows: list[Line], text: str, sentences: list[Span]) -> tuple[str, ...]:
    hidden = [row.text for row in rows if row.hidden and addressed(row.text)]
    shown = [text[s.start : s.end] for s in sentences if addressed(text[s.start : s.end])]
    found = [notice(t, hidden=True) for t in hidden] + [notice(t, hidden=False) for t in shown]
    return tuple(dict.fromkeys(found))


# --- HTML -----------------------------------------------------------------------------------------


def _extract(page: Page, rows: list[Line]) -> tuple[list[bool] | None, _Facts]:
    """Return which rows trafilatura takes for the article, and the metadata it finds."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    url = page.origin if page.origin.startswith("http") else None
    found: Any = trafilatura.bare_extraction(
        page.text, url=url, favor_precision=True, include_comments=False, with_metadata=True
    )
    if found is None or not (found.text or "").strip():
        return None, _Facts()
    host = re.sub(r"^https?://(?:www\.)?|[/:].*", "", url) if url else None
    outlet = found.sitename or host
    title = found.title or ""
    if outlet:
        title = re.sub(rf"\s+[|–—·-]\s+{re.escape(outlet)}$", "", title)
    facts = _Facts(title, outlet, found.author, found.date, (found.language or "")[:2] or None)
    squeezed = _squeeze(found.text)
    whole = {_squeeze(row) for row in found.text.splitlines()}
    shingles = set(_shingles(found.text))
    return [_taken(row, squeezed, whole, shingles) for row in rows], facts


def _taken(row: Line, text: str, whole: set[str], shingles: set[tuple[str, ...]]) -> bool:
    squeezed = _squeeze(row.text)
    if row.hidden or not squeezed:
        return False
    if squeezed in whole or (len(squeezed) >= 25 and squeezed in text):
        return True
    own = _shingles(row.text)
    return len(own) >= 3 and sum(s in shingles for s in own) >= 0.5 * len(own)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return [tuple(found[i : i + 4]) for i in range(len(found) - 3)]


# --- facts about the article ----------------------------------------------------------------------

_OUTLET = re.compile(
    r"(?:^|\s)(?:via|source|来源|來源|出处|quelle)\s*[:：]\s*([^|:：]+?)(?=\s+\S+[:：]|\s{2,}|\s*\||$)",
    re.I,
)
_AUTHOR = re.compile(r"^(?:by|von|par|por|作者|记者|本报记者|文)\s*[:：|]?\s*(.+)$", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]{3,9}\.?,?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)


def _front(page: Page) -> _Facts:
    """Read the facts in a Markdown page's front matter."""
    if page.media != "markdown" or not front_matter(page.text):
        return _Facts()
    pairs = re.findall(
        r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*$", page.text[: front_matter(page.text)], re.M
    )
    values = {key.lower(): value.strip("'\"") for key, value in pairs}
    date = values.get("date") or values.get("published") or ""
    return _Facts(
        title=values.get("title", ""),
        outlet=values.get("outlet") or values.get("source") or values.get("publisher"),
        author=values.get("author") or values.get("by"),
        published=_iso_date(date),
        language=(values.get("language") or values.get("lang") or "")[:2] or None,
    )


def _from_blocks(
    facts: _Facts, rows: list[Line], labels: list[Label], sentences: list[Span], text: str
) -> _Facts:
    """Fill in from the page's own lines what the metadata did not say."""
    title, outlet, author, published = facts.title, facts.outlet, facts.author, facts.published
    for row, found in zip(rows, labels, strict=True):
        if found.kind == "headline" and not title:
            title = row.text
        if found.kind in ("metadata", "byline"):
            match = _OUTLET.search(row.text)
            outlet = outlet or (match[1].strip() if match else None)
        if found.kind in ("metadata", "byline", "menu"):
            published = published or _iso_date(row.text)
        if found.kind == "byline":
            author = author or _writer(row.text)
    if not title and sentences:
        first = text[sentences[0].start : sentences[0].end]
        title = first if len(first) <= 90 else first[:87].rsplit(" ", 1)[0] + "..."
    return _Facts(title, outlet, author, published, facts.language)


def _writer(text: str) -> str | None:
    aside = re.match(
        r"^([A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,3})\s*\((?:the )?(?:writer|author|rep)", text
    )
    match = aside or _AUTHOR.match(text)
    if not match:
        return None
    name = re.split(r"\s*(?:[|,–—•·]|\s-\s|\d)\s*", match[1], maxsplit=1)[0].strip()
    return name if 2 <= len(name) <= 60 else None


def _iso_date(text: str) -> str | None:
    """Return the first date in `text` as ISO 8601, with its time where one is given."""
    match = _DATE.search(text)
    if match is None:
        return None
    import dateparser

    number = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:\D+(\d.*))?$", match[0])
    spelled = f"{number[1]}-{number[2]}-{number[3]} {number[4] or ''}" if number else match[0]
    order = {"DATE_ORDER": "YMD"} if number else {}
    found = dateparser.parse(spelled, settings={"RETURN_AS_TIMEZONE_AWARE": False, **order})
    if found is None or not 1700 <= found.year <= 2200:
        return None
    timed = bool(number and number[4])
    return found.isoformat(timespec="seconds") if timed else found.date().isoformat()


_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_COMMON = {
    "en": "the of and to in that for is on with as was by at it from",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht",
    "fr": "de la le et les des en un du une est que pour qui dans au sur",
    "es": "de la que el en y los del las un por con una su para es al",
    "it": "di e il la che in per un del con della le non si una dei al",
    "nl": "de van het een en in is dat op te met voor zijn niet aan er",
    "pt": "de a o que e do da em um para com não uma os no se na",
}


def _language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language, by script and common words."""
    sample = text[:4000]
    letters = sum(c.isalpha() for c in sample) or 1
    for code, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) > 0.15 * letters:
            return code
    found = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {code: sum(w in common for w in found) for code, common in _COMMON_SETS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts["en"] else "en"


_COMMON_SETS = {code: frozenset(common.split()) for code, common in _COMMON.items()}
