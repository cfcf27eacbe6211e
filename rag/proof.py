"""Sentences -> claims with their proof, for answers and summaries alike.

A sentence of an article proves itself; a sentence of a model is cited and verified as it arrives.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import prompts
from index.embed import Embedder
from index.glossary import bracketed
from index.store import Index
from rag.cite import Citer, Support
from rag.clauses import halves
from rag.draft import Task, ask, drafts
from rag.errors import ModelError
from rag.extract import Extract
from rag.llm import Chat, Usage
from rag.plain import key
from rag.retrieve import Evidence, copied, words_of
from rag.sources import Sources
from rag.terms import terms
from rag.types import Answer, Citation, Claim, Summary
from rag.verify import Finding, verify

Result = TypeVar("Result", Answer, Summary)


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering needs. `chat` is None for the extractive engine."""

    index: Index
    embedder: Embedder
    chat: Chat | None
    budget: int
    version: str


def extracted_claim(extract: Extract, citer: Citer, sources: Sources, embedder: Embedder) -> Claim:
    """Return sentences as a claim: their own text is the proof, and is checked all the same."""
    support = citer.of(extract.sentences)
    finding = verify(support.text, support, embedder)
    text = " ".join(bracketed(support.article, span) for span in support.spans)
    return Claim(text, sources.cite(support), finding.verdict, finding.reason)


def proven(text: str, citer: Citer, sources: Sources, embedder: Embedder) -> Claim:
    """Return a drafted sentence as a claim, with the best proof there is and what checking gave.

    A sentence that joins two facts may have its proof in two places, each for its own half.
    """
    finding, supports = _best(text, citer, embedder)
    if finding.verdict != "supported":
        found = [_best(half, citer, embedder) for half in halves(text)]
        if found and all(half.verdict == "supported" for half, _ in found):
            finding, supports = found[0][0], [s for _, pair in found for s in pair[:1]]
    if finding.verdict == "unsupported":
        return Claim(text, (), "unsupported", finding.reason)
    citations = {c.number: c for support in supports for c in sources.cite(support)}
    return Claim(text, tuple(citations.values()), finding.verdict, finding.reason)


def _best(text: str, citer: Citer, embedder: Embedder) -> tuple[Finding, list[Support]]:
    """Return the best verdict that any support gives, with one such support for each article.

    Where an article denies a claim, another sentence of that article cannot prove it.
    """
    best, supports = verify(text, None, embedder), list[Support]()
    checked = [(support, verify(text, support, embedder)) for support in citer.supports(text)]
    denying = {support.article.id: finding for support, finding in checked if finding.denied}
    for support, found in checked:
        finding = denying.get(support.article.id, found)
        better = _RANK[finding.verdict] - _RANK[best.verdict]
        if better > 0 or not supports:
            best, supports = finding, [support]
        elif better == 0 and finding.verdict == "supported":
            supports += [support] if _is_new(support, supports) else []
    return best, supports


def _is_new(support: Support, known: list[Support]) -> bool:
    """Whether a support is another source: another article, and no reprint of the same words."""
    words = words_of(support.own)
    return not any(
        support.article.id == k.article.id or copied(words, words_of(k.own)) for k in known
    )


_RANK = {"unsupported": 0, "partly": 1, "supported": 2}


class _Said:
    """What a model has said so far: proven, or dropped with the reason."""

    def __init__(self, evidence: Evidence, tools: Tools) -> None:
        self._citer, self._sources = Citer(evidence.sentences, tools.embedder), Sources()
        self._embedder = tools.embedder
        self.claims: list[Claim] = []
        self.dropped: list[Claim] = []

    def take(self, text: str, *, strict: bool) -> None:
        """Prove a sentence and keep it; with `strict` only where all of it is supported."""
        if any(key(text) in key(claim.text) for claim in self.claims):
            return
        claim = proven(text, self._citer, self._sources, self._embedder)
        holds = claim.verdict == "supported" or (claim.verdict == "partly" and not strict)
        (self.claims if holds else self.dropped).append(claim)

    def complete(self, task: Task, since: int, tried: int) -> None:
        """Say in the article's own words what the claims from number `since` on leave out.

        Those that were dropped from number `tried` on tell whether the model, which found other
        words for it, found the same.
        """
        cited = [c for claim in self.claims[since:] for c in claim.citations]
        left = [e for e in task.instead if not any(_touches(c, e) for c in cited)]
        if task.every or (len(left) == len(task.instead) and self._agrees(task, tried)):
            self.claims += [
                extracted_claim(e, self._citer, self._sources, self._embedder) for e in left
            ]

    def _agrees(self, task: Task, tried: int) -> bool:
        dropped = self.dropped[tried:]
        if not dropped or any(claim.verdict == "partly" for claim in dropped):
            return True
        chosen = {t for e in task.instead for s in e.sentences for t in terms(s.text)}
        written = [set(terms(claim.text)) for claim in dropped]
        return any(len(words & chosen) >= _SAME * len(words) for words in written)


_SAME = 0.4
"""Share of the words of a dropped sentence that make it one about the chosen sentences."""


def _touches(citation: Citation, extract: Extract) -> bool:
    return any(
        s.article.id == citation.article.id
        and s.span.start < citation.span.end
        and citation.span.start < s.span.end
        for s in extract.sentences
    )


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
        reply, before, tried = ask(tools.chat, task), len(said.claims), len(said.dropped)
        asked |= {task.system, task.prompt}
        try:
            with closing(drafts(reply)) as steps:
                for step in steps:
                    first = first or time.perf_counter() - begun
                    if step.text:
                        said.take(step.text, strict=bool(task.instead))
                    current = _so_far(current, said, step.pending)
                    yield current
                    if len(said.claims) - before == task.most:
                        break
        except ModelError as error:
            if not said.claims:
                raise
            current = noted(current, f"The answer broke off: {error}")
            break
        finally:
            usage += reply.usage
        if task.instead:
            said.complete(task, before, tried)
            current = _so_far(current, said)
            yield current
        elif reply.truncated:
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
