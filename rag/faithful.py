"""A translation against its original: which figures, months, currencies and names are not the same.

Reads digits, words of scale ("Milliarden", "万") and what one language calls another's countries and
people. It does not read whether the rest means the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache

from index.months import month_of
from rag.figures import figures
from rag.terms import names

_SCALES = {
    "": "thousand:3 million:6 mn:6 mio:6 mln:6 billion:9 bn:9 trillion:12",
    "de": "tausend:3 million:6 mio:6 milliard:9 mrd:9 billion:12",
    "nl": "duizend:3 miljoen:6 mln:6 miljard:9 mld:9 biljoen:12",
    "fr": "mille:3 million:6 milliard:9 billion:12 md:9",
    "es": "mil:3 millón:6 millon:6 millardo:9 billón:12 billon:12",
    "pt": "mil:3 milhão:6 milhões:6 bilhão:9 bilhões:9 bilião:12 trilhão:12 trilhões:12",
    "it": "mila:3 mille:3 milion:6 mln:6 miliard:9 mld:9",
    "sv": "tusen:3 miljon:6 mn:6 miljard:9 mdr:9 biljon:12",
    "da": "tusind:3 million:6 mio:6 milliard:9 mia:9 billion:12",
    "no": "tusen:3 million:6 mill:6 milliard:9 mrd:9 billion:12",
    "fi": "tuha:3 miljoon:6 milj:6 miljard:9 mrd:9 biljoon:12",
    "pl": "tys:3 milion:6 mln:6 miliard:9 mld:9 bilion:12",
    "cs": "tisíc:3 milion:6 mil:6 miliard:9 mld:9 bilion:12",
    "hu": "ezer:3 millió:6 milliárd:9 billió:12",
    "ro": "mii:3 milioane:6 milion:6 miliard:9",
    "tr": "bin:3 milyon:6 milyar:9 trilyon:12",
    "ru": "тыс:3 миллион:6 млн:6 миллиард:9 млрд:9 триллион:12 трлн:12",
    "uk": "тис:3 мільйон:6 млн:6 мільярд:9 млрд:9 трильйон:12",
    "el": "χιλιάδ:3 εκατομμύρι:6 εκατ:6 δισεκατομμύρι:9 δισ:9",
    "ar": "ألف:3 آلاف:3 مليون:6 ملايين:6 مليار:9 تريليون:12",
    "zh": "千:3 万:4 萬:4 百万:6 千万:7 亿:8 億:8 万亿:12",
    "ja": "千:3 万:4 百万:6 千万:7 億:8 兆:12",
    "ko": "천:3 만:4 백만:6 천만:7 억:8 조:12",
}
"""What words of scale begin with, by language, and the power of ten."""

_NUMBER = re.compile(r"(?<![\w.,])?\d+(?:[ \u00a0\u202f.,'’]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(r"[\s\u00a0-]*([^\W\d_]+)")
_COMMA = frozenset(
    "de fr es it pt nl sv da no fi pl cs sk hu ro tr ru uk bg el id vi hr sl sr".split()
)
"""Languages in which 1.200 is twelve hundred and 1,2 is between one and two."""

_ORDINALS = {
    word: Decimal(n)
    for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
} | {"one": Decimal(1), "once": Decimal(1), "twice": Decimal(2), "both": Decimal(2), "double": Decimal(2),
     "doubled": Decimal(2), "half": Decimal(50), "a": Decimal(1), "an": Decimal(1)}  # fmt: skip
"""Words that a translation may write in digits, and need not."""

_CURRENCIES = {
    "dollar": r"\$|\bUSD\b|dollar|dólar|dolar|доллар|долар|δολάρι|美元|ドル|달러",
    "euro": r"€|\bEUR\b|\beuros?\b|евро|євро|ευρώ|欧元|歐元|ユーロ|유로",
    "pound": r"£|\bGBP\b|\bpounds? sterling|sterling|britische[n]? Pfund|英镑|ポンド|파운드",
    "yen": r"\bJPY\b|\byens?\b|日元|円|иен|엔화",
}

_WRITTEN_OUT = frozenset("en fr es it pt nl sv da no fi pl cs hu ro tr".split())
"""Languages whose names can be told by their capitals."""


def lost(
    original: str, translation: str, source: str, target: str, known: Collection[str] = ()
) -> list[str]:
    """Return the words of `original` that its translation has not, or else has to take back.

    `source` and `target` are ISO 639-1 codes; `known` names count at the start of a sentence, too,
    where others cannot be told from common words. Empty where figures, months, currencies and names are
    the same.
    """
    return [
        *_figures_lost(original, translation, source, target),
        *_months_lost(original, translation, source, target),
        *_currencies_added(original, translation),
        *(n for n in keeps(original, source, known) if not _stands(n, translation, source, target)),
    ]


def keeps(original: str, source: str, known: Collection[str] = ()) -> list[str]:
    """Return the names that a translation has to keep; none where they cannot be told by capitals."""
    if not checks_names(source):
        return []
    first = re.match(r"\W*([^\W\d_][\w-]+)", original)
    opening = [first[1]] if first and first[1] in known else []
    return list(dict.fromkeys([*opening, *names(original)]))


def checks_names(source: str) -> bool:
    """Whether names of this language can be told from other words."""
    return source in _WRITTEN_OUT


# --- Figures --------------------------------------------------------------------------------------


def _figures_lost(original: str, translation: str, source: str, target: str) -> list[str]:
    wanted = [(text, values) for text, values in _digits(original, source)]
    may = {_ORDINALS[w] for w in re.findall(r"[a-z]+", original.lower()) if w in _ORDINALS}
    may |= {Decimal(month) for month in _months(original, source)}
    if source == "en":
        spelled = [f for f in figures(original) if not any(c.isdigit() for c in f.text)]
        wanted += [(f.text, {f.value}) for f in spelled]
    left = _digits(translation, target)
    missing = []
    for text, values in wanted:
        match = next((n for n, (_, given) in enumerate(left) if values & given), None)
        if match is None:
            missing.append(text)
        else:
            del left[match]
    added = [
        text for text, given in left if not given & (may | {v for _, vs in wanted for v in vs})
    ]
    return missing + [f"not {text}" for text in added]


def _digits(text: str, language: str) -> list[tuple[str, set[Decimal]]]:
    """Return the numbers written in digits, each with what it may mean: 1.200 is two numbers."""
    found = []
    for match in _NUMBER.finditer(text):
        plain = re.sub(r"[ \u00a0\u202f'’]", "", match[0])
        marks = re.findall(r"[.,]", plain)
        if len(set(marks)) == 2:
            values = {Decimal(re.sub(r"[.,](?=.*[.,])", "", plain).replace(",", "."))}
        elif not marks or len(marks) > 1:
            values = {Decimal(re.sub(r"[.,]", "", plain))}
        else:
            grouped = re.fullmatch(r"\d{1,3}[.,]\d{3}", plain) is not None
            decimal = (marks[0] == ",") == (language in _COMMA)
            values = {Decimal(re.sub(r"[.,]", "", plain))} if grouped else set[Decimal]()
            if decimal or not grouped:
                values.add(Decimal(plain.replace(",", ".")))
        word = _WORD.match(text, match.end())
        power = _power(word[1], language) if word else 0
        shown = match[0] + (word[0] if word and power else "")
        found.append((shown, {(v * 10**power).normalize() for v in values}))
    return found


def _power(word: str, language: str) -> int:
    known = {**_scales(""), **_scales(language)} if language not in _SCALES else _scales(language)
    if language == "en":
        known = _scales("")
    lower = word.lower()
    fitting = [start for start in known if lower.startswith(start)]
    return known[max(fitting, key=len)] if fitting else 0


@cache
def _scales(language: str) -> dict[str, int]:
    pairs = (entry.split(":") for entry in _SCALES.get(language, "").split())
    return {word: int(power) for word, power in pairs}


# --- Months and currencies ------------------------------------------------------------------------


def _months(text: str, language: str) -> set[int]:
    """Return the months that `text` names; "may" and "march" only with a capital."""
    found = set()
    for word in re.findall(r"[^\W\d_]{3,}", text):
        if not (word.islower() and word in ("may", "march", "mar")):
            found.add(month_of(word, language) or 0)
    return found - {0}


def _months_lost(original: str, translation: str, source: str, target: str) -> list[str]:
    given = _months(translation, target)
    numbers = {value for _, values in _digits(translation, target) for value in values}
    missing = [m for m in _months(original, source) if m not in given and Decimal(m) not in numbers]
    named = [w for w in re.findall(r"[^\W\d_]{3,}", original) if month_of(w, source) in missing]
    return named


def _currencies_added(original: str, translation: str) -> list[str]:
    def money(text: str) -> set[str]:
        return {c for c, marks in _CURRENCIES.items() if re.search(marks, text, re.IGNORECASE)}

    given = money(original)
    return [f"not {name}" for name in sorted(money(translation) - given)] if given else []


# --- Names ----------------------------------------------------------------------------------------

_ALIKE = 0.7
"""How alike two forms of a name are, where they begin with the same letter."""

_LIKE_COUNTRIES = {
    "American": "US", "Americans": "US", "US": "US", "British": "GB", "Britain": "GB", "UK": "GB",
    "England": "GB", "English": "GB", "Dutch": "NL", "Holland": "NL", "Swiss": "CH", "EU": "EU",
    "UN": "UN", "German": "DE", "Germans": "DE", "French": "FR", "Spanish": "ES", "Greek": "GR",
    "Chinese": "CN", "Japanese": "JP", "Belgian": "BE", "Austrian": "AT", "Irish": "IE",
}  # fmt: skip


def _stands(name: str, translation: str, source: str, target: str) -> bool:
    """Whether a name stands in the translation: as printed, in another form, or as a country's."""
    folded, own = translation.casefold(), name.casefold()
    if own in folded:
        return True
    if country := _countries(name, source, target):  # Austria is much like Australia
        return any(form in folded for form in country)
    alike = any(
        word[0] == own[0]
        and (word[:4] == own[:4] or SequenceMatcher(None, word, own).ratio() >= _ALIKE)
        for word in re.findall(r"[^\W\d_]+", folded)
        if len(own) > 3
    )
    return alike or any(form in folded for form in _peoples(name, source, target))


@cache
def _countries(name: str, source: str, target: str) -> frozenset[str]:
    """Return how the words begin that `target` has for a country that `source` calls `name`."""
    return frozenset(
        word[: max(4, len(word) - 1)]
        for key, own, other in _tables(source, target)[0]
        if own == name or (" " in own and name in own.split() and len(key) == 2)
        for word in (other.casefold().split() if " " in other else [other.casefold()])
        if len(word) > 2 or not word.isascii()
    )


@cache
def _peoples(name: str, source: str, target: str) -> frozenset[str]:
    """Return how the words begin that `target` may have for a people or language `name`."""
    code = _LIKE_COUNTRIES.get(name, "") if source == "en" else ""
    countries, languages = _tables(source, target)
    return frozenset(
        word.casefold()[:5]
        for key, own, other in [*countries, *languages]
        if key == code or own == name
        for word in other.split()
        if len(word) > 3 or not word.isascii()
    )


@cache
def _tables(source: str, target: str) -> tuple[list[tuple[str, str, str]], ...]:
    """Return the codes of countries, and those of languages, with their names in both languages."""
    from babel import Locale, UnknownLocaleError

    try:
        ours, theirs = Locale(source), Locale(target)
    except UnknownLocaleError:
        return [], []
    pairs = (ours.territories, theirs.territories), (ours.languages, theirs.languages)
    return tuple(
        [(str(k), str(own[k]), str(other[k])) for k in own if k in other] for own, other in pairs
    )


def language_name(code: str) -> str | None:
    """Return the English name of the language with this code, None where it is not known."""
    from babel import Locale

    return Locale("en").languages.get(code)
