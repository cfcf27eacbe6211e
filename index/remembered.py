"""An embedder that remembers what it was given: the sentences of an archive are asked for again.

Kept in memory, for one process, up to a bound; the oldest go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

import numpy as np

from index.embed import Embedder, Vectors
from index.types import Span

TEXTS = 20_000
"""Texts whose vectors are kept: 30 MB of the bundled model's."""

WORDS = 1_000
"""Texts whose words' vectors are kept: about as much again."""

V = TypeVar("V")
InContext = tuple[list[Span], Vectors]


@runtime_checkable
class _Wordy(Embedder, Protocol):
    def words(self, text: str) -> InContext: ...


class Remembered:
    """`embedder`, each text embedded once while it is remembered. Safe to share between threads."""

    def __init__(self, embedder: Embedder, most: int = TEXTS) -> None:
        self._embedder = embedder
        self._texts = _Memory[Vectors](most)

    @property
    def name(self) -> str:
        """The embedder's name."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return what the embedder gives for `texts`; new ones are asked for together."""
        if not texts:
            return self._embedder.embed(texts)
        return np.stack(self._texts.of(texts, lambda new: list(self._embedder.embed(new))))


class RememberedWords(Remembered):
    """The same for an embedder that also gives each word of a text its vector."""

    def __init__(self, embedder: _Wordy, most: int = TEXTS) -> None:
        super().__init__(embedder, most)
        self._wordy = embedder
        self._words = _Memory[InContext](min(WORDS, most))

    def words(self, text: str) -> InContext:
        """Return the words of `text` and their vectors."""
        (found,) = self._words.of([text], lambda new: [self._wordy.words(t) for t in new])
        return found


def remembered(embedder: Embedder, most: int = TEXTS) -> Remembered:
    """Return `embedder` with a memory for `most` texts."""
    if isinstance(embedder, _Wordy):
        return RememberedWords(embedder, most)
    return Remembered(embedder, most)


class _Memory(Generic[V]):
    """Values by text, the least recently used of them forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[str, V] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str], make: Callable[[list[str]], list[V]]) -> list[V]:
        """Return the values of `texts`; `make` is asked once, for those that are not known."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        if new := [text for text in dict.fromkeys(texts) if text not in found]:
            found |= zip(new, make(new), strict=True)
        with self._lock:
            for text, value in found.items():
                self._known[text] = value
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return [found[text] for text in texts]
