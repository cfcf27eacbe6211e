"""How alike a claim and a sentence are as wholes, by the bundled model's vectors of their words.

It tells what is about the same thing from what is not; it proves nothing by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from index.embed import Vectors
from index.types import Span
from rag.gate import WordEmbedder

ALIKE = 0.58
"""Cosine of a claim to a sentence from which the claim may be that sentence in other words."""


def alike(claim: str, text: str, embedder: object) -> bool:
    """Whether `claim` may be `text` in other words; never without vectors of words."""
    if not isinstance(embedder, WordEmbedder):
        return False
    ours, theirs = (_whole(in_context(embedder, part)[1]) for part in (claim, text))
    return float(ours @ theirs) >= ALIKE


def in_context(embedder: WordEmbedder, text: str) -> tuple[list[Span], Vectors]:
    """Return the words of `text` and their vectors; one sentence is held against many claims."""
    words: Any = embedder
    return _remembered(words, text)


@lru_cache(maxsize=256)
def _remembered(embedder: Any, text: str) -> tuple[list[Span], Vectors]:
    found: tuple[list[Span], Vectors] = embedder.words(text)
    return found


def _whole(vectors: Vectors) -> Vectors:
    if not len(vectors):
        return np.zeros(vectors.shape[1], np.float32)
    mean: Vectors = vectors.mean(axis=0)
    return mean / (float(np.linalg.norm(mean)) or 1.0)
