"""A second look by a model at what code leaves open: one call for all of an answer's claims.

The judge sees the claims and the text that they cite, nothing else. It may take a claim down, or
take "partly" up where code only missed words. What code found wrong is not put to it: a claim
without proof, a lost "reportedly" or speaker, a report that was corrected. None of its words are
shown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import prompts
from index.glossary import corrected
from index.injection import addressed
from rag import hedging, opposites, portion, roles
from rag.errors import ModelError
from rag.llm import Chat, Usage
from rag.sources import Sources
from rag.terms import terms
from rag.types import Answer, Claim, Verdict

MOST = 24
"""Claims that one call asks about, the first ones."""

_VERDICTS: tuple[Verdict, ...] = ("supported", "partly", "unsupported")
_RANK = {verdict: rank for rank, verdict in enumerate(_VERDICTS)}
_SCHEMA = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "number": {"type": "integer"},
                    "verdict": {"type": "string", "enum": list(_VERDICTS)},
                },
                "required": ["number", "verdict"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}
_OPEN = "the cited text does not say “"
"""How the reason begins where words are missing; only such a claim may be taken up."""

_DOUBTED = "a second look by the model finds it only partly in the cited text"
_REFUTED = "a second look by the model does not find it in the cited text"


def judged(growing: Iterator[Answer], chat: Chat) -> Iterator[Answer]:
    """Yield the answers of `growing`, and after the last one what is left when it was judged.

    A judge that fails changes nothing and is a notice.
    """
    last = None
    for last in growing:
        yield last
    cases = [c for c in last.claims if is_open(c)][:MOST] if last else []
    if last is None or not cases:
        return
    begun = time.perf_counter()
    try:
        data = chat.data(_messages(cases), _SCHEMA, valid=lambda v: _complete(v, len(cases)))
    except ModelError as error:
        notice = f"The answer was checked by code alone, since the second look failed: {error}"
        yield replace(last, notices=(*last.notices, notice))
        return
    verdicts = _verdicts(data.value)
    said = {case: verdicts[n] for n, case in enumerate(cases, start=1)}
    yield _told(_weighed(last, said), data.usage, time.perf_counter() - begun)


def is_open(claim: Claim) -> bool:
    """Whether code leaves a claim open: words are missing, or stand in no one text alone."""
    texts = [corrected(c.article, c.span) for c in claim.citations]
    if claim.verdict == "partly":
        return claim.reason.startswith(_OPEN)
    wanted = set(terms(claim.text))
    return not any(wanted <= set(terms(text)) for text in texts)


def _messages(cases: list[Claim]) -> list[dict[str, str]]:
    shown = [
        {
            "number": number,
            "sentence": claim.text,
            "text": [corrected(c.article, c.span) for c in claim.citations],
        }
        for number, claim in enumerate(cases, start=1)
    ]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in shown)
    return [{"role": "user", "content": prompts.render("judge", cases=f"[{lines}]")}]


def _verdicts(value: object) -> dict[int, Verdict]:
    said = value.get("verdicts") if isinstance(value, Mapping) else None
    return {
        one["number"]: one["verdict"]
        for one in (said if isinstance(said, list) else ())
        if isinstance(one, Mapping)
        and type(one.get("number")) is int
        and one.get("verdict") in _VERDICTS
    }


def _complete(value: object, count: int) -> bool:
    """Whether there is one verdict for each case and nothing else."""
    said = value.get("verdicts") if isinstance(value, Mapping) else None
    numbers = range(1, count + 1)
    return isinstance(said, list) and len(said) == count and set(_verdicts(value)) == set(numbers)


def _weighed(answer: Answer, said: Mapping[Claim, Verdict]) -> Answer:
    kept, dropped, sources = list[Claim](), list(answer.dropped), Sources()
    for claim in answer.claims:
        verdict = said.get(claim, claim.verdict)
        if verdict == "unsupported":
            dropped.append(Claim(claim.text, (), "unsupported", _REFUTED))
            continue
        if _RANK[verdict] > _RANK[claim.verdict]:
            claim = replace(claim, verdict="partly", reason=_DOUBTED)
        elif verdict == "supported" and claim.verdict == "partly" and not _held_back(claim):
            claim = replace(claim, verdict="supported", reason="", unsaid=())
        citations = tuple(map(sources.numbered, claim.citations))
        kept.append(replace(claim, citations=citations))
    return replace(answer, claims=tuple(kept), dropped=tuple(dropped))


def _held_back(claim: Claim) -> bool:
    """Whether code finds more than missing words against a claim, so that it stays "partly"."""
    if addressed(claim.text) or not claim.reason.startswith(_OPEN):
        return True
    texts = [corrected(c.article, c.span) for c in claim.citations]
    return all(
        hedging.lost(claim.text, text)
        or portion.added(claim.text, text, "\n\n")
        or opposites.negation(claim.text, text)
        or opposites.opposite(claim.text, text)[0]
        or roles.swapped(claim.text, text)
        for text in texts
    )


def _told(answer: Answer, usage: Usage, seconds: float) -> Answer:
    receipt = answer.receipt
    assert receipt is not None
    receipt = replace(
        receipt,
        prompts={**receipt.prompts, "judge": prompts.digest("judge")},
        tokens_in=receipt.tokens_in + usage.tokens_in,
        tokens_out=receipt.tokens_out + usage.tokens_out,
        seconds={**receipt.seconds, "judge": round(seconds, 3)},
    )
    return replace(answer, receipt=receipt)
