"""Lines -> the dates that are written in them, in many languages and scripts.

Reads what a line says and what it calls a date; which of a page's dates is the article's, `facts`
decides. Relative dates ("2 hours ago") are none: nothing says when the page was saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

from index.months import month_of

Role = Literal["published", "updated", ""]
Order = Literal["dmy", "mdy", ""]


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a line: characters `[start, end)`, ISO 8601, and what the line calls it."""

    start: int
    end: int
    iso: str
    role: Role


_MARKS = "\u0300-\u036f\u0900-\u0963\u0966-\u0dff"
# Bounded, and one plain class: text in a wrong encoding can be a single word of many pages.
_NAME = rf"[^\W\d_][\w{_MARKS}’'׳॰]{{0,24}}\.?"
_DATE = re.compile(
    r"(?<![\d.])(?P<year>[12]\d{3})\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)\s?[日号일]?"
    r"|(?P<era>令和|平成|昭和|大正|明治|民國|民国)\s?(?P<reign>\d{1,3}|元)年\s?(?P<emonth>\d{1,2})月\s?(?P<eday>\d{1,2})日"
    r"|(?<![\d.,])(?P<one>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?(?P<last>[12]\d{3}(?!\d)|\d\d(?=,?\s+(?:at\b|um\b|\d{1,2}:)|\s*$))"
    r"|(?<!\d)(?P<vday>\d{1,2}) (?:tháng|thg) (?P<vmonth>\d{1,2}),? (?:năm )?(?P<vyear>[12]\d{3})(?!\d)"
    r"|(?<![\d.,:])(?P<wday>\d{1,2})(?:st|nd|rd|th|er|[ºª.])?,?[\s-]+(?:of\s+|de\s+|d['’])?"
    rf"(?P<wname>{_NAME})(?:\s?/\s?(?P<walso>{_NAME}))?,?[\s-]+(?:de\s+|del\s+)?(?P<wyear>[12]\d{{3}})(?!\d(?!\d?:\d))"
    rf"|(?P<mname>(?<![^\W\d_])(?<![{_MARKS}]){_NAME})\s?(?P<mday>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<myear>[12]\d{{3}})(?!\d(?!\d?:\d))"
    rf"|(?<!\d)(?P<yyear>[12]\d{{3}})\.?\s+(?P<yname>{_NAME})\s+(?P<yday>\d{{1,2}})(?![\d:])",
    re.IGNORECASE,
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}  # 民国 as 大正

_ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET", "MEZ"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST"), 120),
    **dict.fromkeys(("EEST", "MSK"), 180),
    **dict.fromkeys(("HKT", "SGT", "AWST"), 480),
    **dict.fromkeys(("JST", "KST"), 540),
    **{"AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "GST": 240, "WIB": 420, "NPT": 345},
    **{"EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480},
    **{"BRT": -180, "ART": -180},
}
"""Minutes east of UTC. CST and IST are left out: they are different times to different readers."""
_TIME = (
    r"(?:(?P<half>上午|下午|午前|午後|오전|오후|凌晨|早上|晚上)\s?)?(?P<hour>[01]?\d|2[0-3])"
    r"(?:[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d)(?:[.,]\d+)?)?(?!\d)"
    r"|\s?[時时点시](?:\s?(?P<cjk>[0-5]?\d)\s?[分분])?|\s?[hH]\s?(?P<french>[0-5]\d)?(?!\w)"
    r"|\.(?P<dotted>[0-5]\d)(?=\s*(?:Uhr|[ap]\.?\s?m\b|hrs|h\b))|(?=\s*(?:[ap]\.?\s?m\b|Uhr)))"
    r"\s*(?P<noon>[ap]\.?\s?m\b\.?|[ap]\.m\.)?(?:\s*(?:Uhr|hrs|h)\b)?"
    r"\s*\(?(?P<zone>(?:UTC|GMT)?\s?[+−-]\d{1,2}(?::?[0-5]\d)?(?!\d)|Z\b|(?-i:[A-Z]{3,4})\b)?"
)
_AFTER = re.compile(
    r"(?:T|(?:\s?г\.?)?[\s,|·•(–—-]{0,4}(?:at|um|à|a las|às|alle(?: ore)?|ore|kl\.?|klo|om|saat|o|в|lúc|pukul|الساعة)?[\s,]{0,2})"
    + _TIME,
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\d:.])" + _TIME + r"\)?(?:[\s,|·•–—-]|Uhr|on|am|\w+day\b|\w{3}\b,?){0,8}$", re.IGNORECASE
)


def dates(
    text: str, language: str = "", order: Order = "", known: Sequence[str] = ()
) -> Iterator[Written]:
    """Yield the dates in `text`, in order, those that cannot be read or cannot be left out.

    A date such as 3/4/2024, which is two days to two readers, is read by `order`, else as the one
    of the two that is also among the `known` ISO dates; else it counts as none. Dates of the
    future are refused, with a day's grace for time zones.
    """
    plain = _ascii_digits(text)
    matches = list(_DATE.finditer(plain))
    end = 0
    follow = False  # whether the labels of this line stand after their dates
    for i, match in enumerate(matches):
        day = _day(match, language, order, known)
        if day is None or not plausible(day):
            continue
        start, begun, end = end, match.start(), match.end()
        limit = matches[i + 1].start() if i + 1 < len(matches) else len(plain)
        timed = _AFTER.match(plain, match.end(), limit)
        if timed is not None:
            end = timed.end()
        else:
            timed = _BEFORE.search(plain[start:begun][-40:])
        before, after = plain[start:begun][-60:], plain[end:limit][:40]
        follow = follow or (not _LABEL.search(before) and bool(_LABEL_AFTER.match(after)))
        role = _role("" if follow else before, after)
        yield Written(match.start(), end, _iso(day, timed), role)


def iso_date(
    text: str, language: str = "", order: Order = "", known: Sequence[str] = ()
) -> str | None:
    """Return the first date in `text` as ISO 8601, with its time and zone where they are stated."""
    return next((found.iso for found in dates(text, language, order, known)), None)


_STAMP = re.compile(
    r"(?P<y>[12]\d{3})-?(?P<m>[01]\d)-?(?P<d>[0-3]\d)"
    r"(?:T?(?P<H>[0-2]\d):?(?P<M>[0-5]\d):?(?P<S>[0-5]\d)?Z?)?$"
)


def stamp(text: str, order: Order = "") -> str | None:
    """Return the date that a machine wrote, such as the value of a meta tag, as ISO 8601."""
    value = text.strip()
    if re.fullmatch(r"\d{10}(?:\d{3})?", value):
        seconds = int(value) if len(value) == 10 else int(value) // 1000
        found = datetime.fromtimestamp(seconds, UTC)
        return found.isoformat(timespec="seconds") if plausible(found.date()) else None
    compact = _STAMP.match(value)
    if compact and "-" not in value:
        universal = value.endswith("Z")
        value = "{y}-{m}-{d}".format(**compact.groupdict())
        if compact["H"]:
            zone = "Z" if universal else ""
            value += f"T{compact['H']}:{compact['M']}:{compact['S'] or '00'}{zone}"
    return iso_date(value, "en", order)


def plausible(day: date) -> bool:
    """Whether an article can have this date: no year before 1700, no future, no zero of a clock."""
    latest = max(datetime.now().date(), _WRITTEN) + timedelta(days=1)
    return date(1700, 1, 1) <= day <= latest and day not in _ZEROS


_WRITTEN = date(2026, 11, 1)
"""When this was written; a clock that is before it is wrong."""
_ZEROS = frozenset((date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1)))


def _day(match: re.Match[str], language: str, order: Order, known: Sequence[str]) -> date | None:
    if match["last"]:
        return _in_slashes(match, order, known)
    if match["era"]:
        reign = 1 if match["reign"] == "元" else int(match["reign"])
        year = _ERAS.get(match["era"], 1911) + reign
        return _made(year, int(match["emonth"]), int(match["eday"]))
    for unit in "wmy":
        if match[f"{unit}name"]:
            names = (match[f"{unit}name"], match["walso"] if unit == "w" else None)
            month = next((m for n in names if n and (m := month_of(n, language))), None)
            year, number = int(match[f"{unit}year"]), int(match[f"{unit}day"])
            return _made(year, month, number) if month else None
    unit = "v" if match["vyear"] else ""
    return _made(*(int(match[f"{unit}{part}"]) for part in ("year", "month", "day")))


def _in_slashes(match: re.Match[str], order: Order, known: Sequence[str]) -> date | None:
    one, two, year = (int(match[part]) for part in ("one", "two", "last"))
    year += 2000 if year < 100 else 0
    by_day, by_month = _made(year, two, one), _made(year, one, two)
    if by_day is None or by_month is None or by_day == by_month or match["mark"] == ".":
        return by_day or by_month
    if order:
        return by_day if order == "dmy" else by_month
    days = {iso[:10] for iso in known}
    told = [day for day in (by_day, by_month) if day.isoformat() in days]
    return told[0] if len(told) == 1 else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # such as the 31st of June
        return None


def _iso(day: date, timed: re.Match[str] | None) -> str:
    if timed is None:
        return day.isoformat()
    hour = int(timed["hour"])
    minute = int(timed["minute"] or timed["cjk"] or timed["french"] or timed["dotted"] or 0)
    late = (timed["noon"] or "")[:1].lower() == "p" or timed["half"] in (
        "下午",
        "午後",
        "오후",
        "晚上",
    )
    early = (timed["noon"] or "")[:1].lower() == "a" or timed["half"] in (
        "上午",
        "午前",
        "오전",
        "凌晨",
    )
    if hour <= 12 and (late or early):
        hour = hour % 12 + (12 if late else 0)
    moment = datetime(day.year, day.month, day.day, hour, minute, int(timed["second"] or 0))
    offset = _offset(timed["zone"])
    if offset is not None:
        moment = moment.replace(tzinfo=timezone(offset))
    return moment.isoformat(timespec="seconds")


def _offset(zone: str | None) -> timedelta | None:
    """Return the offset that is stated, None for none or one that means several."""
    name = (zone or "").strip().upper()
    if name in _ZONES:
        return timedelta(minutes=_ZONES[name])
    match = re.fullmatch(r"(?:UTC|GMT)?\s?([+−-])(\d{1,2}):?(\d{2})?", name)
    if match is None or int(match[2]) > 14:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return size if match[1] == "+" else -size


def _ascii_digits(text: str) -> str:
    """Return `text` with the digits of every script as 0 to 9, character for character."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )


_MONTH_FIRST = re.compile(r"^en[-_](?:us|ph)$", re.I)
_DAY_FIRST = re.compile(
    r"^(?!en$|en[-_](?:us|ca|ph|za)$|zh|ja|ko|hu|lt|mn|sv|fa)[a-z]{2}(?:[-_]|$)", re.I
)
_DAY_FIRST_SITES = (
    "uk",
    "ie",
    "au",
    "nz",
    "in",
    "pk",
    "ng",
    "ke",
    "sg",
    "my",
    "fr",
    "de",
    "es",
    "it",
    "br",
    "pt",
    "ru",
)


def order_of(language: str | None, site: str | None) -> Order:
    """Return in which order a page writes 3/4/2024, as far as its language and country tell."""
    if language and _MONTH_FIRST.match(language):
        return "mdy"
    if language and _DAY_FIRST.match(language):
        return "dmy"
    return "dmy" if site and site.rsplit(".", 1)[-1] in _DAY_FIRST_SITES else ""


def order_in(text: str) -> Order:
    """Return the order of the dates in numbers in `text`, where one of them gives it away."""
    found: set[Order] = set()
    for match in _DATE.finditer(_ascii_digits(text)):
        if match["last"] and match["mark"] != ".":
            one, two = int(match["one"]), int(match["two"])
            if max(one, two) > 12 >= min(one, two):
                found.add("dmy" if one > two else "mdy")
    return found.pop() if len(found) == 1 else ""


# --- what a line calls its dates ------------------------------------------------------------------

_UPDATED = (
    r"updated?|modified|last (?:changed|edited|reviewed|revised)|revised|edited"
    r"|aktualisiert|aktualisierung|geändert|stand(?=\W*$)|mis(?:e)? à jour|màj|maj|modifié|actualizad[oa]|actualización"
    r"|modificación|aggiornat[oa]|aggiornamento|ultima modifica|atualizad[oa]|atualização|bijgewerkt|gewijzigd"
    r"|oppdatert|opdateret|uppdatera[dt]|päivitetty|zaktualizowano|aktualizacja|aktualizováno"
    r"|обновлен[оа]?|изменен[оа]?|оновлено|güncelle(?:me|ndi|nme)|cập nhật|diperbarui|更新|최종수정|수정|업데이트"
    r"|تحديث|حُ?دِّ?ث|به‌?روزرسانی|अपडेट|עודכן|עדכון|ενημ(?:έρωση|ερώθηκε)|actualizat|frissítve"
)
_PUBLISHED = (
    r"published|posted|publication date|issued|first published|veröffentlicht|erschienen|publié[e]?|parue?"
    r"|publicad[oa]|pubblicat[oa]|geplaatst|gepubliceerd|publisert|publiceret|publicera[dt]|julkaistu"
    r"|opublikowano|dodano|publikováno|опубликован[оа]?|опубліковано|yayın(?:lanma)?(?: tarihi)?|giriş(?: tarihi)?"
    r"|đăng|xuất bản|dipublikasikan|tayang|发[布表](?:时间|日期|于)?|發[布佈表](?:時間|日期|於)?|公開日?|掲載日?|配信|投稿日?"
    r"|등록|입력|게재|승인|نُ?شر(?:ت)?|النشر|انتشار|प्रकाशित|פורסם|δημοσι(?:εύτηκε|εύθηκε|ευση|ευθηκε)|publicat"
    r"|(?:date|time|datum|fecha|data|дата|tarih|tanggal|时间|時間|日期|日時|تاريخ|تاریخ)(?=\s*[:：])"
)
_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))(?![a-zà-ÿ])",
    re.IGNORECASE,
)
_LABEL_AFTER = re.compile(
    r"[\s)）]*(?:(?P<updated>更新|최종수정|수정|업데이트|güncellendi|aktualisiert)"
    r"|(?P<published>公開|掲載|配信|投稿|发布|发表|發布|입력|등록|승인|veröffentlicht))(?![:：])",
    re.IGNORECASE,
)


def _role(before: str, after: str) -> Role:
    """Return what the words around a date call it; those before it count first."""
    labels = list(_LABEL.finditer(before))
    label = labels[-1] if labels else _LABEL_AFTER.match(after)
    if label is None:
        return ""
    return "updated" if label["updated"] else "published"


def label_of(text: str) -> Role:
    """Return what a line calls a date that follows on the next one; "" if it is no such label."""
    if len(text) > 40 or any(c.isdigit() for c in text):
        return ""
    label = _LABEL.search(text)
    if label is None or sum(map(str.isalpha, text[: label.start()] + text[label.end() :])) > 10:
        return ""
    return "updated" if label["updated"] else "published"
