"""Lines -> short strings that tell what a line is, for the conditional random field in `taggers`.

Words are part of them, and so is the likelihood of each line to be the article's own text. The trained
weights depend on every string: change any and `bench/train_lines.py` has to be run again.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import traits as t
from index.furniture import furniture
from index.traits import Floats, Traits

_LENGTHS = (1, 2, 3, 5, 8, 12, 18, 28, 45)
_LIKELY = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
_PLACES = (0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97)
_STEPS = (-20, -8, -4, -2, -1, 1, 3, 8, 20)
_FLAGS = {
    "date": t.DATE,
    "ago": t.AGO,
    "address": t.ADDRESS,
    "question": t.QUESTION,
    "colon": t.COLON,
    "ellipsis": t.ELLIPSIS,
    "rights": t.RIGHTS,
    "says": t.SAYS,
    "item": t.ITEM,
    "name": t.NAME,
    "again": t.REPEATED,
    "rule": t.RULES,
    "urges": t.URGES,
    "you": t.YOU,
    "mark": t.MARK,
    "quote": t.QUOTES,
    "hash": t.HASH,
    "money": t.MONEY,
    "glued": t.GLUED,
}
SHAPES = 6
"""How many of a line's first signs tell its shape alone."""


def signs(traits: Traits, likely: Floats, kept: NDArray[np.bool_]) -> list[list[str]]:
    """Return the signs of each line; the first SHAPES tell its shape alone.

    `likely` is each line's likelihood to be the article's own text, `kept` whether it is taken for it.
    """
    own, n = traits.own, len(traits.pieces)
    taken = np.flatnonzero(kept)
    first, last = (int(taken[0]), int(taken[-1])) if len(taken) else (n, n)
    share, _, head, _ = traits.about
    found, mark, since = [], "", 0
    for i, pieces in enumerate(traits.pieces):
        row = own[i]
        side = "before" if i < first else "after" if i > last else "within"
        away = i - first if i < first else i - last if i > last else 0
        length = f"w{bisect_left(_LENGTHS, row[t.WORDS])}"
        likelihood = f"p{bisect_left(_LIKELY, likely[i])}"
        capitals = f"c{int(row[t.CAPITALS] * 3.99)}"
        ends = f"e{int(row[t.LAST])}"
        wording = f"k{int(row[t.WORDING])}"
        made = [length, likelihood, capitals, ends, wording, f"{side}{int(kept[i])}"]
        made += [length + likelihood, length + ends + capitals, side + length, wording + side]
        made.append(f"{side}{bisect_left(_STEPS, away)}")
        made.append(f"at{bisect_left(_PLACES, i / n)}")
        made.append(f"figures{bisect_left((0, 0.1, 0.3, 0.6), row[t.DIGITS])}")
        made.append(f"gap{int(min(3, row[t.ABOVE]))}{int(min(3, row[t.BELOW]))}")
        made.append(f"share{bisect_left((0.1, 0.25, 0.4, 0.6), share[i])}{side}")
        made.append(f"head{bisect_left((0.1, 0.3, 0.6, 0.9), head[i])}{length}")
        for name, column in _FLAGS.items():
            if row[column]:
                made += [name, name + length]
        said = furniture(pieces)
        if said is not None:
            made += [f"says {said[0]}", f"says {said[0]} {said[1]}", f"says {said[0]} {side}"]
        kind = int(row[t.WORDING])
        if kind and t.KINDS[kind - 1] in ("comments", "related", "advert", "rating"):
            mark, since = str(kind), 0
        since += 1
        made.append(f"mark{mark}{bisect_left((2, 5, 10, 20), since)}{side}")
        found.append(made + _words(pieces, int(row[t.WORDS])))
    return found


def _words(pieces: list[str], words: int) -> list[str]:
    told = ["0" * min(4, len(p)) if p[0].isdigit() else p for p in pieces]
    near = told[:24] if words <= 40 else told[:6] + told[-4:]
    made = [f"t:{p}" for p in dict.fromkeys(near)]
    if words <= 20:
        ends = ["<", *told[:15], ">"]
        made += [f"b:{a}_{b}" for a, b in pairwise(ends)]
    if words <= 4:
        made.append("all:" + " ".join(told))
    if told:
        made += [f"f:{told[0]}", f"l:{told[-1]}"]
    return made
