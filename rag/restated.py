"""A claim's figures told otherwise -> as the text has them, so that the other checks see the same ones.

Rounded, where the word for it agrees ("nearly 24,000" for 23,870), as a share ("a fifth" for "240 of
1,200"), as a difference or a sum of two figures of one unit, and by another clock. What cannot be worked
out from the text is left as it is, for rag/measures.py to find.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from rag.clock import times
from rag.counts import places
from rag.figures import Figure, parts, same

_ROUNDED = re.compile(
    r"\b(?:(?P<below>just (?:under|below|short of)|(?:a (?:little|bit)|slightly|somewhat) (?:under|less than|below)"
    r"|nearly|almost|not quite|close to|approaching|under|less than|fewer than)"
    r"|(?P<above>(?:(?:just|a (?:little|bit)|slightly|somewhat|well) )?(?:over|above|more than)|upwards of|in excess of)"
    r"|(?P<about>about|around|roughly|some|approximately|an estimated|circa|near))"
    r"\s+(?P<mark>(?:US)?[$€£¥])?$",
    re.IGNORECASE,
)
_MOST = {"below": Decimal("0.08"), "above": Decimal("0.12"), "about": Decimal("0.07")}
_LOW = re.compile(r"\b(?:at least|more than|over|above|no (?:fewer|less) than)\s+$", re.IGNORECASE)
_HIGH = re.compile(
    r"\b(?:at most|up to|as (?:much|many) as|no more than|less than|fewer than|under|below)\s+$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def restated(claim: str, text: str) -> str:
    """Return `claim` with each figure that `text` has in another form as `text` has it."""
    return _changes(_shares(_rounded(_clock(claim, text), text), text), text)


def _clock(claim: str, text: str) -> str:
    told = times(text)
    for time in reversed(times(claim)):
        twin = next((t for t in told if t.minutes & time.minutes), None)
        if twin is not None and twin.text != time.text:
            claim = _put(claim, time.start, time.start + len(time.text), twin.text)
    return claim


# --- rounding -------------------------------------------------------------------------------------


def _rounded(claim: str, text: str) -> str:
    given = places(text)
    for start, figure in reversed(places(claim)):
        word = _ROUNDED.search(claim[:start])
        if word is None:
            continue
        if any(same(figure, g) for _, g in given):
            if _way(word) == "about" and figure.text[0].isdigit():
                claim = _put(claim, word.start(), start, word["mark"] or "")
            continue
        for place, real in given:
            way = str(word.lastgroup if word.lastgroup != "mark" else _way(word))
            low = _LOW.search(text[:place]) is not None
            if not _rounds(figure, real, way) or (_HIGH.search(text[:place]) and way == "above"):
                continue
            bound = "at least " if low else ""
            claim = _put(claim, word.start(), start + len(figure.text), f"{bound}{real.text}")
            break
    return claim


def _way(word: re.Match[str]) -> str:
    return next(way for way in _MOST if word[way])


def _rounds(stated: Figure, real: Figure, way: str) -> bool:
    """Whether `stated` is `real` rounded to fewer digits, on the side that the word says."""
    if not _one_unit(stated, real) or _YEAR.fullmatch(stated.text) or _YEAR.fullmatch(real.text):
        return False
    return _near(stated.value, real.value, way)


def _near(stated: Decimal, real: Decimal, way: str) -> bool:
    if not stated or not real or _digits(stated) >= _digits(real):
        return False
    off = real - stated
    if (way == "below" and off >= 0) or (way == "above" and off <= 0):
        return False
    step = Decimal(1).scaleb(stated.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    return abs(off) <= min(step / 2 if way == "about" else step, _MOST[way] * stated)


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _one_unit(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit or (
        "%" not in (one.unit, other.unit) and "" in (one.unit, other.unit)
    )


# --- shares ---------------------------------------------------------------------------------------

_OF = re.compile(r"\s+(?:out )?of\s+(?:(?:the|its|his|her|their|all|a total of)\s+)*$")
_OF_THEM = re.compile(r"\s+of (?:them|these|those|whom|which)\b")
_EXACT = Decimal("0.000001")


def _shares(claim: str, text: str) -> str:
    told = _told(text)
    for start, words, share in reversed(_told(claim)):
        if words in text or not told:
            continue
        word = _ROUNDED.search(claim[:start])
        for _, twin, real in told:
            if abs(real - share) < _EXACT or _third(share, real):
                begin = word.start() if word and _way(word) == "about" else start
                claim = _put(claim, begin, start + len(words), twin)
                break
            if word and (_near(share, real, _way(word)) or _near_part(words, share, real, word)):
                claim = _put(claim, word.start(), start + len(words), twin)
                break
    return claim


def _third(one: Decimal, other: Decimal) -> bool:
    """Whether one is "a third" or "two thirds" and the other its per cent, 33 or 67."""
    low, high = sorted((one, other))
    return high - low < Decimal("0.5") and any(
        abs(part - known) < _EXACT
        for part in (one, other)
        for known in (Decimal(100) / 3, Decimal(200) / 3)
    )


def _near_part(words: str, share: Decimal, real: Decimal, word: re.Match[str]) -> bool:
    """Whether "about a third" may stand for a share: within two points, on the side that is said."""
    way, off = _way(word), real - share
    right = off > 0 if way == "above" else off < 0 if way == "below" else True
    return not re.search(r"\d", words) and right and abs(off) <= 2


def _told(text: str) -> list[tuple[int, str, Decimal]]:
    """Return each share of `text`, with where it stands and its words, in per cent, in order."""
    found = [(start, f.text, f.value) for start, f in places(text) if f.unit == "%"]
    found += parts(text)
    placed = places(text)
    for (start, part), (following, whole) in pairwise(placed):
        between = text[start + len(part.text) : following]
        if _OF.fullmatch(between) and 0 < part.value < whole.value and not part.unit:
            words = text[start : following + len(whole.text)]
            found.append((start, words, Decimal(100) * part.value / whole.value))
    for (start, whole), (following, part) in pairwise(placed):
        end = following + len(part.text)
        if _OF_THEM.match(text, end) and 0 < part.value < whole.value and not whole.unit:
            found.append((start, text[start:end], Decimal(100) * part.value / whole.value))
    return sorted(found)


# --- what two figures make ------------------------------------------------------------------------

_UP = re.compile(
    r"\b(?:up|rose|risen|rises?|rising|grew|grown|grows?|increas\w+|gain\w*|climb\w+|higher|more|jump\w*|soar\w*|rais\w+)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:down|fell|fallen|falls?|falling|drop\w*|declin\w+|decreas\w+|lower\w*|fewer|less|shr[aiu]nk\w*|reduc\w+|cuts?|lost|loses?|slump\w*|plung\w+)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?<!\w)(?:from (?P<old>{f})[^.;]*? to (?P<new>{f})|(?P<new2>{f})[^.;]*?\b(?:from|compared (?:with|to)|against) (?P<old2>{f})"
    r"|(?:fewer|more|less|higher|lower) than (?:the )?(?P<old3>{f}))".replace("{f}", "#+")
)
_BY = re.compile(r"\b(?:by|of)\s+$", re.IGNORECASE)
_MORE = re.compile(r"\s+(?:more|fewer|less|higher|lower|percentage points?|points?)\b")
_TOGETHER = re.compile(r"\b(?:in total|in all|altogether|together|combined|a total of)\b", re.I)


def _changes(claim: str, text: str) -> str:
    """Put the two figures of `text` for a difference or a sum of them in `claim`."""
    given = places(text)
    if len(given) < 2:
        return claim
    for start, figure in reversed(places(claim)):
        if any(same(figure, g) for _, g in given):
            continue
        word = _ROUNDED.search(claim[:start])
        begin, end = word.start() if word else start, start + len(figure.text)
        by, more = _BY.search(claim[:begin]), _MORE.match(claim, end)
        if (by or more) and (words := _difference(figure, word, claim, text)):
            begin, end = by.start() if by else begin, more.end() if more else end
            claim = _put(claim, begin, end, words)
        elif _TOGETHER.search(claim) and (words := _sum(figure, text)):
            claim = _put(claim, begin, end, words)
    return claim


def _difference(figure: Figure, word: re.Match[str] | None, claim: str, text: str) -> str:
    """Return the words of `text` from one figure to the other that differ so, the claim's way."""
    up, down = _UP.search(claim), _DOWN.search(claim)
    if word and word["above"]:  # "more than" says how rounded, not which way
        up = _UP.search(claim.replace(word[0], " "))
    if bool(up) == bool(down):
        return ""
    given, marked = places(text), list(text)
    for start, f in given:
        marked[start : start + len(f.text)] = "#" * len(f.text)
    for match in _CHANGE.finditer("".join(marked)):
        found = {k[:3]: match.start(k) for k in match.re.groupindex if match[k]}
        old = next(f for start, f in given if start == found["old"])
        before = [(start, f) for start, f in given if start < match.start()]
        if "new" not in found and not before:
            continue
        place = found.get("new", before[-1][0] if before else 0)
        new = next(f for start, f in given if start == place)
        if not _one_unit(new, old) or not _unit_of_change(figure, old, claim):
            continue
        change = new.value - old.value
        if (change > 0) != bool(up):
            continue
        exact = abs(change) == figure.value
        if exact or (word and _near(figure.value, abs(change), _way(word))):
            return text[min(place, match.start()) : match.end()]
    return ""


def _unit_of_change(figure: Figure, old: Figure, claim: str) -> bool:
    """Whether a difference may have the figure's unit: of percentages, it is in points."""
    if old.unit == "%":
        return not figure.unit and "point" in claim
    return figure.unit != "%" and (not figure.unit or figure.unit == (old.unit or figure.unit))


def _sum(figure: Figure, text: str) -> str:
    given = [(s, f) for s, f in places(text) if not _YEAR.fullmatch(f.text)]
    for n, (start, one) in enumerate(given):
        for place, other in given[n + 1 :]:
            if one.unit == other.unit and one.value + other.value == figure.value:
                return text[start : place + len(other.text)]
    return ""


def _put(text: str, start: int, end: int, words: str) -> str:
    return f"{text[:start]}{words}{text[end:]}"
