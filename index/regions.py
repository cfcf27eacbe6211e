"""What some lines are whatever the models say: their words tell it, or a mark above them does.

"Advertisement" marks what follows as no part of the article, "Comments (2)" all that comes after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.folding import Line
from index.traits import PROSE, WORDS, Floats, Traits
from index.types import BlockKind
from index.wording import MENU, PROMOTION, Wording

CERTAIN = 0.9
"""Likelihood to be the article's from which wording alone does not put a line out."""

_OURS: frozenset[BlockKind] = frozenset({"headline", "deck", "body", "heading", "quote", "caption"})
_MARKED = "marked as an advert"
_RUNNING = (("header",), ("footer",))
"""The tags of lines at the head and foot of every page of a PDF."""
_SURE = frozenset({_MARKED, "site notice", "copyright line", "closing line of a feed"})
_SPONSOR = "sponsor's message"
_BUTTONS = re.compile(r"(?:\s*\[[^\]]{1,60}\])+\s*$")

_LONGEST_MARK = 7
_PARAGRAPH = 20
_LONGEST_SLOGAN = 14
"""Words: of the heading of a list of other stories, of a line that ends such a list, and of a line
after a bare "Advertisement" that has no word in common with the article."""


def forced_kinds(
    lines: Sequence[Line],
    made: Traits,
    worded: Sequence[Wording],
    likely: Floats,
    kept: NDArray[np.bool_],
) -> dict[int, BlockKind]:
    """Return the kinds of those of the `kept` lines, by their places; what is left out stays so."""
    found = _between_marks(lines, worded)
    for i, region in enumerate(_regions(made, worded, kept)):
        if kept[i] and i not in found:
            kind = _kind(i, lines[i], made, worded, float(likely[i])) or region
            if kind is not None:
                found[i] = kind
    return found


def _kind(
    i: int, line: Line, made: Traits, worded: Sequence[Wording], likely: float
) -> BlockKind | None:
    """Return what the line is by its own words, or by a bare mark right above it."""
    kind, reason = worded[i] or (None, "")
    if kind is not None and kind not in _OURS and (likely < CERTAIN or reason in _SURE):
        return kind
    if not any(map(str.isalnum, line.text)) or _BUTTONS.match(line.text):
        return "boilerplate"
    if not made.own[i, PROSE] and PROMOTION.search(line.text):
        return "advert"
    if not made.own[i, PROSE] and MENU.search(line.text):
        return "menu"
    if line.tags in _RUNNING:
        return "boilerplate"
    above = worded[i - 1] if i else None
    if above is not None and above[1] == _MARKED and made.own[i - 1, WORDS] <= 3:
        strange = not made.about[0][i] and made.own[i, WORDS] <= _LONGEST_SLOGAN
        return "advert" if strange else None
    return None


def _regions(
    made: Traits, worded: Sequence[Wording], kept: NDArray[np.bool_]
) -> list[BlockKind | None]:
    """Return for each line the part of the page's frame that a mark above it has begun."""
    words, prose = made.own[:, WORDS], made.own[:, PROSE] > 0
    total, so_far = float(words[kept].sum()), 0.0
    region: BlockKind | None = None
    found: list[BlockKind | None] = []
    for i, by_words in enumerate(worded):
        kind, reason = by_words or (None, "")
        if region != "comments" and so_far > total / 4:
            heads = kind == "related" and words[i] <= _LONGEST_MARK and so_far > total / 2
            region = "comments" if kind == "comments" else "related" if heads else region
        if reason == _SPONSOR:
            region = "advert"
        elif (region == "advert" and not prose[i]) or (
            region == "related" and prose[i] and words[i] >= _PARAGRAPH
        ):
            region = None
        found.append(region)
        so_far += float(words[i]) if kept[i] else 0.0
    return found


def _between_marks(lines: Sequence[Line], worded: Sequence[Wording]) -> dict[int, BlockKind]:
    """Return the lines from "Advertisement" to "Article continues below"."""
    found: dict[int, BlockKind] = {}
    marked = [by_words is not None and by_words[1] == _MARKED for by_words in worded]
    for i in range(len(lines)):
        for j in range(i + 1, min(i + 4, len(lines))) if marked[i] else ():
            if marked[j] and "continue" in lines[j].text.lower():
                found.update(dict.fromkeys(range(i, j + 1), "advert"))
    return found
