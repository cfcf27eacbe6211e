"""Two rankings -> one, and which of a question's words are worth looking up. Pure functions.

Touches no database and no model: scores come in as numbers by passage id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id", str, int)

MEANING = 0.6
"""The share of the cosine in the blend; BM25 has the rest."""

ROWS = 5000
"""Matching rows of the word index that a search looks at, about; the rarest words come first."""


def blended(cosines: Mapping[Id, float], lexical: Mapping[Id, float]) -> dict[Id, float]:
    """Return one score for each passage, by id or by number, best first, at most 1.

    A convex combination (Bruch, Gai and Ingber 2023, https://arxiv.org/abs/2210.11934) of cosine
    and BM25, each divided by its best. An id that one side lacks has 0 there, so `cosines` should
    hold all of `lexical`. Unlike ranks, scores tell a clear winner from the first of many alike.
    """
    scores: dict[Id, float] = {}
    for found, share in ((cosines, MEANING), (lexical, 1.0 - MEANING)):
        best = max(found.values(), default=0.0)
        for id_, score in found.items():
            part = score / best if score > 0 else 0.0
            scores[id_] = scores.get(id_, 0.0) + share * part
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def rarest(counts: Iterable[tuple[str, int]], rows: int = ROWS) -> list[str]:
    """Return the terms to look up: the rarest, as many as stand in `rows` passages together.

    `counts` has the terms and in how many passages each stands; one at least is returned. What
    stands everywhere weighs next to nothing in BM25, and costs the most.
    """
    kept: list[str] = []
    left = rows
    for term, count in sorted(counts, key=lambda pair: pair[1]):
        left -= count
        if kept and left < 0:
            break
        kept.append(term)
    return kept


def fresh(similar: Sequence[Sequence[float]], scores: Sequence[float], share: float) -> list[int]:
    """Return all positions in order of maximal marginal relevance, the best first.

    Carbonell and Goldstein 1998: each next one has the highest score less `share` of its greatest
    likeness to those before it. `similar` is square.
    """
    left = list(range(len(scores)))
    order: list[int] = []
    nearest = [0.0] * len(scores)
    while left:
        best = max(left, key=lambda n: (scores[n] - share * nearest[n], -n))
        left.remove(best)
        order.append(best)
        for n in left:
            nearest[n] = max(nearest[n], similar[best][n])
    return order
