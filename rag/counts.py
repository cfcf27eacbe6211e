"""What a figure counts: "seven died and 58 were injured" does not say that 58 died."""

from __future__ import annotations

import re

from rag.figures import Figure, figures, same
from rag.terms import terms

_EDGE = re.compile(r"[,;:()]|\b(?:and|but|while|whereas)\b|[.!?](?:\s|$)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def other(claim: str, text: str) -> tuple[str, bool]:
    """Return the figure of the text that fits what the claim says better than the claim's own.

    With it comes whether the claim's own does not fit at all. ("", False) if none fits better.
    """
    if unit := other_unit(claim, text):
        return unit, True
    told = _counted(text)
    if len(told) < 2:
        return "", False
    if crossed := _crossed(claim, text) or _turned(claim, text):
        return crossed, True
    claimed = _counted(claim)
    if len(claimed) == 1:
        claimed = [(claimed[0][0], set(terms(claim)))]
    for figure, about in claimed:
        own = max((len(about & words) for f, words in told if same(figure, f)), default=None)
        if own is None:
            continue
        if dated := _other_date(figure, about, told):
            return dated.text, True
        rivals = [
            (len(about & words), f)
            for f, words in told
            if f.unit == figure.unit and not any(same(f, c) for c, _ in claimed)
        ]
        score, rival = max(rivals, key=lambda pair: pair[0], default=(0, figure))
        if score > own:
            return rival.text, own == 0
    return "", False


_THING = re.compile(r"\s+(?:of (?:the|its|their|his|her)\s+)?([a-z][\w-]+)")


def _crossed(claim: str, text: str) -> str:
    """Return the figure that stands before the noun of the claim's, where the two changed places."""
    ours, theirs = _things(claim), _things(text)
    for value, noun in ours:
        if (value, noun) in theirs or not any(v == value for v, _ in theirs):
            continue
        for other_value, other_noun in theirs:
            if other_noun == noun and other_value not in {v for v, n in ours if n == noun}:
                return theirs[other_value, other_noun]
    return ""


def _turned(claim: str, text: str) -> str:
    """Return the figure that has the claim's noun, where two figures of the claim changed places."""
    ours, theirs = _things(claim), _things(text)
    bare = {f.value for _, f in places(claim)} - {value for value, _ in ours}
    told = {f.value for _, f in places(text)} - {value for value, _ in theirs}
    return next(
        (
            theirs[other, noun]
            for value, noun in ours
            for other, counted in theirs
            if noun == counted and other in bare and value in told
        ),
        "",
    )


_UNITS = frozenset(
    terms(
        "second minute hour day week month year decade millimetre centimetre metre kilometre mile inch foot feet"
        " yard gram kilo kilogram tonne ton pound litre gallon degree volt watt kilowatt megawatt gigawatt hectare"
        " acre"
    )
)


def other_unit(claim: str, text: str) -> str:
    """Return the figure of the text with its unit, where the claim has another unit after it."""
    theirs = {(value, noun): shown for (value, noun), shown in _things(text).items()}
    for value, noun in _things(claim):
        known = {n for v, n in theirs if v == value}
        if noun in _UNITS and known and noun not in known and known <= _UNITS:
            return f"{theirs[value, min(known)]} {min(known)}"
    return ""


def _things(text: str) -> dict[tuple[object, str], str]:
    """Map (value, stem of the noun right after it) to the figure as written."""
    found: dict[tuple[object, str], str] = {}
    for start, figure in places(text):
        noun = _THING.match(text, start + len(figure.text))
        if noun and not figure.unit and (stems := terms(noun[1])):
            found[figure.value, stems[0]] = figure.text
    return found


def _other_date(
    figure: Figure, about: set[str], told: list[tuple[Figure, set[str]]]
) -> Figure | None:
    """Return the figure that the text gives for the claim's year, where the claim's has another."""
    years = {t for t in about if _YEAR.fullmatch(t)}
    own = [words for f, words in told if same(figure, f)]
    if not years or any(years & words or not any(map(_YEAR.fullmatch, words)) for words in own):
        return None
    return next((f for f, words in told if years & words), None)


def _counted(text: str) -> list[tuple[Figure, set[str]]]:
    """Return each figure of `text` that is no year, with the words of its stretch of text."""
    placed = [(p, f) for p, f in places(text) if not _YEAR.fullmatch(f.text)]
    found: list[tuple[Figure, set[str]]] = []
    last: set[str] = set()
    for n, (start, figure) in enumerate(placed):
        end = start + len(figure.text)
        since = placed[n - 1][0] + len(placed[n - 1][1].text) if n else 0
        until = placed[n + 1][0] if n + 1 < len(placed) else len(text)
        edges = [m.end() for m in _EDGE.finditer(text, since, start)]
        before = set(terms(text[max([since, *edges]) : start]))
        if n and not edges and not before:  # "from 812 to 344"
            before = last
        edge = _EDGE.search(text, end, until)
        found.append((figure, before | set(terms(text[end : edge.start() if edge else until]))))
        last = before
    return found


def places(text: str) -> list[tuple[int, Figure]]:
    """Return the figures of `text` in reading order, each with where it begins."""
    placed = []
    seen: dict[str, int] = {}
    for figure in figures(text):
        start = text.find(figure.text, seen.get(figure.text, 0))
        seen[figure.text] = start + len(figure.text)
        placed.append((start, figure))
    return sorted(placed, key=lambda place: place[0])
