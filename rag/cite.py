"""Claim -> spans: the sentences, over all that was retrieved, that could carry what it says.

No citation comes from a model. A claim has to be carried by one sentence, together with the one
before where it points back to it ("Its cloud …"); names and figures picked from several sentences
prove nothing. Each article may have its own such sentence: several sources for one claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.embed import Embedder, Vectors
from index.glossary import corrected_title
from index.types import Article, Span
from rag.figures import figures
from rag.retrieve import Sentence
from rag.terms import names, terms

NEAR = 0.38
"""Cosine to a claim below which a sentence is about something else."""

_TRIES = 4
"""Sentences of one article that are looked at for one claim."""
_FAR = 4
"""Sentences back to which "the ferry" may point."""

_BY_KIND = re.compile(r"[\"“]?the [a-z]+\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"^[\"“]?(?:he|she|it|they|his|her|its|their|this|that|these|those|the (?:company|firm|deal|group))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Support:
    """What may prove a claim: sentences in reading order, of one article.

    A reader of these sentences already knows `topic`, their headline and section heading, and
    `before`, the sentence before them, or a few where they speak of "the ferry", "the company";
    `earlier` is all that the section says before them. A line for each sentence.
    """

    sentences: tuple[Sentence, ...]
    topic: str
    before: str
    earlier: str = ""

    @property
    def article(self) -> Article:
        """The article that the sentences are from."""
        return self.sentences[0].article

    @property
    def text(self) -> str:
        """The sentences, names put right."""
        return " ".join(s.text for s in self.sentences)

    @property
    def own(self) -> str:
        """The last sentence, which must carry the claim; one before it only says who "it" is."""
        return self.sentences[-1].text

    @property
    def lent(self) -> str:
        """The sentences before the last."""
        return "\n".join(s.text for s in self.sentences[:-1])

    @property
    def context(self) -> str:
        """What a reader of the last sentence has in mind: headline, heading, what came before."""
        return f"{self.topic}\n{self.before}\n{self.lent}"

    @property
    def spans(self) -> tuple[Span, ...]:
        """The sentences' spans, joined where only white space lies between."""
        joined: list[Span] = []
        for s in self.sentences:
            gap = s.article.text[joined[-1].end : s.span.start] if joined else "x"
            if joined and not gap.strip() and "\n" not in gap:
                joined[-1] = Span(joined[-1].start, s.span.end)
            else:
                joined.append(s.span)
        return tuple(joined)


class Citer:
    """Finds support for claims among one question's sentences; each is embedded once.

    `stories` has for an article the one that it is a copy of; such articles are one source.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        embedder: Embedder,
        stories: Mapping[str, str] | None = None,
    ) -> None:
        self._sentences = list(sentences)
        self._stories = stories or {}
        self._embedder = embedder
        self._vectors: Vectors | None = None
        self._features = [_features(s.text, s.article.language) for s in self._sentences]
        counts: dict[str, int] = {}
        for features in self._features:
            for feature in features:
                counts[feature] = counts.get(feature, 0) + 1
        total = len(self._sentences)
        self._weight = {f: math.log(1 + total / n) for f, n in counts.items()}
        self._rare = math.log(1 + total) if total else 1.0

    def supports(self, claim: str) -> list[Support]:
        """Return what may prove `claim`, best first; empty if no sentence is near it."""
        if not self._sentences:
            return []
        if self._vectors is None:
            self._vectors = self._embedder.embed([s.text for s in self._sentences])
        near = self._vectors @ self._embedder.embed([claim])[0]
        wanted = _features(claim)
        share = np.array([self._share(wanted, given) for given in self._features])
        order = np.argsort(-(0.6 * share + 0.4 * near))
        likely = [int(n) for n in order if near[n] >= NEAR or share[n] >= 0.5]
        taken: dict[str, int] = {}
        found: list[Support] = []
        for n in likely[:40]:
            article = self._sentences[n].article.id
            taken[article] = taken.get(article, 0) + 1
            if taken[article] <= _TRIES and len(found) < 3 * _TRIES:
                found.append(self._support([n - 1, n] if self._leans(n) else [n]))
        return found

    def of(self, sentences: Sequence[Sentence]) -> Support:
        """Return sentences that are already known to be the proof as a support.

        One may begin later than the sentence it is of, behind a dateline.
        """
        places = {(s.article.id, s.span.end): n for n, s in enumerate(self._sentences)}
        support = self._support([places[(s.article.id, s.span.end)] for s in sentences])
        return replace(support, sentences=tuple(sentences))

    def source(self, support: Support) -> str:
        """Return the id of the article that a support goes back to."""
        return self._stories.get(support.article.id, support.article.id)

    def _share(self, wanted: set[str], given: set[str]) -> float:
        total = sum(self._weight.get(f, self._rare) for f in wanted)
        if not total:
            return 0.0
        return sum(self._weight.get(f, self._rare) for f in wanted & given) / total

    def _leans(self, n: int) -> bool:
        """Whether a sentence's subject is named in the sentence before it."""
        here, before = self._sentences[n], self._sentences[n - 1] if n else None
        return (
            before is not None
            and before.article is here.article
            and before.section == here.section
            and _POINTS_BACK.match(here.text) is not None
        )

    def _support(self, places: Sequence[int]) -> Support:
        sentences = tuple(self._sentences[n] for n in places)
        article = sentences[0].article
        reach = _FAR if _BY_KIND.match(sentences[0].text) else 1
        before = [s for s in self._sentences[: places[0]] if s.article is article]
        section = [s.text for s in before if s.section == sentences[0].section]
        return Support(
            sentences,
            f"{corrected_title(article)}\n{sentences[0].section}",
            "\n".join(s.text for s in before[-reach:]),
            "\n".join(section),
        )


def _features(text: str, language: str = "en") -> set[str]:
    """Return what a text says, comparably: stems, names and the values of its figures."""
    found = set(terms(text, language)) | {f"#{f.value.normalize()}" for f in figures(text)}
    return found | {name.casefold() for name in names(text)}
