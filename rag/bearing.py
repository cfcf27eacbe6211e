"""How well sentences bear out a claim, word by word: a score, and the words that nothing bears out.

Each word of the claim is held against every word of the sentences, by the bundled model's vectors in
context and by its stem (MaxSim; Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832). A few
numbers of that are weighed by a logistic regression learned from claims that people judged
(bench/train_verdict.py, docs/verification-claims.md). It sees no order of words: who did what to
whom, negation and hedging are for rag/verify.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index.embed import Vectors
from index.types import Span
from rag.figures import figures
from rag.gate import WordEmbedder
from rag.likeness import in_context
from rag.terms import names, terms

BORNE_OUT = 0.45
"""Score from which the words of a claim count as borne out: where balanced accuracy and accuracy on
WiCE's dev part, taken crosswise, are both near their best (.769 and .791)."""

UNSAID = 0.5
"""Cosine of a word to its best match below which nothing bears it out."""

_RUN = 3
"""Words in a row that are looked at together."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """`score` is the probability, as learned, that all of a claim is borne out, between 0 and 1.

    `unsaid` are the words of the claim that nothing bears out, as spans of its text.
    """

    score: float
    unsaid: tuple[Span, ...]


def bearing(claim: str, sentences: Sequence[str], known: str, embedder: object) -> Bearing | None:
    """Return how well `sentences` together bear out `claim`; None if `embedder` has no words.

    `known` is what their reader knows besides, such as the headline: it lends words, not length.
    """
    if not isinstance(embedder, WordEmbedder):
        return None
    spans, values = traits(claim, sentences, known, embedder)
    learned = _learned()
    standard = (values.numbers() - learned.mean) / learned.scale
    score = 1 / (1 + math.exp(-float(standard @ learned.weights + learned.bias)))
    return Bearing(score, spans)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is learned from. `best` has for each content word its best match, 0 to 1."""

    best: tuple[float, ...]
    names: int  # words of names that no sentence has
    figures: int  # figures that no sentence has
    length: int  # characters of the sentences

    def numbers(self) -> np.ndarray:
        """Return the traits as the regression takes them, shape (8,)."""
        best = np.array(self.best or (1.0,))
        runs = [best[i : i + _RUN].mean() for i in range(max(1, len(best) - _RUN + 1))]
        return np.array(
            [
                best.mean(),
                np.sort(best)[:_RUN].mean(),
                min(runs),
                (1 - best).sum(),
                self.names,
                self.figures,
                math.log(len(best)),
                math.log1p(self.length),
            ]
        )


def traits(
    claim: str, sentences: Sequence[str], known: str, embedder: WordEmbedder
) -> tuple[tuple[Span, ...], Traits]:
    """Return the words of `claim` that nothing bears out, and what its score is made of."""
    texts = [t for t in (*sentences, known) if t.strip()]
    given = {stem for text in texts for stem in terms(text)}
    vectors = np.concatenate([in_context(embedder, text)[1] for text in texts] or [_NONE])
    named = {word for name in names(claim) for word in name.casefold().split()}
    best, unsaid, lacking = [], [], 0
    for span, vector in zip(*in_context(embedder, claim), strict=True):
        word = claim[span.start : span.end]
        if not (stem := terms(word)):
            continue
        same = stem[0] in given
        near = 1.0 if same else float((vectors @ vector).max(initial=0.0))
        best.append(near)
        lacking += not same and word.casefold() in named
        if near < UNSAID:
            unsaid.append(span)
    ours = {f.value for f in figures(claim)}
    theirs = {f.value for text in texts for f in figures(text)}
    traits = Traits(tuple(best), lacking, len(ours - theirs), sum(map(len, sentences)))
    return tuple(unsaid), traits


_NONE: Vectors = np.zeros((0, 384), np.float32)


@dataclass(frozen=True, slots=True)
class _Learned:
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float


@cache
def _learned() -> _Learned:
    stored = json.loads((files(__package__) / "bearing.json").read_text(encoding="utf-8"))
    mean, scale, weights = (np.array(stored[k]) for k in ("mean", "scale", "weights"))
    return _Learned(mean, scale, weights, float(stored["bias"]))
