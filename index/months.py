"""Names of months, in the languages of the news. The only user of dateparser, for its tables."""

from __future__ import annotations

from functools import cache
from importlib import import_module

_ENGLISH = (
    "january february march april may june july august september october november december"
).split()
_LANGUAGES = (
    "en de fr es it pt nl sv da nb fi pl cs sk hu ro bg ru uk be el tr az ar fa he hi bn ur id ms "
    "ca hr sl sr et lv lt sq sw fil"
).split()
_TABLES = {"no": "nb", "nn": "nb", "tl": "fil", "bs": "hr"}
_MORE = {
    "ar": (
        "يناير جانفي",
        "فبراير فيفري شباط",
        "مارس آذار اذار",
        "أبريل إبريل ابريل نيسان أفريل",
        "مايو أيار ايار ماي",
        "يونيو يونيه حزيران جوان",
        "يوليو يوليه تموز جويلية",
        "أغسطس اغسطس آب أوت",
        "سبتمبر أيلول ايلول",
        "أكتوبر اكتوبر",
        "نوفمبر",
        "ديسمبر",
    ),
}
"""The names of the Levant and the Maghreb, which the tables lack."""


def month_of(name: str, language: str = "") -> int | None:
    """Return the month called `name`, 1 to 12; None if it is none.

    `language`, an ISO 639-1 code, decides where a name means two months (`listopad`); without it
    such a name means none.
    """
    wanted = name.casefold().rstrip(".")
    if language:
        found = _names(_TABLES.get(language, language)).get(wanted)
        if found:
            return found
    return _names("en").get(wanted) or _everywhere().get(wanted)


@cache
def _names(language: str) -> dict[str, int]:
    """Return the months of one language; nothing for a language without a table."""
    if not language.isalpha() or len(language) > 3:
        return {}
    try:
        table = import_module(f"dateparser.data.date_translation_data.{language}").info
    except ImportError:  # dateparser does not know this language
        return {}
    names = {
        name.casefold().rstrip("."): number
        for number, month in enumerate(_ENGLISH, start=1)
        for name in table.get(month, ())
        if not name[0].isdigit() and (len(name) > 2 or not name.isascii())
    }
    for number, more in enumerate(_MORE.get(language, ()), start=1):
        names |= dict.fromkeys(more.split(), number)
    return names


@cache
def _everywhere() -> dict[str, int]:
    """Return the names that mean one month only, whatever the language."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, month in _names(language).items():
            found.setdefault(name, set()).add(month)
    return {name: months.pop() for name, months in found.items() if len(months) == 1}
