"""The words of page furniture in many languages: what a line is that says "Most read" or "3 comments".

The words are data, in `furniture.toml`. Looked up, not searched for: whole lines, beginnings of lines,
and runs of up to six words within them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from index.types import BlockKind

_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+|\d+")
_LONGEST = 40
"""Words of a line that is looked at."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Pieces of text -> the kind of line that has them."""

    lines: dict[str, BlockKind]
    starts: dict[str, BlockKind]
    has: dict[str, BlockKind]
    longest: int


def furniture(pieces: list[str]) -> tuple[BlockKind, str] | None:
    """Return what a line of these pieces (in lower case) is by its words, and by which list of them.

    The list is "lines", "starts" or "has"; None where no words give the line away.
    """
    told = ["0" if p[0].isdigit() else p for p in pieces if p[0].isalnum()]
    if not told or len(told) > _LONGEST:
        return None
    known = _words()
    kind = known.lines.get(" ".join(told))
    if kind is not None:
        return kind, "lines"
    for length in range(min(known.longest, len(told)), 0, -1):
        kind = known.starts.get(" ".join(told[:length]))
        if kind is not None:
            return kind, "starts"
    for length in range(min(known.longest, len(told)), 0, -1):
        for at in range(len(told) - length + 1):
            kind = known.has.get(" ".join(told[at : at + length]))
            if kind is not None:
                return kind, "has"
    return None


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = files("index").joinpath("furniture.toml").read_text(encoding="utf-8")
    made: dict[str, dict[str, BlockKind]] = {"lines": {}, "starts": {}, "has": {}}
    for kind, lists in _lists(tomllib.loads(text)):
        for name, entries in lists.items():
            for entry in entries:
                # What is open at its end is a beginning: "by {name}".
                told, _, rest = entry.partition("{")
                key = _key(told)
                if key and (not rest or (name == "lines" and rest.endswith("}"))):
                    made["starts" if rest else name].setdefault(key, kind)
    longest = max(len(key.split(" ")) for name in ("starts", "has") for key in made[name])
    return _Words(made["lines"], made["starts"], made["has"], min(longest, 6))


def _lists(table: dict[str, Any]) -> Iterator[tuple[BlockKind, dict[str, list[str]]]]:
    """Yield the kinds with their lists; `boilerplate` has them by what it is about."""
    for kind, lists in table.items():
        for part in [lists] if "lines" in lists else lists.values():
            yield cast(BlockKind, kind), part


def _key(entry: str) -> str:
    return " ".join("0" if p[0].isdigit() else p for p in _PIECE.findall(entry.lower()))
