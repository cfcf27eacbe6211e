"""Citations -> with the other outlets that print the same words. They are copies, not more sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from index.copies import Words, reprints, words_of
from index.store import Index
from index.types import Article
from rag.proof import Result
from rag.render import source_name
from rag.types import Answer, Citation, Claim, Conflict, Digest, Timeline


class Carriers:
    """Looks up the copies of cited articles in `index`, each article once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._copies: dict[str, list[tuple[str, tuple[Words, ...]]]] = {}
        self._known: dict[tuple[str, int, int, int], tuple[str, ...]] = {}

    def told(self, result: Result) -> Result:
        """Return `result` with `also` filled in on every citation."""
        changes: dict[str, Any] = {
            "claims": self._claims(result.claims),
            "evidence": self._claims(result.evidence),
        }
        if isinstance(result, Answer):
            changes["conflicts"] = tuple(map(self._conflict, result.conflicts))
        return replace(result, **changes)

    def digested(self, digest: Digest) -> Digest:
        """Return `digest` with `also` filled in on every citation."""
        stories = (
            replace(
                story,
                claims=self._claims(story.claims),
                conflicts=tuple(map(self._conflict, story.conflicts)),
            )
            for story in digest.stories
        )
        return replace(digest, stories=tuple(stories))

    def dated(self, timeline: Timeline) -> Timeline:
        """Return `timeline` with `also` filled in on every citation."""
        events = (replace(e, claim=self._claims([e.claim])[0]) for e in timeline.events)
        return replace(timeline, events=tuple(events))

    def _conflict(self, conflict: Conflict) -> Conflict:
        sides = (replace(s, citation=self._citation(s.citation)) for s in conflict.sides)
        return replace(conflict, sides=tuple(sides))

    def _claims(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        return tuple(
            replace(claim, citations=tuple(map(self._citation, claim.citations)))
            for claim in claims
        )

    def _citation(self, citation: Citation) -> Citation:
        article, span = citation.article, citation.span
        key = (article.id, article.version, span.start, span.end)
        if key not in self._known:
            quoted = [
                words_of(article.text[s.start : s.end])
                for s in article.sentences
                if s.start < span.end and span.start < s.end
            ]
            names = [
                name
                for name, sentences in self._of(article)
                if all(any(reprints(q, s) for s in sentences) for q in quoted)
            ]
            own = source_name(article)
            self._known[key] = tuple(dict.fromkeys(n for n in names if n != own))
        also = self._known[key]
        return replace(citation, also=also) if also else citation

    def _of(self, article: Article) -> list[tuple[str, tuple[Words, ...]]]:
        if article.id not in self._copies:
            # An article that was read and not stored has no copies.
            stored = self._index.origins([article.id])
            self._copies[article.id] = [
                (source_name(copy), _sentences(self._index.article(copy.id)))
                for copy in (self._index.copies(article.id) if stored else ())
                if copy.id != article.id
            ]
        return self._copies[article.id]


def _sentences(article: Article) -> tuple[Words, ...]:
    return tuple(words_of(article.text[s.start : s.end]) for s in article.sentences)
