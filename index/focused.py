"""What was found -> the stretches of it that answer, by the vectors stored of its sentences.

Passages without such vectors, as of other models and older archives, are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.focus import Found, Stretch, stretches
from index.sentence_vectors import unpacked
from index.types import Article, Hit, Passage, Span

AROUND = 30
"""The best passages that stretches are sought in, with those beside them."""


class Focus:
    """Narrows what was found in `catalog`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def focused(self, words: str, vector: NDArray[np.float32], hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits with `focus` set: of each the best stretch, and all the best ones."""
        found = self._found(vector, [(hit.article, hit.passage) for hit in hits])
        best = stretches(words, vector, found, 2 * len(hits))
        return [replace(hit, focus=_inside(hit.passage, best, len(hits))) for hit in hits]

    def stretches(
        self, words: str, vector: NDArray[np.float32], hits: Sequence[Hit], k: int
    ) -> list[Stretch]:
        """Return the `k` best stretches of the hits and of the passages beside them."""
        every: dict[str, tuple[Article, Passage]] = {}
        whole: dict[tuple[str, int], list[Passage]] = {}
        for hit in hits:
            key = hit.article.id, hit.article.version
            if key not in whole:
                whole[key] = self._catalog.passages(*key)
            near = slice(max(hit.passage.number - 1, 0), hit.passage.number + 2)
            every |= {p.id: (hit.article, p) for p in whole[key][near]}
        return stretches(words, vector, self._found(vector, list(every.values())), k)

    def _found(
        self, vector: NDArray[np.float32], some: Sequence[tuple[Article, Passage]]
    ) -> list[Found]:
        stored = self._catalog.vectors([passage.id for _, passage in some])
        found = []
        for article, passage in some:
            own, of_sentences = stored.get(passage.id, (None, None))
            rows = None if of_sentences is None else unpacked(of_sentences, len(passage.sentences))
            if own is not None and rows is not None and rows.shape[1] == len(vector):
                found.append(Found(passage, article, float(own @ vector), rows))
        return found


def _inside(passage: Passage, best: Sequence[Stretch], leading: int) -> tuple[Span, ...]:
    """Return what of the best stretches is in a passage, the best first."""
    spans = list[Span]()
    for rank, stretch in enumerate(best):
        same = (stretch.passage.article_id, stretch.passage.version) == (
            passage.article_id,
            passage.version,
        )
        start = max(stretch.span.start, passage.span.start)
        end = min(stretch.span.end, passage.span.end)
        if same and start < end and (rank < leading or not spans):
            spans.append(Span(start, end))
    return tuple(spans)
