"""What is asked for -> the articles that are meant: by path, address, id, query, or by what narrows.

Pages that are no part of the archive are cleaned and not stored.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.errors import ReadError, UsageError
from index.filters import Filter, lets_through
from index.read import SUFFIXES, read
from index.store import Index
from index.types import Article, Outcome, Page
from rag.narrow import Narrowing, filter_of, values

_ABOUT = 0.5
"""Share of the best hit's score from which an article is about what is asked for."""

_MANY = 50
"""Articles that a query of a digest finds at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Chooses from an index; `private` allows addresses inside the network."""

    index: Index
    clean: Callable[[Page], Article]
    private: bool

    def where(self, given: Narrowing) -> Filter:
        """Return the filter that `given` stands for. Raises UsageError for what no article has."""
        wrong = set(given) - Narrowing.__optional_keys__
        if wrong:
            keys = ", ".join(sorted(Narrowing.__optional_keys__))
            raise TypeError(f"{', '.join(sorted(wrong))}: a search is narrowed by {keys}.")
        if not any(given.values()):
            return Filter()
        if ids := values(given.get("article")):
            given = {**given, "article": [self.index.article(id_).id for id_ in ids]}
        return filter_of(given, self.index.listed(), date.today())

    def articles(
        self, what: Sequence[str | Path | Page], where: Filter, best: int = 3
    ) -> list[Article]:
        """Return the articles that `what` names, in its order, each once; of a query the `best`."""
        if not what:
            raise UsageError("Name what to summarize: a path, a web address, an id or a query.")
        found: dict[str, Article] = {}
        for item in what:
            for article in self._named(item, where, best):
                found.setdefault(article.id, article)
        return list(found.values())

    def many(self, what: Sequence[str | Path | Page], given: Narrowing) -> list[Article]:
        """Return the articles that `what` names, or all that `given` lets through."""
        where = self.where(given)
        if what:
            return self.articles(what, where, _MANY)
        found = [a for a in self.index.articles() if lets_through(where, a)]
        if not found:
            raise UsageError("The archive has no such article: add some, or narrow it less.")
        return found

    def _named(self, item: str | Path | Page, where: Filter, best: int) -> list[Article]:
        if isinstance(item, Page):
            return [self.clean(item)]
        if isinstance(item, Path):
            return self._read(item)
        if re.fullmatch(r"[0-9a-f]{4,12}", item):
            return [self.index.article(item)]
        if _is_source(item):
            return self._read(item)
        hits = self.index.search(item, max(8, best), where)
        about = [h.article for h in hits if h.score >= _ABOUT * hits[0].score]
        articles = list({article.id: article for article in about}.values())
        if not articles:
            raise UsageError(
                f"Nothing is called {item!r}, and the archive has no article about it."
            )
        return articles[:best]

    def _read(self, source: str | Path) -> list[Article]:
        """Clean pages without storing them; the first that cannot be read raises ReadError."""
        found = []
        for page in read(source, allow_private=self.private):
            if isinstance(page, Outcome):
                raise ReadError(f"{page.origin}: {page.reason}")
            found.append(self.clean(page))
        return found


def _is_source(text: str) -> bool:
    return (
        text == "-"
        or text.startswith(("http://", "https://"))
        or "\n" in text
        or Path(text).suffix.lower() in SUFFIXES
        or os.path.exists(text)
    )
