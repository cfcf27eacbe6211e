"""Figures and dates of a claim against those of a text: by value, unit, bound, direction and rate.

`wrong` finds what the text says otherwise, `loose` what a claim leaves out of a figure.
"""

from __future__ import annotations

import re
from datetime import date

from rag.counts import places
from rag.figures import Figure, figures, fractions, same
from rag.terms import terms

_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTH = "|".join([*_MONTHS.split(), *(rf"{m[:3]}\w?\.?(?=\s*\d)" for m in _MONTHS.split())])
_NAMED = re.compile(
    rf"\b(?P<month>{_MONTH})(?![a-z])|\b(?P<day>{'|'.join(_DAYS.split())})(?![a-z])"
)
_DATED = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.?\s*(?P<day>\d{{1,2}})(?!\d)|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"\s+(?:of\s+)?(?P<month2>{_MONTH}))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def wrong(claim: str, text: str, context: str, published: str | None) -> str:
    """Return the figure or date of `claim` that `text` has otherwise, with what it has.

    `context` (headline, heading, the sentence before) and the day of publication may lend a date
    where the text has none.
    """
    return (
        _figure(claim, text, context, published)
        or _date(claim, text, context, published)
        or _numeral(claim, text, context)
        or _turned(claim, text)
        or _bounds(claim, text)
        or _rate(claim, text)
    )


def loose(claim: str, text: str) -> str:
    """Return what `claim` leaves out of a figure, or adds to it: “up to”, “a year”."""
    told = figures(text)
    for figure in figures(claim):
        twin = next((t for t in told if same(figure, t)), None)
        if twin is None:
            continue
        if part := _part(twin, claim, text) or _of_them(claim, text):
            return f"the cited text says “{part}”"
        ours, theirs = _bound(figure, claim), _bound(twin, text)
        if ours[0] != theirs[0] and theirs[0]:
            return f"the cited text says “{theirs[1]} {twin.text}”"
        if ours[0] and not theirs[0]:
            return f"the cited text does not say “{ours[1]}”"
        rate = re.match(rf"\s*{_PER}", text[text.find(twin.text) + len(twin.text) :])
        if rate and not _rates(claim):
            return f"the cited text says “{twin.text} {rate[0].strip()}”"
    return ""


# --- figures --------------------------------------------------------------------------------------


def _figure(claim: str, text: str, context: str, published: str | None) -> str:
    given = figures(text)
    dated = any(_YEAR.fullmatch(g.text) for g in given)
    for figure in figures(claim):
        if any(same(figure, g) for g in given):
            continue
        if figure.unit == "%" and figure.value in fractions(text):
            continue
        year = _YEAR.fullmatch(figure.text) is not None
        lent = figure.text == (published or "")[:4] or any(
            same(figure, f) for f in figures(context)
        )
        if (year and not dated and lent) or _counts_them(figure, text, context):
            continue
        rivals = [
            g.text
            for g in given
            if (not figure.unit or g.unit == figure.unit) and year == bool(_YEAR.fullmatch(g.text))
        ]
        says = f"; it says {either(rivals[:3])}" if rivals else ""
        return f"{figure.text} is not in the cited text{says}"
    return ""


def _counts_them(figure: Figure, text: str, context: str) -> bool:
    """Whether "the two men" may be whom `text` calls "they": two stand in the sentence before."""
    before = context.strip().rsplit("\n", 1)[-1]
    few = not figure.unit and figure.text.isalpha()
    return few and _THEY.match(text) is not None and any(same(figure, f) for f in figures(before))


_THEY = re.compile(r"[\"“]?(?:they|their|both|the [a-z]+s)\b", re.IGNORECASE)
_NUMERAL = re.compile(r"[二三四五六七八九十百千万亿两]+[^\s，。、]|一[^\s，。、些个起直般定]")


def _numeral(claim: str, text: str, context: str) -> str:
    """Find a Chinese number in words that neither the text nor its context has."""
    return next(
        (
            f"{match[0]} is not in the cited text"
            for match in _NUMERAL.finditer(claim)
            if match[0] not in text
            and match[0] not in context
            and not any(f.text.endswith(match[0]) or match[0] in f.text for f in figures(claim))
        ),
        "",
    )


_PREPOSITION = re.compile(
    r"(?:(?P<from>from|从|由)|(?P<to>to|到|至)|(?P<by>by)|(?P<before>before|until|till)|(?P<after>after|since))"
    r"\s*(?:the\s+)?[$€£¥]?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:to|[-–—:])\s*")


def _turned(claim: str, text: str) -> str:
    """Find a figure that the claim gives another direction, or two that changed places."""
    ours, theirs = _placed(claim), _placed(text)
    for figure, before, following in ours:
        for other, told, told_following in theirs:
            if same(figure, other) and before and told and before != told:
                if _YEAR.fullmatch(figure.text) and {before, told} != {"before", "after"}:
                    continue
                return f"the cited text says “{told} {other.text}”, not “{before} {figure.text}”"
            if (
                following is not None
                and told_following is not None
                and not same(figure, following)
                and same(figure, told_following)
                and same(following, other)
            ):
                return f"the cited text says {other.text} to {told_following.text}, in that order"
    return ""


def _placed(text: str) -> list[tuple[Figure, str, Figure | None]]:
    """Return each figure with the preposition before it and the figure that it is paired with."""
    placed = places(text)
    found = []
    for n, (start, figure) in enumerate(placed):
        match = _PREPOSITION.search(text[:start])
        paired = None
        if n + 1 < len(placed):
            gap = text[start + len(figure.text) : placed[n + 1][0]]
            paired = placed[n + 1][1] if _RANGE.fullmatch(gap) else None
        found.append((figure, match.lastgroup or "" if match else "", paired))
    return found


_BOUND = re.compile(
    r"(?<![A-Za-z])(?P<low>at least|more than|(?<!turn )(?<!turned )(?<!took )over|above|no (?:fewer|less) than|至少|超过|逾)\s*[$€£¥]?$"
    r"|(?<![A-Za-z])(?P<high>at most|up to|as (?:much|many|long) as|no more than|less than|fewer than|under|below|最多|不到)\s*[$€£¥]?$",
    re.IGNORECASE,
)


def _bound(figure: Figure, text: str) -> tuple[str, str]:
    match = _BOUND.search(text[: text.find(figure.text)])
    return (match.lastgroup or "", match[match.lastgroup or 0]) if match else ("", "")


def _bounds(claim: str, text: str) -> str:
    """Find a figure that the claim has as a minimum and the text as a maximum, or the reverse."""
    told = figures(text)
    for figure in figures(claim):
        ours = _bound(figure, claim)
        for twin in told:
            theirs = _bound(twin, text)
            if same(figure, twin) and ours[0] and theirs[0] and ours[0] != theirs[0]:
                return f"the cited text says “{theirs[1]} {twin.text}”, not “{ours[1]}”"
    return ""


_PART = re.compile(r"\b(?P<part>\w+) (?:out )?of (?:the|its|his|her|their|[A-Z][\w-]*['’]s?) $")


def _part(figure: Figure, claim: str, text: str) -> str:
    """Return "two of its five" where the claim has only the five."""
    place = text.find(figure.text)
    match = _PART.search(text[:place]) if place >= 0 else None
    part = figures(match["part"]) if match else []
    if match and part and not any(same(f, part[0]) for f in figures(claim)):
        return f"{match[0]}{figure.text}"
    return ""


_OF_THEM = re.compile(r"(?P<part>[\w.,]*\w) of (?:them|these|whom|which)\b(?P<rest>[^.,;]*)")


def _of_them(claim: str, text: str) -> str:
    """Return "1,300 of them in Lauth" where the claim has all of them there."""
    for match in _OF_THEM.finditer(text):
        part = figures(match["part"])
        told = set(terms(match["rest"])) & set(terms(claim)) - set(terms(text[: match.start()]))
        if part and told and not any(same(f, part[0]) for f in figures(claim)):
            return match[0].strip()
    return ""


_PER = r"(?:an?|per|each|every)\s+(second|minute|hour|day|night|week|month|quarter|year)\b"
_RATE = re.compile(
    rf"\b(?:{_PER}|(hourly|daily|nightly|weekly|monthly|quarterly|yearly|annual)(?:ly)?)\b",
    re.IGNORECASE,
)
_RATE_NAMES = {"daily": "day", "nightly": "night", "annual": "year"}


def _rates(text: str) -> set[str]:
    found = {(m[1] or m[2]).lower() for m in _RATE.finditer(text)}
    return {_RATE_NAMES.get(word, word.removesuffix("ly")) for word in found}


def _rate(claim: str, text: str) -> str:
    ours, theirs = _rates(claim), _rates(text)
    if ours and theirs and figures(claim) and not ours & theirs:
        return f"the cited text says this of a {min(theirs)}, not of a {min(ours)}"
    return ""


# --- dates ----------------------------------------------------------------------------------------


def _date(claim: str, text: str, context: str, published: str | None) -> str:
    told = _dates(text)
    lent = _dates(context) | _published(published)
    for kind, name in sorted(_dates(claim)):
        if (kind, name) in told:
            continue
        rivals = [n for k, n in sorted(told) if k == kind]
        if rivals or (kind, name) not in lent:
            says = f"; it says {either(rivals)}" if rivals else ""
            return f"{name} is not in the cited text{says}"
    ours, theirs = _day_pairs(claim), _day_pairs(text)
    for day, month in sorted(ours - theirs):
        if any(m == month or d == day for d, m in theirs):
            return f"{day} {month} is not in the cited text"
    return ""


def _dates(text: str) -> set[tuple[str, str]]:
    found = set()
    for match in _NAMED.finditer(text):
        kind = "month" if match["month"] else "day"
        found.add((kind, _month(match[0]) if kind == "month" else match[0]))
    return found


def _day_pairs(text: str) -> set[tuple[int, str]]:
    return {
        (int(m["day"] or m["day2"]), _month(m["month"] or m["month2"]))
        for m in _DATED.finditer(text)
    }


def _month(name: str) -> str:
    return next(m for m in _MONTHS.split() if m[:3] == name[:3])


def _published(published: str | None) -> set[tuple[str, str]]:
    if not published:
        return set()
    day = date.fromisoformat(published[:10])
    return {("month", _MONTHS.split()[day.month - 1]), ("day", _DAYS.split()[day.weekday()])}


def either(words: list[str]) -> str:
    """Return words as a list for a person: "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
