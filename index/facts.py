"""What a page says about its article: title, outlet, author, date, language.

Reads a Markdown page's front matter and the lines that `blocks` labelled. The only user of
dateparser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from index.blocks import Label
from index.folding import Line
from index.markdown import front_matter
from index.types import BlockKind, Page


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known so far. `published` is an ISO 8601 date or datetime without a zone."""

    title: str = ""
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None


_PAIR = re.compile(r"^(\w+)[ \t]*:[ \t]*(\S.*?)\s*$", re.MULTILINE)


def front(page: Page) -> Facts:
    """Return the facts in a Markdown page's front matter."""
    if page.media != "markdown":
        return Facts()
    pairs = _PAIR.findall(page.text[: front_matter(page.text)])
    values = {key.lower(): value.strip("'\"") for key, value in pairs}
    return Facts(
        title=values.get("title", ""),
        outlet=values.get("outlet") or values.get("source") or values.get("publisher"),
        author=values.get("author") or values.get("by"),
        published=iso_date(values.get("date") or values.get("published") or ""),
        language=language_code(values.get("language") or values.get("lang")),
    )


_OUTLET = re.compile(
    r"(?:^|\s)(?:via|source|来源|來源|出处|quelle)\s*[:：]\s*"
    r"([^|:：]+?)(?=\s+\S+[:：]|\s{2,}|\s*\||$)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^(?:by|von|par|por)\b\s*[:：|]?\s*(?P<first>.+)$"
    r"|(?:作者|记者|文)\s*[:：|]\s*(?P<named>\S+)|^(?:本报)?记者\s*(?P<reporter>\S+)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?P<name>[A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,3})\s*\((?:the )?(?:writer|author|rep)"
)
_TRIES = 12
"""Lines that may be searched for a date; parsing one in words is slow."""


def completed(facts: Facts, rows: Sequence[Line], labels: Sequence[Label]) -> Facts:
    """Return `facts` with what the page's own lines add to them."""
    title, outlet, author, published = facts.title, facts.outlet, facts.author, facts.published
    tries = 0
    for row, kind in _own(rows, labels):
        if kind == "headline":
            title = title or row.text
        if kind in ("metadata", "byline"):
            outlet = outlet or _outlet(row.text)
            author = author or _writer(row.text)
        if published is None and kind in _DATED and tries < _TRIES and _DATE.search(row.text):
            tries += 1
            published = iso_date(row.text)
    return Facts(title, outlet, author, published, facts.language)


_DATED = frozenset({"metadata", "byline", "menu", "boilerplate"})


def _own(rows: Sequence[Line], labels: Sequence[Label]) -> Iterator[tuple[Line, BlockKind]]:
    """Yield the lines down to the first list, rating or comment that follows the article."""
    last = max((i for i, found in enumerate(labels) if found.kind == "body"), default=-1)
    for i, (row, found) in enumerate(zip(rows, labels, strict=True)):
        if i > last >= 0 and found.kind in ("comments", "rating", "related", "boilerplate"):
            return
        if not row.hidden:
            yield row, found.kind


def _outlet(text: str) -> str | None:
    match = _OUTLET.search(text)
    return match[1].strip() if match else None


def _writer(text: str) -> str | None:
    signed = _SIGNED.match(text)
    if signed:
        return signed["name"]
    match = _AUTHOR.search(text)
    if match is None:
        return None
    found = match["first"] or match["named"] or match["reporter"]
    name = re.split(r"\s*(?:[|,–—•·]|\s-\s|\d)\s*", found, maxsplit=1)[0].strip()
    return name if 2 <= len(name) <= 60 else None


# --- dates ----------------------------------------------------------------------------------------

_DATE = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?!\d)日?"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r"|(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})[/.](?P<last>\d{4})"
    r"|(?P<words>\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]{3,12}\.?,?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)


def iso_date(text: str) -> str | None:
    """Return the first date in `text` as ISO 8601, with its time where it is written in numbers.

    A date such as 3/4/2024, which is two days to two readers, counts as none.
    """
    for match in islice(_DATE.finditer(text), 4):
        found = _in_words(match["words"]) if match["words"] else _in_numbers(match)
        if found is not None and 1700 <= found.year <= 2200:
            timed = match["hour"] is not None
            return found.isoformat(timespec="seconds") if timed else found.date().isoformat()
    return None


def _in_numbers(match: re.Match[str]) -> datetime | None:
    hour, minute, second = (int(match[unit] or 0) for unit in ("hour", "minute", "second"))
    if match["year"]:
        year, month, day = (int(match[unit]) for unit in ("year", "month", "day"))
    else:
        year, day, month = (int(match[unit]) for unit in ("last", "one", "two"))
        if match["mark"] == "/" and day != month and max(day, month) <= 12:
            return None
        if match["mark"] == "/" and month > 12:
            day, month = month, day
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:  # such as the 31st of June
        return None


@lru_cache(maxsize=256)
def _in_words(text: str) -> datetime | None:
    import dateparser

    return dateparser.parse(text, settings={"REQUIRE_PARTS": ["day", "month", "year"]})


# --- language -------------------------------------------------------------------------------------


def language_code(text: str | None) -> str | None:
    """Return the ISO 639-1 code that `text`, such as `en-GB`, begins with."""
    match = re.match(r"([a-z]{2})(?![a-z])", (text or "").lower())
    return match[1] if match else None


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


def language_of(text: str) -> str:
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
