"""Does another outlet tell what a sentence tells? Wholly, partly, or not at all: for digests.

Wholly is what verification calls supported by a sentence of another outlet. What it calls partly,
because words are missing and nothing else, may be the same fact freely retold: it is, where the
figures that it is about are told as well, or where the learned score of the words is fair. Never
where a missing word stands in a side clause, as that is mostly another fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from index.embed import Embedder
from index.types import Article
from rag.bearing import bearing
from rag.cite import Citer
from rag.figures import Figure, figures
from rag.proof import proven
from rag.retrieve import Sentence
from rag.sources import Sources
from rag.statements import read
from rag.terms import terms
from rag.types import Citation
from rag.verify import UNSAID

FAIR = 0.3
"""Score of `bearing` from which a sentence that lacks few words is a free retelling."""

_FEW = 3
"""Missing words from which it is not."""

_SIDE = re.compile(
    r"\b(?:because|although|though|while|when|before|after|if|unless|who|which|where)\b"
)
_COUNTED = 20
"""Bare numbers below this are of too many things to say that two sentences are about one."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What others say of a sentence: `same`, and where; `near` is true if they say much of it."""

    citations: tuple[Citation, ...] = ()
    same: bool = False
    sure: bool = False

    @property
    def near(self) -> bool:
        """Whether others say much of it, if not all."""
        return bool(self.citations)


@dataclass
class Echoes:
    """Looks for what is told elsewhere, each sentence once.

    `who` names an article's source, `origins` are as in `Citer`; `embedder` knows vectors of whole
    sentences, `words` those of words.
    """

    sentences: Sequence[Sentence]
    who: Callable[[Article], str]
    embedder: Embedder
    origins: Mapping[str, str]
    words: Embedder
    _citers: dict[str, Citer] = field(default_factory=dict)
    _figures: dict[str, list[Figure]] = field(default_factory=dict)
    _known: dict[tuple[str, int], Echo] = field(default_factory=dict)

    def of(self, sentence: Sentence) -> Echo:
        """Return what other sources say of `sentence`."""
        place = sentence.article.id, sentence.span.start
        if place not in self._known:
            self._known[place] = self._echo(sentence)
        return self._known[place]

    def told(self, sentence: Sentence) -> bool:
        """Whether other sources tell all the figures of a sentence that is known by some."""
        own = self.who(sentence.article)
        if own not in self._figures:
            others = [s for s in self.sentences if self.who(s.article) != own]
            self._figures[own] = [f for s in others for f in figures(s.text)]
        return bool(telling(sentence.text)) and all(
            any(f.value == g.value and _one_unit(f, g) for g in self._figures[own])
            for f in figures(sentence.text)
        )

    def _echo(self, sentence: Sentence) -> Echo:
        text = read(sentence.text).text
        proof = proven(text, self._citer(sentence.article), Sources(), self.words)
        if proof.verdict == "supported":
            return Echo(proof.citations, same=True, sure=True)
        if proof.verdict == "unsupported":
            return Echo()
        same = proof.reason.startswith(UNSAID) and self._retold(text, proof.citations)
        return Echo(proof.citations, same)

    def _retold(self, text: str, citations: Sequence[Citation]) -> bool:
        quotes = [c.quote for c in citations]
        given = {stem for quote in quotes for stem in terms(quote)}
        side = _SIDE.search(text)
        if side and not set(terms(text[side.end() :])) <= given:
            return False
        if telling(text):
            return True
        borne = bearing(text, quotes, "", self.words)
        return borne is not None and borne.score >= FAIR and len(borne.unsaid) < _FEW

    def _citer(self, article: Article) -> Citer:
        own = self.who(article)
        if own not in self._citers:
            others = [s for s in self.sentences if self.who(s.article) != own]
            self._citers[own] = Citer(others, self.embedder, self.origins)
        return self._citers[own]


def telling(text: str) -> frozenset[tuple[object, str]]:
    """Return the figures of a text by which its fact is known again: sums, shares, large counts.

    No dates: many things are of one day.
    """
    stated = (amount.figure for amount in read(text).amounts)
    return frozenset((f.value, f.unit) for f in stated if f.unit or _counts(f))


def repeats(text: str, value: str) -> bool:
    """Whether a text gives a value, such as “27 people”: its figure, or all of its words."""
    words = set(terms(value))
    return bool(telling(text) & telling(value)) or bool(words and words <= set(terms(text)))


def _one_unit(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit or not (one.unit and other.unit)


def _counts(figure: Figure) -> bool:
    year = figure.text.isdigit() and 1900 <= figure.value < 2100
    return not year and figure.value >= _COUNTED
