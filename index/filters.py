"""Filter: which articles a search is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass


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
