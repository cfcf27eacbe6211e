"""A question that refers back -> the same question, with what it refers to, by rules alone.

Each question of a chat is made to stand alone in turn, so that names reach over several turns. What
goes over is decided by the pronoun (a person, a thing, a place), what was asked for, and the first
names of the answer. A fragment ("And in 2021?", "What about Microsoft?", "Why?") is put into the
question before. English and Chinese; it does not parse, so what it cannot tell it adds in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.question import asked_before, content, read, refers_back
from rag.terms import names

_TURNS = 6
_NAME_LENGTH = 16

_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b|他|她", re.IGNORECASE)
_PLACE = re.compile(r"\bthere\b|那里|那儿", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its)\b|它", re.IGNORECASE)

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_GROUP = re.compile(rf"{_CAPITAL}(?: (?:of |de |van |von |al )?{_CAPITAL})*|\b[a-z]+[A-Z]\w*")
_NOT_A_PERSON = re.compile(
    r"\b(?:the|on|in|at|aboard) $|\b(?:Inc|Ltd|Co|Corp|Group|Bank|Institute|University|Council"
    r"|Ministry|Company|Line|Lines|Freight|Logistics|Party|Agency|Commission|Union|Star|News"
    r"|Times|Post|Press|Street|City|Island|Islands|River|Party|House|Court|Airport|Systems)\b"
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|President|Minister|Mayor|Captain)\.? $")
_AT = re.compile(r"\b(?:in|at|near|to|outside|off|of) (?:the )?$", re.IGNORECASE)

_OPENINGS = frozenset(
    "yes no nobody none one two three four five six seven eight nine ten both several many"
    " according about around nearly almost".split()
)

_FRAGMENT = re.compile(
    r"^(?:(?:and|but|so|or|then)\b[\s,]*)?(?:(?:what|how) about\s+)?"
    r"(?P<rest>(?P<prep>(?:in|on|at|for|by|to|from|with|since|before|after|during|of|under)\s+)?"
    r"(?P<the>the\s+)?(?P<body>[^?？,;]+?))\s*[?？.!]*$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^(?:and|but|so|or|then|what about|how about)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|do|does|did|has|have|had|can|could|will|would|should|may|might"
    r"|must|who|whom|whose|what|when|where|why|how|which|it|they|them|he|she|this|that)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^(?:and |but |so )?(?:why(?: not)?(?: so)?|how come)\s*[?？]*$", re.IGNORECASE)
_WHY_ZH = re.compile(r"^(?:那|那么)?(?:为什么|为何|原因是什么|原因呢|怎么会)呢?[?？]*$")
_YESNO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}})?,? (?:1[5-9]|20)\d\d\b",
        r"(?:1[5-9]|20)\d\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?",
        r"(?<![\d年])\d{1,2}月(?:\d{1,2}[日号])?",
        rf"\b\d{{1,2}} {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b",
        r"\b(?:the )?(?:first|second|third|fourth) (?:quarter|half)\b",
        r"\b(?:last|this|next) (?:year|month|week|summer|winter|spring|autumn)\b|今年|去年|明年|上个月|本月|下个月",
        r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:星期|周)[一二三四五六日天]|昨天|今天|明天"
        r"|\b(?:yesterday|today|tomorrow)\b",
        r"\b(?:1[5-9]|20)\d\d\b",
    )
)  # fmt: skip
_BARE_MONTH = re.compile(rf"\b{_MONTH}\b(?! \d)")
_ASKS_ZH = re.compile(
    r"为什么|为何|什么时候|何时|什么|多少|多大|多高|多久|谁|如何|怎么|怎样|是否|哪"
)
_MORE_ZH = re.compile(r"^(?:那么|那|而)?(?P<body>[^?？，,]+?)呢[?？]*$")


def standalone(text: str, history: Sequence[Mapping[str, object]] = ()) -> str:
    """Return `text` with what it refers back to, taken from the questions and answers before."""
    turns = _turns(history)
    if not turns:
        return text
    alone, answer = turns[0]
    for question, its_answer in turns[1:]:
        alone, answer = _carried(question, alone, answer), its_answer
    return _carried(text, alone, answer)


def _turns(history: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Return the last questions, each with what was answered."""
    asked = asked_before(history)
    found: list[tuple[str, str]] = []
    for message in history:
        said = str(message.get("content") or "")
        if message.get("role") == "user" and said:
            found.append((said, ""))
        elif message.get("role") == "assistant" and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {said}".strip())
    return found[-_TURNS:] if asked else []


def _carried(text: str, before: str, answer: str) -> str:
    if not refers_back(text):
        return text
    return _why(text, before) or _put_in(text, before) or _added(text, before, answer)


# --- fragments ---------------------------------------------------------------------------------------


def _why(text: str, before: str) -> str:
    """Return "Why?" as a question about what was asked before, "" for any other question."""
    stripped = text.strip()
    if _WHY_ZH.match(stripped):
        return f"为什么{re.sub('[吗呢]?[?？]*$', '', _ASKS_ZH.sub('', before))}？"
    if not _WHY.match(stripped):
        return ""
    if _YESNO.match(before.strip()) and not re.search(r"\bnot\b", stripped):
        return f"Why {before.strip()[0].lower()}{before.strip()[1:]}"
    return _with(stripped, content(before))


def _put_in(text: str, before: str) -> str:
    """Return the question before with a fragment's date or name in place of its own, or ""."""
    fragment = _MORE_ZH.match(text.strip())
    if fragment:
        return _in_place_of_date(fragment["body"], before) or _zh_in_place(fragment["body"], before)
    match = _FRAGMENT.match(text.strip())
    if match is None:
        return ""
    rest = match["rest"]
    if not _VERB.search(rest.replace(_date(rest), " ")) and (d := _in_place_of_date(rest, before)):
        return d
    if _VERB.search(rest):
        return ""
    named = _groups(f"x {match['body']}")
    if not _OPENS.match(text.strip()) and not match["prep"]:
        return ""
    if read(before).kind == "why":
        # What one thing was chosen for is not asked of another.
        return ""
    if named and not any(name.lower() in before.lower() for name in named):
        return _in_place_of_name(match, named, before)
    if match["the"] and not named:
        found = re.findall(r"\bthe ([a-z][\w-]+)\b(?! [A-Z])", before)
        if len(found) == 1:
            return re.sub(rf"\bthe {found[0]}\b", f"the {match['body']}", before)
    return ""


def _in_place_of_date(fragment: str, before: str) -> str:
    """Put the date of `fragment` where `before` has one, at its end where it has none."""
    new = _date(fragment)
    rest = fragment.replace(new, " ", 1) if new else fragment
    if not new or read(rest).names or len(re.findall(r"\w+", rest)) > 2:
        return ""
    if old := _date(before):
        if re.fullmatch(_MONTH, new) and (year := re.search(r"(?:1[5-9]|20)\d\d", old)):
            new = f"{new} {year[0]}"
        return re.sub(
            rf"(?:\b(?:in|on|at|since|during) )?{re.escape(old)}",
            lambda _: new if re.search(r"[\u4e00-\u9fff]", new) else _when(fragment, new),
            before,
            count=1,
        )
    if re.search(r"[\u4e00-\u9fff]", before):
        return f"{new}{before}"
    stem, end = re.match(r"^(.*?)(\s*[?.!]*(?:\s*\(.*\))?)$", before.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{stem} {_when(fragment, new)}{end}"


def _when(fragment: str, new: str) -> str:
    """Return the date with the preposition that the fragment has before it."""
    found = re.search(r"\b(?:in|on|at|since|before|after|during|by)\b", fragment, re.IGNORECASE)
    return f"{found[0].lower()} {new}" if found else new


def _date(text: str) -> str:
    for pattern in (*_DATES[:-1], _BARE_MONTH, _DATES[-1]):
        if found := pattern.search(text):
            return found[0]
    return ""


def _in_place_of_name(match: re.Match[str], named: Sequence[str], before: str) -> str:
    """Put the fragment's name where `before` has the name of the same role.

    That is the one after the same preposition, else the only one, else the subject: the first that
    follows none.
    """
    groups = list(dict.fromkeys(_groups(before)))
    if not groups:
        return ""
    prep = (match["prep"] or "").strip().lower()
    same = [g for g in groups if prep and re.search(rf"\b{prep} (?:the )?{re.escape(g)}", before)]
    free = [g for g in groups if not re.search(rf"\b(?:in|on|at|for|by|to|from|with|of) (?:the )?{re.escape(g)}", before)]  # fmt: skip
    old = (same or (free if len(groups) > 1 else groups) or groups)[0]
    return before.replace(old, " ".join(named) if len(named) == 1 else match["body"], 1)


def _zh_in_place(body: str, before: str) -> str:
    """Put a Chinese fragment in place of the subject that ends like it, else before the question."""
    head = _head(before)
    if head:
        return before.replace(head, body, 1)
    return ""


# --- names in brackets -------------------------------------------------------------------------------


def _added(text: str, before: str, answer: str) -> str:
    """Return `text` with the names that its pronoun means, in brackets."""
    asked = read(before)
    own = _groups(before)
    new = [g for g in _groups(answer) if not any(w in before for w in g.split())]
    people = [g for g in new if _is_person(g, answer)]
    if _PERSON.search(text):
        named = [g for g in own if _is_person(g, before)]
        if asked.kind == "who" or not named:
            named = people[:1] or named
        carried = named[-1:] or own or people[:1]
    elif _PLACE.search(text) and asked.kind == "where":
        carried = [g for g in new if _at(g, answer)][:1] or own
    elif asked.kind == "who" and _THING.search(text) and (told := _first_told(answer, before)):
        carried = [told]
    else:
        carried = own
    if not carried and _zh(before):
        carried = [_head(before) or _stripped(before)]
    carried = carried or [*new[:1], *content(before)]
    return _with(text, " ".join(carried).split() if not _zh(before) else carried)


def _with(text: str, words: Sequence[str]) -> str:
    missing = [word for word in words if word.lower() not in text.lower()]
    return f"{text} ({' '.join(missing)})" if missing else text


def _groups(text: str) -> list[str]:
    """Return the names in `text`, words that stand side by side as one, in order."""
    text = text.replace("(", "x ")  # what was added in brackets opens no sentence
    known = set(names(text))
    found = []
    for match in _GROUP.finditer(text):
        words = [w for w in match[0].split() if re.sub(r"['’]s?$", "", w) in known]
        if words:
            found.append(re.sub(r"['’]s?$", "", " ".join(words)))
    return list(dict.fromkeys(found))


def _is_person(group: str, text: str) -> bool:
    before = text[: text.find(group)]
    if _TITLE.search(before):
        return True
    words = group.split()
    return 2 <= len(words) <= 3 and not (
        _NOT_A_PERSON.search(before) or _NOT_A_PERSON.search(group)
    )


def _first_told(answer: str, before: str) -> str:
    """Return the first name of the answer that is new and not a person's, "" if there is none.

    An answer may be opened by a name of one word, which elsewhere could be any word.
    """
    for group in _groups(f"x {answer}"):
        new = not any(word in before for word in group.split())
        if new and group.lower() not in _OPENINGS and not _is_person(group, answer):
            return group
    return ""


def _at(group: str, text: str) -> bool:
    return _AT.search(text[: text.find(group)]) is not None


def _zh(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _stripped(text: str) -> str:
    return re.sub(r"[吗呢]?[?？]+$", "", _ASKS_ZH.sub(" ", text)).strip()


def _head(text: str) -> str:
    """Return the subject of a Chinese question: what stands before what is asked, if short."""
    match = _ASKS_ZH.search(text)
    head = text[: match.start()] if match else ""
    for date in _DATES:
        head = date.split(head)[0] or head
    head = re.sub(r"(?:的|是|在|有|到底|究竟|将|会|要|已经)+$", "", head.strip())
    return head if 2 <= len(head) <= _NAME_LENGTH else ""
