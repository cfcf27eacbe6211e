"""The questions of bench/local_model.py and their keys: what makes an answer right. Asks nothing.

Reads local_questions.toml, whose head says what its fields mean. Independent of our verifier, whose
work it is there to judge.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KEYS = Path(__file__).with_name("local_questions.toml")
NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {w: 10 * n for n, w in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its key. `file` is as in the TOML file; patterns are regular expressions."""

    ask: str
    file: str
    kind: str = ""
    answerable: bool = True
    facts: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()

    def score(self, texts: Sequence[str]) -> str:
        """Return complete, right, missed, wrong or refused; of the unanswerable false or refused.

        Right is one of the facts, complete all of them; wrong is any with a pattern of `wrong`.
        """
        if not texts:
            return "refused"
        if not self.answerable:
            return "false"
        shown = "\n".join(texts)
        if any(_has(pattern, shown) for pattern in self.wrong):
            return "wrong"
        found = [any(_has(pattern, shown) for pattern in fact) for fact in self.facts]
        return "complete" if all(found) else "right" if any(found) else "missed"

    def trouble(self, text: str, known: set[str]) -> tuple[str, ...]:
        """Return what is plainly wrong with a sentence; `known` are the numbers of the articles."""
        hits = [p for p in self.wrong if not p.startswith(r"\A") and _has(p, text)]
        strange = sorted(numbers(text) - known)
        return (*(f"wrong: {hit}" for hit in hits), *(f"number: {number}" for number in strange))


def load(*, data: bool, only: str = "") -> list[Question]:
    """Return the questions that hold `only`; with `data` those about the shared data as well."""
    found = []
    for item in tomllib.loads(KEYS.read_text(encoding="utf-8"))["question"]:
        item["facts"] = tuple(tuple(fact) for fact in item.get("facts", ()))
        item["wrong"] = tuple(item.get("wrong", ()))
        question = Question(**item)
        if question.answerable != bool(question.facts):
            raise SystemExit(f"Facts are for what is answerable, and only that: {question.ask}")
        if (data or not question.file.startswith("data/")) and only.lower() in question.ask.lower():
            found.append(question)
    return found


def pairs() -> list[tuple[Question, Question]]:
    """Return pairs of questions about one article."""
    table = tomllib.loads(KEYS.read_text(encoding="utf-8"))["pair"]
    return [(Question(p["first"], p["file"]), Question(p["second"], p["file"])) for p in table]


def numbers(text: str) -> set[str]:
    """Return the numbers of a text in digits; "one" is a pronoun as often as a number."""
    found = {n.replace(",", "") for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}
    for word, units in re.findall(r"\b([a-z]+)(?:-([a-z]+))?\b", text.lower()):
        value = NUMBERS.get(word, 1)
        if value != 1:
            found.add(str(value + (NUMBERS.get(units, 0) if value > 19 else 0)))
    return found


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None
