"""Hits, the best first -> the passages that are read: all there is, whole articles, neighbours.

Looks at what fits. How tokens are counted is the caller's, and so is the order of the hits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.copies import Printed
from index.store import Index
from index.types import Article, Hit, Passage

REACH = 8
"""Hits that may bring their neighbours or their whole article along."""

SHARE = 3
"""A whole article may take one part in so many of the budget; all of them one part less than all,
so that further hits find room."""

LEAST = 25
"""Tokens that a passage has on average at the least: more passages than fit by this are not all
looked at."""

Chosen = list[tuple[Article, Passage]]


def few(passages: int, budget: int) -> bool:
    """Whether so many passages could all fit."""
    return passages * LEAST <= budget


def everything(hits: Sequence[Hit], budget: int, count: Callable[[str], int]) -> Chosen | None:
    """Return the passages of all `hits`, or None where they do not fit."""
    left = budget
    for hit in hits:
        left -= count(_text(hit.article, hit.passage))
        if left < 0:
            return None
    return [(hit.article, hit.passage) for hit in hits]


def filled(
    index: Index, hits: Sequence[Hit], budget: int, count: Callable[[str], int], *, whole: bool
) -> Chosen:
    """Return the passages of `hits` that fit, grown to their neighbours.

    With `whole` an article that fits its share comes whole. A passage all of whose sentences
    stand in others' articles is left out: one wire story is one source.
    """
    chosen: dict[str, tuple[Article, Passage]] = {}
    printed = Printed()
    left, roomy = budget, budget - budget // SHARE
    for rank, hit in enumerate(hits):
        around = [hit.passage]
        if rank < REACH:
            around += [p for p in index.neighbours(hit.passage) if p is not None]
        if whole and rank < REACH:
            own = index.passages(hit.article.id, hit.article.version)
            costs = sum(count(_text(hit.article, p)) for p in own if p.id not in chosen)
            if costs <= min(budget // SHARE, roomy):
                roomy -= costs
                around += own
        for passage in around:
            if passage.id in chosen:
                continue
            cost = count(_text(hit.article, passage))
            if cost <= left and printed.takes(hit.article, passage):
                left -= cost
                chosen[passage.id] = (hit.article, passage)
    return list(chosen.values())


def _text(article: Article, passage: Passage) -> str:
    return article.text[passage.span.start : passage.span.end]
