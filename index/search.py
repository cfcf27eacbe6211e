"""A query -> hits: the nearest vectors and the best words, blended; copies of a story count once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.copies import Printed
from index.database import Database
from index.facets import Chosen, Facets
from index.filters import Filter
from index.ledger import Ledger
from index.matrix import Matrix
from index.mirror import Mirror
from index.ranking import blended
from index.types import Article, Hit, Passage

DEPTH = 100
"""Passages that each side, dense and lexical, brings to the fusion."""

DEEPEST = 800
"""Passages that each side brings at most, where copies of one story fill the first ones."""

EXACT_UP_TO = 1_000_000
"""Passages up to which vectors are compared one by one; with more, Chroma's graph is asked, which
is approximate, unless a filter narrows the search."""


_READ = 24
"""Passages read at once."""
_REMEMBERED = 128
"""Articles remembered."""


class Search:
    """Searches the archive in `folder`; `dimensions` are those of its vectors."""

    def __init__(self, folder: Path, database: Database, catalog: Catalog, dimensions: int) -> None:
        self._catalog = catalog
        self._ledger = Ledger(database)
        self._facets = Facets(database)
        self._matrix = Matrix(folder, self._ledger, dimensions)
        self._state, self._count = ("", -1), 0
        self._articles: dict[tuple[str, int], Article] = {}
        self._beside = ThreadPoolExecutor(1, "newscite-words")

    def find(
        self,
        words: str,
        embedded: Callable[[], NDArray[np.float32]],
        k: int,
        where: Filter | None,
        mirror: Mirror,
    ) -> list[Hit]:
        """Return up to `k` hits for what is asked as `words` and as a vector, best first.

        The words are looked up while the vector is made and compared.
        """
        state = self._ledger.state()
        if state != self._state:
            self._state, self._count, self._articles = state, self._ledger.count(), {}
        chosen = None if where is None else self._facets.chosen(where)
        if chosen is not None and not chosen.any():
            return []
        depth = max(DEPTH, k)
        while True:
            matching = self._beside.submit(self._catalog.match_numbers, words, depth, chosen)
            try:
                vector = embedded()
                dense = self._dense(vector, depth, chosen, mirror)
            finally:
                lexical = matching.result()
            hits = self._hits(vector, dense, lexical, k)
            if len(hits) == k or (depth > len(dense) and depth > len(lexical)) or depth >= DEEPEST:
                return hits
            depth *= 4  # copies have taken the places of others

    def size(self, where: Filter | None) -> int:
        """Return how many passages `where` lets through."""
        chosen = None if where is None else self._facets.chosen(where)
        return self._ledger.count() if chosen is None else int(chosen.sum())

    def close(self) -> None:
        """Let go of the files."""
        self._beside.shutdown()
        self._matrix.close()

    def _dense(
        self, vector: NDArray[np.float32], k: int, chosen: Chosen | None, mirror: Mirror
    ) -> list[tuple[int, float]]:
        if chosen is not None or self._count <= EXACT_UP_TO:
            return self._matrix.query(vector, k, chosen)
        found = mirror.query(vector, k)
        numbers = self._catalog.numbers_of([id_ for id_, _ in found])
        return [(numbers[id_], score) for id_, score in found if id_ in numbers]

    def _hits(
        self,
        vector: NDArray[np.float32],
        dense: Sequence[tuple[int, float]],
        lexical: Sequence[tuple[int, float]],
        k: int,
    ) -> list[Hit]:
        """Fuse the two rankings; a passage of which all was printed in better ones is left out."""
        similarity = dict(dense)
        others = [number for number, _ in lexical if number not in similarity]
        similarity |= self._matrix.cosines(vector, others)
        dense_rank = {number: rank for rank, (number, _) in enumerate(dense, start=1)}
        lexical_rank = {number: rank for rank, (number, _) in enumerate(lexical, start=1)}
        scores = blended(similarity, dict(lexical))
        printed, hits = Printed(), list[Hit]()
        for number, passage in self._passages(list(scores), k):
            article = self._article(passage)
            if printed.takes(article, passage):
                hits.append(
                    Hit(
                        passage,
                        article,
                        scores[number],
                        similarity.get(number),
                        dense_rank.get(number),
                        lexical_rank.get(number),
                    )
                )
                if len(hits) == k:
                    break
        return hits

    def _passages(self, numbers: Sequence[int], first: int) -> Iterator[tuple[int, Passage]]:
        """Yield these passages, the `first`, then a few at a time: the last are seldom needed."""
        yield from self._catalog.by_numbers(numbers[:first])
        for at in range(first, len(numbers), _READ):
            yield from self._catalog.by_numbers(numbers[at : at + _READ])

    def _article(self, passage: Passage) -> Article:
        """Return the article of a passage; some are remembered until the passages change."""
        if len(self._articles) >= _REMEMBERED:
            self._articles = {}
        key = passage.article_id, passage.version
        if key not in self._articles:
            self._articles[key] = self._catalog.get(*key)
        return self._articles[key]
