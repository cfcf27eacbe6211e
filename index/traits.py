"""Lines -> numbers: what each looks like and what stands around it, for `taggers` to judge.

Knows wording only where `wording` does; the rest is shape, place, and whether a line speaks of what
the longest stretch of prose speaks of. Trained models depend on every column: change any of them and
`bench/train_lines.py` has to be run again.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.folding import Line
from index.types import BlockKind
from index.wording import Wording, by_wording

Floats = NDArray[np.float32]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_PIECE = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]+|\d+|[^\w\s]|_")
_IS_CJK = re.compile(rf"[{_CJK}]")
_ENDS = re.compile(r"[.!?…](?:[\"'”’»)\]」』]*)(?=\s|$)|[。！？؟۔]")
_LAST = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]」』]*$")
_CLOSED = re.compile(r"[.!?…。！？؟۔;:：；][\"'”’»)\]」』]*$")
_GLUED = re.compile(r"[a-z][A-Z][a-z]|[a-z.!?][A-Z]|[a-z]\d\d")
_AGO = re.compile(
    r"\b\d+\s?(?:s|sec|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|years?)\b|\bago\b"
    r"|[前전]$|\bvor \d|\bhace \d|\bil y a\b|\bhá \d|\bfa$|назад|temu$|önce$|منذ"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b|\b[12]\d{3}\b|\d{4}[-/.年]\d")
_SAYS = re.compile(
    r"\b(?:said|says|wrote|writes|replied|commented|reply)\s*:?$|^(?:reply|report|like|flag|permalink"
    r"|quote|upvote|antworten|melden|responder|répondre|回复|举报|赞|返信)\b|\bat \d{1,2}:\d\d ?[ap]m\b"
)
_ITEM = re.compile(r"[•*·▪‣–—-]\s|\d{1,2}[.)]\s")

# The commonest words of running text in the languages with spaces, and their like in Chinese and
# Japanese: a menu has next to none of them.
_FUNCTION_WORDS = frozenset(
    """the of and to in that for is on with as was by at it from he his she her they their this but
    not have has had be been were which who said an a or are its will would about after before over
    more than when where der die und den von zu das mit sich des auf für ist im dem nicht ein eine
    einer als auch es an werden aus er hat dass sie nach wird bei noch wie über de la le et les en du
    un une est que pour qui dans au sur par plus ne pas ce il elle avec son sa ses el los del las con
    una su para al se lo como más fue sus o y di e che per non si dei da i gli alla nel sono het een
    dat op te voor zijn niet aan er van do em com um não uma os no na ao dos mais foi w z nie się że
    jest и в не на что с по как это из от за для был ve bir bu için ile da في من على أن إلى عن مع
    التي الذي 的 了 是 在 和 有 不 这 為 与 の は を に が と で た 은 는 이 가 을 를 에""".split()
)
_YOU = frozenset("you your yours our us we".split())
_URGES = frozenset(
    """read watch sign subscribe share follow click get download join see view learn listen shop buy
    try log register start visit find discover check leave submit email print save send enter choose
    select tap scroll related more most latest trending recommended popular photo image video""".split()
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_SAID = frozenset(
    """said says told according added announced reported wrote sagte dijo déclaré disse afirmou
    表 说 称 述""".split()
)
_RIGHTS = frozenset("© copyright reserved rights icp".split())
_MONEY = frozenset("$€£¥%")
_QUOTES = '"“”«»「」„'
_RULES = "|•·›»/→>–—"
_COMMAS = ",，、،"

KINDS: tuple[BlockKind, ...] = (
    *("metadata", "byline", "rating", "comments"),
    *("related", "advert", "boilerplate", "caption"),
)
"""What `wording` can tell; column WORDING holds 1 + the place in this tuple, 0 for nothing."""

# fmt: off
(WORDS, SIZE, ENDS, LAST, UPPER, CAPITALS, DIGITS, CAPITAL, COMMAS, FUNCTION, QUOTES, LENGTH, RULES,
 ADDRESS, DATE, MONEY, YOU, URGES, AGO, COLON, ELLIPSIS, QUESTION, REPEATED, SAID, RIGHTS, PROSE,
 WORDING, CJK, HASH, SAYS, GLUED, ITEM, NAME, MARK, ABOVE, BELOW) = range(36)
# fmt: on
OWN = 36
"""Columns that describe the line itself; those after them describe what stands around it."""


@dataclass(frozen=True)
class Traits:
    """The lines of one page as numbers. `own` has shape (lines, OWN)."""

    pieces: list[list[str]]
    own: Floats
    worded: list[Wording] = field(default_factory=list)

    @cached_property
    def about(self) -> list[NDArray[np.generic]]:
        """How much of each line's words the longest run of prose has, and its likely headline."""
        return _about(self.pieces, self.own)

    @cached_property
    def around(self) -> Floats:
        """What stands around each line, shape (lines, columns)."""
        return _around(self)

    @cached_property
    def table(self) -> Floats:
        """All columns, `own` first."""
        return np.concatenate([self.own, self.around], axis=1)


def traits(rows: Sequence[Line], gaps: Sequence[int]) -> Traits:
    """Return the traits of a page's lines. `gaps` counts the line breaks before each line."""
    table, pieces, worded = list[list[float]](), list[list[str]](), list[Wording]()
    counts = Counter(row.text.lower() for row in rows)
    for row in rows:
        found = _PIECE.findall(row.text)
        pieces.append([piece.lower() for piece in found])
        own = [0.0] * OWN
        worded.append(_describe(own, row.text, found, pieces[-1]))
        own[REPEATED] = counts[row.text.lower()] - 1
        table.append(own)
    made = np.array(table, dtype=np.float32).reshape(len(rows), OWN)
    breaks = np.minimum(np.array([*gaps, 0], dtype=np.float32), 5)
    made[:, ABOVE], made[:, BELOW] = breaks[:-1], breaks[1:]
    return Traits(pieces, made, worded)


def _describe(own: list[float], text: str, found: list[str], low: list[str]) -> Wording:
    """Fill in what a line looks like; return what its wording tells."""
    size = len(text)
    cjk = 0 if text.isascii() else len(_IS_CJK.findall(text))
    spaced = [p for p in found if p[0].isalnum()]
    words = max(1, len(spaced) - cjk + (cjk + 1) // 2)
    capitals = sum(p[0].isupper() for p in spaced)
    figures = sum(len(p) for p in found if p[0].isdigit())
    kinds = set(low)
    ends = len(_ENDS.findall(text))
    wording = by_wording(text, words)
    own[WORDS] = min(words, 200)
    own[SIZE] = math.log1p(size)
    own[ENDS] = ends
    own[LAST] = _LAST.search(text[-8:]) is not None
    own[UPPER] = text[:1].isupper()
    own[CAPITALS] = capitals / max(1, len(spaced))
    own[DIGITS] = figures / size
    own[CAPITAL] = sum(map(str.isupper, text)) / size
    own[COMMAS] = sum(map(text.count, _COMMAS)) / words
    own[FUNCTION] = len([p for p in low if p in _FUNCTION_WORDS]) / words
    own[QUOTES] = sum(map(text.count, _QUOTES))
    own[LENGTH] = size / words
    own[RULES] = sum(map(text.count, _RULES))
    own[ADDRESS] = "@" in text or "://" in text or "www." in text or ".com" in text
    own[DATE] = bool(figures) and (
        _CLOCK.search(text) is not None or any(p[:3] in _MONTHS for p in kinds)
    )
    own[MONEY] = bool(figures) and not _MONEY.isdisjoint(kinds)
    own[YOU] = len([p for p in low if p in _YOU]) / words
    own[URGES] = bool(low) and low[0] in _URGES
    own[AGO] = words < 20 and _AGO.search(text.lower()) is not None
    own[COLON] = text[-1] in ":："
    own[ELLIPSIS] = text.endswith(("...", "…"))
    own[QUESTION] = text[-1] in "?？؟"
    own[SAID] = not _SAID.isdisjoint(kinds)
    own[RIGHTS] = not _RIGHTS.isdisjoint(kinds)
    own[PROSE] = is_prose(text, words)
    own[WORDING] = 0 if wording is None or wording[0] not in KINDS else 1 + KINDS.index(wording[0])
    own[CJK] = cjk / size
    own[HASH] = "#" in kinds
    own[SAYS] = words < 14 and _SAYS.search(text.lower()) is not None
    own[GLUED] = len(_GLUED.findall(text))
    own[ITEM] = _ITEM.match(text) is not None
    own[NAME] = 2 <= len(found) <= 4 and capitals == len(found) and not figures
    own[MARK] = not text[:1].isalnum()
    return wording


def is_prose(text: str, words: int) -> bool:
    """Whether a line of so many words reads as sentences rather than as a title or a menu."""
    if words < 5 or not _ENDS.search(text):
        return False
    if words <= 16 and text[-1] in "?？؟" and "." not in text:
        return False
    closed = _CLOSED.search(text[-8:]) is not None
    return words >= (6 if closed else 14) or (closed and "." in text)


# --- what stands around a line --------------------------------------------------------------------

_NEIGHBOURS = (WORDS, LAST, FUNCTION, PROSE, WORDING, CAPITALS, URGES, AGO, SAYS)
_FAR = 200
_GAP = 4
"""Lines of another kind that a run of prose may hold in a row."""


def _prose(own: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Return which lines read as an article's sentences, and the words of those."""
    good = (own[:, PROSE] > 0) & np.isin(own[:, WORDING], (0, 1 + KINDS.index("caption")))
    return good, np.where(good, own[:, WORDS], 0).astype(np.float32)


def _around(traits: Traits) -> Floats:
    own, n = traits.own, len(traits.pieces)
    if not n:
        return np.zeros((0, 0), dtype=np.float32)
    words, place = own[:, WORDS], np.arange(n)
    good, prose = _prose(own)
    total = max(1.0, float(prose.sum()))
    before = np.cumsum(words) - words
    columns = [
        place / max(1, n - 1),
        np.minimum(place, _FAR),
        np.minimum(n - 1 - place, _FAR),
        before / max(1.0, float(words.sum())),
        (np.cumsum(prose) - prose) / total,
        np.full(n, total),
        np.full(n, n),
    ]
    for reach in (2, 5, 10):
        columns += [within(prose, reach), within(words, reach)]
    columns += [_span(good, -3, -1), _span(good, 1, 3)]
    for step in (-3, -2, -1, 1, 2, 3):
        columns += [shifted(own[:, column], step) for column in _NEIGHBOURS]
    for gap in (1, _GAP):
        columns += _of_runs(_runs(good, gap), prose, before, total)
    for reach in (3, 8):
        near = np.maximum(1, within(words, reach))
        columns.append(within(own[:, FUNCTION] * words, reach) / near)
        columns.append(within(words < 8, reach))
        columns += [within(own[:, column], reach) for column in (SAYS, AGO, URGES)]
    columns += traits.about
    columns += _since(own)
    return np.stack(columns, axis=1).astype(np.float32)


def _span(values: NDArray[np.generic], first: int, last: int) -> NDArray[np.float64]:
    """Return for each line the sum over the lines from `first` to `last` after it."""
    n = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    place = np.arange(n)
    low, high = np.clip(place + first, 0, n), np.clip(place + last + 1, 0, n)
    found: NDArray[np.float64] = sums[high] - sums[low]
    return found


def within(values: NDArray[np.generic], reach: int) -> NDArray[np.float64]:
    """Return for each line the sum over it and the `reach` lines on either side."""
    return _span(values, -reach, reach)


def shifted(values: Floats, step: int) -> Floats:
    """Return for each line the value of the line `step` after it, -1 where there is none."""
    found = np.full(len(values), -1, dtype=np.float32)
    if step > 0:
        found[:-step] = values[step:]
    else:
        found[-step:] = values[:step]
    return found


def _runs(good: NDArray[np.bool_], gap: int) -> NDArray[np.int64]:
    """Number the stretches of prose with at most `gap` other lines in between; -1 is none."""
    run = np.full(len(good), -1)
    number, last = -1, -99
    for i in np.flatnonzero(good).tolist():
        if i - last - 1 > gap:
            number += 1
            last = i
        run[last : i + 1] = number
        last = i
    return run


def _of_runs(
    run: NDArray[np.int64], prose: Floats, before: Floats, total: float
) -> list[NDArray[np.generic]]:
    n, place = len(run), np.arange(len(run))
    inside = run >= 0
    sizes = np.bincount(run[inside], weights=prose[inside]) if inside.any() else np.zeros(1)
    rank = np.empty(len(sizes))
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    at = np.flatnonzero(run == int(np.argmax(sizes)))
    first, last = (at[0], at[-1]) if inside.any() else (0, n - 1)
    away = np.where(
        place > last, before - before[last], np.where(place < first, before - before[first], 0)
    )
    return [
        np.where(inside, sizes[run], 0),
        np.where(inside, sizes[run] / total, 0),
        np.where(inside, rank[run], 50),
        np.clip(place - first, -60, 60),
        np.clip(place - last, -60, 60),
        (place >= first) & (place <= last),
        away,
    ]


def _about(pieces: list[list[str]], own: Floats) -> list[NDArray[np.generic]]:
    """Compare the words of each line with those of the longest run and of its likely headline.

    Returns the share of a line's telling words that the run has, their number, the likeness to the
    headline, and the lines since it.
    """
    n = len(pieces)
    good, prose = _prose(own)
    run = _runs(good, _GAP)
    vocabulary = [_telling(line) for line in pieces]
    spread = Counter(word for line in vocabulary for word in line)
    inside = run >= 0
    best = int(np.argmax(np.bincount(run[inside], weights=prose[inside]))) if inside.any() else -2
    main = np.flatnonzero((run == best) & good)
    said = Counter(word for i in main for word in vocabulary[i])
    in_main = set(main.tolist())
    share, shared = np.zeros(n), np.zeros(n)
    for i, line in enumerate(vocabulary):
        if line:
            own_count = i in in_main
            common = [word for word in line if said.get(word, 0) > own_count]
            weight = sum(1 / math.log(2 + spread[word]) for word in line)
            share[i] = sum(1 / math.log(2 + spread[word]) for word in common) / weight
            shared[i] = len(common)
    first = int(main[0]) if len(main) else 0
    low = max(0, first - 25)
    fits = (own[low : first + 1, WORDS] >= 3) & (own[low : first + 1, WORDS] <= 35)
    fits &= ~(good[low : first + 1] & (own[low : first + 1, WORDS] > 25))
    score = np.where(fits, share[low : first + 1] * shared[low : first + 1], 0)
    title = low + int(np.argmax(score)) if score.size and score.max() > 0 else -1
    head = vocabulary[title] if title >= 0 else set[str]()
    alike = [len(line & head) / max(1, min(len(head), len(line) or 1)) for line in vocabulary]
    away = np.clip(np.arange(n) - title, -99, 99) if title >= 0 else np.full(n, -99)
    return [share, shared, np.array(alike), away]


def _telling(pieces: list[str]) -> set[str]:
    words = {p[:6] for p in pieces if len(p) > 3 and p.isalpha()}
    cjk = [p for p in pieces if _IS_CJK.match(p)]
    return words | {a + b for a, b in pairwise(cjk)}


def _since(own: Floats) -> list[NDArray[np.generic]]:
    """Return how far the last and the next line of each telling kind stand away."""
    found: list[NDArray[np.generic]] = []
    words = own[:, WORDS]
    before = np.cumsum(words) - words
    marks = [own[:, WORDING] == 1 + KINDS.index(kind) for kind in KINDS] + [own[:, SAYS] > 0]
    for number, mark in enumerate(marks):
        last = _last(mark)
        seen = last >= 0
        place = np.arange(len(mark))
        found.append(np.where(seen, np.minimum(_FAR, place - last), _FAR))
        if number < len(KINDS) and KINDS[number] in ("comments", "related"):
            found.append(np.where(seen, np.minimum(3000, before - before[last]), 3000))
        upcoming = _last(mark[::-1])[::-1]
        ahead = (len(mark) - 1 - upcoming) - place
        found.append(np.where(upcoming >= 0, np.minimum(_FAR, ahead), _FAR))
    return found


def _last(mark: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each line the place of the last marked line up to it, -1 for none."""
    found: NDArray[np.int64] = np.maximum.accumulate(np.where(mark, np.arange(len(mark)), -1))
    return found
