"""Sentences -> claims with their proof, for answers and summaries alike.

A sentence of an article proves itself; a sentence of a model is cited and verified as it arrives.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import prompts
from index.copies import reprints, words_of
from index.embed import Embedder
from index.glossary import bracketed
from index.store import Index
from index.types import Span
from rag.bearing import bearing
from rag.cite import Citer, Support
from rag.clauses import halves
from rag.draft import Task, ask, drafts
from rag.errors import ModelError
from rag.extract import Extract
from rag.kept import Replies
from rag.likeness import alike
from rag.llm import Chat, Usage
from rag.orders import REASON, ordered
from rag.plain import key
from rag.points import text_of
from rag.quoted import as_printed
from rag.reported import attributed
from rag.rerank import Reranker
from rag.retrieve import Evidence
from rag.sources import Sources
from rag.speech import without_outlet
from rag.terms import terms
from rag.types import Answer, Claim, Summary
from rag.verify import UNSAID, Finding, verify

Result = TypeVar("Result", Answer, Summary)


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering needs. `chat` is None for the extractive engine.

    `replies` is where a run of several calls keeps what it has paid for.
    """

    index: Index
    embedder: Embedder
    chat: Chat | None
    budget: int
    version: str
    reranker: Reranker | None = None
    variants: bool = True
    replies: Replies | None = None


def extracted_claim(extract: Extract, citer: Citer, sources: Sources, embedder: Embedder) -> Claim:
    """Return sentences as a claim: their own text is the proof, and is checked all the same."""
    support = citer.of(extract.sentences)
    finding = verify(support.text, support, embedder)
    text = " ".join(bracketed(support.article, span) for span in support.spans)
    return Claim(text, sources.cite(support), finding.verdict, finding.reason)


def proven(text: str, citer: Citer, sources: Sources, embedder: Embedder) -> Claim:
    """Return a drafted sentence as a claim, with the best proof there is and what checking gave.

    A sentence that joins two facts may have its proof in two places, each for its own half. One that
    leaves out who says it is given that from the cited text.
    """
    finding, supports = _best(text, citer, embedder)
    if finding.verdict != "supported":
        found = [_best(half, citer, embedder) for half in halves(text)]
        if found and all(half.verdict == "supported" for half, _ in found):
            finding, supports = found[0][0], [s for _, pair in found for s in pair[:1]]
    if finding.verdict == "partly" and (whole := attributed(text, supports[0])):
        again, proofs = _best(whole, citer, embedder)
        if again.verdict == "supported":
            text, finding, supports = whole, again, proofs
    if finding.verdict == "unsupported":
        return Claim(text, (), "unsupported", finding.reason)
    citations = {c.number: c for support in supports for c in sources.cite(support)}
    if finding.verdict == "partly" and ordered(text, tuple(citations.values())):
        return Claim(text, (), "unsupported", REASON)
    unsaid = _unsaid(text, supports, embedder) if finding.verdict == "partly" else ()
    return Claim(text, tuple(citations.values()), finding.verdict, finding.reason, unsaid)


def _unsaid(text: str, supports: Sequence[Support], embedder: Embedder) -> tuple[Span, ...]:
    """Return the words of a claim that nothing in its proof bears out, as spans of its text."""
    known = "\n".join(support.context for support in supports)
    borne = bearing(text, [s.text for p in supports for s in p.sentences], known, embedder)
    return borne.unsaid if borne else ()


def _best(text: str, citer: Citer, embedder: Embedder) -> tuple[Finding, list[Support]]:
    """Return the best verdict that any support gives, with one such support for each article.

    Where an article denies a claim, another sentence of that article cannot prove it.
    """
    best, supports = verify(text, None, embedder), list[Support]()
    checked = [
        (support, verify(without_outlet(text, support.article), support, embedder))
        for support in citer.supports(text)
    ]
    denying = {support.article.id: finding for support, finding in checked if finding.denied}
    for support, found in checked:
        finding = denying.get(support.article.id, found)
        better = _RANK[finding.verdict] - _RANK[best.verdict]
        if better > 0 or not supports:
            best, supports = finding, [support]
        elif better == 0 and finding.verdict == "supported":
            supports += [support] if _is_new(support, supports, citer) else []
    if best.verdict == "unsupported" and (retold := _retold(checked)):
        return retold
    return best, supports


def _retold(checked: Sequence[tuple[Support, Finding]]) -> tuple[Finding, list[Support]] | None:
    """Return the first support that may say the same in other words, unless one before speaks against it."""
    for support, found in checked:
        if found.alike:
            return replace(found, verdict="partly"), [support]
        if not found.reason.startswith(UNSAID):
            return None
    return None


def _is_new(support: Support, known: list[Support], citer: Citer) -> bool:
    """Whether a support is another source: no copy of an article, no reprint of the same words."""
    words = words_of(support.own)
    return not any(
        citer.source(support) == citer.source(k) or reprints(words, words_of(k.own)) for k in known
    )


_RANK = {"unsupported": 0, "partly": 1, "supported": 2}


class _Said:
    """What a model has said so far: proven, or dropped with the reason."""

    def __init__(self, evidence: Evidence, tools: Tools) -> None:
        self._citer = Citer(evidence.sentences, tools.embedder, evidence.stories)
        self._sources = Sources()
        self._embedder = tools.embedder
        self._task: list[Claim] = []
        self._tried = 0
        self.claims: list[Claim] = []
        self.dropped: list[Claim] = []

    def begin(self) -> None:
        """Begin with the sentences of another task."""
        self._task, self._tried = [], len(self.dropped)

    def take(self, text: str, task: Task) -> bool:
        """Prove a sentence; return whether the task has what is wanted of it.

        What stands in for sentences of the articles has to be wholly supported. It is held back
        until the task is complete.
        """
        if any(_repeats(text, c.text, task) for c in [*self.claims, *self._task]):
            return False
        claim = proven(text, self._citer, Sources(), self._embedder)
        holds = claim.verdict == "supported" or (claim.verdict == "partly" and not task.instead)
        (self._task if holds else self.dropped).append(claim)
        if not task.every and holds:
            self._show(claim)
        return len(self._task) + len(self.dropped) - self._tried == task.most

    def complete(self, task: Task) -> None:
        """Say in the article's own words what the model left out, did not find, or said wrongly."""
        self._correct(task)
        if task.every:
            for extract in task.instead:
                mine = [claim for claim in self._task if _touches(claim, extract)]
                if _share(mine, extract) < (_SHORT if task.most else _ENOUGH):
                    mine = [self._verbatim(extract)]
                for claim in mine:
                    self._show(claim)
        elif not self._on_point(task) and self._agrees(task):
            for extract in task.instead:
                self._show(self._verbatim(extract))

    def _show(self, claim: Claim) -> None:
        """Add a claim, once, its citations numbered in the order in which they are shown."""
        if claim.text not in {known.text for known in self.claims}:
            numbered = tuple(map(self._sources.numbered, claim.citations))
            text = as_printed(claim.text, numbered)
            unsaid = claim.unsaid if text == claim.text else ()
            self.claims.append(replace(claim, text=text, citations=numbered, unsaid=unsaid))

    def _correct(self, task: Task) -> None:
        """Show the sentences that claims of `task` say wrongly, if no claim that held cites them."""
        for failed in self.dropped[self._tried :] if task.spare else ():
            near = next(iter(self._citer.supports(failed.text)), None)
            if near is None or not alike(failed.text, near.own, self._embedder):
                continue
            own = near.sentences[-1]
            for extract in task.spare:
                ends = {(s.article.id, s.span.end) for s in extract.sentences}
                if (own.article.id, own.span.end) in ends:
                    if not any(_touches(claim, extract) for claim in self.claims):
                        self._show(self._verbatim(extract))
                    break

    def _on_point(self, task: Task) -> bool:
        return any(_touches(claim, e) for claim in self._task for e in task.instead)

    def _verbatim(self, extract: Extract) -> Claim:
        return extracted_claim(extract, self._citer, Sources(), self._embedder)

    def _agrees(self, task: Task) -> bool:
        """Whether the model, whose sentences did not hold, spoke of the chosen sentences at all."""
        dropped = self.dropped[self._tried :]
        if not dropped or any(claim.verdict == "partly" for claim in dropped):
            return True
        chosen = {t for e in task.instead for s in e.sentences for t in terms(s.text)}
        written = [set(terms(claim.text)) for claim in dropped]
        return any(len(words & chosen) >= _SAME * len(words) for words in written)


_ENOUGH = 0.7
_SHORT = 0.5
"""Shares of a sentence's words that its retelling has to keep, and its summary."""

_SAME = 0.4
"""Share of the words of a dropped sentence that make it one about the chosen sentences."""


def _repeats(text: str, said: str, task: Task) -> bool:
    same = bool(task.instead) and set(terms(text)) <= set(terms(said))
    return same or key(text) in key(said)


def _touches(claim: Claim, extract: Extract) -> bool:
    return any(
        s.article.id == c.article.id and s.span.start < c.span.end and c.span.start < s.span.end
        for s in extract.sentences
        for c in claim.citations
    )


def _share(claims: Sequence[Claim], extract: Extract) -> float:
    """Return how much of an extract's words `claims` have, between 0 and 1."""
    wanted = set(terms(text_of(extract)))
    return len(wanted & {t for c in claims for t in terms(c.text)}) / (len(wanted) or 1)


def drafted(
    start: Result, evidence: Evidence, tools: Tools, tasks: Iterable[Task]
) -> Iterator[Result]:
    """Yield `start` with the claims that a model's replies to `tasks` give, as they are proven.

    Where a task brings sentences to stand in, only what is wholly supported is kept of its reply.
    Raises ModelError if nothing was proven before the model failed.
    """
    assert tools.chat is not None
    assert start.receipt is not None
    said, asked, usage = _Said(evidence, tools), set[str](), Usage()
    begun, first = time.perf_counter(), 0.0
    current = start
    for task in tasks:
        reply = ask(tools.chat, task)
        said.begin()
        asked |= {task.system, task.prompt}
        try:
            with closing(drafts(reply)) as steps:
                for step in steps:
                    first = first or time.perf_counter() - begun
                    enough = bool(step.text) and said.take(step.text, task)
                    current = _so_far(current, said, step.pending)
                    yield current
                    if enough:
                        break
        except ModelError as error:
            if not said.claims:
                raise
            current = noted(current, f"The answer broke off: {error}")
            break
        finally:
            usage += reply.usage
        if task.instead or task.spare:
            said.complete(task)
            current = _so_far(current, said)
            yield current
        if reply.truncated:
            current = noted(current, "The model was cut off; the last sentence is missing.")
    receipt = replace(
        start.receipt,
        prompts={
            **start.receipt.prompts,
            **{name: prompts.digest(name) for name in sorted(asked)},
        },
        tokens_in=start.receipt.tokens_in + usage.tokens_in,
        tokens_out=start.receipt.tokens_out + usage.tokens_out,
        seconds={
            **start.receipt.seconds,
            "first_word": round(first, 3),
            "draft_and_verify": round(time.perf_counter() - begun, 3),
        },
    )
    yield replace(current, receipt=receipt, draft="")


def _so_far(result: Result, said: _Said, pending: str = "") -> Result:
    return replace(result, claims=tuple(said.claims), dropped=tuple(said.dropped), draft=pending)


def finished(result: Result, started: float) -> Result:
    """Return `result` as complete, with the total time since `started` on its receipt."""
    assert result.receipt is not None
    seconds = {**result.receipt.seconds, "total": round(time.perf_counter() - started, 3)}
    return replace(
        result,
        complete=True,
        draft="",
        evidence=(),
        receipt=replace(result.receipt, seconds=seconds),
    )


def noted(result: Result, notice: str) -> Result:
    """Return `result` with one more notice."""
    return replace(result, notices=(*result.notices, notice), draft="")
