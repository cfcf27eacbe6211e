"""What a summary will take, before anything is asked: calls, tokens, and money where prices are given.

Tokens are counted by tiktoken; what a model writes can only be guessed at by the sentences asked for.
A model that thinks before it writes takes more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import UsageError
from index.types import Article
from rag.counting import MARGIN, PLAIN, Counting
from rag.draft import messages_of
from rag.llm import Chat
from rag.parts import SENTENCE, Plan, everything, length_of, planned, task_of
from rag.points import LIMIT
from rag.proof import Tools
from rag.translate import foreign
from rag.types import Style

Price = tuple[float, float]
"""Dollars for a million tokens read and a million written."""

_RETOLD = 350
"""Tokens of a request to a small model: its examples and a sentence."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """So many calls, tokens read and tokens written; `cost` in dollars, None without prices.

    `kept` calls have been paid for already: they are not among `calls`.
    """

    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    kept: int = 0
    model: str | None = None
    counted_by: str = PLAIN.by

    @property
    def tokens(self) -> int:
        """All tokens, in and out."""
        return self.tokens_in + self.tokens_out

    def __str__(self) -> str:
        if not self.calls:
            return "No calls of a model." + (f" {self.kept} are kept." if self.kept else "")
        calls = f"{self.calls} call{'s' if self.calls != 1 else ''}"
        text = f"About {calls}, {self.tokens_in:,} tokens in and {self.tokens_out:,} out"
        text += f" ({self.counted_by})" + (f", {_dollars(self.cost)}" if self.cost else "")
        return text + "." + (f" {self.kept} more are kept and cost nothing." if self.kept else "")

    def to_dict(self) -> dict[str, Any]:
        """The estimate as plain JSON values, schema `newscite.estimate/1`."""
        return {
            "schema": "newscite.estimate/1",
            "calls": self.calls,
            "kept": self.kept,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "cost": self.cost,
            "model": self.model,
            "counted_by": self.counted_by,
        }


def counting_unasked(chat: Chat | None) -> Counting:
    """Return how to count for a model without asking its server anything."""
    from index.tokens import ENCODING, encoding_of

    known = chat.known_name if chat else None
    if chat is None or chat.small or (known and encoding_of(known) == ENCODING):
        return PLAIN
    return Counting(MARGIN, f"{ENCODING}, with a margin")


def estimate(
    tools: Tools,
    articles: Sequence[Article],
    length: int,
    style: Style,
    language: str | None,
    price: Price | None,
) -> Estimate:
    """Return what a summary of these articles will take, without asking any server anything."""
    length, chat = length_of(style, length, len(articles)), tools.chat
    counting = counting_unasked(chat)
    plan = None
    if chat and not chat.small:
        plan = planned(everything(articles), tools.budget, length, counting)
    if chat and plan and plan.parts and tools.replies:
        chat = chat.keeping(tools.replies)
    translated = length if foreign(articles, language) else 0
    return estimated(plan, chat, counting, length, translated, price)


def estimated(
    plan: Plan | None,
    chat: Chat | None,
    counting: Counting,
    length: int,
    translated: int,
    price: Price | None,
) -> Estimate:
    """Return what `plan` takes, and the translation of so many sentences.

    Without a plan a small model is asked once for each of the `length` sentences.
    """
    if chat is None:
        return Estimate(0, 0, 0, 0.0 if price else None)
    kept = 0
    if plan is None:
        calls, tokens_in, tokens_out = length, length * _RETOLD, length * min(LIMIT, 2 * SENTENCE)
    else:
        calls, tokens_in, tokens_out = plan.calls, plan.tokens_in, plan.tokens_out
        for part in plan.parts if chat.keeps and chat.known_name else ():
            messages = messages_of(task_of(part.text, plan.each, part=True))
            if chat.has(messages):
                kept += 1
                tokens_in -= sum(counting.count(m["content"]) for m in messages)
                tokens_out -= plan.each * SENTENCE
    if translated:
        calls, tokens_in = calls + 1, tokens_in + 2 * SENTENCE * translated + _RETOLD
        tokens_out += 2 * SENTENCE * translated
    cost = (tokens_in * price[0] + tokens_out * price[1]) / 1e6 if price else None
    named = chat.known_name
    return Estimate(calls - kept, tokens_in, tokens_out, cost, kept, named, counting.by)


def require_within(estimate: Estimate, most: int | None) -> None:
    """Raise UsageError where an estimate is above the tokens that a run may use."""
    if most is not None and estimate.tokens > most:
        raise UsageError(
            f"This would take more than the {most:,} tokens that its budget allows:"
            f" {str(estimate)[:1].lower()}{str(estimate)[1:-1]}; allow more, or name less."
        )


def _dollars(cost: float | None) -> str:
    return f"${cost:.2f}" if cost is not None and cost >= 0.01 else f"${cost or 0:.4f}"
