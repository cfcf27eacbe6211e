"""What a user narrows a search to, in words -> a Filter, and a Filter -> words.

Raises UsageError for what means nothing and for what no article in the archive has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TypedDict

from index.errors import UsageError
from index.filters import Filter, holding
from index.periods import period
from index.types import Listed

Values = str | Sequence[str] | None


class Narrowing(TypedDict, total=False):
    """What a search can be narrowed to: keyword arguments of `Archive.search` and others."""

    since: str | None
    until: str | None
    outlet: Values
    author: Values
    written_in: Values
    article: Values


def filter_of(given: Narrowing, articles: Sequence[Listed], today: date) -> Filter:
    """Return what `given` means in an archive of `articles`; `article` has whole ids already."""
    since = _day(given.get("since"), "since", today)
    until = _day(given.get("until"), "until", today)
    if since and until and since > until:
        raise UsageError(f"Nothing is both since {since} and until {until}: the first is later.")
    ids = values(given.get("article"))
    languages = tuple(v.lower().split("-")[0] for v in values(given.get("written_in")))
    return Filter(
        since=since,
        until=until,
        outlets=_known("outlet", values(given.get("outlet")), [a.outlet for a in articles]),
        authors=_known("author", values(given.get("author")), [a.author for a in articles]),
        languages=_known("language", languages, [a.language for a in articles]),
        articles=ids or None,
    )


def both(given: Filter, read: Filter) -> Filter:
    """Return `given` with what it leaves open as `read` has it."""
    dated = given if given.since or given.until else read
    return Filter(
        dated.since,
        dated.until,
        given.outlets or read.outlets,
        given.authors or read.authors,
        given.languages,
        given.articles,
    )


def told(where: Filter) -> tuple[str, ...]:
    """Return what `where` narrows to, as a person says it: outlets, authors, days."""
    parts = [
        " or ".join(where.outlets),
        f"by {' or '.join(where.authors)}" if where.authors else "",
        f"in the language {' or '.join(where.languages)}" if where.languages else "",
        _span(where.since, where.until),
        f"the articles {' and '.join(where.articles)}" if where.articles else "",
    ]
    return tuple(part for part in parts if part)


def _span(since: str | None, until: str | None) -> str:
    if since and until:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        if first == last:
            return _shown(first)
        same = (first.year, first.month) == (last.year, last.month)
        begin = str(first.day) if same else _shown(first)
        return f"{begin} to {_shown(last)}"
    if since:
        return f"since {_shown(date.fromisoformat(since))}"
    return f"until {_shown(date.fromisoformat(until))}" if until else ""


def _shown(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def values(given: Values) -> tuple[str, ...]:
    """Return one value or several, each once, without the empty ones."""
    values = [given] if isinstance(given, str) else list(given or ())
    return tuple(dict.fromkeys(v.strip() for v in values if v.strip()))


def _day(text: str | None, name: str, today: date) -> str | None:
    if text is None or not text.strip():
        return None
    found = period(text, today)
    if found is None:
        raise UsageError(
            f"{text!r} is no date that is understood: give `{name}` as 2020, 2020-09, 2020-09-14,"
            ' "September 2020", "last week" or "yesterday".'
        )
    return (found.first if name == "since" else found.last).isoformat()


def _known(what: str, wanted: tuple[str, ...], there: Sequence[str | None]) -> tuple[str, ...]:
    names = [name for name, _ in Counter(name for name in there if name).most_common()]
    for value in wanted:
        if any(map(holding((value,)), names)):
            continue
        if not names:
            raise UsageError(f"No article in the archive has an {what}: leave it out.")
        plain = {name.casefold(): name for name in names}
        near = [plain[n] for n in get_close_matches(value.casefold(), plain, 3, 0.5)]
        has = " or ".join(near or names[:5])
        raise UsageError(
            f"No article in the archive has the {what} {value!r}; the nearest there: {has}."
        )
    return wanted
