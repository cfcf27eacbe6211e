"""Claim + sentences -> the smallest set of them that bears out its words together.

Looks at words alone; whether such a set proves a claim is for rag/verify.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed import Embedder
from rag.gate import WordEmbedder
from rag.terms import terms

_LOOKED_AT = 10
"""Sentences nearest to the claim that may take part."""

_MOST = 4
_GAIN = 0.035
"""Share of the claim's words, counted by how well each is borne out, that a sentence has to add."""


def joint(claim: str, sentences: Sequence[str], known: str, embedder: Embedder) -> list[int]:
    """Return the places of up to four sentences that together bear out `claim`, in order.

    The best one comes whatever it adds, each other one only if it adds enough. `known` is what the
    reader of any of them knows, such as the headline. Empty without sentences.
    """
    if not sentences or not isinstance(embedder, WordEmbedder):
        return []
    likely = _likely(claim, sentences, embedder)
    content = [(s, v) for s, v in zip(*embedder.words(claim), strict=True)]
    stems = [terms(claim[s.start : s.end]) for s, _ in content]
    rows = [n for n, stem in enumerate(stems) if stem]
    if not rows:
        return likely[:1]
    vectors = np.stack([content[n][1] for n in rows])
    wanted = [stems[n][0] for n in rows]
    borne = [_borne(sentences[n], wanted, vectors, embedder) for n in likely]
    have = _borne(known, wanted, vectors, embedder) if known else np.zeros(len(rows))
    chosen: list[int] = []
    while len(chosen) < _MOST:
        gains = [float(np.maximum(have, b).mean() - have.mean()) for b in borne]
        best = int(np.argmax(gains))
        if chosen and gains[best] < _GAIN:
            break
        chosen.append(best)
        have = np.maximum(have, borne[best])
    return sorted({likely[n] for n in chosen})


def _likely(claim: str, sentences: Sequence[str], embedder: Embedder) -> list[int]:
    """Return the places of the sentences nearest to the claim, the nearest first."""
    wanted = set(terms(claim))
    shared = [len(wanted & set(terms(s))) / (len(wanted) or 1) for s in sentences]
    by_words = sorted(range(len(sentences)), key=lambda n: -shared[n])[: 3 * _LOOKED_AT]
    near = embedder.embed([sentences[n] for n in by_words]) @ embedder.embed([claim])[0]
    ranks = sorted(zip(by_words, near, strict=True), key=lambda p: -(shared[p[0]] + float(p[1])))
    return [n for n, _ in ranks[:_LOOKED_AT]]


def _borne(
    text: str, wanted: Sequence[str], vectors: np.ndarray, embedder: WordEmbedder
) -> np.ndarray:
    """Return how well each wanted word is borne out by `text`, between 0 and 1."""
    given = set(terms(text))
    _, words = embedder.words(text)
    near = (vectors @ words.T).max(axis=1, initial=0.0)
    return np.array(
        [1.0 if w in given else max(0.0, float(n)) for w, n in zip(wanted, near, strict=True)]
    )
