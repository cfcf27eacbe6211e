"""Whether a reader of a sentence has a name in mind that the sentence lacks.

Only a guess, by how the sentence is built: what rests on it is never plainly supported. That the name
stands in the headline or a little before is for the caller to see.
"""

from __future__ import annotations

import re

from rag.clauses import VERB
from rag.terms import names, terms

FEW = 6
"""Sentences back to which a reader remembers a name."""

_MEANS = re.compile(r"\b(?:him|her|them|his|their)\b")


def in_mind(name: str, claim: str, text: str, *, opens: bool, borne: bool) -> bool:
    """Whether `text` may be about `name`: it says "him", has a post without the firm, or names nobody.

    `opens` is whether its `opening` has a name, `borne` whether it has the other names of `claim`.
    """
    if _another(name, claim, text):
        return False
    if opens:
        return _posted(name, claim, text)
    pointed = _MEANS.search(text) is not None or _posted(name, claim, text)
    return pointed or (borne and bool(terms(opening(text))))


def opening(text: str) -> str:
    """Return what stands before the first verb of `text`, without where ("doctors in Calder")."""
    verb = VERB.search(text)
    return _WHERE.sub(" ", text[: verb.start()]) if verb else ""


_WHERE = re.compile(r"\b(?:in|at|from|near)\s+(?:the\s+)?(?:[A-Z][\w’'-]*\s*)+")


_PLACED = r"\b(in|at|from|to|by|of|for|with|against|near)\s+(?:the\s+)?(?:[a-z]+\s+)?"


def _another(name: str, claim: str, text: str) -> bool:
    """Whether `text` has another name after the preposition that `claim` has this one after."""
    ours = re.search(rf"{_PLACED}(?:[A-Z][\w’'-]* )*{re.escape(name)}\b", claim)
    theirs = re.findall(rf"{_PLACED}([A-Z][\w’'-]*)", text)
    return ours is not None and any(
        word == ours[1] and other in names(f"x {text}") and other not in claim
        for word, other in theirs
    )


def _posted(name: str, claim: str, text: str) -> bool:
    """Whether `claim` says "X, the head of Y" or "Y's head X", and `text` has X's post alone."""
    firm = rf"(?:[A-Z][\w’'-]* )*{re.escape(name)}"
    of = rf"\b(?:of|at|from|for|runs?|heads?|leads?|coaches|chairs?|owns)\s+(?:the )?{firm}\b"
    if not re.search(rf"{of}|\b{firm}(?: [A-Z]\w+)*['’]s?\s", claim):
        return False
    people = [re.escape(n) for n in names(f"x {claim}") if n in names(f"x {text}")]
    return any(
        re.search(rf"\bthe (?:[a-z-]+ ){{0,2}}[a-z-]+, (?:[A-Z]\w+ )*{person}\b", text)
        or re.search(rf"\b{person}(?: [A-Z]\w+)*, (?:the|its|an?) [a-z -]+[,.]", text)
        for person in people
    )
