"""A Filter -> the passages it lets through: what is known of the articles, held column by column.

Read from the catalog at the first filtered search and again when passages have changed since.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.filters import Filter, holding
from index.ledger import Ledger

_KEPT = 16
"""Filters whose passages are remembered."""

Chosen = NDArray[np.bool_]
"""Whether a passage is meant, by its number."""


class Facets:
    """The facts by which the current articles in `database` are chosen."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._ledger = Ledger(database)
        self._lock = threading.Lock()
        self._state: tuple[str, int] | None = None

    def chosen(self, where: Filter) -> Chosen | None:
        """Return which passages `where` lets through, None for all."""
        if where == Filter():
            return None
        with self._lock:
            state = self._ledger.state()
            if state != self._state:
                self._read()
                self._state = state
            if where not in self._known:
                if len(self._known) >= _KEPT:
                    del self._known[next(iter(self._known))]
                articles = self._fitting(where)
                # A passage of no current article has the last place, which is never chosen.
                self._known[where] = np.append(articles, False)[self._article]
            return self._known[where]

    def _read(self) -> None:
        rows = self._db.rows(
            "SELECT id, published, outlet, author, language FROM articles WHERE current = 1"
        )
        places = {row[0]: place for place, row in enumerate(rows)}
        passages = self._db.rows(
            "SELECT number, article_id FROM passages WHERE embedding IS NOT NULL ORDER BY number"
        )
        self._article = np.full(passages[-1][0] + 1 if passages else 0, len(rows), np.int64)
        numbers = np.array([number for number, _ in passages], np.int64)
        self._article[numbers] = [places.get(id_, len(rows)) for _, id_ in passages]
        self._places = places
        self._days = np.array([(row[1] or "")[:10] for row in rows], "U10")
        self._outlets, self._authors, self._languages = (
            _Column(row[at] or "" for row in rows) for at in (2, 3, 4)
        )
        self._known: dict[Filter, Chosen] = {}

    def _fitting(self, where: Filter) -> Chosen:
        """Return which articles fit, by their places."""
        fits = np.ones(len(self._places), np.bool_)
        if where.articles is not None:
            fits[:] = False
            fits[[self._places[id_] for id_ in where.articles if id_ in self._places]] = True
        if where.since is not None or where.until is not None:
            fits &= self._days != ""
        if where.since is not None:
            fits &= self._days >= where.since
        if where.until is not None:
            fits &= self._days <= where.until
        if where.outlets:
            fits &= self._outlets.where(holding(where.outlets))
        if where.authors:
            fits &= self._authors.where(holding(where.authors))
        if where.languages:
            codes = {code.casefold() for code in where.languages}
            fits &= self._languages.where(lambda language: language.casefold() in codes)
        return fits


class _Column:
    """Values with repetitions: each distinct one is looked at once."""

    def __init__(self, values: Iterable[str]) -> None:
        known: dict[str, int] = {}
        self._codes = np.array([known.setdefault(value, len(known)) for value in values], np.int64)
        self._values: Sequence[str] = list(known)

    def where(self, test: Callable[[str], bool]) -> Chosen:
        """Return for each row whether its value passes `test`."""
        passed = np.array([test(value) for value in self._values], np.bool_)
        return passed[self._codes] if len(passed) else np.zeros(0, np.bool_)
