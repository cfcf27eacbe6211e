"""Filter: which articles a search is narrowed to, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Article


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


def lets_through(where: Filter, article: Article) -> bool:
    """Whether an article is among those that `where` narrows to."""
    printed = (article.published or "")[:10]
    return (
        (where.articles is None or article.id in where.articles)
        and (not where.since or printed >= where.since)
        and (not where.until or "" < printed <= where.until)
        and (not where.languages or article.language in where.languages)
        and (not where.outlets or holding(where.outlets)(article.outlet or ""))
        and (not where.authors or holding(where.authors)(article.author or ""))
    )


def holding(names: tuple[str, ...]) -> Callable[[str], bool]:
    """Return the test whether one of `names` stands in another name, word for word."""
    phrases = [words for words in map(_words, names) if words.strip()]

    def holds(name: str) -> bool:
        words = _words(name)
        return any(phrase in words for phrase in phrases)

    return holds


@lru_cache(maxsize=65_536)
def _words(name: str) -> str:
    """Return the words of a name without case, a space around each."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = " ".join(re.findall(r"[^\W_]+", plain))
    return f" {words} "
