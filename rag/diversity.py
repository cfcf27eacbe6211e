"""Hits of a search -> the order in which an answer reads them: the best first, stories mixed.

Knows no index and no budget.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.chunk import indexed_text
from index.ranking import fresh
from index.types import Hit
from rag.errors import RerankError
from rag.rerank import MaxSim, Reranker

LOOKED_AT = 20
"""Hits that are put in order; the others follow as they are."""

SAME_ARTICLE = 0.1
"""What a hit loses, of 0 to 1 between the worst and the best, once its article has had its say."""


def ordered(
    hits: Sequence[Hit], query: str, reranker: Reranker | None
) -> tuple[list[Hit], tuple[str, ...]]:
    """Return the hits in the order of reading, and what a reader should know about that.

    Where two score about the same, the one of another article comes first: one story should not
    take all the room. A reranker that fails leaves the order of the search, and a notice.
    """
    first, notices = list(hits[:LOOKED_AT]), tuple[str, ...]()
    scores = [hit.score for hit in first]
    if reranker is not None and len(first) > 1:
        try:
            scores = _looked_at(first, query, reranker)
        except RerankError as error:
            notices = (f"{error} The passages are in the order of the search.",)
    alike = [[float(a.article.id == b.article.id) for b in first] for a in first]
    order = fresh(alike, _stretched(scores), SAME_ARTICLE)
    return [*(first[n] for n in order), *hits[LOOKED_AT:]], notices


def _looked_at(hits: Sequence[Hit], query: str, reranker: Reranker) -> list[float]:
    """Score by the reranker; the bundled model's are added to the search's, others stand alone."""
    scores = reranker.rank(query, [indexed_text(hit.article, hit.passage) for hit in hits])
    if isinstance(reranker, MaxSim):
        return [score + hit.score for score, hit in zip(scores, hits, strict=True)]
    return list(scores)


def _stretched(scores: Sequence[float]) -> list[float]:
    """Bring scores to 0 for the worst and 1 for the best: every reranker has a scale of its own."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]
