"""Reads a question: what kind of answer it wants, about whom, in how many parts. English, Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.terms import names, terms

Kind = Literal["why", "who", "when", "where", "amount", "how", "list", "yesno", "what"]

_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("why", r"\bwhy\b|\bhow come\b|\bwhat (?:\w+ ){0,3}(?:reasons?|causes?|caused|led to|motiv\w+)\b|^(?:give|list|name|explain|tell)\b.*\breasons?\b|为什么|为何|原因|缘何"),
    ("amount", r"\bhow (?:many|much|old|long|far|big|large|high|tall|often|deep|wide|heavy|fast)\b|\bwhat (?:\w+ ){0,2}(?:percentage|share|price|cost|number|amount|size|age|capacity|proportion|salary|speed|rate|value|budget|figure|limit)\b|多少|几(?:个|名|人|次|年|月|天)|多大|多高|多久"),
    ("when", r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|time)\b|\bsince when\b|何时|什么时候|哪(?:一)?(?:年|天|月|日)"),
    ("where", r"\bwhere\b|\b(?:what|which) (?:city|country|place|town|port|state|region)\b|哪里|何处|什么地方|在哪"),
    ("who", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|company|companies|firm|firms|people|outlet|agency)\b|谁|哪(?:家|些|位|几家|两家)(?:公司|人|企业)?"),
    ("list", r"\bwhat are\b|\b(?:list|name|enumerate)\b|\bwhich (?:\w+ )?(?:two|three|four|five|six|ones|of)\b|哪些|列出"),
    ("yesno", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b|吗[？?]?$|是否"),
    ("what", r"\b(?:what|which)\b|什么"),
    ("how", r"^how\b|\bhow (?:did|do|does|is|was|were|are|will|can|could|would|should)\b|如何|怎么|怎样"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_PART = re.compile(
    r"\?\s+(?=\S)|？\s*(?=\S)|(?:,\s*|\s+)(?:and|or)\s+(?=(?:who|whom|what|when|where|why|how|which|is|are|was|"
    r"were|did|does|do|has|have|will|would|can)\b)",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|there|then|former|latter)\b"
    r"|^(?:and|but|so|what about|how about|why not|why\??$)|它|他|她|这|那",
    re.IGNORECASE,
)
_NO_POINTER = re.compile(
    r"\bthat (?=(?:it|they|he|she|the|an?|its|their|his|her)\b|(?-i:[A-Z]))"
    r"|\b(?:is|are|was|were|be) there (?=(?:an?|any|no|other|more)\b)",
    re.IGNORECASE,
)
_OF_ITS_OWN = re.compile(
    r"\b(?:its|their|his|her)\b|\b(?:it|they|he|she) (?=(?:would|will|had|has|have|is|are|was|were"
    r"|could|can|may|might|should|did)\b)",
    re.IGNORECASE,
)
"""What means a name that stands before it in the same question."""

_ASKING = re.compile(
    "为什么|为何|什么时候|什么|多少|多大|多高|多久|谁|如何|怎么|怎样|是否|吗|哪(?:些|里|家|位|个|两家)?"
)
_FILLER = frozenset(
    "happen say says tell reason reasons explain describe articl accord mean"
    " many much old long far big kind sort type exactly name list percentag number amount".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. `names` are spelt as asked; `terms` are stems of content words."""

    text: str
    kind: Kind
    names: tuple[str, ...]
    terms: tuple[str, ...]


def read(text: str) -> Question:
    """Return what `text` asks for."""
    stripped = text.strip()
    asking = [(m.start(), kind) for kind, pattern in _KINDS if (m := pattern.search(stripped))]
    kind = min(asking, key=lambda pair: pair[0])[1] if asking else "what"
    asked_for = _ASKING.sub(" ", stripped)
    content = dict.fromkeys(t for t in terms(asked_for) if t not in _FILLER)
    return Question(stripped, kind, tuple(dict.fromkeys(names(stripped))), tuple(content))


def parts(text: str) -> list[Question]:
    """Return the questions that `text` asks, usually one.

    A later part without a subject of its own ("… and how much did it cost?") gets the names of
    the first.
    """
    pieces = [p.strip(" ,") for p in _PART.split(text.strip()) if p.strip(" ,?？")]
    found = [read(piece) for piece in pieces] or [read(text)]
    first = found[0]
    return [first] + [
        read(f"{q.text} ({' '.join(first.names)})") if not q.names and first.names else q
        for q in found[1:]
    ]


def asked_before(history: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the questions in `history`, messages `{"role": ..., "content": ...}`, oldest first."""
    return [str(m["content"]) for m in history if m.get("role") == "user" and m.get("content")]


def refers_back(text: str) -> bool:
    """Whether `text` cannot be understood, or not for certain, without what was asked before."""
    own = read(text)
    plain = _NO_POINTER.sub(" ", text)
    if own.names:
        named = text.find(own.names[0]) + len(own.names[0])
        plain = text[:named] + _OF_ITS_OWN.sub(" ", _NO_POINTER.sub(" ", text[named:]))
    return bool(_REFERS_BACK.search(plain)) or not (own.names or len(own.terms) >= 4)


def content(text: str) -> list[str]:
    """Return the content words of a question as they are written there, in order."""
    asked = set(read(text).terms)
    words = re.findall(r"[\w'’-]+", text)
    return list(dict.fromkeys(word for word in words if set(terms(f"x {word}")) & asked))
