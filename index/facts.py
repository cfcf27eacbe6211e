"""What a page says about its article: title, outlet, author, dates.

Takes what `metadata` or a Markdown page's front matter states, completes it from the lines that
`blocks` labelled and from the address, and makes the dates agree:

- A date in the metadata goes before one on a line, a labelled line before a bare one. Days that
  differ are not averaged; the address is often that of a draft, or of another time zone.
- A bare date counts where the address or its place under the headline bears it out.
- An update before the publication is the draft's, one of the same moment is none.
- Where only an update is known, its date is the guess for the publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.blocks import Label, words
from index.bylines import bare_title, host, known_outlet, names
from index.dates import (
    Order,
    Role,
    Written,
    dates,
    label_of,
    order_in,
    order_of,
    plausible,
    stamp,
)
from index.folding import Line
from index.languages import language_code
from index.markdown import front_matter
from index.months import month_of
from index.traits import is_prose
from index.types import BlockKind, Page, PublishedBy


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known so far. Dates are ISO 8601, with a time and a zone where they are stated.

    `order` is how the page writes dates in numbers, where that is known.
    """

    title: str = ""
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    published_by: PublishedBy | None = None
    language: str | None = None
    order: Order = ""


_PAIR = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(\S.*?)\s*$", re.MULTILINE)


def front(page: Page) -> Facts:
    """Return the facts in a Markdown page's front matter."""
    if page.media != "markdown":
        return Facts()
    pairs = _PAIR.findall(page.text[: front_matter(page.text)])
    values = {key.lower(): value.strip("'\"") for key, value in pairs}

    def first(*keys: str) -> str:
        return next((values[key] for key in keys if values.get(key)), "")

    declared = first("language", "lang")
    outlet = first("outlet", "source", "publisher", "site") or None
    order = order_of(declared, host(page.origin))
    published = stamp(first("date", "published", "pubdate", "created"), order)
    return Facts(
        title=first("title", "headline"),
        outlet=outlet,
        author=names([first("author", "authors", "by").strip("[]").replace('"', "")], outlet),
        published=published,
        updated=stamp(first("updated", "modified", "lastmod", "last_modified"), order),
        published_by="stated" if published else None,
        language=language_code(declared),
        order=order,
    )


def completed(
    facts: Facts,
    rows: Sequence[Line],
    labels: Sequence[Label],
    origin: str = "",
    language: str = "",
) -> Facts:
    """Return `facts` with what the page's own lines and its address add to them, dates agreeing."""
    own = list(_own(rows, labels))
    marks = [row.text for row, kind, _ in own if kind in ("metadata", "byline")]
    agency = _agency([row.text for row, kind, _ in own if kind in ("body", "dateline")][:3])
    outlet = facts.outlet or _source(marks) or known_outlet(origin) or host(origin) or agency
    headline = _headline(own)
    marks += [row.text for row, kind, _ in own if kind in _BARE and _NAMED.match(row.text)]
    author = facts.author or next((w for t in marks if (w := _writer(t, outlet))), None)
    found = replace(
        facts,
        title=facts.title or bare_title(headline, [outlet or ""], host(origin)),
        outlet=outlet,
        author=author,
    )
    return _agreed(_dated(found, own, origin, language))


def _headline(own: Sequence[Own]) -> str:
    """Return the headline; where a line with a date was taken for it, the line above that."""
    for i, (row, kind, _) in enumerate(own):
        if kind == "headline":
            if not _is_date(row.text):
                return row.text
            above = (r.text for r, k, _ in reversed(own[:i]) if k in _BARE)
            return next(
                (t for t in above if len(t) >= 10 and not (_is_date(t) or _NAMED.match(t))), ""
            )
    return ""


def _is_date(text: str) -> bool:
    """Whether a line holds little but a date; one that can be read two ways is a date too."""
    found = next(dates(text, order="dmy"), None)
    return found is not None and (
        bool(found.role) or len(text) - (found.end - found.start) <= _AROUND
    )


_AROUND = 12
"""Characters beside the date, such as a weekday."""

Own = tuple[Line, BlockKind, int]
"""A line of the article's own, its kind, and where it stands: -1 above the headline, 0, 1 below
the text."""


def _own(rows: Sequence[Line], labels: Sequence[Label]) -> Iterator[Own]:
    """Yield the lines down to the first list, rating or comment that follows the article."""
    kinds = [found.kind for found in labels]
    last = max((i for i, kind in enumerate(kinds) if kind == "body"), default=-1)
    head = kinds.index("headline") if "headline" in kinds else 0
    for i, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        if i > last >= 0 and kind in ("comments", "rating", "related"):
            return
        if i > last >= 0 and kind == "boilerplate" and not _DIGIT.search(row.text):
            return
        if not row.hidden:
            yield row, kind, -1 if i < head else int(i > last >= 0)


_DIGIT = re.compile(r"\d")

# --- outlet and author ----------------------------------------------------------------------------

_SOURCE = re.compile(
    r"(?:^|\s)(?P<word>source|来源|來源|出处|出處|出典|quelle|fuente|fonte|المصدر|출처|via)\s*[:：]\s*"
    r"(?P<name>[^|:：]+?)(?=\s+\S+[:：]|\s{2,}|\s*\||$)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|oleh|autor[ae]?|auteur|yazan|автор|بقلم|كتبت?|लेखक)(?!\w)\s*[:：|]?\s*(?P<first>.+)$"
    r"|(?:作者|记者|記者|文)\s*[:：|]\s*(?P<named>\S+)|^(?:本报)?记者\s*(?P<reporter>\S+)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:by|von|par|por|di|door|autor[ae]?|auteur|автор|كتبت?|بقلم|作者|记者|記者|文|लेखक|yazan)\s*[:：]\s*\S.{1,50}$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?P<name>[A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,3})\s*\((?:the )?(?:writer|author|rep)"
)
_AGENCIES = {
    "Reuters": "Reuters", "AP": "Associated Press", "AFP": "AFP", "dpa": "dpa", "DPA": "dpa",
    "UPI": "UPI", "PTI": "PTI", "ANI": "ANI", "EFE": "EFE", "ANSA": "ANSA", "APA": "APA",
    "Xinhua": "Xinhua", "Bloomberg": "Bloomberg", "Kyodo": "Kyodo News", "TASS": "TASS",
    "新华社": "新华社", "中新社": "中新社", "路透社": "路透社", "法新社": "法新社", "美联社": "美联社",
    "رويترز": "رويترز", "共同": "共同通信", "時事": "時事通信",
}  # fmt: skip
_DATELINE = re.compile(
    rf"^.{{0,80}}?[(（【]?(?P<name>{'|'.join(_AGENCIES)})(?:[)）】]\s*[-–—:]|\S{{0,10}}\d+月\d+日电)"
)


def _source(marks: Sequence[str]) -> str | None:
    """Return the outlet that the page names; one it came by ("via") only where no other is."""
    found = [m for text in marks for m in _SOURCE.finditer(text)]
    found.sort(key=lambda m: m["word"].lower() == "via")
    return re.split(r"\s+\d", found[0]["name"])[0].strip() if found else None


def _agency(openings: Sequence[str]) -> str | None:
    """Return the agency of a dateline such as "WELLINGTON, Sept 17 (Reuters) -"."""
    matches = (_DATELINE.match(text) for text in openings)
    return next((_AGENCIES[m["name"]] for m in matches if m), None)


def _writer(text: str, outlet: str | None) -> str | None:
    signed = _SIGNED.match(text)
    if signed:
        return signed["name"]
    match = _AUTHOR.search(text)
    if match is None:
        return None
    found = match["first"] or match["named"] or match["reporter"]
    found = re.split(r"\s*(?:[|–—•·]|\s-\s|\d)\s*", found, maxsplit=1)[0]
    return names([found], outlet)


# --- dates ----------------------------------------------------------------------------------------

_BARE: frozenset[BlockKind] = frozenset(
    {"metadata", "byline", "menu", "boilerplate", "heading", "deck"}
)
_LONGEST = 30
"""Words of a line that may be about a date."""
_TRIES = 60


def _dated(facts: Facts, own: Sequence[Own], origin: str, language: str) -> Facts:
    """Add the dates of the lines and of the address to those that are stated."""
    lines = [o for o in own if _DIGIT.search(o[0].text) or label_of(o[0].text)]
    lines = [
        o
        for o in lines
        if len(o[0].text.split()) <= _LONGEST and not is_prose(o[0].text, words(o[0].text))
    ][:_TRIES]
    address = url_date(origin)
    known = [d for d in (facts.published, facts.updated, address) if d]
    order = facts.order or order_of(facts.language and language, host(origin))
    order = order or order_in("\n".join(row.text for row, _, _ in lines))
    seen = list(_seen(lines, language, order, known))
    published, by = facts.published, facts.published_by
    if published is None:
        published, by = _best(seen, address)
    if published is None and (
        day := _dateline_day(own, address or origin, facts.updated, language)
    ):
        published, by = day, "guessed"
    changed = next((w.iso for w, kind, _ in seen if w.role == "updated"), None)
    return replace(facts, published=published, published_by=by, updated=facts.updated or changed)


Seen = tuple[Written, BlockKind, int]


def _seen(
    lines: Sequence[Own], language: str, order: Order, known: Sequence[str]
) -> Iterator[Seen]:
    """Yield the dates on the lines; a label that stands alone goes for the line after it."""
    label: Role = ""
    for row, kind, place in lines:
        for written in dates(row.text, language, order, known):
            role = written.role or label
            if role or kind in _BARE or (kind == "headline" and _is_date(row.text)):
                yield replace(written, role=role), kind, place
            label = ""
        label = label_of(row.text)


def _best(seen: Sequence[Seen], address: str | None) -> tuple[str | None, PublishedBy | None]:
    """Return the likeliest date of publication and how it is known."""
    for written, _, _ in sorted(seen, key=lambda s: s[2] != 0):
        if written.role == "published":
            return written.iso, "read"
    bare = [s for s in seen if not s[0].role]
    for written, kind, place in bare:
        if kind == "byline" and place == 0:
            return written.iso, "read"
    if address:
        near = (w.iso for w, _, _ in bare if _apart(w.iso, address) <= 1)
        return next(near, address), "guessed"
    for wanted in (0, -1, 1):
        for written, _, place in bare:
            if place == wanted:
                return written.iso, "guessed"
    return None, None


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


_IN_URL = re.compile(
    r"[/_.-](?P<year>(?:19|20)\d\d)(?P<mark>[/_.-]?)(?P<month>[01]\d|(?<=[/_.-])\d|[a-z]{3})(?P=mark)"
    r"(?P<day>[0-3]\d|(?<=[/_.-])\d)(?![\da-z])",
    re.IGNORECASE,
)


def url_date(address: str) -> str | None:
    """Return the day in a web address, such as /2020/09/17/, as ISO 8601."""
    if not host(address):
        return None
    for match in _IN_URL.finditer(address.partition("?")[0]):
        month = month_of(match["month"], "en") if match["month"].isalpha() else int(match["month"])
        try:
            day = date(int(match["year"]), month or 0, int(match["day"]))
        except ValueError:  # other numbers than a date's
            continue
        if day.year >= 1990 and plausible(day):
            return day.isoformat()
    return None


_DAY_ONLY = re.compile(
    r"(?:(?P<name>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})|(?P<first>\d{1,2})\.?\s(?:de\s)?(?P<last>[^\W\d_]{3,12})\.?)"
    r"(?=\s*[(（])|(?P<month>\d{1,2})月(?P<number>\d{1,2})日[电電]"
)
_YEAR_IN_URL = re.compile(r"/((?:19|20)\d\d)/")


def _dateline_day(
    own: Sequence[Own], address: str, updated: str | None, language: str
) -> str | None:
    """Return the day of a dateline, which has no year, in the year of another date."""
    year = _YEAR_IN_URL.search(address)
    known = year[1] if year else (updated or "")[:4]
    openings = [row.text[:120] for row, kind, _ in own if kind in ("body", "dateline")][:2]
    for match in (m for text in openings if known and (m := _DAY_ONLY.search(text))):
        name = match["name"] or match["last"]
        month = month_of(name, language) if name else int(match["month"])
        try:
            day = date(
                int(known), month or 0, int(match["day"] or match["first"] or match["number"])
            )
        except ValueError:  # no month, or no such day
            continue
        if plausible(day) and (not updated or day.isoformat() <= updated[:10]):
            return day.isoformat()
    return None


def _agreed(facts: Facts) -> Facts:
    """Return `facts` with dates that can both be true."""
    published, updated = facts.published, facts.updated
    if published is None:
        return replace(facts, published=updated, published_by="guessed" if updated else None)
    if updated and not _later(updated, published):
        return replace(facts, updated=None)
    return facts


def _later(one: str, other: str) -> bool:
    """Whether `one` is later than `other`, compared as precisely as both are known."""
    if len(one) > 10 and len(other) > 10:
        first, second = datetime.fromisoformat(one), datetime.fromisoformat(other)
        if (first.tzinfo is None) == (second.tzinfo is None):
            return (first - second).total_seconds() >= 60
    return one[:10] > other[:10] or (one[:10] == other[:10] and len(one) > len(other) == 10)
