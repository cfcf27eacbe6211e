"""Where articles disagree about what an answer says: both are cited, the newest report first.

A report that another corrects comes behind its correction and is marked: the newer one has a note of
correction, and that names the value if it names any figure. What a disagreement is, is for
rag/disagree.py. Copies of one text are one report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.copies import correction
from index.embed import Embedder
from index.types import Article, Span
from rag.cite import Citer
from rag.disagree import Told, differing
from rag.extract import Extract
from rag.figures import figures
from rag.proof import extracted_claim
from rag.render import one_line
from rag.retrieve import Evidence, Sentence
from rag.sources import Sources
from rag.statements import named, read
from rag.terms import stem, terms
from rag.types import Answer, Citation, Claim, Conflict, ConflictKind, Side

_MOST = 4
"""Conflicts that one answer tells of."""

_MOST_OF_ALL = 12
"""Conflicts that one story of a digest tells of."""

_OPENING = 2
"""Sentences at the head of an article that say what it is about."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that an answer cites and one of another report that says otherwise."""

    kind: ConflictKind
    cited: Sentence
    other: Sentence
    value: str
    other_value: str


class Weighed:
    """Holds the claims of one answer against its evidence, again as often as it grows."""

    def __init__(self, evidence: Evidence, embedder: Embedder) -> None:
        self._evidence, self._embedder = evidence, embedder
        self._seen: tuple[Claim, ...] = ()
        self._result: tuple[tuple[Claim, ...], tuple[Conflict, ...]] = ((), ())
        self._sentences = evidence.sentences
        several = len({_story(s, evidence) for s in self._sentences}) > 1
        self._told = _all_told(self._sentences) if several else {}
        self._known: dict[tuple[str, int], list[_Found]] = {}

    def answer(self, answer: Answer, *, whole: bool = False) -> Answer:
        """Return `answer` with its conflicts; what a newer report says comes before older ones.

        Claims that were there before stay where they are, so that an answer can grow, unless it
        is `whole`.
        """
        if not self._told or not answer.claims:
            return answer
        if self._seen != answer.claims:
            self._seen = answer.claims
            self._result = self._weigh(answer.claims, whole)
        claims, conflicts = self._result
        return replace(answer, claims=claims, conflicts=conflicts)

    def _weigh(
        self, claims: tuple[Claim, ...], whole: bool
    ) -> tuple[tuple[Claim, ...], tuple[Conflict, ...]]:
        found = [f for s in _cited(claims, self._sentences) for f in self._found(s)]
        groups = _grouped(found)
        if not groups:
            return claims, ()
        ordered = list[Claim]()
        for claim in claims:
            newer, reason = self._newer(claim, groups)
            for sentence in newer:
                if not any(_cites(c, sentence) for c in ordered):
                    ordered += [c for c in claims if whole and _cites(c, sentence)][:1] or [
                        self._extracted(sentence)
                    ]
            if reason:
                claim = replace(claim, verdict="partly", reason=reason)
            if claim.text not in {c.text for c in ordered}:
                ordered.append(claim)
        if whole and any(group.corrected for group in groups):
            ordered.sort(key=_told_only)
        sources = Sources()
        numbered = tuple(_renumbered(claim, sources) for claim in ordered)
        conflicts = tuple(
            Conflict(g.kind, tuple(_side(s, v, sources) for s, v in g.sides), g.corrected)
            for g in groups
        )
        return numbered, conflicts

    def _newer(self, claim: Claim, groups: Sequence[_Group]) -> tuple[list[Sentence], str]:
        """Return the newest reports that say otherwise than `claim`, and if they correct it."""
        newer, reason = list[Sentence](), ""
        for group in groups:
            (newest, value), *older = group.sides
            if not _cites(claim, newest) and any(_cites(claim, s) for s, _ in older):
                newer.append(newest)
                if group.corrected:
                    reason = reason or f"a later report corrects this: “{one_line(value)}”"
        return newer, reason

    def _found(self, cited: Sentence) -> list[_Found]:
        place = _place(cited)
        if place not in self._known:
            self._known[place] = [
                _Found(d.kind, cited, other, d.one, d.other)
                for other in self._sentences
                if _story(other, self._evidence) != _story(cited, self._evidence)
                and (d := differing(self._told[place], self._told[_place(other)]))
            ]
        return self._known[place]

    def _extracted(self, sentence: Sentence) -> Claim:
        citer = Citer(self._sentences, self._embedder)
        return extracted_claim(Extract((sentence,), 0.0), citer, Sources(), self._embedder)


def conflicts_of(
    sentences: Sequence[Sentence], stories: Mapping[str, str], sources: Sources
) -> tuple[Conflict, ...]:
    """Return where articles differ in what `sentences` say; those of one source (`stories`) cannot."""
    told, found = _all_told(sentences), list[_Found]()
    words = [frozenset(terms(s.text, s.article.language)) for s in sentences]
    for n, one in enumerate(sentences):
        for m in range(n):
            other = sentences[m]
            mine, theirs = (stories.get(s.article.id, s.article.id) for s in (one, other))
            if mine == theirs or not words[n] & words[m]:
                continue
            if d := differing(told[_place(one)], told[_place(other)]):
                found.append(_Found(d.kind, one, other, d.one, d.other))
    return tuple(
        Conflict(g.kind, tuple(_side(s, v, sources) for s, v in g.sides), g.corrected)
        for g in _grouped(found, _MOST_OF_ALL)
    )


_THE_RIGHT_ONE = re.compile(
    r"(?:it|that|this|they|the (?:correct|right|actual|true) \w+) (?:was|is|were|are|should)\b",
    re.IGNORECASE,
)


def with_notes(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences, a note of correction with the one that puts it right as one sentence.

    “We gave the toll as 226. It was 219.”
    """
    found = list[Sentence]()
    for here in sentences:
        before = found[-1] if found else None
        if (
            before is not None
            and before.passage == here.passage
            and _THE_RIGHT_ONE.match(here.text)
            and read(before.text).looks_back
            and len(read(before.text).amounts) == 1
        ):
            span = Span(before.span.start, here.span.end)
            found[-1] = replace(before, span=span, text=f"{before.text} {here.text}")
        else:
            found.append(here)
    return found


# --- finding --------------------------------------------------------------------------------------


def _all_told(sentences: Sequence[Sentence]) -> dict[tuple[str, int], Told]:
    known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    told = {}
    for n, here in enumerate(sentences):
        article = here.article
        if article.id not in known:
            known[article.id] = _about(article)
        about, small = known[article.id]
        lent = sentences[n - 1].text if n and sentences[n - 1].article is article else ""
        around = about | named(here.section) | named(lent)
        told[_place(here)] = Told(here.text, around - small, article.published)
    return told


def _about(article: Article) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names at an article's head, and the stems of what it writes in small letters."""
    opening = " ".join(article.text[s.start : s.end] for s in article.sentences[:_OPENING])
    small = {stem(word) for word in set(re.findall(r"\b[a-z][\w-]+", article.text))}
    return named(article.title) | named(opening), frozenset(small)


def _cited(claims: Iterable[Claim], sentences: Sequence[Sentence]) -> list[Sentence]:
    spans = [(c.article.id, c.span) for claim in claims for c in claim.citations]
    return [
        s
        for s in sentences
        if any(s.article.id == id_ and p.start <= s.span.start < p.end for id_, p in spans)
    ]


def _place(of: Sentence) -> tuple[str, int]:
    return of.article.id, of.span.start


def _story(of: Sentence, evidence: Evidence) -> str:
    return evidence.stories.get(of.article.id, of.article.id)


# --- putting in order -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """The values that reports give for one fact, the newest first, one for each report."""

    kind: ConflictKind
    sides: tuple[tuple[Sentence, str], ...]
    corrected: bool


def _grouped(found: Sequence[_Found], most: int = _MOST) -> list[_Group]:
    facts: list[tuple[ConflictKind, list[tuple[Sentence, str]]]] = []
    for f in found:
        pair = [(f.cited, f.value), (f.other, f.other_value)]
        known = next(
            (sides for kind, sides in facts if kind == f.kind and _shared(sides, pair)), []
        )
        if not known:
            facts.append((f.kind, known))
        heard = {s.article.id for s, _ in known}
        known += [side for side in pair if side[0].article.id not in heard]
    groups = []
    for kind, sides in facts[:most]:
        sides.sort(key=lambda side: _printed(side[0].article), reverse=True)
        groups.append(_Group(kind, tuple(sides), _corrects(sides)))
    return groups


def _told_only(claim: Claim) -> bool:
    """Whether a claim says what was reported before."""
    return read(claim.text).looks_back


def _value(shown: str) -> str:
    found = figures(shown)
    return str(found[0].value.normalize()) if found else shown.casefold()


def _shared(known: Sequence[tuple[Sentence, str]], pair: Sequence[tuple[Sentence, str]]) -> bool:
    values = {_value(value) for _, value in known}
    return any(_value(value) in values for _, value in pair)


def _printed(article: Article) -> tuple[str, str]:
    return (article.updated or article.published or "")[:10], article.published or ""


def _corrects(sides: Sequence[tuple[Sentence, str]]) -> bool:
    """Whether the newest report has a note that corrects this, and the older ones have none."""
    note, *older = (correction(sentence.article) for sentence, _ in sides)
    if not note or any(older):
        return False
    noted = {_value(figure.text) for figure in figures(note)}
    return not noted or any(
        _value(value) in noted or value.casefold() in note.casefold() for _, value in sides
    )


def _side(sentence: Sentence, value: str, sources: Sources) -> Side:
    return Side(value, sources.numbered(Citation(0, sentence.article, sentence.span)))


def _cites(claim: Claim, of: Sentence) -> bool:
    return any(
        c.article.id == of.article.id and c.span.start <= of.span.start < c.span.end
        for c in claim.citations
    )


def _renumbered(claim: Claim, sources: Sources) -> Claim:
    citations = tuple(map(sources.numbered, claim.citations))
    return replace(claim, citations=citations)
