"""A question that refers back -> the same question, made to stand alone.

The model rewrites it where there is one; code decides whether what it wrote still asks the same.
Where it does not, or there is no model, rules carry over what it refers to (rag/carried.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import prompts
from rag.carried import standalone
from rag.errors import ModelError
from rag.figures import figures
from rag.llm import Chat, Usage
from rag.question import asked_before, read, refers_back
from rag.terms import terms

History = Sequence[Mapping[str, object]]

_SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
_TURNS = 4
_LENGTH = 400
"""Characters of one earlier message that are shown."""

_MORE = 150
"""Characters that a question may grow by."""

_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:what|how) about\b|\bwhy not\b", re.IGNORECASE)
_NOT = re.compile(r"\bnot\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Followup:
    """A question that stands alone, and what it took: `prompts` is empty where no model read it."""

    text: str
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def followup(question: str, history: History, chat: Chat | None) -> Followup:
    """Return `question` as it can be asked without `history`. A model's failure is a notice.

    A small model is not asked: it would take seconds before anything could be shown.
    """
    own = standalone(question, history)
    if chat is None or chat.small or not asked_before(history) or not refers_back(question):
        return Followup(own)
    try:
        data = chat.data(_messages(question, history), _SCHEMA)
    except ModelError as error:
        return Followup(own, notices=(f"The follow-up was read without the model: {error}",))
    said = data.value.get("question") if isinstance(data.value, dict) else None
    rewritten = said.strip() if isinstance(said, str) else ""
    kept = asks_the_same(rewritten, question, history)
    return Followup(rewritten if kept else own, data.usage, ("followup",))


def asks_the_same(rewritten: str, question: str, history: History) -> bool:
    """Whether `rewritten` stands alone, keeps what `question` says, and brings in nothing new.

    Nothing new: each name, figure and content word stands in `question` or in what was said
    before. It cannot tell a question that is turned round with the same words, but for one: what
    one thing was chosen for is not asked of another ("Why Oracle?", "And what about Microsoft?").
    """
    asked, got = read(question), read(rewritten)
    known = " \n".join([question, *(str(m.get("content") or "") for m in history)])
    return (
        re.fullmatch(r"[^?？\n]+[?？]", rewritten) is not None
        and len(rewritten) <= len(question) + _MORE
        and not refers_back(_POSSESSIVE.sub(" ", rewritten) if got.names else rewritten)
        and not (_OTHER.search(question) and got.kind == "why" and not _NOT.search(rewritten))
        and asked.kind in ("what", got.kind)
        and _words(asked.names) <= _words(rewritten)
        and _words(got.names) <= _words(known)
        and _values(question) <= _values(rewritten) <= _values(known)
        and _begin(asked.terms) <= _begin(terms(rewritten))
        and _begin(got.terms) <= _begin(terms(known))
    )


def _words(text: str | Sequence[str]) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return {word.removesuffix("'s") for word in re.findall(r"[\w'-]+", _plain(joined))}


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _values(text: str) -> set[Decimal]:
    return {figure.value for figure in figures(text)}


def _begin(stems: Iterable[str]) -> set[str]:
    """Return the stems as far as other forms of a word share them: "decided", "decision"."""
    return {stem[:4] for stem in stems}


def _messages(question: str, history: History) -> list[dict[str, str]]:
    told = {"user": "Question", "assistant": "Answer"}
    said = [
        f"{told[str(m['role'])]}: {' '.join(str(m['content']).split())[:_LENGTH]}"
        for m in history
        if m.get("role") in told and m.get("content")
    ]
    values = {"history": "\n".join(said[-_TURNS:]), "question": question}
    return [{"role": "user", "content": prompts.render("followup", **values)}]
