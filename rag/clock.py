"""Times of day in a text: "9:40 p.m.", "21:40", "21.40" and "noon" compare. Time zones are not read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = re.compile(
    r"(?<![\d.,:$€£])(?:(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?:\s?h\b)?"
    r"|(?:(?<=\bat )|(?<=\buntil )|(?<=\bbefore )|(?<=\bafter ))"
    r"(?P<hour_point>[01]?\d|2[0-4])\.(?P<minute_point>[0-5]\d)(?!\s?(?:%|per|[mb]n?\b|(?:m|b|tr)illion|euro|dollar|pound))"
    r"|\b(?P<named>noon|midday|midnight))(?![\d:]|[.,]\d)",
    re.IGNORECASE,
)
_NAMED = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day as `text` has it, with the minutes since midnight that it may mean."""

    start: int
    text: str
    minutes: frozenset[int]


def times(text: str) -> list[Time]:
    """Return the times of day of `text`, in order.

    One without "a.m." beside one that has it, "from 9:30 to 11 p.m.", may mean either half of the day.
    """
    matches = list(_TIME.finditer(text))
    halved = any(m["half"] for m in matches)
    return [Time(m.start(), m[0], _minutes(m, halved)) for m in matches]


def wrong(claim: str, text: str) -> str:
    """Return the time of `claim` that `text` has otherwise, with what it has."""
    told = times(text)
    for time in times(claim):
        if told and not any(time.minutes & t.minutes for t in told):
            return f"{time.text} is not in the cited text; it says {told[0].text}"
    return ""


def _minutes(match: re.Match[str], halved: bool) -> frozenset[int]:
    if match["named"]:
        return frozenset({_NAMED[match["named"].lower()]})
    hour = int(match["hour"] or match["hour24"] or match["hour_point"])
    minute = int(match["minute"] or match["minute24"] or match["minute_point"] or 0)
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    found = (hour * 60 + minute) % _DAY
    either = halved and not match["half"] and hour <= 12
    return frozenset({found, (found + _DAY // 2) % _DAY} if either else {found})
