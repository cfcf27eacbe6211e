"""Texts to the vectors that an archive stores: one for each passage, and one for each sentence of it.

A sentence's vector is made in the context of its passage, by embedders that can (`embed_parts`), and
kept as int8. Knows no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError
from index.types import Span

if TYPE_CHECKING:
    from index.embed import Embedder

Floats = NDArray[np.float32]


class Made(NamedTuple):
    """The vector of a text, and its sentences' as they are stored, None where there are none."""

    vector: Floats
    sentences: bytes | None = None


@runtime_checkable
class _OfParts(Protocol):
    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[Floats, list[Floats]]: ...


def makes_sentences(embedder: Embedder) -> bool:
    """Whether the embedder gives vectors of sentences in their context."""
    return isinstance(embedder, _OfParts)


def made(
    embedder: Embedder,
    texts: Sequence[str],
    sentences: Sequence[Sequence[Span]] | None = None,
    known: Mapping[str, Made] | None = None,
) -> list[Made]:
    """Return what is stored of each text, whose `sentences` stand where told.

    What is `known` of a text is used again, if it has what is asked for. Raises EmbeddingError.
    """
    known = dict(known or {})
    if sentences is not None and isinstance(embedder, _OfParts):
        parts = dict(zip(texts, sentences, strict=True))
        new = [t for t, spans in parts.items() if not _fits(known.get(t), len(spans))]
        if new:
            rows, of_parts = embedder.embed_parts(new, [parts[t] for t in new])
            blobs: list[bytes | None] = [packed(vectors) for vectors in of_parts]
    else:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            rows, blobs = embedder.embed(new), [None] * len(new)
    if new:
        if rows.ndim != 2 or len(rows) != len(new) or not np.isfinite(rows).all():
            raise EmbeddingError(
                f"The embedding model {embedder.name} gave no usable vectors; try another."
            )
        rows = rows.astype(np.float32)
        known |= {t: Made(row, blob) for t, row, blob in zip(new, rows, blobs, strict=True)}
    return [known[text] for text in texts]


def _fits(one: Made | None, sentences: int) -> bool:
    return (
        one is not None
        and one.sentences is not None
        and (len(one.sentences) == sentences * len(one.vector))
    )


def packed(rows: Floats) -> bytes:
    """Return vectors as they are stored: a byte a number, the largest of a row being 127."""
    largest = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) if len(rows) else 1.0
    return np.rint(rows * (127 / largest)).astype(np.int8).tobytes()


def unpacked(stored: bytes, sentences: int) -> Floats | None:
    """Return unit vectors, one for each of so many sentences; None if they are not of those."""
    if not sentences or not stored or len(stored) % sentences:
        return None
    rows = np.frombuffer(stored, np.int8).reshape(sentences, -1).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
