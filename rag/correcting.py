"""A reader says what belongs to an article: the archive remembers it and follows at once.

What was said holds for all pages of the same outlet; `corrections.toml` in the archive's folder
keeps it. Knows which articles that concerns; how labels change is in `index.corrections`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from index.chunk import chunk
from index.clean import clean
from index.corrections import KINDS, Correction, Corrections, fitting, same
from index.errors import ReadError, UsageError
from index.glossary import Glossary
from index.types import Article, BlockKind, Outcome, Page
from rag.pieces import Piece, listed


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changed.

    `blocks` are those of the article whose label is another than before, as they now are;
    `others` are the articles of the same outlet whose text changed too ("updated"), or that stay
    as they were because nothing would be left of them ("failed").
    """

    article: Article
    outlet: str
    blocks: tuple[Piece, ...]
    others: tuple[Outcome, ...] = ()

    def __str__(self) -> str:
        parts = [listed(self.blocks)] if self.blocks else []
        changed = sum(other.status == "updated" for other in self.others)
        noun = "other article" if changed == 1 else "other articles"
        if self.blocks or changed:
            what = f"{self.article.id} is version {self.article.version}"
            also = f"{changed} {noun} of {self.outlet} changed too"
            what += f"; {also if changed else f'the same holds for all pages of {self.outlet}'}"
        else:
            what = f"Nothing changed in {self.article.id}"
        stay = [
            f"{other.article_id} stays as it was: {other.reason}"
            for other in self.others
            if other.status == "failed"
        ]
        return "\n\n".join([*parts, "\n".join([f"{what}.", *stay])])

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values, schema `newscite.corrected/1`."""
        from rag.render import article_dict

        return {
            "schema": "newscite.corrected/1",
            "article": article_dict(self.article),
            "outlet": self.outlet,
            "blocks": [asdict(piece) for piece in self.blocks],
            "others": [asdict(other) for other in self.others],
        }


def said(
    found: Sequence[Piece], keep: Iterable[int], drop: Iterable[int], kind: str | None
) -> list[Correction]:
    """Return what is said of the lines of these pieces. UsageError where it cannot be."""
    kept, dropped = picked(found, keep), picked(found, drop)
    if not kept and not dropped:
        raise UsageError("Name the blocks to keep or to drop by their numbers.")
    if kind is not None and kept and dropped:
        raise UsageError("A kind goes with blocks to keep or with blocks to drop, not with both.")
    fits = fitting(bool(kept))
    if kind is not None and kind not in fits:
        verb = "keep" if kept else "drop"
        raise UsageError(f"{kind!r} is no kind of block to {verb}; choose from {', '.join(fits)}.")
    chosen: BlockKind | None = next((known for known in KINDS if known == kind), None)
    numbers = {same(piece.text): piece.number for piece in kept}
    for piece in dropped:
        if same(piece.text) in numbers:
            both = sorted({piece.number, numbers[same(piece.text)]})
            what = " and ".join(map(str, both))
            raise UsageError(f"Keep or drop {what}, not both: what is said counts for a line.")
    return [
        *(Correction(piece.text, True, chosen) for piece in kept),
        *(Correction(piece.text, False, chosen) for piece in dropped),
    ]


def picked(found: Sequence[Piece], numbers: Iterable[int]) -> list[Piece]:
    """Return the pieces of these numbers, each once. UsageError for one that is not there."""
    by_number = {piece.number: piece for piece in found}
    picked = []
    for number in dict.fromkeys(numbers):
        if number not in by_number:
            raise UsageError(
                f"There is no block {number}: the page has {len(found)}; "
                "`newscite show ID --blocks` lists them."
            )
        picked.append(by_number[number])
    return picked


def forgotten(
    corrections: Corrections, outlet: str, found: Sequence[Piece], numbers: Iterable[int] | None
) -> Corrections:
    """Return `corrections` without those of these pieces, or of all of them.

    Raises UsageError where nothing was said of a piece.
    """
    known = {same(one.line) for one in corrections.of(outlet)}
    if numbers is None:
        return corrections.without(outlet, [piece.text for piece in found])
    chosen = picked(found, numbers)
    for piece in chosen:
        if same(piece.text) not in known:
            raise UsageError(f"Block {piece.number} has no correction that could be forgotten.")
    return corrections.without(outlet, [piece.text for piece in chosen])


def changed(before: Sequence[Piece], after: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of `after` that are labelled otherwise than `before`."""
    old = {piece.number: piece for piece in before}
    return tuple(piece for piece in after if old.get(piece.number) != piece)


def require_left(
    article: Article, page: Page, glossary: Glossary, corrections: Corrections
) -> None:
    """Raise UsageError if `corrections` would leave nothing of `article` to be found."""
    with suppress(ReadError):
        if chunk(clean(page, glossary, article.version, corrections)):
            return
    raise UsageError(f"Nothing would be left of article {article.id}: keep a paragraph of it.")
