"""What a sentence states, so that it can be held against another: figures and dates with their things.

Says nothing about who is right. By words: the noun that a figure counts, the kind of measure (dead, injured, price, profit …), the
names and the times that narrow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rag.counts import places
from rag.figures import Figure
from rag.terms import names, stem, terms

_CLASSES = {
    word: kind
    for kind, words in {
        "dead": "die dead kill death toll fatal drown slain",
        "hurt": "injur hurt wound hospit burn",
        "missing": "miss unaccount",
        "held": "arrest detain custodi",
        "saved": "rescu save evacu surfac",
        "price": "price buy sell pay worth valu deal takeov",
        "offer": "offer bid",
        "sales": "revenu turnov",
        "profit": "profit earn",
        "loss": "deficit",
        "cost": "cost repair build bill budget",
        "fine": "fine penalti settlement",
        "debt": "debt loan owe",
        "jobs cut": "cut axe redund shed lay-off",
        "staff": "employ staff workforc hire",
        "share of votes": "vote turnout poll",
        "shares": "share stock",
        "size": "magnitud height seat capac",
    }.items()
    for word in words.split()
}
PRICED = frozenset("price cost pay worth valu buy sell".split())
"""Stems that tell of a price, not of what it is paid for."""
_PEOPLE = frozenset({"person", "peopl", "other", "more"})
_VAGUE = frozenset(
    "also say tell report year month week day time new total number accord offici minist spokesman compani polic"
    " last first one two".split()
)
_SPEECH = r"(?:said|says|told|added|adds|announced|reported|reports|wrote|according|confirmed|warned|estimated)"
_HEAD = re.compile(
    r"^[^;]{0,90}?\b(?:said|says|told \w+|announced|reported|added|confirmed)\b(?: (?:late |early )?on \w+day)? that\b"
    r"|^[^,;]{0,60}?\b(?:said|says|told \w+|announced|reported)\b(?: (?:late |early )?on \w+day)?"
)
_TAIL = re.compile(
    rf",\s+(?:according to\b[^;.]*|[^,;]*\b{_SPEECH}\b[^,;.]*)(?=[.,;]?\s*$|,)"
    rf"|^According to [^,]+,|\b{_SPEECH}\s+(?:late |early )?on \w+day\b"
)
_NOUN = re.compile(
    r"[\s-]+(?:of (?:the|its|their|his|her)\s+|(?:more|other|further|new|young|local|old)\s+)*"
    r"([a-z][a-z-]+)"
)
_AFTER = frozenset(
    "is are was were be been has have had will would could may might died dead killed injured hurt missing"
    " in on at by for from to of with after when and or as walked left including out over under since per"
    " this last next ago late early while who which that before during until near against into between"
    " wounded arrested detained drowned rescued say says said aboard".split()
)
_FOLLOWING = re.compile(r"(?:[\s-][a-z][\w-]*){0,2}")
_LOOSE = re.compile(
    r"(?:[\s-](?:is|are|was|were|had|has|have|been|and|or|of|in|on|at|to|from|by|for|with|when|while|after"
    r"|before|the|a|an|as|than|that|who|which|will|would))+$"
)
_BOUND = re.compile(
    r"\b(?:(?P<least>at least|more than|over|no fewer than|no less than|upwards? of|above)"
    r"|(?P<most>up to|at most|fewer than|less than|under|below|nearly|almost|not quite)"
    r"|(?P<about>about|around|some|roughly|approximately|an estimated|close to|or so|nearly))"
    r"\s+(?:[$€£¥])?$",
    re.IGNORECASE,
)
_EDGE = re.compile(r"[;:()]|,(?!\d)|\b(?:and|but|while|whereas)\b")
_PARTIAL = re.compile(r"\s+(?:\w+\s+)?of (?:the|its|their|his|her|those|them)\b")
_OF_ALL = re.compile(r"\bof (?:the|its|their|his|her)\s+(?:\w+\s+)?$")
_MORE = re.compile(
    r"\b(?:another|additional|each|apiece|average|an extra)\b|\b\d+ more\b", re.IGNORECASE
)
_RATE = re.compile(r"\b(?:a|per|each|every)[\s-](day|week|month|year|hour|night|person|share|tonne|barrel)\b|\b(daily|weekly|monthly|annual|annually|yearly|hourly)\b")  # fmt: skip
_RATES = {"daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour"}
_AHEAD = re.compile(
    r"\b(?:expect(?:s|ed)?|plan(?:s|ned)?|forecasts?|predict(?:s|ed)?|could|may|might|target(?:s|ed)?|aims?|hopes?"
    r"|wants?|seeks?|propos(?:es|ed|al)|estimate[sd]?|budgeted|projected|was to|were to|due to|should)\b"
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "|".join([*_MONTHS, *(rf"{m[:3]}\w?\.?(?=\s*\d)" for m in _MONTHS)])
_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?![a-z])(?:,?\s+(?P<y1>(?:19|20)\d\d))?"
    rf"|(?P<m2>{_MONTH})(?![a-z])\.?\s*(?P<d2>\d{{1,2}})(?!\d)(?:,?\s+(?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<m3>{_MONTH})(?![a-z])(?:\s+(?P<y3>(?:19|20)\d\d))?"
    rf"|(?P<day>{'|'.join(_DAYS)})"
    r"|(?<![\d.,$€£])(?P<y4>(?:19|20)\d\d)(?![\d.,]*\d|\s*(?:per cent|percent|%|people|jobs)))"
)
_BACK = re.compile(
    r"\b(?:corrections?|clarification|(?:first|earlier|previous|initial|original) (?:report|version|article|story)"
    r"|we (?:\w+ )?(?:said|gave|reported|wrote|stated|put))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?:\s*[ap]\.?m)?|\b\d{1,2}\s*[ap]\.?m\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(this|last|next|previous|first|second|third|fourth)\s+(year|month|week|quarter|half|season|time|decade)\b"
    r"|\b(today|yesterday|tomorrow)\b|\b(now)\b|\bcurrent(?:ly)?\b()"
    r"|\b(\w+(?:th|st|nd|rd)[\s-]century)\b|\b(?:between|from) ((?:19|20)\d\d) (?:and|to|until) ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b\w+ (?:year|month|week|decade)s? ago\b", re.IGNORECASE)
_WHICH = re.compile(r"(?:st|nd|rd|th)\b|[\s-](?:inch|(?:day|week|month|year)s?-old)\b")
"""What follows a number that tells which thing is meant: "6th Avenue", "a 16-inch screen"."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and what it is said of.

    `noun` is the stem of what it counts, `kinds` are the kinds of measure, `about` the words of its
    clause. `bound` is "least", "most", "about" or ""; `denied` for "not 12";
    `shown` is the figure with the two words after it.
    """

    figure: Figure
    noun: str
    kinds: frozenset[str]
    about: frozenset[str]
    bound: str
    partial: bool
    rate: str
    denied: bool
    shown: str


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is given."""

    text: str
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: str = ""

    def resolved(self, published: str | None, ahead: bool) -> When:
        """Return a weekday as the day it stands for on a page of that day."""
        if not self.weekday or not published:
            return self
        told = date.fromisoformat(published[:10])
        off = _DAYS.index(self.weekday) - told.weekday()
        found = told + timedelta(days=off % 7 if ahead else -(-off % 7))
        return When(self.text, found.year, found.month, found.day)

    def contradicts(self, other: When) -> bool:
        """Whether two dates differ in something that both give."""
        return any(a and b and a != b for a, b in self._beside(other))

    def agrees(self, other: When) -> bool:
        """Whether two dates have something in common and nothing that differs."""
        pairs = self._beside(other)
        return any(a and a == b for a, b in pairs) and not self.contradicts(other)

    def _beside(self, other: When) -> tuple[tuple[int | str, int | str], ...]:
        return (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states, who says it taken off.

    `refuted` are the dates that it denies; `looks_back` is of one about what was reported before.
    """

    text: str
    names: frozenset[str]
    stems: frozenset[str]
    amounts: tuple[Amount, ...]
    dates: tuple[When, ...]
    refuted: tuple[When, ...]
    periods: frozenset[str]
    ahead: bool
    looks_back: bool


_MOST = 0.5
"""Share of a sentence's words that are left without who says it; with less, something else was cut."""


@lru_cache(maxsize=4096)
def read(sentence: str) -> Statement:
    """Return what `sentence` states."""
    text = _TAIL.sub(" ", _HEAD.sub(" ", sentence))
    if len(terms(text)) < max(2.0, _MOST * len(terms(sentence))):
        text = sentence
    told = list(_dates(text))
    dates = tuple(when for when, denied in told if not denied)
    return Statement(
        text,
        named(text),
        frozenset(terms(text)) - _VAGUE,
        tuple(_amounts(text)),
        dates,
        tuple(when for when, denied in told if denied),
        frozenset(
            " ".join(filter(None, m.groups())).lower() or "now" for m in _RELATIVE.finditer(text)
        )
        | frozenset(m[0].lower() for m in _AGO.finditer(sentence)),
        _AHEAD.search(text) is not None,
        _BACK.search(sentence) is not None,
    )


_COMMON = re.compile(
    r"(?:[^s]s|ed|ly|ing|ions?|ments?|ness|ists?|ence|ance)$|^(?:No|Half|Most|Many)$"
)


def named(text: str) -> frozenset[str]:
    """Return the names of `text` by stem; its first word where it looks like no other word."""
    text = text.strip()
    found = names(text)
    first = re.match(r"[\"“]?([A-Z][\w-]+)", text)
    if first and _COMMON.search(first[1]) and first[1] in found:
        found.remove(first[1])
    elif first and first[1] in names(f"x {text}"):
        found += [] if any(f.text.startswith(first[1]) for _, f in places(text)) else [first[1]]
    return frozenset(stem(name) for name in found)


def _amounts(text: str) -> list[Amount]:
    taken = [m.span() for p in (_DATE, _CLOCK) for m in p.finditer(text)]
    placed = [
        (at, f)
        for at, f in places(text)
        if not any(s <= at < e for s, e in taken)
        and not re.search(r"\d(?:st|nd|rd|th)$|inch$|-old$", f.text)
        and not _WHICH.match(text, at + len(f.text))
    ]
    found = []
    for n, (start, figure) in enumerate(placed):
        end = start + len(figure.text)
        since = placed[n - 1][0] + len(placed[n - 1][1].text) if n else 0
        until = placed[n + 1][0] if n + 1 < len(placed) else len(text)
        edges = [m.end() for m in _EDGE.finditer(text, since, start)]
        edge = _EDGE.search(text, end, until)
        before = text[max([since, *edges]) : start]
        stretch = f"{before} {text[end : edge.start() if edge else until]}"
        if n == 0 and edges and not terms(before):
            stretch = f"{text[:start]} {stretch}"
        stems = set(terms(stretch))
        noun = _NOUN.match(text, end)
        counted = (terms(noun[1]) or [""])[0] if noun and noun[1] not in _AFTER else ""
        bound = _BOUND.search(text[:start])
        rate = _RATE.search(stretch)
        found.append(
            Amount(
                figure,
                counted,
                frozenset(_CLASSES[s] for s in stems if s in _CLASSES),
                frozenset(stems - _VAGUE),
                (bound.lastgroup or "") if bound else "",
                bool(_PARTIAL.match(text, end)) or bool(_OF_ALL.search(text[:start])),
                _RATES.get(rate[1] or rate[2], rate[1] or "year") if rate else "",
                bool(re.search(r"\bnot\s+[$€£]?$", text[:start])),
                _shown(figure, text, end),
            )
        )
    return [a for a in found if not _MORE.search(text[: text.find(a.figure.text)][-14:])]


def _shown(figure: Figure, text: str, end: int) -> str:
    following = _FOLLOWING.match(text, end)
    return figure.text + _LOOSE.sub("", following[0] if following else "")


def _dates(text: str) -> list[tuple[When, bool]]:
    """Return the dates of `text`, each with whether it is denied: “in 1996, not 1998”."""
    found = []
    for m in _DATE.finditer(text):
        denied = re.search(r"\bnot(?: in| on)?\s+$", text[: m.start()]) is not None
        if m["m3"] and m["m3"] == "May" and not re.search(r"\b(?:in|of|by|since|until|last|next|on|late|early)\s+$", text[: m.start()]):  # fmt: skip
            continue
        name = m["m1"] or m["m2"] or m["m3"]
        month = 1 + next(n for n, x in enumerate(_MONTHS) if x[:3] == name[:3]) if name else 0
        year = m["y1"] or m["y2"] or m["y3"] or m["y4"]
        day = int(m["d1"] or m["d2"] or 0)
        found.append((When(m[0], int(year or 0), month, day, m["day"] or ""), denied))
    return found


def people(noun: str) -> bool:
    """Whether a counted noun stands for people of any kind, or is not given."""
    return not noun or noun in _PEOPLE
