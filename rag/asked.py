"""What a question will not do without: the deed it asks about, words that somebody said, a name.

"Who will lead the inquiry?" is not answered by who called for one, "What did the mayor say?" not by
what she did. Told from where a word stands in the question; English only.
"""

from __future__ import annotations

import re

from rag.question import Question
from rag.terms import names, terms

_AUXILIARY = (
    r"(?:is|are|was|were|am|be|been|being|do|does|did|has|have|had|will|would|can|could|shall"
    r"|should|may|might|must)"
)
_WHO = re.compile(
    rf"^(?:and |but |so )?who(?:m)?\s+(?:{_AUXILIARY}\s+|\w+ly\s+|not\s+)*(?P<rest>[^?]+)", re.I
)
_WHICH = re.compile(
    rf"\b(?:which|what)\s+(?!{_AUXILIARY}\b|of\b)(?P<sort>(?:[\w'’-]+\s+){{1,3}}?)"
    rf"(?:{_AUXILIARY}\s+|\w+ly\s+)*(?P<rest>[^?]*)",
    re.I,
)
_ANY = frozenset(
    "year month day date time week kind type sort thing way part name becom happen use give provid have"
    " includ contain involv".split()
)
"""Stems that say too little to be missed."""


def essential(question: Question) -> frozenset[str]:
    """Return the stems of which none may be missing."""
    if found := _WHO.match(question.text):
        return frozenset(_first(found["rest"], question))
    if found := _WHICH.search(question.text):
        return frozenset(_first(found["rest"], question))
    return frozenset()


_WHEN = re.compile(
    rf"^(?:and |but |so )?(?:when|how (?:long|much|often|far|many [^?]{{0,30}}?))\s+{_AUXILIARY}\s+(?P<rest>[^?]+)",
    re.I,
)
_AGAINST = re.compile(r"\bagainst\s+(?:(?:the|an?)\s+)?(?P<what>[\w'’-]+)", re.I)


def done(question: Question) -> frozenset[str]:
    """Return the stem of what somebody named did or had done: "how long was Staal jailed"."""
    found = _WHEN.match(question.text)
    if not found or not question.names or not found["rest"].startswith(question.names[0]):
        return frozenset()
    return frozenset(_first(found["rest"], question))


def against(question: Question) -> frozenset[str]:
    """Return the stem of whom or what it is told against: no euro stands for the dollar."""
    return frozenset(t for m in _AGAINST.finditer(question.text) for t in terms(f"x {m['what']}"))


def sort(question: Question) -> list[str]:
    """Return the stem of what one is asked of: "which shipyard"."""
    found = _WHICH.search(question.text)
    if not found or question.kind != "what":
        return []
    return _first(re.sub(_FIGURE, " ", found["sort"]), question)


def _first(text: str, question: Question) -> list[str]:
    own = {t for name in question.names for t in terms(name)}
    return [t for t in terms(text) if t in question.terms and t not in own | _ANY][:1]


_OPEN = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|wonder\w*|unclear|unknown|not (?:known|clear|say|said|told)|investigat\w+"
    r"|examin\w+|look(?:s|ed|ing)? (?:at|into)|find out|establish|determine)\s+(?:whether|if|why|how)\b",
    re.I,
)


def only_asks(question: Question, text: str) -> bool:
    """Whether a reason is wanted and `text` tells of somebody who looks for it."""
    return question.kind == "why" and _OPEN.search(text) is not None


_SAY = r"(?:say|said|tell|told|think|thought|argue|argued|claim|claimed|announce|announced)"
_WANTS_SAID = re.compile(rf"^(?:and |but )?what (?:did|does|do|has|have|had) [^?]*\b{_SAY}\b", re.I)
_SAID = re.compile(
    r"[\"“”«»„]|\b(?:say|says|said|saying|tells?|told|think|thinks|thought|believ\w+|argu\w+|claim\w*"
    r"|announc\w+|according to|call(?:s|ed)|comment\w*|declin\w+|den(?:y|ies|ied)|repeat\w*|add(?:s|ed)"
    r"|warn\w*|stat(?:es|ed|ing|ement)|expect\w*|estimat\w+|blam\w+|explain\w*|insist\w*|admit\w*"
    r"|suggest\w*|describ\w+|report\w*|promis\w+|acknowledg\w+|confirm\w*|disagree\w*|agree\w*|view\w*"
    r"|opinions?|want\w*|wrote|writes?|ask(?:s|ed)|urg\w+|accus\w+|prais\w+|criticis\w+|criticiz\w+"
    r"|doubt\w*|hop(?:es|ed)|fear(?:s|ed)|put(?:s)?|note(?:s|d)|respon\w+|reject\w*|welcom\w+|vow\w*"
    r"|pledg\w+|stress\w*|maintain\w*|conclud\w+|conced\w+|refus\w+)\b",
    re.I,
)


def says(question: Question, text: str) -> bool:
    """Whether `text` tells of somebody's words or thoughts, where these are asked for."""
    return not _WANTS_SAID.match(question.text) or _SAID.search(text) is not None


_NAME_OF = re.compile(
    r"\bwhat (?:is|are|was|were) the (?:\w+ )?names? of (?:the |an? |his |her |their |its )?"
    r"(?P<whom>[^?]+?)(?=\s+(?:who|that|which|whom|whose|of|in|on|at|from|with|for|to|by|when)\b|\?|$)",
    re.I,
)
_BESIDE = 5
"""Words between somebody and the name that belongs to him or her."""


def names_it(question: Question, text: str, article: str = "") -> bool:
    """Whether a name stands beside whom the question wants named, where it wants that.

    Whom an article calls as the question does is not meant by another word of it.
    """
    found = _NAME_OF.search(question.text)
    whom = [t for t in terms(found["whom"]) if t in question.terms][-1:] if found else []
    if not whom:
        return True
    words = re.findall(r"[\w'’-]+", text)
    at = [n for n, word in enumerate(words) if whom[0] in terms(f"x {word}")]
    if not at:
        return whom[0] not in terms(article)
    own = {word.lower() for word in question.names}
    named = {name for name in names(text) if name.lower() not in own}
    return any(
        word in named and min(abs(n - place) for place in at) <= _BESIDE
        for n, word in enumerate(words)
    )


def strict(question: Question) -> bool:
    """Whether words that somebody said, or somebody's name, are asked for."""
    return bool(_WANTS_SAID.match(question.text) or _NAME_OF.search(question.text))


_HOW_MANY = re.compile(
    r"\bhow many (?:of the |more |other |new |different )?(?P<what>[^\W\d_]{3,})", re.I
)
_FIGURE = re.compile(
    r"(?<![\w$€£¥])(?:\d[\d.,]*\d|\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens?|hundreds?|thousands?|millions?|billions?)(?!\w)",
    re.I,
)
_AFTER = 3
"""Words after a figure among which stands what it counts."""


def counted(question: Question, text: str) -> tuple[str, list[tuple[str, int]]]:
    """Return what is to be counted, and the words beside figures that say what these count.

    Each word with its place. No words where a figure stands by itself, and may count anything.
    """
    found = _HOW_MANY.search(question.text)
    if not found or found["what"] in question.names or not terms(f"x {found['what']}"):
        return "", []
    beside: list[tuple[str, int]] = []
    for figure in _FIGURE.finditer(text):
        rest = re.match(rf"(?:[ -]+[\w'’-]+){{0,{_AFTER}}}", text[figure.end() :])
        after = list(re.finditer(r"[\w'’]+", rest[0])) if rest else []
        own = [m for m in after if terms(f"x {m[0]}") and not _FIGURE.fullmatch(m[0])]
        if not after or (not own) or (after[0] not in own and not _OF.match(after[0][0])):
            return found["what"], []
        beside += [(m[0], figure.end() + m.start()) for m in own]
    return found["what"], beside


def counts_so(question: Question, text: str) -> bool:
    """Whether a Chinese text names, or counts with their word, what "多少员工" asks for."""
    found = _HOW_MANY_ZH.search(question.text)
    if not found or found["what"] in text or found["what"][-2:] in text:
        return True
    people = _PEOPLE_ZH.search(found["what"])
    return people is not None and _COUNTED_PEOPLE_ZH.search(text) is not None


def has_so(question: Question, text: str) -> bool:
    """Whether a Chinese text has the office or the deed of a question for who: 总经理是谁, 谁供应的."""
    found = _WHO_ZH.search(question.text)
    wanted = next((part for part in found.groups() if part), "") if found else ""
    return not wanted or wanted[-2:] in text


_WHO_ZH = re.compile(
    r"(?:^|[的，])([\u4e00-\u9fff]{2,5})是谁|谁是(?:[^？?]*的)?([\u4e00-\u9fff]{2,5})(?=[？?]|$)"
    r"|是(?:谁|哪(?:一|两|几)?(?:家|个|些|位)(?:公司|企业|机构|人))([\u4e00-\u9fff]{2})的"
)
_HOW_MANY_ZH = re.compile(
    r"(?:多少|几)(?:个|名|位|家|种|条|座|辆|艘|架|项|只|件|场|所)?(?!钱|时间|资金|投资)(?P<what>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[？?，。]|$|在|被|会|受|死|参)"
)
_PEOPLE_ZH = re.compile(r"[人员工者客民生师众]$")
_COUNTED_PEOPLE_ZH = re.compile(r"[\d一二两三四五六七八九十百千万余多]\s?(?:名|位|人)")

_OF = re.compile(r"of|to|or|and|more|other|new|\d|million|billion|thousand|hundred|dozen", re.I)
