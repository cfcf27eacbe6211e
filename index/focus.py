"""Found passages -> the stretches of whole sentences that answer best. Pure; no database, no model.

A stretch is judged by its sentences' vectors, which were made in the context of their passage
(late chunking, Günther et al. 2024, https://arxiv.org/abs/2409.04701), by the words that it shares
with the question (BM25, counted over the passages found), and by the passage that it stands in.
It is as long as it is good: the best one has up to LONGEST characters, one of half its score a
quarter of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.types import Article, Passage, Span
from index.words import folded, stems, telling_stems

Floats = NDArray[np.float32]

LONGEST = 700
"""Characters of the best stretch; a Chinese character counts as three."""

SHORTEST = 200
"""Characters below which no stretch is cut."""

_SENTENCES, _PASSAGE = 0.67, 0.33
"""How the cosine of a stretch and that of its passage count."""

_OWN_WORDS, _PASSAGE_WORDS = 0.4, 0.2
"""How BM25 counts, in parts of the best of all stretches and passages."""

_K1, _B = 1.2, 0.75


class Found(NamedTuple):
    """A passage that was found, its cosine, and a unit vector for each of its sentences."""

    passage: Passage
    article: Article
    similarity: float
    sentences: Floats


class Stretch(NamedTuple):
    """Characters of an article, and the passage that holds the most of them."""

    passage: Passage
    span: Span
    score: float


class _Sentence(NamedTuple):
    """A sentence, its passage as a place in the list, and where its run of passages ends."""

    span: Span
    length: int
    owner: int
    run: int


def stretches(query: str, vector: Floats, found: Sequence[Found], k: int) -> list[Stretch]:
    """Return up to `k` stretches for `query`, of unit `vector`, best first; none overlap.

    A stretch may go from a passage into the next if that is among `found` too, so hand in the
    neighbours of the best ones. No sentence is cut; one that is longer than LONGEST stands alone.
    """
    found = sorted(found, key=lambda f: (f.article.id, f.article.version, f.passage.number))
    if not found or k < 1:
        return []
    texts = [[f.article.text[s.start : s.end] for s in f.passage.sentences] for f in found]
    sentences = _sentences(found, texts)
    vectors = np.concatenate([f.sentences for f in found])
    lengths = np.array([s.length for s in sentences], np.float32)
    owners = np.array([s.owner for s in sentences])
    ends = _ends(sentences)
    first = np.arange(len(sentences))

    def over(rows: Floats) -> Floats:
        """The sum of the rows of each stretch."""
        sums = np.concatenate([np.zeros_like(rows[:1]), np.cumsum(rows, axis=0)])
        return np.asarray(sums[ends] - sums[first], np.float32)

    means = over(vectors * lengths[:, None])
    cosines = means @ vector / np.maximum(np.linalg.norm(means, axis=1), 1e-9)
    similar = np.array([f.similarity for f in found], np.float32)
    own, whole = _bm25(query, [text for rows in texts for text in rows], owners, over)
    scores = (
        _SENTENCES * cosines
        + _PASSAGE * similar[owners]
        + _OWN_WORDS * own
        + _PASSAGE_WORDS * whole[owners]
    )
    alone = vectors @ vector
    chosen = list[tuple[int, int, float]]()
    for at in np.argsort(-scores, kind="stable"):
        if len(chosen) == k:
            break
        if all(ends[at] <= start or at >= end for start, end, _ in chosen):
            chosen.append((int(at), int(ends[at]), float(scores[at])))
    best = max(chosen[0][2], 1e-9)
    made = []
    for start, end, score in chosen:
        room = max(SHORTEST, LONGEST * (max(score, 0.0) / best) ** 2)
        start, end = _shortened(start, end, room, lengths, alone)
        held = np.bincount(owners[start:end], lengths[start:end])
        span = Span(sentences[start].span.start, sentences[end - 1].span.end)
        made.append(Stretch(found[int(held.argmax())].passage, span, score))
    return made


def _sentences(found: Sequence[Found], texts: Sequence[Sequence[str]]) -> list[_Sentence]:
    """Return all sentences in order; those of passages that follow each other are of one run."""
    rows, run = list[_Sentence](), 0
    for owner, one in enumerate(found):
        if owner:
            before = found[owner - 1]
            same = (before.article.id, before.article.version) == (
                one.article.id,
                one.article.version,
            )
            run += not (same and before.passage.number + 1 == one.passage.number)
        for span, text in zip(one.passage.sentences, texts[owner], strict=True):
            rows.append(_Sentence(span, len(folded(text)) + 1, owner, run))
    return rows


def _ends(sentences: Sequence[_Sentence]) -> NDArray[np.intp]:
    """Return for each sentence where the longest stretch that begins with it ends."""
    ends, end, length = list[int](), 0, 0
    for at, first in enumerate(sentences):
        if end <= at:
            end, length = at + 1, first.length
        while (
            end < len(sentences)
            and sentences[end].run == first.run
            and length + sentences[end].length <= LONGEST
        ):
            length += sentences[end].length
            end += 1
        ends.append(end)
        length -= first.length
    return np.array(ends, np.intp)


def _bm25(
    query: str, texts: Sequence[str], owners: NDArray[np.intp], over: Callable[[Floats], Floats]
) -> tuple[Floats, Floats]:
    """Return BM25 of each stretch and of each passage, in parts of the best one's."""
    terms = {term: place for place, term in enumerate(telling_stems(query))}
    counts = np.zeros((len(texts), len(terms) + 1), np.float32)  # the last column counts all
    for row, text in zip(counts, texts, strict=True):
        for stem in stems(text):
            row[-1] += 1
            if stem in terms:
                row[terms[stem]] += 1
    passages = np.zeros((int(owners[-1]) + 1, counts.shape[1]), np.float32)
    np.add.at(passages, owners, counts)
    holding = (passages[:, :-1] > 0).sum(axis=0)
    idf = np.log1p((len(passages) - holding + 0.5) / (holding + 0.5))

    def parts(rows: Floats) -> Floats:
        sizes = rows[:, -1:]
        norm = _K1 * (1 - _B + _B * sizes / max(float(sizes.mean()), 1e-9))
        scores = (idf * rows[:, :-1] / (rows[:, :-1] + norm + 1e-9)).sum(axis=1)
        return np.asarray(scores / max(float(scores.max()), 1e-9), np.float32)

    return parts(over(counts)), parts(passages)


def _shortened(
    start: int, end: int, room: float, lengths: Floats, alone: Floats
) -> tuple[int, int]:
    """Take sentences off either end, the less similar one first, until the rest has room."""
    while end - start > 1 and lengths[start:end].sum() > room:
        if alone[start] < alone[end - 1]:
            start += 1
        else:
            end -= 1
    return start, end
