"""Figures in a text, by value: "$1.2bn", "1.2 billion dollars" and "eight hundred million" compare.

Covers digits with separators and scale words, spelled English numbers, percent, currencies, years and
Chinese 万 and 亿. Dates are their numbers; relative dates are not resolved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 10**6, "m": 10**6, "mn": 10**6,
    "mln": 10**6, "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "百万": 10**6, "千万": 10**7,
}  # fmt: skip
_UNITS = {
    "$": "usd", "us$": "usd", "dollar": "usd", "dollars": "usd", "usd": "usd", "美元": "usd",
    "€": "eur", "euro": "eur", "euros": "eur", "eur": "eur", "欧元": "eur",
    "£": "gbp", "pound": "gbp", "pounds": "gbp", "gbp": "gbp", "pence": "p", "p": "p",
    "¥": "cny", "yuan": "cny", "rmb": "cny", "元": "cny", "%": "%", "percent": "%", "per cent": "%",
}  # fmt: skip
_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split()
    )
} | {
    w: 10 * n
    for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}

_SCALE = r"百万|千万|万|萬|亿|億|(?:hundred|thousand|million|billion|trillion|mln|mn|bn|tn|[kmb])\b"
_UNIT = r"per ?cent\b|percent\b|%|(?:us )?dollars?\b|euros?\b|pounds?\b|yuan\b|usd\b|eur\b|gbp\b|rmb\b|pence\b|p(?!\w|\.?\s?m\b)|美元|欧元|元"
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z]-)(?P<before>US\$|[$€£¥]|USD |EUR |GBP )?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|(?:[\s-]?(?P<scale>{_SCALE}))?(?:[\s-]?(?P<unit>{_UNIT}))?)"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPELLED_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))
_SPELLED = re.compile(
    rf"\b(?P<words>(?:{_SPELLED_WORD}|a(?= (?:hundred|thousand|million|billion|dozen)\b))"
    rf"(?:[\s-](?:and )?(?:{_SPELLED_WORD}|hundred|thousand|million|billion|trillion|dozen))*)\b"
    rf"(?:[\s-](?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its `unit` (usd, eur, gbp, cny, % or "") and the words that gave it."""

    value: Decimal
    unit: str
    text: str


def figures(text: str) -> list[Figure]:
    """Return the figures of `text`: first those in digits, then those in words."""
    found = []
    for match in _DIGITS.finditer(text):
        value = Decimal(_plain(match["number"]))
        scale = (match["scale"] or "").lower()
        unit = _UNITS.get((match["before"] or "").strip().lower(), "")
        unit = unit or _UNITS.get((match["unit"] or "").lower().removeprefix("us "), "")
        found.append(Figure(value * _SCALES.get(scale, 1), unit, match[0].strip()))
    for match in _SPELLED.finditer(text):
        words = match["words"].lower()
        unit = _UNITS.get((match["unit"] or "").lower().removeprefix("us "), "")
        if words in ("one", "a") and not unit:  # a pronoun as often as a number
            continue
        found.append(Figure(Decimal(_spelled(words)), unit, match[0]))
    return found


_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10,
}  # fmt: skip
_PART = re.compile(
    rf"(?<!first[ -])(?<!second[ -])\b(?:half|(?:(?P<many>an?|one|{_SPELLED_WORD})[ -](?P<part>third|quarter|fifth|sixth"
    r"|seventh|eighth|tenth)s?))\b(?! of an? |[ -](?:year|time))",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    rf"\b(?P<one>\d+|{_SPELLED_WORD})(?: people)? (?:in|out of) (?:every )?(?P<of>\d+|{_SPELLED_WORD})\b(?! of the)",
    re.IGNORECASE,
)


def fractions(text: str) -> set[Decimal]:
    """Return the shares that `text` gives in words, "half" or "one in eight", as per cent."""
    return {share for _, _, share in parts(text)}


def parts(text: str) -> list[tuple[int, str, Decimal]]:
    """Return each share that `text` gives in words: where it stands, the words, the per cent."""
    found = []
    for match in _PART.finditer(text):
        many = (match["many"] or "one").lower()
        part = 1 if many in ("a", "an") else _SMALL[many]
        found.append((match, part, _PARTS[(match["part"] or "half").lower()]))
    for match in _ONE_IN.finditer(text):
        one, of = (
            int(n) if n.isdigit() else _SMALL[n.lower()] for n in (match["one"], match["of"])
        )
        found.append((match, one, of))
    return [(m.start(), m[0], Decimal(100) * one / of) for m, one, of in found if 0 < one < of]


def same(claimed: Figure, given: Figure) -> bool:
    """Whether two figures say the same; a unit that one of them leaves out does not differ."""
    if claimed.unit and given.unit and claimed.unit != given.unit:
        return False
    if (claimed.unit == "%") != (given.unit == "%") and claimed.unit and not given.unit:
        return False
    return claimed.value == given.value


def _plain(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return number.replace(",", "")
    return number.replace(",", ".")


def _spelled(words: str) -> int:
    total = part = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "dozen":
            part = max(part, 1) * 12
        elif word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, part = total + part, 0
        elif word == "a":
            part = 1
        elif word in _SMALL:
            part += _SMALL[word]
    return total + part
