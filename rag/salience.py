"""Which sentences of an article carry it: its headline's fact, then what is central, early and new."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.embed import Embedder, Vectors
from rag.extract import Extract, says_nothing
from rag.leaning import hangs, is_note
from rag.retrieve import Sentence
from rag.terms import terms

_ALONE, _LENT, _LATE, _REPEATED, _ALIKE = 0.25, 0.15, 0.8, 0.8, 0.5
"""Penalties: for hanging on a sentence that is not shown, in the lead's place, less so much where that
one can be taken along, and elsewhere; for each unit of cosine to a chosen sentence above the last."""

_SHORT, _LONG = 40, 420
"""Characters within which a sentence reads well on its own."""


_NEWS = re.compile(
    r"\b(?:announced|declared|confirmed|reported|admitted|found|ruled|voted|agreed|decided|died|won|beat"
    r"|launched|closed|killed|arrested|sentenced|said|says|according to|teilte|mitteilte|sagte|laut"
    r"|annoncé|décidé|adopté|voté|selon|déclaré|anunció|informó|según|decidió|retiró)\b"
    r"|宣布|表示|通报|称|报道",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|this (?:week|month|year)|last (?:week|month)"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december))\b|\d日",
    re.IGNORECASE,
)
_OPENING, _SURE, _SCENE = 8, 0.2, 2
"""An article opens with a scene if the headline's fact comes later, within so many sentences, and is
told better there by so much; the scene is then farther from it by so many sentences than what follows."""

_LOST = 0.3
"""Share of the headline's telling words, in no chosen sentence, for which one that has them is added."""


def salient(sentences: Sequence[Sentence], embedder: Embedder, count: int) -> list[Extract]:
    """Return up to `count` extracts of one article, those that carry it, in reading order.

    The first to be chosen says what the headline says, and the rest leave out no more of the headline
    than the article does. Sentences that hang on the one before (pronouns, "The third …") are avoided
    unless that one is shown too, notes of correction and lines about pictures and authors left out.
    One that hangs all the same takes along the sentence before it.
    """
    shown = _telling(sentences)
    if not shown or count < 1:
        return []
    title = _title(sentences, shown[0])
    vectors = embedder.embed([*(s.text for s in shown), title])
    read = _Read(shown, vectors[:-1], title, vectors[-1])
    first = int(np.argmax(read.headline))
    chosen, following = [first], read.following(first)
    while len(chosen) < min(count, len(shown)):
        left = [row for row in range(len(shown)) if row not in chosen]
        chosen.append(max(left, key=lambda row: following[row] - read.against(row, chosen)))
    chosen = read.mended(chosen)
    lent = {n for n in chosen if read.leans(n) and n - 1 not in chosen}
    return [
        Extract((*(shown[row - 1 : row] if row in lent else ()), shown[row]), float(following[row]))
        for row in sorted(chosen)
    ]


def _title(sentences: Sequence[Sentence], first: Sentence) -> str:
    """Return the headline, with the line under it that is not told as a sentence."""
    under = (s.text for s in sentences if s.span < first.span and not _aside(s))
    return "\n".join([first.article.title, *under][:2])


def _telling(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that report something; all that say anything where none does."""
    usable = [s for s in sentences if not says_nothing(s.text)]
    return [s for s in usable if not _aside(s)] or usable


def _aside(sentence: Sentence) -> bool:
    """Whether a sentence is no part of the report: a caption, a note, an interviewer's question."""
    article, at = sentence.article, sentence.span.start
    if sentence.text.strip().casefold() == article.title.strip().casefold():
        return True
    for block in article.blocks:
        if block.text and block.text.start <= at < block.text.end:
            line = article.text[block.text.start : block.text.end]
            asks = line.rstrip().endswith(("?", "？")) and len(line.split()) <= _QUESTION
            return block.kind == "caption" or asks or is_note(line) or is_note(sentence.text)
    return False


_QUESTION = 30
"""Words of a paragraph that ends as a question, up to which all of it asks."""


class _Read:
    """The sentences of an article with what is known of each: rows are theirs, in reading order."""

    def __init__(
        self, sentences: Sequence[Sentence], vectors: Vectors, title: str, title_vector: Vectors
    ) -> None:
        article = sentences[0].article
        self._sentences = sentences
        self._vectors = vectors
        self._terms = [set(terms(s.text, article.language)) for s in sentences]
        self._hangs = [hangs(s.text, article.language) for s in sentences]
        self._rare = self._weighed(set(terms(title, article.language)))
        centre = vectors.mean(axis=0)
        central = vectors @ centre / (float(np.linalg.norm(centre)) or 1.0)
        odd = np.array([not _SHORT <= len(s.text) <= _LONG for s in sentences], np.float32)
        self._carries = 0.4 * central + 0.25 * self._frequent() - 0.1 * odd
        self._near = vectors @ title_vector
        self._alone = np.array(
            [_ALONE * self._hangs[n] - _LENT * self.leans(n) for n in range(len(sentences))]
        )
        self.headline = self._headline()

    def _headline(self) -> Vectors:
        """Return how well each sentence says what the headline says, as news, and stands alone."""
        shared = np.array([self._share(own) for own in self._terms])
        rows = np.arange(len(self._terms))
        early = 1 / (1 + 0.1 * rows)
        news = np.array([_news(s.text) for s in self._sentences])
        close = 0.25 * self._near + 0.4 * shared
        return np.asarray(self._carries + close + 0.4 * early + 0.35 * news - self._alone)

    def following(self, first: int) -> Vectors:
        """Return how much each sentence adds to the first: news tells what matters early.

        Where the article opens with a scene, the telling begins with the headline's fact.
        """
        rows = np.arange(len(self._terms))
        if first <= _OPENING and self.headline[first] - self.headline[0] >= _SURE:
            rows = np.where(rows >= first, rows - first, _SCENE + first - rows)
        early = 1 / (1 + 0.35 * rows)
        return np.asarray(self._carries + 0.25 * self._near + early)

    def against(self, row: int, chosen: Sequence[int]) -> float:
        """Return what speaks against a sentence beside the chosen ones: repeating, or hanging."""
        likest = float((self._vectors[list(chosen)] @ self._vectors[row]).max())
        borne = row - 1 in chosen and self.follows(row)
        hanging = _LATE if self._hangs[row] and not borne else 0.0
        return _REPEATED * max(0.0, likest - _ALIKE) + hanging

    def leans(self, row: int) -> bool:
        """Whether a sentence hangs on the one before it, which stands by itself."""
        return self._hangs[row] and self.follows(row) and not self._hangs[row - 1]

    def follows(self, row: int) -> bool:
        """Whether no other sentence of the article is between this one and the row before."""
        if not row:
            return False
        before, here = self._sentences[row - 1], self._sentences[row]
        return not here.article.text[before.span.end : here.span.start].strip()

    def mended(self, chosen: list[int]) -> list[int]:
        """Return the chosen rows, the last one given up for what of the headline is lost with them."""
        if len(chosen) < 2:
            return chosen
        told = set[str]().union(*(self._terms[row] for row in chosen[:-1]))
        there = self._share(set[str]().union(*self._terms)) or 1.0
        gains = [self._share(own - told) / there for own in self._terms]
        best = int(np.argmax(np.array(gains) - self._alone))
        kept = gains[chosen[-1]]
        return [*chosen[:-1], best] if gains[best] - kept - self._alone[best] >= _LOST else chosen

    def _share(self, own: set[str]) -> float:
        """Return how much of the headline's telling words are among these."""
        return sum(w for t, w in self._rare.items() if t in own) / (sum(self._rare.values()) or 1.0)

    def _frequent(self) -> Vectors:
        """Return how frequent the words of each sentence are, beside the most frequent one."""
        counts = Counter(t for own in self._terms for t in own)
        most = max(counts.values(), default=1)
        return np.array([sum(counts[t] for t in o) / (most * (len(o) or 1)) for o in self._terms])

    def _weighed(self, wanted: set[str]) -> dict[str, float]:
        """Return for each term how telling it is: the fewer sentences have it, the more."""
        counts = Counter(t for own in self._terms for t in own)
        return {t: math.log((len(self._terms) + 1) / (counts[t] + 0.5)) for t in wanted}


def _news(text: str) -> float:
    """Return how much a sentence sounds like a report of something: figures, a day, who tells it."""
    figures = min(2, len(re.findall(r"\d[\d.,]*", text))) / 2
    return (figures + bool(_DAY.search(text)) + bool(_NEWS.search(text))) / 3
