"""What a person is told whose question the articles do not answer. Decides nothing itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.question import Question
from rag.terms import terms

_KIND_NAMES = {"who": "who", "when": "when", "amount": "how much", "where": "where"}


def explain(question: Question, unknown: Sequence[str], near: str = "") -> str:
    """Return the sentence that tells a person what the articles do not say.

    `near` is the text of the nearest passages: which of the question's words are there is told.
    """
    if unknown:
        return f"The articles do not mention {_list(_full(unknown, question.text), 'or')}."
    there, not_there = _phrases(question, set(terms(near)))
    if there and not_there:
        lacking = _list(not_there, "or")
        return f"The nearest passages mention {_list(there, 'and')}, but not {lacking}."
    if there:
        asked = (
            f"says {_KIND_NAMES[question.kind]}, " if question.kind in _KIND_NAMES else "answers "
        )
        asked += "as asked" if asked.endswith(", ") else "the question"
        return f"The nearest passages mention {_list(there, 'and')}, but no sentence {asked}."
    known = _full(question.names, question.text)
    about = f" about {_list(known, 'and')}" if known else ""
    if question.kind in _KIND_NAMES:
        return f"No sentence says {_KIND_NAMES[question.kind]}, as asked{about}."
    return f"No sentence says what is asked{about}."


def _phrases(question: Question, given: set[str]) -> tuple[list[str], list[str]]:
    """Return the question's content words in quotes, names together: given, and not given."""
    found: tuple[list[str], list[str]] = [], []
    last = -1
    for word in re.findall(r"[A-Za-z0-9][\w'’.-]*", question.text):
        stems = set(terms(word.rstrip(".'’"))) & set(question.terms)
        here = -1 if not stems else 0 if stems <= given else 1
        plain = re.sub(r"['’]s$|[.'’]+$", "", word)
        if here >= 0 and here == last and plain[0].isupper():
            found[here][-1] = f"{found[here][-1][:-1]} {plain}”"
        elif here >= 0:
            found[here].append(f"“{plain}”")
        last = here if word == plain and word[0].isupper() else -1
    return found


def _full(found: Sequence[str], question: str) -> list[str]:
    """Join names that stand side by side in the question: "Tim", "Cook" -> "Tim Cook"."""
    full: list[str] = []
    for name in dict.fromkeys(found):
        if full and f"{full[-1]} {name}" in question:
            full[-1] = f"{full[-1]} {name}"
        else:
            full.append(name)
    return full


def _list(words: Sequence[str], join: str) -> str:
    return f" {join} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
