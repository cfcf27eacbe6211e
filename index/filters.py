"""Filter: which articles a search is narrowed to, and how names and days are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are searched; an empty one narrows nothing.

    `since` and `until` are days, `YYYY-MM-DD`, both included; an article without a date is then
    left out. `outlets` and `authors` are compared without regard to case and to other words
    around them ("Reuters" finds "Reuters Business"). `articles` are ids in full, `languages`
    ISO 639-1 codes. Several values of one kind are alternatives.
    """

    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] | None = None


def fitting(where: Filter) -> Callable[[str, str | None, str | None, str | None, str], bool]:
    """Return the test of an article's (id, published, outlet, author, language)."""
    articles = None if where.articles is None else frozenset(where.articles)
    languages = frozenset(code.casefold() for code in where.languages)
    outlets, authors = map(_phrases, (where.outlets, where.authors))
    since, until = where.since or "", where.until or "9999-12-31"
    dated = where.since is not None or where.until is not None

    def fits(
        id_: str, published: str | None, outlet: str | None, author: str | None, language: str
    ) -> bool:
        return (
            (articles is None or id_ in articles)
            and (not dated or (bool(published) and since <= (published or "")[:10] <= until))
            and (not languages or language.casefold() in languages)
            and (not outlets or _holds(outlet, outlets))
            and (not authors or _holds(author, authors))
        )

    return fits


def _phrases(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_words(name) for name in names)


def _holds(name: str | None, phrases: tuple[str, ...]) -> bool:
    """Whether one of `phrases` stands in `name`, word for word."""
    words = _words(name or "")
    return any(phrase.strip() and phrase in words for phrase in phrases)


@cache
def _words(name: str) -> str:
    """Return the words of a name without case, a space around each."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = " ".join(re.findall(r"[^\W_]+", plain))
    return f" {words} "
