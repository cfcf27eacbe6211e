"""Lines of an HTML page -> numbers: which elements each stands in, and what an extractor chose.

The counterpart of `traits` for what pasted text has not got. Trained models depend on every column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.folding import Line
from index.traits import Floats, shifted, within

_TAGS = """p li h1 h2 h3 h4 h5 h6 td th figcaption blockquote div span a ul ol table article main nav
header footer aside form section figure button label dl""".split()
_INNER = 2
"""How many of the innermost elements count as the line's own."""


def places(rows: Sequence[Line], chosen: Sequence[bool], words: Floats) -> Floats:
    """Return where each line stands, shape (lines, columns).

    `chosen` holds an extractor's verdict on each line, `words` the number of its words.
    """
    n = len(rows)
    vote = np.array(chosen, dtype=np.float32)
    linked = np.array([row.linked for row in rows], dtype=np.float32)
    elements = np.zeros((n, 2 * len(_TAGS)), dtype=np.float32)
    for i, row in enumerate(rows):
        outer, inner = set(row.tags), row.tags[-_INNER:]
        for j, tag in enumerate(_TAGS):
            if tag in outer:
                elements[i, j] = 1
                elements[i, len(_TAGS) + j] = tag in inner
    voted = vote * words
    total = float(voted.sum())
    columns = [linked, np.array([len(row.tags) for row in rows]), vote, np.full(n, total)]
    columns += _alike([row.tags for row in rows], words, voted, linked, total)
    columns += _alike([row.tags[:-1] for row in rows], words, voted, linked, total)
    for step in (-3, -2, -1, 1, 2, 3):
        columns.append(shifted(vote, step))
    for step in (-2, -1, 1, 2):
        columns.append(shifted(linked, step))
    for reach in (4, 10):
        near = np.maximum(1, within(words, reach))
        columns += [within(voted, reach) / near, within(linked * words, reach) / near]
    hits = np.flatnonzero(vote)
    first, last = (hits[0], hits[-1]) if len(hits) else (0, n - 1)
    columns += [np.clip(np.arange(n) - first, -40, 40), np.clip(np.arange(n) - last, -40, 40)]
    return np.concatenate([elements, np.stack(columns, axis=1)], axis=1).astype(np.float32)


def _alike(
    paths: list[tuple[str, ...]], words: Floats, voted: Floats, linked: Floats, total: float
) -> list[NDArray[np.generic]]:
    """Describe the lines that stand in the same elements as each line."""
    number: dict[tuple[str, ...], int] = defaultdict(lambda: len(number))
    group = np.array([number[path] for path in paths], dtype=np.int64)
    every = np.bincount(group, weights=words)[group]
    taken = np.bincount(group, weights=voted)[group]
    links = np.bincount(group, weights=words * linked)[group]
    others = every - words
    return [
        every,
        np.where(others > 0, (taken - voted) / np.maximum(1, others), -1),
        links / np.maximum(1, every),
        taken / max(1.0, total),
    ]
