"""Words for a time -> the days they mean: dates, months, years, "last week", 上周.

Whole words of English and Chinese, names of months in the languages of `index.months`. A date
without a year is the latest that has begun. Says nothing of what the days are meant for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.months import month_of

Kind = Literal["day", "month", "year", "relative"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; `start` and `end` are where the words stand."""

    first: date
    last: date
    kind: Kind
    start: int = 0
    end: int = 0


_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS = {"a": 1, "an": 1, "两": 2}
for _words in ("one two three four five six seven eight nine ten".split(), "一二三四五六七八九十"):
    _NUMBERS |= {word: number for number, word in enumerate(_words, start=1)}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "年": "year"}
_MANY = rf"\d{{1,3}}|{'|'.join(k for k in _NUMBERS if k.isascii())}"
_ZH_MANY = "[0-9]{1,3}|[一二两三四五六七八九十]"
_NO_WORD = r"(?![^\W_])"
_PATTERN = re.compile(
    rf"""(?<![^\W_])(?:
      (?P<iso>(?:19|20)\d\d-\d\d?(?:-\d\d?)?)
    | (?P<dots>\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d)
    | (?P<dmy>(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m1>[^\W\d_]{{3,}})\.?(?:,?\s+(?P<y1>(?:19|20)\d\d))?)
    | (?P<mdy>(?P<m2>[^\W\d_]{{3,}})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>(?:19|20)\d\d))?)
    | (?P<my>(?P<m3>[^\W\d_]{{3,}})\.?,?\s+(?P<y3>(?:19|20)\d\d))
    | (?P<word>today|yesterday)
    | (?:the\s+)?(?P<which>this|last|past|previous)\s+(?P<unit>week|month|year)
    | (?:in\s+)?(?:the\s+)?(?:last|past)\s+(?P<n1>{_MANY})\s+(?P<u1>day|week|month|year)s?
    | (?P<n2>{_MANY})\s+(?P<u2>day|week|month|year)s?\s+ago
    | (?P<before>last\s+|this\s+)?(?P<weekday>{"|".join(_DAYS)})
    | (?P<year>(?:19|20)\d\d)
    ){_NO_WORD}
    | (?P<zh>(?:(?P<zy>(?:19|20)\d\d)\s*年\s*)(?:(?P<zm>\d{{1,2}})\s*月(?:份|\s*(?P<zd>\d{{1,2}})\s*[日号])?)?
      | (?<![\d年])(?P<zm2>\d{{1,2}})\s*月(?:份|\s*(?P<zd2>\d{{1,2}})\s*[日号])?)
    | (?P<zw>今天|今日|昨天|昨日|前天)
    | (?P<zlast>上个?|本|这个?)(?P<zday>周|星期|礼拜)(?P<zn>[一二三四五六日天])
    | (?P<zthis>本|这个?|上个?)(?P<zu>周|星期|月)
    | (?P<zyear>今年|去年|前年)
    | (?:最近|过去|近)(?P<zmany>{_ZH_MANY})个?(?P<zunit>天|日|周|星期|月|年)
    | (?P<zmany2>{_ZH_MANY})个?(?P<zunit2>天|日|周|星期|月|年)(?:以?前)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def periods(text: str, today: date) -> list[Period]:
    """Return the times that `text` speaks of, in order. A month alone is none."""
    found = []
    at = 0
    while match := _PATTERN.search(text, at):
        at = match.end()
        got = _meant(match, today)
        if got:
            start, end = match.span()
            found.append(Period(got[0], got[1], got[2], start, end))
        elif match["dmy"] or match["mdy"] or match["my"]:  # "over 2020" may hide a plain year
            at = match.start() + 1
    return found


def period(text: str, today: date) -> Period | None:
    """Return the time that the whole of `text` means, None if it means none."""
    stripped = " ".join(text.split())
    month = month_of(stripped) if len(stripped) > 2 else None
    if month:
        first = _latest(lambda year: date(year, month, 1), today)
        return Period(first, _month_end(first), "month", 0, len(text))
    match = _PATTERN.fullmatch(stripped)
    got = _meant(match, today) if match else None
    return Period(got[0], got[1], got[2], 0, len(text)) if got else None


_Days = tuple[date, date, Kind]


def _meant(match: re.Match[str], today: date) -> _Days | None:
    found = {name: value for name, value in match.groupdict().items() if value}
    try:
        return _dated(found, today) or _relative(found, today)
    except (ValueError, OverflowError):  # 31 February
        return None


def _dated(found: dict[str, str], today: date) -> _Days | None:
    if "iso" in found:
        year, *rest = map(int, found["iso"].split("-"))
        return _days(year, *rest)
    if "dots" in found:
        day, month, year = map(int, found["dots"].split("."))
        return _days(year, month, day)
    for month_, day_, year_ in (("m1", "d1", "y1"), ("m2", "d2", "y2"), ("m3", "", "y3")):
        if month_ in found:
            named = month_of(found[month_])
            if not named:
                return None
            return _of(found.get(year_), named, found.get(day_), today)
    if "zh" in found:
        month_zh = found.get("zm") or found.get("zm2")
        if not month_zh:
            return _days(int(found["zy"]))
        return _of(found.get("zy"), int(month_zh), found.get("zd") or found.get("zd2"), today)
    return _days(int(found["year"])) if "year" in found else None


def _relative(found: dict[str, str], today: date) -> _Days | None:
    word = found.get("word", found.get("zw", "")).lower()
    if word:
        back = {"today": 0, "今天": 0, "今日": 0, "前天": 2}.get(word, 1)
        return _back(today, back)
    if "weekday" in found or "zn" in found:
        return _weekday(found, today)
    which, unit = found.get("which", found.get("zthis", "")), found.get("unit", "")
    unit = unit or _UNITS.get(found.get("zu", ""), "")
    if "zyear" in found:
        year = today.year - "今去前".index(found["zyear"][0])
        return (*_days(year)[:2], "relative")
    if unit:
        return _calendar(unit.lower(), today, back=which.lower()[0] in "lp上")
    for many, unit_ in (("n1", "u1"), ("n2", "u2"), ("zmany", "zunit"), ("zmany2", "zunit2")):
        if many in found:
            number = found[many].lower()
            count = int(number) if number.isdigit() else _NUMBERS[number]
            unit = _UNITS.get(found[unit_], found[unit_].lower())
            days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit] * count
            first = today - timedelta(days)
            # "two weeks ago" is about then, "the last two weeks" until now.
            ago = many.endswith("2")
            slack = {"day": 0, "week": 3, "month": 15, "year": 182}[unit]
            if ago:
                return first - timedelta(slack), first + timedelta(slack), "relative"
            return first, today, "relative"
    return None


def _weekday(found: dict[str, str], today: date) -> _Days:
    if "zn" in found:
        monday = today - timedelta(today.weekday() + 7 * (found["zlast"][0] == "上"))
        day = monday + timedelta("一二三四五六日".index(found["zn"].replace("天", "日")))
        return day, day, "relative"
    back = (today.weekday() - _DAYS.index(found["weekday"].lower())) % 7
    last = found.get("before", "").lower().startswith("last")
    return _back(today, back or 7 * last)


def _back(today: date, days: int) -> _Days:
    day = today - timedelta(days)
    return day, day, "relative"


def _calendar(unit: str, today: date, *, back: bool) -> _Days:
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday, monday + timedelta(6), "relative"
    if unit == "year":
        return (*_days(today.year - back)[:2], "relative")
    first = today.replace(day=1)
    if back:
        first = (first - timedelta(1)).replace(day=1)
    return first, _month_end(first), "relative"


def _of(year: str | None, month: int, day: str | None, today: date) -> _Days:
    numbers = [month, int(day)] if day else [month]
    if year:
        return _days(int(year), *numbers)
    latest = _latest(lambda y: date(y, month, int(day or 1)), today)
    return _days(latest.year, *numbers)


def _latest(made: Callable[[int], date], today: date) -> date:
    for year in range(today.year, today.year - 8, -1):
        try:
            if made(year) <= today:
                return made(year)
        except ValueError:  # 29 February
            continue
    raise ValueError("no such day")


def _days(year: int, month: int = 0, day: int = 0) -> _Days:
    if not month:
        return date(year, 1, 1), date(year, 12, 31), "year"
    first = date(year, month, day or 1)
    return (first, first, "day") if day else (first, _month_end(first), "month")


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
