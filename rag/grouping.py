"""Articles -> stories: which articles tell of one event. Reads titles and openings, not whole texts.

Two articles belong together where their openings are alike, in rare words as well as in meaning,
and the days they are of are near; a name in common is not enough. Two that name other people and
places are of two events, however alike: two elections of one day. An article joins a story by the
likest article of it within the days, so that a story can run for weeks; but it must also be near
the rest of it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from index.embed import Embedder, Vectors
from index.types import Article
from rag.terms import names, stem, terms

NEAR_DAYS = 5
"""Days between two articles that one story can join directly."""

_OPENING = 3
_ALIKE, _WHOLE, _REST = 0.48, 0.4, 0.3
_COPY = 2.0
_SMALL = re.compile(r"\b[a-z][\w-]+")
"""A word in small letters: what an article also writes so is no name."""
_DEEDS = 3
_NAMED = 0.4
"""Least share of the names of the one that has fewer which both have. Below it are two strikes, fires,
matches, elections of one day (.29 at most), above it retellings (.5 or more)."""


def grouped(
    articles: Sequence[Article], embedder: Embedder, origins: Mapping[str, str]
) -> list[list[Article]]:
    """Return the stories of `articles`; copies (`origins`) are always of one story."""
    if not articles:
        return []
    read = [_opening(article) for article in articles]
    vectors = embedder.embed(read)
    near = vectors @ vectors.T
    pairs = _pairs(articles, read, near, origins)
    groups = [[n] for n in range(len(articles))]
    of = list(range(len(articles)))
    for score, one, other in sorted(pairs, reverse=True):
        mine, theirs = groups[of[one]], groups[of[other]]
        if mine is theirs:
            continue
        if score < _COPY and float(near[np.ix_(mine, theirs)].mean()) < _WHOLE:
            continue
        groups[of[other]] = []
        for n in theirs:
            of[n] = of[one]
        mine += theirs
    return [[articles[n] for n in sorted(group)] for group in groups if group]


def _pairs(
    articles: Sequence[Article], read: Sequence[str], near: Vectors, origins: Mapping[str, str]
) -> list[tuple[float, int, int]]:
    """Return how alike two articles are, of those that can tell of one event."""
    words = [frozenset(terms(text, a.language)) for a, text in zip(articles, read, strict=True)]
    called = [frozenset(stem(n) for n in names(text)) for text in read]
    spread = Counter(word for own in words for word in own)
    rare = {word: math.log(1 + (len(articles) + 1) / n) for word, n in spread.items()}
    small = [
        frozenset(map(stem, _SMALL.findall(f"{text} {a.text}")))
        for text, a in zip(read, articles, strict=True)
    ]
    pairs = []
    for one in range(len(articles)):
        for other in range(one):
            mine, theirs = articles[one], articles[other]
            if origins.get(mine.id, mine.id) == origins.get(theirs.id, theirs.id):
                pairs.append((_COPY, one, other))
            elif near[one, other] >= _REST and _days(mine, theirs) <= NEAR_DAYS:
                deeds = (words[one] & words[other]) - called[one] - called[other]
                score = _likeness(float(near[one, other]), words[one], words[other], rare)
                common = small[one] | small[other]
                named = _named(called[one] - common, called[other] - common)
                if len(deeds) >= _DEEDS and score >= _ALIKE and named >= _NAMED:
                    pairs.append((score, one, other))
    return pairs


def _likeness(
    near: float, one: frozenset[str], other: frozenset[str], rare: Mapping[str, float]
) -> float:
    least = min(sum(map(rare.__getitem__, one)), sum(map(rare.__getitem__, other))) or 1.0
    return 0.5 * near + 0.5 * min(1.0, 2 * sum(rare[w] for w in one & other) / least)


def _named(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of names that both have, 1 where one of them has none at all."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 1.0


def _opening(article: Article) -> str:
    spans = article.sentences[:_OPENING]
    return " ".join([article.title, *(article.text[s.start : s.end] for s in spans)])


def _days(one: Article, other: Article) -> int:
    if not (one.published and other.published):
        return 0
    mine, theirs = (date.fromisoformat(a.published[:10]) for a in (one, other) if a.published)
    return abs((mine - theirs).days)
