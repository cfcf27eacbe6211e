"""Sentences -> claims with their proof, for answers and summaries alike.

A sentence of an article proves itself; a sentence of a model is cited and verified as it arrives.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

import prompts
from index.embed import Embedder
from index.glossary import bracketed, corrected
from index.store import Index
from rag.cite import Citer, Support
from rag.clauses import halves
from rag.draft import ask, drafts
from rag.errors import ModelError
from rag.extract import Extract
from rag.llm import Chat
from rag.retrieve import Evidence, copied, words_of
from rag.sources import Sources
from rag.types import Answer, Claim, Summary
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


def drafted(
    start: Result, evidence: Evidence, tools: Tools, prompt: str, **values: str
) -> Iterator[Result]:
    """Yield `start` with the claims that a model's reply to `prompt` gives, as they are proven.

    `values` are the prompt's names besides the articles. Raises ModelError if nothing was proven
    before the model failed.
    """
    assert tools.chat is not None
    assert start.receipt is not None
    reply = ask(tools.chat, prompt, articles=as_text(evidence), **values)
    citer, sources = Citer(evidence.sentences, tools.embedder), Sources()
    claims: list[Claim] = []
    dropped: list[Claim] = []
    begun, first = time.perf_counter(), 0.0
    current = start
    with closing(drafts(reply)) as steps:
        try:
            for step in steps:
                first = first or time.perf_counter() - begun
                if step.text:
                    claim = proven(step.text, citer, sources, tools.embedder)
                    (dropped if claim.verdict == "unsupported" else claims).append(claim)
                current = replace(
                    start, claims=tuple(claims), dropped=tuple(dropped), draft=step.pending
                )
                yield current
        except ModelError as error:
            if not claims:
                raise
            current = noted(current, f"The answer broke off: {error}")
    if reply.truncated:
        current = noted(current, "The model was cut off; the last sentence is missing.")
    receipt = replace(
        start.receipt,
        prompts={name: prompts.digest(name) for name in ("system", prompt)},
        tokens_in=reply.usage.tokens_in,
        tokens_out=reply.usage.tokens_out,
        seconds={
            **start.receipt.seconds,
            "first_word": round(first, 3),
            "draft_and_verify": round(time.perf_counter() - begun, 3),
        },
    )
    yield replace(current, receipt=receipt, draft="")


def finished(result: Result, started: float) -> Result:
    """Return `result` as complete, with the total time since `started` on its receipt."""
    assert result.receipt is not None
    seconds = {**result.receipt.seconds, "total": round(time.perf_counter() - started, 3)}
    return replace(
        result, complete=True, draft="", receipt=replace(result.receipt, seconds=seconds)
    )


def noted(result: Result, notice: str) -> Result:
    """Return `result` with one more notice."""
    return replace(result, notices=(*result.notices, notice), draft="")


def as_text(evidence: Evidence) -> str:
    """Return the passages as a model reads them: articles in order, names put right."""
    parts: list[str] = []
    article_id, heading, end = "", "", 0
    for article, passage in evidence.passages:
        if article.id != article_id:
            facts = ", ".join(f for f in (article.outlet, article.published) if f)
            parts.append(f"{article.title} ({facts})" if facts else article.title)
            heading = ""
        elif passage.number != end + 1:
            parts.append("[…]")
        if passage.heading and passage.heading != heading:
            parts.append(passage.heading)
        article_id, heading, end = article.id, passage.heading, passage.number
        text = corrected(article, passage.span)
        parts.append(text.removeprefix(article.title).strip())
    return "\n\n".join(parts)
