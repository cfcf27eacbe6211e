"""The whole of "digest": many articles -> stories, and of each what who says. Without a model.

Sentences are the articles' own, each verified and cited. A claim that all agree on is borne out by
verification against another source; one that only one outlet has is like no sentence of another
source. What is neither plainly is left out. Copies of one text are one source.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from index.chunk import chunk
from index.embed import Embedder, Vectors
from index.errors import UsageError
from index.glossary import bracketed_title
from index.periods import period
from index.types import Article
from rag.cite import Citer
from rag.conflict import conflicts_of, with_notes
from rag.dateline import told
from rag.echoes import Echo, Echoes, repeats, telling
from rag.extract import Extract
from rag.grouping import grouped
from rag.proof import Tools, extracted_claim
from rag.render import source_name
from rag.retrieve import Sentence
from rag.salience import salient
from rag.sources import Sources
from rag.terms import terms
from rag.types import Claim, Digest, Receipt, Story

LENGTH = 4
"""Sentences under one heading of a story."""

AGREED, BOTH, POINTS = "All agree", "Both say", "Key points"

STORIES = 40
"""Stories told of; those of most sources come first."""

_SAME, _ALIKE, _SHARED, _SOME = 0.86, 0.75, 0.5, 0.25
"""Two sentences are like where their vectors are (0.86), where they share half of their words, or
something of both: vectors made in the context of one subject are all rather near."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An embedder that has the vectors of some texts already."""

    inner: Embedder
    known: Mapping[str, Vectors]

    @property
    def name(self) -> str:
        """The embedder's name."""
        return self.inner.name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self.inner.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`; the model is asked for those that are not known."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if not texts or len(new) == len(texts):
            return self.inner.embed(texts)
        found = dict(zip(new, self.inner.embed(new), strict=True)) if new else {}
        return np.stack([found[t] if t in found else self.known[t] for t in texts])


def digest(
    tools: Tools,
    articles: Sequence[Article],
    length: int = LENGTH,
    new_since: str | None = None,
    shown_since: str = "",
    groups: Sequence[Sequence[Article]] | None = None,
) -> Iterator[Digest]:
    """Yield the digest story by story; the last is complete. `groups` are the stories if known."""
    started = time.perf_counter()
    origins = tools.index.origins({a.id for a in articles})
    kept, sentences = _read(tools, articles)
    found = groups or grouped(articles, kept, origins)
    found = sorted(found, key=lambda g: (-len(_sources(g, origins)), _newest(g), g[0].id))
    notices = tuple(f"{bracketed_title(a)}: {n}" for a in articles for n in a.notices)
    if len(found) > STORIES:
        left = f"{len(found) - STORIES} more stories are not shown: narrow the digest to see them."
        notices = (*notices, left)
    read_ids = tuple(dict.fromkeys(s.passage for own in sentences.values() for s in own))
    receipt = Receipt("extractive", None, tools.embedder.name, read_ids, version=tools.version)
    result = Digest(tuple(articles), (), notices, receipt, complete=False)
    numbers, stories = Sources(), list[Story]()
    for group in found[:STORIES]:
        own = {a.id: sentences[a.id] for a in group}
        story = _Told(group, own, origins, kept, tools, numbers, pair=groups is not None)
        stories.append(story.story(length, new_since, shown_since))
        yield replace(result, stories=tuple(stories))
    seconds = {"total": round(time.perf_counter() - started, 3)}
    receipt = replace(receipt, seconds=seconds)
    yield replace(result, stories=tuple(stories), receipt=receipt, complete=True)


def since(
    tools: Tools, articles: Sequence[Article], length: int, new_since: str | None
) -> Iterator[Digest]:
    """Yield the digest; `new_since` is a date as a person writes it. Raises UsageError."""
    if not new_since:
        return digest(tools, articles, length)
    found = period(new_since, date.today())
    if found is None:
        raise UsageError(f"{new_since!r} is no date: write it as 2026-11-15.")
    shown = f"{found.first.day} {found.first:%B %Y}"
    return digest(tools, articles, length, found.first.isoformat(), shown)


def _read(tools: Tools, articles: Sequence[Article]) -> tuple[Kept, dict[str, list[Sentence]]]:
    """Return the sentences of each article, and an embedder that has their stored vectors."""
    known: dict[str, Vectors] = {}
    sentences: dict[str, list[Sentence]] = {}
    for article in articles:
        passages = chunk(article)
        rows = tools.index.sentence_rows(passages)
        sentences[article.id] = []
        for passage in passages:
            own = with_notes(told(article, passage))
            sentences[article.id] += own
            if (stored := rows.get(passage.id)) is not None:
                at = dict(zip(passage.sentences, stored, strict=True))
                known |= {s.text: at[s.span] for s in own if s.span in at}
    return Kept(tools.embedder, known), sentences


def _sources(group: Sequence[Article], origins: Mapping[str, str]) -> set[str]:
    return {origins.get(a.id, a.id) for a in group}


def _newest(group: Sequence[Article]) -> int:
    days = max((a.published or "")[:10] for a in group).replace("-", "")
    return -int(days or 0)


class _Told:
    """One story: its sentences, and what other sources say of each."""

    def __init__(
        self,
        group: Sequence[Article],
        sentences: Mapping[str, list[Sentence]],
        origins: Mapping[str, str],
        kept: Kept,
        tools: Tools,
        numbers: Sources,
        pair: bool = False,
    ) -> None:
        self._pair = pair
        self._group = sorted(group, key=lambda a: a.published or "")
        self._origins, self._kept, self._tools, self._numbers = origins, kept, tools, numbers
        firsts = {self._source(a): a for a in reversed(self._group)}
        self._originals = [
            next((a for a in group if a.id == source), first) for source, first in firsts.items()
        ]
        self._originals.sort(key=lambda a: a.published or "")
        self._own = {a.id: sentences[a.id] for a in self._originals}
        self._all = [s for a in self._originals for s in self._own[a.id]]
        self._vectors = kept.embed([s.text for s in self._all]) if self._all else None
        self._terms = [set(terms(s.text, s.article.language)) for s in self._all]
        spread = Counter(word for own in self._terms for word in own)
        self._weight = {w: math.log(1 + len(self._all) / n) ** 2 for w, n in spread.items()}
        self._echoes = Echoes(
            self._all, self._source if pair else source_name, kept, origins, tools.embedder
        )
        self._at = {(s.article.id, s.span.start): n for n, s in enumerate(self._all)}

    def _source(self, article: Article) -> str:
        return self._origins.get(article.id, article.id)

    def story(self, length: int, new_since: str | None, shown_since: str) -> Story:
        """Return what there is to say, `length` sentences under each heading at most."""
        title = bracketed_title(self._originals[-1]) if self._originals else ""
        if self._one_outlet() and not self._pair:
            return replace(self._alone(length, new_since, shown_since), title=title)
        conflicts = conflicts_of(self._all, self._origins, self._numbers)
        disputed = {
            (side.citation.article.id, side.citation.span.start)
            for conflict in conflicts
            for side in conflict.sides
        }
        new: list[Claim] = []
        taken = set(disputed)
        if new_since:
            new = self._new(new_since, length, taken, f"New since {shown_since}")
        values = [side.value for conflict in conflicts for side in conflict.sides]
        agreed = self._agreed(length, taken, values)
        only = [c for a in self._originals for c in self._only(a, length, taken)]
        return Story(title, tuple(self._group), (*agreed, *only, *new), conflicts)

    def _one_outlet(self) -> bool:
        return len({source_name(a) for a in self._originals}) == 1

    def _alone(self, length: int, new_since: str | None, shown_since: str) -> Story:
        """Return what one outlet tells, in all its articles, each thing once, the newest first."""
        conflicts = conflicts_of(self._all, self._origins, self._numbers)
        superseded = {
            (side.citation.article.id, side.citation.span.start)
            for conflict in conflicts
            for side in conflict.sides[1:]
        }
        claims, said = list[Claim](), list[int]()
        for article in reversed(self._originals):
            newer = list(said)
            is_new = new_since and _day(article) >= new_since
            section = f"New since {shown_since}" if is_new else POINTS
            for extract in self._chosen(article, length):
                n = self._row(extract)
                if self._place(n) in superseded or self._near(n, newer):
                    continue
                claims.append(self._own_claim(extract, section))
                said.append(n)
        claims.sort(key=lambda claim: claim.section != POINTS)
        return Story("", tuple(self._group), tuple(claims), conflicts)

    def _chosen(self, article: Article, length: int) -> list[Extract]:
        return salient(self._own[article.id], self._kept, length)

    def _own_claim(self, extract: Extract, section: str) -> Claim:
        citer = Citer(self._own[extract.sentences[0].article.id], self._kept)
        claim = extracted_claim(extract, citer, self._numbers, self._tools.embedder)
        return replace(claim, section=section)

    def _agreed(
        self, length: int, taken: set[tuple[str, int]], disputed: Sequence[str]
    ) -> list[Claim]:
        """Return salient sentences that another source bears out, each thing once, sure ones first.

        None that gives one of the values `disputed`, though not in the words that are cited there.
        """
        found = list[tuple[Extract, Echo]]()
        for article in self._originals:
            for extract in self._chosen(article, 2 * length + 4):
                if self._place(self._row(extract)) not in taken:
                    if any(repeats(extract.sentences[0].text, value) for value in disputed):
                        continue
                    echo = self._echoes.of(extract.sentences[0])
                    found += [(extract, echo)] if echo.same else []
        claims, said = list[Claim](), list[int]()
        for extract, echo in sorted(found, key=lambda pair: not pair[1].sure):
            n = self._row(extract)
            if len(claims) == length or self._place(n) in taken or self._told(n, said):
                continue
            own = self._own_claim(extract, BOTH if self._pair else AGREED)
            also = [self._numbers.numbered(c) for c in echo.citations]
            claims.append(replace(own, citations=(*own.citations, *also)))
            said.append(n)
            taken.add(self._place(n))
        return claims

    def _told(self, row: int, said: Sequence[int]) -> bool:
        """Whether one of the rows `said` has told it already: all of its figures, or about the same."""
        mine = telling(self._all[row].text)
        return self._near(row, said) or (
            bool(mine) and mine <= {f for n in said for f in telling(self._all[n].text)}
        )

    def _only(self, article: Article, length: int, taken: set[tuple[str, int]]) -> list[Claim]:
        """Return salient sentences of an article like which no other source has one."""
        copies = [a for a in self._group if self._source(a) == self._source(article)]
        outlets = list(dict.fromkeys(source_name(a) for a in [article, *copies]))
        section = f"Only {bracketed_title(article) if self._one_outlet() else outlets[0]}"
        if len(outlets) > 1:
            section += f" (copied by {', '.join(outlets[1:])})"
        claims = list[Claim]()
        for extract in self._chosen(article, len(self._own[article.id])):
            n = self._row(extract)
            if len(claims) == length:
                break
            if self._place(n) in taken or self._echoes.of(extract.sentences[0]).near:
                continue
            if self._echoes.told(extract.sentences[0]):
                continue
            if self._others(n, self._all_rows(), "" if self._pair else outlets[0]):
                continue
            claims.append(self._own_claim(extract, section))
            taken.add(self._place(n))
        return claims

    def _new(
        self, since: str, length: int, taken: set[tuple[str, int]], section: str
    ) -> list[Claim]:
        """Return sentences of articles from `since` on like which no earlier article has one."""
        older = [n for n, s in enumerate(self._all) if _day(s.article) < since]
        claims, said = list[Claim](), list[int]()
        for article in reversed(self._originals):
            if _day(article) < since:
                continue
            for extract in self._chosen(article, len(self._own[article.id])):
                n = self._row(extract)
                if len(claims) == length or self._place(n) in taken:
                    continue
                if self._near(n, older) or self._near(n, said):
                    continue
                claims.append(self._own_claim(extract, section))
                said.append(n)
                taken.add(self._place(n))
        return claims

    def _row(self, extract: Extract) -> int:
        return self._at[(extract.sentences[0].article.id, extract.sentences[0].span.start)]

    def _place(self, row: int) -> tuple[str, int]:
        return self._all[row].article.id, self._all[row].span.start

    def _all_rows(self) -> range:
        return range(len(self._all))

    def _others(self, row: int, rows: Sequence[int], outlet: str = "") -> bool:
        """Whether another source (of another outlet, where one is given) has a like sentence."""
        source = self._source(self._all[row].article)
        others = [
            n
            for n in rows
            if self._source(self._all[n].article) != source
            and (not outlet or source_name(self._all[n].article) != outlet)
        ]
        return self._near(row, others)

    def _near(self, row: int, rows: Sequence[int]) -> bool:
        """Whether one of `rows` says about the same, in meaning or in words."""
        if not rows or self._vectors is None:
            return False
        likeness = self._vectors[list(rows)] @ self._vectors[row]
        return any(
            float(like) >= _SAME
            or (share := self._share(row, n)) >= _SHARED
            or (float(like) >= _ALIKE and share >= _SOME)
            for n, like in zip(rows, likeness, strict=True)
        )

    def _share(self, one: int, other: int) -> float:
        """Return the share of the shorter sentence's words that the other has, rare ones first.

        What every sentence of a story has, such as the place, says little of what one tells.
        """
        mine, theirs = self._terms[one], self._terms[other]
        both = sum(self._weight[word] for word in mine & theirs)
        whole = min(sum(self._weight[word] for word in own) for own in (mine, theirs))
        return both / (whole or 1.0)


def _day(article: Article) -> str:
    return (article.published or "")[:10]
