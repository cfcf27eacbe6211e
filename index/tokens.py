"""Count tokens, and say how many texts fit a budget. Does not cut texts.

The vocabulary is o200k_base (GPT-4o and later), bundled: nothing is downloaded and no cache folder
is written. Other models count a little differently, so leave a margin for them.
"""

from __future__ import annotations

import gzip
import re
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

ENCODING = "o200k_base"
"""What `count` counts."""

_RANKS = Path(__file__).parent / "assets" / "o200k_base.tiktoken.gz"

# How o200k_base splits a text before it merges bytes; part of the encoding's definition.
_PATTERN = "|".join(
    (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*"
        r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+"
        r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)

# tiktoken's matcher overflows its stack on a very long run of white space, and merging is slow on
# a very long word. No piece of the pattern crosses from a visible character to a space, so a cut
# there leaves the count exact; a stretch with no such place is cut anyway, a token off at most.
_SLICE = re.compile(r".{1,20000}(?=(?<=\S) |\Z)|.{1,20000}", re.DOTALL)


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    lines = gzip.decompress(_RANKS.read_bytes()).splitlines()
    ranks = {b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
    # No special tokens: an article that contains "<|endoftext|>" is text like any other.
    return tiktoken.Encoding(
        "o200k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def encoding_of(model: str) -> str | None:
    """Return the name of the encoding that a model of OpenAI's reads, None for other models."""
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        return None
    # Its further tokens are marks of a chat, which no article has.
    return ENCODING if name == "o200k_harmony" else name


def count(text: str) -> int:
    """Return how many o200k_base tokens `text` is.

    Exact, except for a stretch of 20,000 characters and more without a single space after a
    visible character, where each cut may add a token or two.
    """
    encoding = _encoding()
    return sum(len(encoding.encode_ordinary(piece)) for piece in _SLICE.findall(text))


def fit(texts: Sequence[str], budget: int) -> int:
    """Return how many of the leading `texts` have at most `budget` tokens together."""
    left = budget
    for number, text in enumerate(texts):
        left -= count(text)
        if left < 0:
            return number
    return len(texts)


@lru_cache(maxsize=4096)
def mostly_small(word: str) -> bool:
    """Whether an English word is written small more often than with a capital.

    Tokens are numbered about in the order of how often they occur: " laboratory" is before
    " Laboratory", " Oracle" before " oracle".
    """
    ranks = _encoding()
    small, large = (
        ranks.encode_ordinary(f" {word.lower()}"),
        ranks.encode_ordinary(f" {word.title()}"),
    )
    return len(small) == 1 and (len(large) > 1 or small < large)
