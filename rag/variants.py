"""A question in other words and other languages, from the model, and one ranking of many.

What the model writes is only searched for: it never reaches an answer. Code leaves out what brings
in names or figures of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import prompts
from index.filters import Filter
from index.languages import language_of
from index.store import Index
from index.types import Hit
from rag.errors import ModelError
from rag.figures import figures
from rag.llm import Chat, Usage
from rag.terms import names

OWN = 4
"""Variants in the question's language that are searched for."""

LANGUAGES = 3
"""Other languages of the archive, those with the most articles, that are searched in."""

LONGEST = 300
"""Characters of one variant."""

_DAMPING = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""

_SCHEMA = {
    "type": "object",
    "properties": {
        "queries": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"language": {"type": "string"}, "text": {"type": "string"}},
                "required": ["language", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["queries"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Variants:
    """What else to search for, by language; the question's own is ""."""

    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def variants(question: str, chat: Chat, languages: Sequence[str]) -> Variants:
    """Return `question` in other words, and in `languages` of the archive, the commonest first.

    One call; a model's failure is a notice.
    """
    own = language_of(question)
    others = [code for code in languages if code != own][:LANGUAGES]
    values = {"question": question, "languages": ", ".join(others) or "none"}
    messages = [{"role": "user", "content": prompts.render("variants", **values)}]
    try:
        data = chat.data(messages, _SCHEMA)
    except ModelError as error:
        return Variants(notices=(f"The question was searched for only as it is: {error}",))
    return Variants(_kept(question, own, others, data.value), data.usage, ("variants",))


def _kept(
    question: str, own: str, others: Sequence[str], value: object
) -> dict[str, tuple[str, ...]]:
    """Return the usable queries of a model's reply, which may have any form."""
    queries = value.get("queries") if isinstance(value, dict) else None
    found: dict[str, dict[str, None]] = {}
    for query in queries if isinstance(queries, list) else []:
        language, text = _read(query)
        if not text or len(text) > LONGEST or text.casefold() == question.casefold():
            continue
        if language in others:
            if language_of(text, language) == language:
                found.setdefault(language, {})[text] = None
        elif language in ("", own) and brings_nothing(text, question):
            found.setdefault("", {})[text] = None
    most = dict.fromkeys(others, 1) | {"": OWN}
    return {code: tuple(texts)[: most[code]] for code, texts in found.items()}


def _read(query: Any) -> tuple[str, str]:
    if isinstance(query, str):
        return "", " ".join(query.split())
    if not isinstance(query, dict):
        return "", ""
    language, text = query.get("language"), query.get("text")
    code = language[:2].casefold() if isinstance(language, str) else ""
    return code, " ".join(text.split()) if isinstance(text, str) else ""


def brings_nothing(text: str, question: str) -> bool:
    """Whether `text` has no name and no figure that `question` does not have."""
    known = {word.removesuffix("'s") for word in _words(question)}
    new = {word.removesuffix("'s") for name in names(f"x {text}") for word in _words(name)}
    opening = re.match(r"[\"“]?(\w+)", text)
    asking = {opening[1].casefold()} if opening and opening[1] not in names(text) else set()
    values = {figure.value for figure in figures(question)}
    return new - asking <= known and {figure.value for figure in figures(text)} <= values


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.casefold().replace("’", "'"))


def searched(
    index: Index, hits: Sequence[Hit], found: Variants, k: int, where: Filter | None
) -> list[Hit]:
    """Return the `hits` of the question and those of its variants in one ranking.

    A translation is searched for among the articles in its language. Each language has one
    voice, however many variants it has.
    """
    own = [index.search(query, k, where) for query in found.queries.get("", ())]
    voices = [fused([hits, *own])]
    for code, queries in found.queries.items():
        if code:
            there = replace(where or Filter(), languages=(code,))
            voices.append(fused([index.search(query, k, there) for query in queries]))
    return fused(voices)[:k] if len(voices) > 1 or own else list(hits)


def fused(rankings: Iterable[Sequence[Hit]]) -> list[Hit]:
    """Return all hits, by the sum of their reciprocal ranks; the best has the score 1."""
    scores: dict[str, float] = {}
    hits: dict[str, Hit] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            hits.setdefault(hit.passage.id, hit)
            scores[hit.passage.id] = scores.get(hit.passage.id, 0.0) + 1 / (_DAMPING + rank)
    best = max(scores.values(), default=1.0)
    order = sorted(hits, key=lambda id_: (-scores[id_], id_))
    return [replace(hits[id_], score=scores[id_] / best) for id_ in order]
