"""How many tokens a text is for the model that will read it: one ratio for one answer.

OpenAI's newer models read o200k_base. A server of one's own is asked once, for a sample of what is
to be read; where it cannot tell, a margin is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from index.tokens import ENCODING, count, encoding_of
from rag.llm import Chat

MARGIN = 1.2
"""How many more tokens than o200k_base another vocabulary may need."""

SAMPLE = 20_000
"""Characters that a server counts."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A way of counting: o200k_base's tokens times `ratio`; `by` says whose count that is."""

    ratio: float
    by: str

    def count(self, text: str) -> int:
        """Return how many tokens `text` is, about."""
        return ceil(count(text) * self.ratio)


PLAIN = Counting(1.0, ENCODING)


def counting(chat: Chat | None, sample: str) -> Counting:
    """Return how to count for the model of `chat`; `sample` is like what it will read.

    A small model is given a few paragraphs, far below its limit, and is not asked.
    """
    if chat is None or chat.small or encoding_of(chat.name) == ENCODING:
        return PLAIN
    text = sample[:SAMPLE]
    counted = chat.tokens(text) if text.strip() else None
    if counted:
        return Counting(counted / max(1, count(text)), "the server")
    return Counting(MARGIN, f"{ENCODING}, with a margin")
