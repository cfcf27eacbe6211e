"""Does a sentence have the kind of thing that a question wants: a reason, a date, an amount?"""

from __future__ import annotations

import re

from rag.question import Kind, Question
from rag.terms import names

_HAS: dict[Kind, re.Pattern[str]] = {
    "why": re.compile(
        r"\b(?:because|since|as a result|due to|owing to|given that|therefore|thus|so that|in order to"
        r"|reasons?|caus\w+|led to|thanks to|that'?s why|which is why|motiv\w+|explain\w*|blam\w+)\b"
        r"|因为|由于|原因|所以|因此",
        re.IGNORECASE,
    ),
    "when": re.compile(
        r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October"
        r"|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?|\b\w+day\b"
        r"|\b(?:after|before|during|until|while|centur(?:y|ies)|spring|summer|autumn|winter|noon|midnight)\b"
        r"|\b\d{1,4} ?(?:BCE?|CE|AD)\b"
        r"|\b\d{1,2}[:.]\d\d\b|\byesterday\b|\btomorrow\b|\b(?:last|next|this) (?:week|month|year)\b|\d+[年月日]",
    ),
    "amount": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
        r"|millions?|billions?|half (?:of|the|a)|(?:third|quarter|fifth)s? of|none|nobody|no one)\b"
        r"|[一二三四五六七八九十百千万亿两]",
        re.IGNORECASE,
    ),
    "where": re.compile(
        r"\b(?:in|at|near|from|off|on|to|of|into|outside|inside|across|along|between|around) (?:the )?[A-Z]\w+"
        r"|\b(?:located|situated|lies|(?:north|south|east|west)\w* of|originat\w+|origins?|deriv\w+|comes? from)\b"
        r"|在"
    ),
}


def has_kind(question: Question, text: str, named: frozenset[str] | None = None) -> bool:
    """Whether `text` has the kind of thing that `question` wants.

    Where it is known what the article writes as names, `named`, the word that opens a sentence is a
    name only if it is one of these.
    """
    if question.kind == "who" or wants_name(question):
        asked = {word.lower() for word in question.names}
        found = set(names(text))
        found |= {n for n in names("x " + text) if named is None or n in named}
        return any(name.lower() not in asked for name in found) or bool(
            re.search(r"[\u4e00-\u9fff]", text)
        )
    if question.kind not in _HAS:
        return False
    if question.kind != "amount":
        return _HAS[question.kind].search(text) is not None
    plain = _DATED.sub(" ", _without(text, question.text))
    if _WANTS_SHARE.search(question.text):
        return _SHARE.search(plain) is not None
    if _IS_LONG.search(question.text):
        return _MEASURED.search(text) is not None
    if _WANTS_EXTENT.search(question.text):
        return _EXTENT.search(text) is not None
    if _WANTS_AGE.search(question.text):
        return _AGE.search(text) is not None
    if _WANTS_MONEY.search(question.text):
        if _CHANGES.search(question.text) and _SHARE.search(plain):
            return True
        return _MONEY.search(plain) is not None
    return _HAS["amount"].search(plain) is not None


def wants_name(question: Question) -> bool:
    """Whether the name of somebody or something is asked for."""
    return _WANTS_NAME.search(question.text) is not None


_WANTS_NAME = re.compile(
    r"\bwhat (?:is|are|was|were) (?:[\w']+ ){1,2}names?\b|\bwhat (?:is|are|was|were) .+ (?:called|named)\b",
    re.IGNORECASE,
)
_WANTS_EXTENT = re.compile(r"\bhow long\b", re.IGNORECASE)
_EXTENT = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies)"
    r"|km|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|yards?|inch(?:es)?)\b|\d ?(?:m|cm|mm|ft|in)\b"
    r"|\b(?:until|since|overnight|forever|from .+ to)\b",
    re.IGNORECASE,
)
_IS_LONG = re.compile(
    r"\bhow long (?:is|are|was|were) (?:(?!\b\w{2,}(?:ed|ing|ut|pt|ld)\b)[^?])+\??$", re.IGNORECASE
)
"""As a thing is, not for how long something lasts, is shut or is held."""
_MEASURED = re.compile(
    r"(?:(?<![$€£¥\d.,])\d[\d.,]*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|dozen|\w+teen|\w+ty|hundred"
    r"|thousand|million))[ -]?(?:to [\w.,]+ )?(?:hundred |thousand |million )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?"
    r"|km|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|yards?|inch(?:es)?|pages?|words?|lines?|m|cm|mm|ft|in)\b"
    r"(?! (?:later|earlier|ago|before|after|than|old))",
    re.IGNORECASE,
)
_WANTS_SHARE = re.compile(r"\b(?:percent|per cent|percentage|proportion)|%|百分", re.IGNORECASE)
_SHARE = re.compile(
    r"%|\bper ?cent\b|\b(?:half|thirds?|quarters?|fifths?) of\b|百分|成", re.IGNORECASE
)
_WANTS_MONEY = re.compile(
    r"\b(?:how much|price|cost)\b.*\b(?:pay|paid|paying|cost|costs|worth|offer|offered|price|spend|spent"
    r"|sell|sold|buy|bought|profit|revenue|earn|earned|invest|invested|fine|fined|loss|lose|lost|raise"
    r"|raised|bill|bid|receive|received|sales|salary)\b|\bwhat (?:was|is|did) .*\b(?:price|cost|fee)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥₹₽]|\b(?:dollars?|euros?|pounds?|yuan|yen|rubles?|roubles?|rupees?|francs?|crowns?|kron[aeo]r?|zloty|forint|lira|pesos?|rand|reais|dirhams?|dinars?|baht|shekels?|pence"
    r"|cents?|USD|EUR|GBP|RMB|CNY|CHF)\b|元",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:rise|rose|risen|fall|fell|fallen|grow|grew|grown|drop|dropped|increase[ds]?|decrease[ds]?"
    r"|decline[ds]?|gain|gained|shrink|shrank|climb|climbed|change[ds]?)\b",
    re.IGNORECASE,
)
_WANTS_AGE = re.compile(r"\bhow old\b", re.IGNORECASE)
_AGE = re.compile(
    r"\baged? (?:of )?\d|-year-old|\byears? old\b|, \d{1,3}(?=[,.;]|$)|\b(?:was|is|turn(?:s|ed)|at) \d{1,3}\b"
    r"|\(\d{1,3}\)|\b(?:born|founded|built|opened|made|established|dat(?:es?|ed|ing) (?:from|back))\b"
    r"|\b(?:months?|weeks?|days?|centuries|decades?)[- ]old\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATED = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:1[89]|20)\d\d\b"
    r"|\b\d{1,2}:\d\d\b|\d+[月日]|\d{4}年"
)


def _without(text: str, question: str) -> str:
    """Take out the figures that the question itself has."""
    for figure in re.findall(r"\d[\d.,]*", question):
        text = text.replace(figure, " ")
    return text
