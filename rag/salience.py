"""Which sentences of an article carry it: its headline's fact, then what is central, early and new."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.embed import Embedder, Vectors
from rag.extract import Extract, says_nothing
from rag.retrieve import Sentence
from rag.terms import terms

_HANGS = re.compile(
    r"^[\"“]?(?:(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such)\b"
    r"|(?:however|therefore|but|and|so|also|instead|then|still|yet|moreover|thus|in any case)\b"
    r"|\(?\d{1,2}[.)]\s|(?:the )?(?:first|second|third|fourth|fifth|finally|lastly|on the other hand)\b"
    r"|(?:\w+ ){1,3}of (?:them|these|those)\b|[^,.]{2,40}, on the other hand|(?:但|而|其|这|那|该|不过|此外|另外))",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W*(?:corrections?|clarifications?|editor.s note|更正|编者按)\b", re.IGNORECASE
)
_ALONE, _LATE, _REPEATED, _ALIKE = 0.25, 0.5, 0.8, 0.5
"""Penalties: for hanging on a sentence that is not shown, in the lead's place and elsewhere; for each
unit of cosine to a chosen sentence above the last of them."""

_SHORT, _LONG = 40, 420
"""Characters within which a sentence reads well on its own."""


def salient(sentences: Sequence[Sentence], embedder: Embedder, count: int) -> list[Extract]:
    """Return up to `count` sentences of one article, those that carry it, in reading order.

    The first to be chosen says what the headline says. Sentences that hang on the one before
    (pronouns, "The third …") are avoided unless that one is shown too, captions and notes of correction left out.
    """
    usable = [s for s in sentences if not says_nothing(s.text)]
    shown = [s for s in usable if _kind(s) not in ("caption", "note")] or usable
    if not shown or count < 1:
        return []
    title = shown[0].article.title
    vectors = embedder.embed([*(s.text for s in shown), title])
    read = _Read(shown, vectors[:-1])
    leading = read.headline(vectors[-1], title)
    chosen, following = [int(np.argmax(leading))], read.following(vectors[-1])
    while len(chosen) < min(count, len(shown)):
        left = [row for row in range(len(shown)) if row not in chosen]
        chosen.append(max(left, key=lambda row: following[row] - read.against(row, chosen)))
    return [Extract((shown[row],), float(following[row])) for row in sorted(chosen)]


def _kind(sentence: Sentence) -> str:
    """Return what part of its article a sentence is: a block's kind, or "note" for a correction."""
    at, text = sentence.span.start, sentence.article.text
    for block in sentence.article.blocks:
        if block.text and block.text.start <= at < block.text.end:
            return "note" if _NOTE.match(text, block.text.start) else block.kind
    return ""


class _Read:
    """The sentences of an article with what is known of each: rows are theirs, in reading order."""

    def __init__(self, sentences: Sequence[Sentence], vectors: Vectors) -> None:
        self._sentences = sentences
        self._vectors = vectors
        self._terms = [set(terms(s.text, s.article.language)) for s in sentences]
        self._hangs = [bool(_HANGS.match(s.text)) for s in sentences]
        centre = vectors.mean(axis=0)
        central = vectors @ centre / (float(np.linalg.norm(centre)) or 1.0)
        lengths = [len(s.text) for s in sentences]
        odd = np.array([not _SHORT <= n <= _LONG for n in lengths], np.float32)
        self._carries = 0.4 * central + 0.25 * self._frequent() - 0.1 * odd

    def headline(self, title_vector: Vectors, title: str) -> Vectors:
        """Return how well each sentence says what the headline says, and stands alone."""
        asked = set(terms(title, self._sentences[0].article.language))
        rare = self._rare(asked)
        total = sum(rare.values()) or 1.0
        shared = np.array([sum(rare[t] for t in asked & own) / total for own in self._terms])
        early = 1 / (1 + 0.1 * np.arange(len(self._terms)))
        alone = _ALONE * np.array(self._hangs)
        close = 0.25 * (self._vectors @ title_vector) + 0.4 * shared
        return np.asarray(self._carries + close + 0.25 * early - alone)

    def following(self, title_vector: Vectors) -> Vectors:
        """Return how much each sentence adds after the first: news tells what matters early."""
        early = 1 / (1 + 0.35 * np.arange(len(self._terms)))
        return np.asarray(self._carries + 0.25 * (self._vectors @ title_vector) + early)

    def against(self, row: int, chosen: Sequence[int]) -> float:
        """Return what speaks against a sentence beside the chosen ones: repeating, or hanging."""
        likest = float((self._vectors[list(chosen)] @ self._vectors[row]).max())
        hangs = _LATE if self._hangs[row] and row - 1 not in chosen else 0.0
        return _REPEATED * max(0.0, likest - _ALIKE) + hangs

    def _frequent(self) -> Vectors:
        """Return how frequent the words of each sentence are, beside the most frequent one."""
        counts = Counter(t for own in self._terms for t in own)
        most = max(counts.values(), default=1)
        return np.array([sum(counts[t] for t in o) / (most * (len(o) or 1)) for o in self._terms])

    def _rare(self, wanted: set[str]) -> dict[str, float]:
        """Return for each term how telling it is: the fewer sentences have it, the more."""
        counts = Counter(t for own in self._terms for t in own)
        return {t: math.log((len(self._terms) + 1) / (counts[t] + 0.5)) for t in wanted}
