"""The whole of "ask": retrieve, gate, extract or draft, cite, verify, and say what came of it."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

import prompts
from index.filters import Filter
from index.glossary import bracketed_title, corrected
from index.types import Article
from rag.cite import Citer
from rag.conflict import Weighed
from rag.draft import Task
from rag.extract import Extract, extract
from rag.followup import followup
from rag.fresh import newest_first, newest_of
from rag.gate import unknown_names
from rag.judge import judged
from rag.missing import explain
from rag.narrow import told
from rag.points import answering
from rag.proof import Tools, drafted, extracted_claim, finished
from rag.question import Question, parts, read
from rag.retrieve import Evidence, as_text, retrieve
from rag.sources import Sources
from rag.types import Answer, Claim, Receipt

EXTRACTIVE_BUDGET = 4000
"""Tokens of passages that the extractive engine reads."""

_NEAREST = 3


def answer(
    tools: Tools,
    question: str,
    history: Sequence[Mapping[str, object]] = (),
    where: Filter | None = None,
    *,
    newest: bool = False,
) -> Generator[Answer, None, None]:
    """Yield the answer as it grows; the last is complete. Every claim shown has been verified.

    With `newest` the newest article that answers is preferred.

    Raises ModelError if the model fails before it gave anything that could be shown.
    """
    started = time.perf_counter()
    small = tools.chat is not None and tools.chat.small
    budget = tools.budget if tools.chat and not small else EXTRACTIVE_BUDGET
    asking = followup(question, history, tools.chat)
    read_by = time.perf_counter()
    evidence = retrieve(
        tools.index,
        asking.text,
        budget=budget,
        where=where,
        reranker=tools.reranker,
        chat=tools.chat,
        vary=tools.variants,
    )
    if newest:
        evidence = newest_first(evidence)
    used = asking.usage + evidence.variants.usage
    receipt = Receipt(
        engine="model" if tools.chat else "extractive",
        model=tools.chat.name if tools.chat else None,
        embeddings=tools.embedder.name,
        retrieved=tuple(passage.id for _, passage in evidence.passages),
        prompts={n: prompts.digest(n) for n in (*asking.prompts, *evidence.variants.prompts)},
        tokens_in=used.tokens_in,
        tokens_out=used.tokens_out,
        seconds={
            **({"follow_up": round(read_by - started, 3)} if asking.prompts else {}),
            "retrieve": round(time.perf_counter() - read_by, 3),
        },
        version=tools.version,
        counted_by=evidence.counting.by,
    )
    start = Answer(question, (), found=False, receipt=receipt, complete=False)
    start = replace(start, notices=evidence.notices)
    if tools.chat and not small:  # whatever the model reads could have moved it
        told = _notices([article for article, _ in evidence.passages])
        start = replace(start, notices=(*start.notices, *asking.notices, *told))
    asked = parts(evidence.question)
    # Another language writes names in its own way.
    translated = any(evidence.variants.queries.keys() - {""})
    unknown = [name for q in asked for name in unknown_names(q, evidence) if not translated]
    if not evidence.passages or unknown:
        yield finished(_refused(start, evidence, read(question), unknown, where, tools), started)
        return
    extracts = extract(evidence, tools.embedder)
    if newest and len(asked) == 1:
        extracts = newest_of(extracts)
    weighed = Weighed(evidence, tools.embedder)
    found = replace(start, claims=_extracted(extracts, evidence, tools))
    growing = iter([weighed.answer(found, whole=True)])
    if tools.chat and (extracts or not small):
        start = replace(start, evidence=found.claims)
        yield start
        tasks = (
            answering(evidence, extracts, tools.budget) if small else [_whole(evidence, extracts)]
        )
        drafts = drafted(start, evidence, tools, tasks)
        growing = map(weighed.answer, drafts if small else judged(drafts, tools.chat))
    last = start
    for last in growing:
        yield last
    if not last.claims:
        last = _refused(last, evidence, read(question), [], where, tools)
    if not tools.chat or small:
        shown = [c.article for claim in last.claims for c in claim.citations]
        told = _notices(shown or [hit.article for hit in last.nearest])
        last = replace(last, notices=(*last.notices, *told))
    yield finished(replace(last, found=bool(last.claims)), started)


def _notices(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return what a reader of these articles should know, each notice once."""
    found = (
        f"{bracketed_title(article)}: {notice}"
        for article in articles
        for notice in article.notices
    )
    return tuple(dict.fromkeys(found))


def _refused(
    answer: Answer,
    evidence: Evidence,
    question: Question,
    unknown: Sequence[str],
    where: Filter | None,
    tools: Tools,
) -> Answer:
    if evidence.passages:
        near = [corrected(hit.article, hit.passage.span) for hit in evidence.hits[:_NEAREST]]
        missing = explain(question, unknown, " ".join(near))
    elif where and told(where):
        missing = f"No article fits: {', '.join(told(where))}."
    else:
        missing = "There are no articles in the archive yet."
    nearest = tools.index.focused(evidence.question, evidence.hits[:_NEAREST])
    return replace(answer, found=False, missing=missing, nearest=tuple(nearest))


def _whole(evidence: Evidence, extracts: Sequence[Extract]) -> Task:
    """Return what to ask a model that can read all of the evidence and find the answer in it."""
    values = {"articles": as_text(evidence.passages), "question": evidence.question}
    return Task("system", "answer", values, spare=tuple(extracts))


def _extracted(extracts: Sequence[Extract], evidence: Evidence, tools: Tools) -> tuple[Claim, ...]:
    citer, sources = Citer(evidence.sentences, tools.embedder), Sources()
    return tuple(extracted_claim(e, citer, sources, tools.embedder) for e in extracts)
