"""What became of a page, piece by piece: kept or dropped, what for, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.blocks import words
from index.lines import lines
from index.types import Article, BlockKind, Page
from rag.render import WIDTH, one_line, shortened

_SHOWN = 160
"""Characters of a piece that a list of them shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a page with its text as a reader sees it; `number` counts from 1."""

    number: int
    kept: bool
    kind: BlockKind
    reason: str
    text: str


def pieces(article: Article, page: Page) -> tuple[Piece, ...]:
    """Return the pieces of `page`, from which `article` was made, one for each of its blocks."""
    seen = {line.page: line.text for line in lines(page)}
    return tuple(
        Piece(
            number,
            block.text is not None,
            block.kind,
            block.reason,
            # The lines of a version that an older newscite made may be others.
            seen.get(block.page) or one_line(page.text[block.page.start : block.page.end]),
        )
        for number, block in enumerate(article.blocks, start=1)
    )


def pieces_text(found: Sequence[Piece], *, whole: bool = False, width: int = WIDTH) -> str:
    """Return the pieces by number, shortened unless `whole`, and a line of totals."""
    return f"{listed(found, whole=whole, width=width)}\n\n{totals(found)}"


def listed(found: Sequence[Piece], *, whole: bool = False, width: int = WIDTH) -> str:
    """Return the pieces by number, shortened unless `whole`."""
    digits = max((len(str(piece.number)) for piece in found), default=0)
    indent = " " * (digits + 2)
    parts = []
    for piece in found:
        fate = "kept   " if piece.kept else "dropped"
        text = textwrap.fill(
            piece.text if whole else shortened(piece.text, _SHOWN),
            max(width, digits + 12),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        parts.append(f"{piece.number:{digits}}  {fate}  {piece.kind:11}  {piece.reason}\n{text}")
    return "\n\n".join(parts)


def totals(found: Sequence[Piece]) -> str:
    """Return how much of a page was kept, as a sentence."""
    kept = [piece for piece in found if piece.kept]
    share = sum(words(piece.text) for piece in kept) / max(1, sum(words(p.text) for p in found))
    return f"Kept {len(kept)} of {len(found)} blocks, {share:.0%} of the words.".replace("%", " %")


def blocks_dicts(article: Article, found: Sequence[Piece]) -> list[dict[str, Any]]:
    """Return the blocks of `article` as plain values, with number and line of each piece."""
    return [
        {"number": piece.number, **asdict(block), "line": piece.text}
        for block, piece in zip(article.blocks, found, strict=True)
    ]
