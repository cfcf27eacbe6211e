"""How likely is it that these sentences answer this question? Learned, calibrated, small.

A logistic regression over the numbers of `rag/matches.py`; `bench/train_gate.py` makes its weights
and says what they were learned from. It reads English with the bundled model's vectors: of another
script or another model's vectors it says nothing, and the rules of `rag/gate.py` decide alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.embed import Embedder, MiniLM, Vectors
from rag.matches import numbers
from rag.question import Question
from rag.retrieve import Sentence

ENOUGH = 0.45
"""Likelihood from which a question is answered where the rules find an answer as well."""

VERBATIM = 0.2
"""The same where a sentence, with its headline and the one before, has every word of the question."""

FAR = 0.55
"""The same where the rules miss something in each of the nearest sentences."""

ALONE = 0.7
"""Likelihood from which it is answered although the rules find no answer in any."""

_REACH = 8
"""Sentences before and after the nearest that are looked at: about a passage."""

_PLACES = 2
"""Places in the evidence that are looked at."""


@dataclass(frozen=True, slots=True)
class _Regression:
    names: tuple[str, ...]
    usual: tuple[float, ...]  # stands in for a number that is missing
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def of(self, found: Mapping[str, float]) -> float:
        """Return the likelihood for these numbers, 0 to 1."""
        odds = self.bias
        for name, usual, scale, weight in zip(
            self.names, self.usual, self.scale, self.weights, strict=True
        ):
            value = found.get(name, math.nan)
            if not math.isnan(value):
                odds += weight * max(-4.0, min(4.0, (value - usual) / scale))
        return 1 / (1 + math.exp(-odds))


def likelihood(
    question: Question,
    sentences: Sequence[Sentence],
    vectors: Vectors,
    scores: Sequence[float],
    embedder: Embedder,
) -> float | None:
    """Return how likely the evidence answers `question`; None if that cannot be told.

    `vectors` and `scores` are those of the sentences: what `extract` has made already.
    """
    if embedder.name != MiniLM.name or not _latin(question.text):
        return None
    best, bar = 0.0, 1.0
    for near in _places(sentences, scores):
        found = numbers(
            question,
            [sentences[n] for n in near],
            vectors[near],
            [scores[n] for n in near],
            embedder,
        )
        best = max(best, _stored().of(found))
        bar = min(bar, _bar(found))
    return max(best, ENOUGH) if best >= bar else best


def _bar(found: Mapping[str, float]) -> float:
    """Return from where on it is enough, by what the rules found."""
    if not found["lacks_none"]:
        return FAR
    if found.get("other", 1.0) == 0 or found.get("verbatim", 0.0) >= 1:
        return VERBATIM
    return ENOUGH


def _places(sentences: Sequence[Sentence], scores: Sequence[float]) -> list[list[int]]:
    """Return the stretches around the best sentences, each within one article."""
    found: list[list[int]] = []
    covered: set[int] = set()
    for top in sorted(range(len(sentences)), key=lambda n: -scores[n]):
        if top in covered:
            continue
        reach = range(max(0, top - _REACH), min(len(sentences), top + _REACH + 1))
        found.append([n for n in reach if sentences[n].article is sentences[top].article])
        covered.update(found[-1])
        if len(found) == _PLACES:
            break
    return found


def _latin(text: str) -> bool:
    return any(c.isascii() and c.isalpha() for c in text)


@lru_cache(maxsize=1)
def _stored() -> _Regression:
    stored = json.loads(files("rag").joinpath("assets/likelihood.json").read_text("utf-8"))
    return _Regression(
        tuple(stored["names"]),
        tuple(stored["usual"]),
        tuple(stored["scale"]),
        tuple(stored["weights"]),
        float(stored["bias"]),
    )
