"""The trained judges of lines: is a line the article's own text, and what is it?

Two forests (gradient-boosted trees, run by onnxruntime) answer the first question, one for pasted
text and one for HTML; a conditional random field answers the second. `bench/train_lines.py` makes
both and says what they were trained on.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from index.signs import signs
from index.traits import Floats, Traits
from index.types import BlockKind

Forest = Literal["text", "html"]

OWN: tuple[BlockKind, ...] = ("body", "heading", "quote")
"""The kinds of an article's own text."""

_SWITCH = {"text": 0.5, "html": 0.5}
_LEAN = {"text": 0.6, "html": 0.4}
"""Log odds: what it costs to go from frame to article or back, and what speaks for the article
before any line is looked at. Both from cross-validation."""

_SHORT = 150
_BENEFIT = 2.0
"""Words of a page that are few, and the log odds that a page of next to none is granted."""


def likelihoods(forest: Forest, table: Floats) -> Floats:
    """Return for each line, described by its row of `table`, how likely it is the article's."""
    if not len(table):
        return np.zeros(0, dtype=np.float32)
    session = _session(forest)
    found = session.run(None, {session.get_inputs()[0].name: table})
    return cast(Floats, np.clip(1 / (1 + np.exp(-found[0].ravel())), 0.01, 0.99))


def taken(
    forest: Forest, likely: Floats, words: Floats, prose: float = math.inf
) -> NDArray[np.bool_]:
    """Return which lines are the article's: likely ones, in as few stretches as is likely.

    `prose` is the number of words on the page that stand in sentences: of a short page, such as a
    pasted note, more is believed.
    """
    lean = _LEAN[forest] + _BENEFIT * max(0.0, 1 - prose / _SHORT)
    return _stretches(likely, _SWITCH[forest], lean)


def _stretches(likely: Floats, switch: float, lean: float) -> NDArray[np.bool_]:
    odds = np.log(likely / (1 - likely)) + lean
    outside, inside = 0.0, -switch
    came: list[tuple[bool, bool]] = []
    for gain in odds.tolist():
        stays, enters = inside >= outside - switch, inside - switch > outside
        came.append((enters, stays))
        outside, inside = (
            inside - switch if enters else outside,
            (inside if stays else outside - switch) + gain,
        )
    state, found = inside > outside, np.zeros(len(odds), dtype=bool)
    for i in range(len(odds) - 1, -1, -1):
        found[i] = state
        enters, stays = came[i]
        state = stays if state else enters
    return found


def kinds(
    traits: Traits, likely: Floats, kept: NDArray[np.bool_], field: Field | None = None
) -> list[BlockKind]:
    """Return what each line is. Of `kept` lines it is one of OWN, of others anything else."""
    if not traits.pieces:
        return []
    field = field or _field()
    scores = field.scores(signs(traits, likely, kept))
    scores[np.ix_(kept, ~field.own)] -= _NEVER
    scores[np.ix_(~kept, field.own)] -= _NEVER
    return field.best(scores)


_NEVER = 1000.0


class Field:
    """A linear-chain conditional random field: Lafferty, McCallum and Pereira 2001."""

    def __init__(self, stored: Any) -> None:
        self.labels = cast(list[BlockKind], [str(label) for label in stored["labels"]])
        self.own = np.isin(self.labels, OWN)
        self._number = {str(sign): i for i, sign in enumerate(stored["signs"])}
        self._weights = stored["weights"].astype(np.float32)  # signs, offsets x labels
        self._moves = stored["moves"].astype(np.float32)

    def scores(self, found: list[list[str]]) -> Floats:
        """Return the score of each label for each line, shape (lines, labels)."""
        n, k = len(found), len(self.labels)
        none = len(self._number)
        ids, starts = list[int](), list[int]()
        for line in found:
            starts.append(len(ids))
            ids += [self._number.get(sign, none) for sign in line]
        summed = np.add.reduceat(self._weights[ids], starts, axis=0).reshape(n, 5, k)
        scores = summed[:, 2].copy()
        for step in (-2, -1, 1, 2):
            if step < 0:
                scores[-step:] += summed[:step, 2 + step]
            else:
                scores[:-step] += summed[step:, 2 + step]
        return cast(Floats, scores)

    def best(self, scores: Floats) -> list[BlockKind]:
        """Return the likeliest labels together (Viterbi)."""
        so_far, came = scores[0], []
        for row in scores[1:]:
            ways = so_far[:, None] + self._moves
            came.append(ways.argmax(axis=0))
            so_far = ways.max(axis=0) + row
        state = int(so_far.argmax())
        found = [state]
        for step in reversed(came):
            state = int(step[state])
            found.append(state)
        return [self.labels[state] for state in reversed(found)]


@lru_cache(maxsize=2)
def _session(forest: Forest) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    stored = files("index").joinpath(f"assets/lines-{forest}.onnx").read_bytes()
    return onnxruntime.InferenceSession(stored, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _field() -> Field:
    with files("index").joinpath("assets/lines-kinds.npz").open("rb") as file:
        return Field(dict(np.load(file)))
