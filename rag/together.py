"""A claim that no one sentence carries -> the few neighbouring sentences that carry it together.

Facts picked from anywhere would prove anything. So the sentences stand close together in one section
of one article, and each is tied to another: by a pronoun, or by a name that both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.embed import Embedder
from rag.bearing import BORNE_OUT, bearing
from rag.cite import Citer, Support, points_back
from rag.joint import joint
from rag.retrieve import Sentence
from rag.terms import names
from rag.verify import SUPPORTED, Finding, verify

_APART = 3
"""Sentences between two that belong together, and one more."""


def together(claim: str, citer: Citer, embedder: Embedder) -> tuple[Finding, Support] | None:
    """Return the finding and the sentences that carry `claim` together, None if there are none.

    Everything that is checked of one sentence is checked of these as one; the words have to be
    borne out, too.
    """
    found: dict[str, list[Sentence]] = {}
    for support in citer.supports(claim):
        of = found.setdefault(support.article.id, [])
        of += [s for s in support.sentences if s not in of]
    for sentences in found.values():
        sentences.sort(key=lambda s: s.span.start)
        chosen = _chosen(claim, sentences, citer, embedder)
        if not chosen:
            continue
        support = citer.of(chosen)
        whole = replace(support.sentences[-1], text=support.text)
        finding = verify(claim, replace(support, sentences=(whole,)), embedder)
        borne = bearing(claim, [s.text for s in support.sentences], support.topic, embedder)
        if finding == SUPPORTED and borne is not None and borne.score >= BORNE_OUT:
            return finding, support
    return None


def _chosen(
    claim: str, sentences: Sequence[Sentence], citer: Citer, embedder: Embedder
) -> list[Sentence]:
    """Return the sentences that bear out `claim` together, none where they are not tied."""
    places = joint(claim, [s.text for s in sentences], "", embedder)
    chosen = [sentences[n] for n in places]
    if len(chosen) < 2 or not all(_tied(a, b, citer) for a, b in pairwise(chosen)):
        return []
    return chosen


def _tied(one: Sentence, other: Sentence, citer: Citer) -> bool:
    """Whether two sentences of an article speak of one thing, as far as can be seen."""
    near = citer.distance(one, other) <= _APART and one.section == other.section
    shared = {n.casefold() for n in names(one.text)} & {n.casefold() for n in names(other.text)}
    return near and (points_back(other.text) or bool(shared))
