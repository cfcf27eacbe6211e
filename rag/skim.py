"""A text too long to be looked at closely -> the sentences worth a look, some from each stretch of it.

Goes by what costs nothing: the place in its section, words of the title, of the heading and of the
whole, figures and names. Embeds only what is left, and decides what of it the summary takes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import chain, groupby, pairwise

import numpy as np

from index.embed import Embedder, Vectors
from index.types import Article
from rag.extract import Extract, says_nothing
from rag.figures import figures
from rag.retrieve import Sentence
from rag.salience import salient
from rag.terms import names, terms

LONG = 400
"""Sentences of an article beyond which it is skimmed: some 8,000 words."""

MOST = 600
"""Sentences that are looked at closely: two to four seconds of the bundled model."""

LEAST = 12
"""Sentences of each article that are looked at, however many articles there are."""

_STRETCH = 80
"""Sentences that share a place in the text where it has no headings, or few."""

_HANGS = re.compile(
    r"[\"“(]?(?:(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such|there|we|i|you"
    r"|however|therefore|but|and|so|also|instead|then|still|yet|moreover|thus|first|second|third"
    r"|finally|see)\b|\d{1,2}[.)]\s|但|而|其|这|那|该|不过|此外|另外)",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(
    r"\W*(?:[\d.]+\s+)?(?:executive |general )?(?:summary|abstract|overview|key (?:findings|points"
    r"|messages)|main findings|in brief|conclusions?|zusammenfassung|fazit|résumé|synthèse|resumen"
    r"|conclusiones|sintesi|摘要|结论|概要)\W*$",
    re.IGNORECASE,
)
_ENDS = '.!?…。！？"”’»」'
"""What a sentence ends with; other lines are titles and labels."""

_SHORT, _LONG = 40, 420
"""Characters within which a sentence reads well on its own."""

_MUCH = 10_000
"""A figure without a unit that is more than a year or a number in a list."""

_REPEATED, _ALIKE = 0.8, 0.5
"""Penalty for each unit of cosine to a chosen sentence, above the second of them."""


def skimmed(sentences: Sequence[Sentence], most: int) -> list[Sentence]:
    """Return at most about `most` of one article's sentences, in order, some from each stretch."""
    if len(sentences) <= most:
        return list(sentences)
    return _skimmed(sentences, most)[0]


def overview(sentences: Sequence[Sentence], embedder: Embedder, count: int) -> list[Extract]:
    """Return up to `count` sentences of a long article, in order.

    Its headline's fact, then one from each part of the text; where a section sums the text up, half
    of them are from there.
    """
    kept, cheap = _skimmed(sentences, MOST)
    chosen = _rows(salient(kept, embedder, 1), kept)
    vectors = embedder.embed([*(s.text for s in kept), kept[0].article.title])
    rows = vectors[:-1]
    weights = np.array(cheap, np.float32)
    carries = _central(kept, rows, vectors[-1], weights) + 0.5 * weights
    summing = [n for n, s in enumerate(kept) if _SUMS_UP.match(s.section)]
    rest = [n for n in range(len(kept)) if n not in summing]
    for part in _even(summing, count // 2):
        _take(part, carries, rows, chosen)
    for part in _even(rest, count - len(chosen)):
        _take(part, carries, rows, chosen)
    return [Extract((kept[row],), float(carries[row])) for row in sorted(chosen)]


def _skimmed(sentences: Sequence[Sentence], most: int) -> tuple[list[Sentence], list[float]]:
    """Return the sentences worth a look, in order, and how likely each is to carry its section."""
    said = _prose(sentences)
    scores = _scores(said)
    stretches = _stretches(said, most)
    kept: list[int] = []
    for rows, share in zip(stretches, _shares([len(r) for r in stretches], most), strict=True):
        kept += sorted(rows, key=lambda row: -scores[row])[:share]
    return [said[row] for row in sorted(kept)], [scores[row] for row in sorted(kept)]


def looked_at(counts: Sequence[int]) -> list[int]:
    """Return how many sentences of each article are looked at, of articles with so many."""
    total = sum(counts)
    if total <= 2 * MOST:
        return list(counts)
    return [min(n, max(LEAST, 2 * MOST * n // total)) for n in counts]


def _prose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that tell something, captions left out; all where that leaves none."""
    kinds = _Kinds(sentences[0].article)
    told = [s for s in sentences if kinds.of(s) != "caption" and not says_nothing(s.text)]
    return told or list(sentences)


class _Kinds:
    """What part of its article a sentence is, looked up by its place."""

    def __init__(self, article: Article) -> None:
        blocks = [(b.text.start, b.kind) for b in article.blocks if b.text is not None]
        self._blocks = sorted(blocks)
        self._starts = [start for start, _ in self._blocks]

    def of(self, sentence: Sentence) -> str:
        at = bisect_right(self._starts, sentence.span.start) - 1
        return self._blocks[at][1] if at >= 0 else ""


def _stretches(sentences: Sequence[Sentence], most: int) -> list[list[int]]:
    """Return the rows of each stretch: sections, long ones cut, and joined where they are many."""
    found: list[list[int]] = []
    for _, group in groupby(range(len(sentences)), key=lambda row: sentences[row].section):
        rows = list(group)
        parts = max(1, round(len(rows) / _STRETCH))
        found += _even(rows, parts)
    join = -(-len(found) // max(1, most // 2))
    return [list(chain(*found[n : n + join])) for n in range(0, len(found), join)]


def _scores(sentences: Sequence[Sentence]) -> list[float]:
    """Return how likely each sentence is to carry its section, by what can be counted."""
    language = sentences[0].article.language
    own = [set(terms(s.text, language)) for s in sentences]
    everywhere = Counter(t for words in own for t in words)
    most = max(everywhere.values(), default=1)
    # What is said over and over in the same words is a form to fill in, or furniture.
    forms = [frozenset(t for t in words if not t.isdigit()) for words in own]
    times = Counter(forms)
    title = set(terms(sentences[0].article.title, language))
    scores: list[float] = []
    for section, group in groupby(range(len(sentences)), key=lambda row: sentences[row].section):
        rows, heading = list(group), set(terms(section, language))
        here = Counter(t for row in rows for t in own[row])
        most_here = max(here.values(), default=1)
        for place, row in enumerate(rows):
            words, text = own[row], sentences[row].text
            size = len(words) or 1
            scores.append(
                1 / (1 + 0.2 * place)
                + 0.4 * sum(here[t] for t in words) / (most_here * size)
                + 0.4 * sum(everywhere[t] for t in words) / (most * size)
                + 0.4 * len(words & title) / (len(title) or 1)
                + 0.3 * len(words & heading) / (len(heading) or 1)
                + 0.3 * any(f.unit or f.value >= _MUCH for f in figures(text))
                + 0.1 * bool(names(text))
                - 0.5 * (times[forms[row]] > 1)
                - 0.4 * bool(_HANGS.match(text))
                - 0.3 * (text[-1:] not in _ENDS)
                - 0.4 * (not _SHORT <= len(text) <= _LONG)
            )
    return scores


def _central(
    sentences: Sequence[Sentence], rows: Vectors, title: Vectors, weights: Vectors
) -> Vectors:
    """Return how central each sentence is, to the whole and to its section, and how near the title.

    What is in the middle of the sentences that carry most is central, not of the most frequent ones.
    """
    share = np.maximum(weights - float(np.median(weights)), 0.0) + 0.01
    found = 0.3 * _near(rows, share) + 0.2 * (rows @ title)
    for _, group in groupby(range(len(sentences)), key=lambda row: sentences[row].section):
        own = list(group)
        found[own] += 0.3 * _near(rows[own], share[own])
    return np.asarray(found, np.float32)


def _near(rows: Vectors, share: Vectors) -> Vectors:
    """Return the cosine of each row to the weighted mean of all."""
    middle = share @ rows
    return np.asarray((rows @ middle) / (float(np.linalg.norm(middle)) or 1.0))


def _take(part: Sequence[int], carries: Vectors, rows: Vectors, chosen: list[int]) -> None:
    """Add to `chosen` the row of `part` that adds most."""
    left = [row for row in part if row not in chosen]
    if left:
        alike = (rows[left] @ rows[chosen].T).max(axis=1) if chosen else np.zeros(len(left))
        adds = carries[left] - _REPEATED * np.maximum(0.0, alike - _ALIKE)
        chosen.append(left[int(adds.argmax())])


def _rows(extracts: Sequence[Extract], sentences: Sequence[Sentence]) -> list[int]:
    places = {s.span.start: row for row, s in enumerate(sentences)}
    return [places[s.span.start] for extract in extracts for s in extract.sentences]


def _even(rows: Sequence[int], parts: int) -> list[list[int]]:
    """Cut `rows` into so many parts of about the same length, none of them empty."""
    parts = min(parts, len(rows))
    cuts = [len(rows) * n // parts for n in range(parts + 1)] if parts else []
    return [list(rows[a:b]) for a, b in pairwise(cuts)]


def _shares(sizes: Sequence[int], most: int) -> list[int]:
    """Divide `most` among stretches by their size, at least one each and no more than they have."""
    total = sum(sizes) or 1
    return [min(size, max(1, most * size // total)) for size in sizes]
