"""A question -> which articles it wants: an outlet, an author, days, or the newest. English, Chinese.

Words of reporting ("reported last week", "according to Reuters", 上周的新闻) are strict: they say
which articles. A time alone ("last week", "in September 2020") may be part of the fact asked for:
it is a wish, which `rag.narrowed` undoes where nothing answers. Years alone, and times in a
question for a date, are left in the question. Outlets and authors only if the archive has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index.filters import Filter
from index.periods import Period, periods
from index.types import Listed
from rag.question import read
from rag.terms import terms

_NOUN = r"(?:articles?|reports?|stories|story|coverage|news|headlines?|reporting|pieces?)"
_VERB = r"(?:report|publish|write|cover|print|carry)(?:e?s|ed|ing)?|wrote|written|carried"
_BEFORE_TIME = re.compile(
    rf"(?:\b(?:{_VERB})|\b{_NOUN}(?:\s+(?:published|written|printed))?)"
    r"(?:\s+(?:in|on|from|of|since|during|over))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER_TIME = re.compile(rf"^(?:['’]s?\s+{_NOUN}\b|的?(?:新闻|报道|文章|消息|头条))", re.IGNORECASE)
_OPENS = re.compile(r"\bsince\s+(?:the\s+)?$|自从?\s*$", re.IGNORECASE)
_LEADS = re.compile(r"(?:\b(?:since|in|on|from|of|during|over|for)\s+)?(?:the\s+)?$", re.IGNORECASE)
_TRAILS = re.compile(r"^(?:以来|期间|里|内)")
_ATTACHED = re.compile(
    r"^(?:['’]s?\b|-|\s+(?!to\b|the\b|for\b|about\b|on\b|in\b|at\b|by\b|with\b|and\b|after\b)[^\W\d_]|的)"
)
_NOW = re.compile(
    r"\b(?:latest|currently|at the moment|right now|as of now|at present|nowadays|so far)\b"
    r"|(?<!until )(?<!by )\bnow\b(?!-)|\bcurrent(?= (?:state|status|number|toll|count|situation|"
    r"position|price|level|figure|plan|plans)\b)|目前|最新|现在|如今|当前|眼下",
    re.IGNORECASE,
)

_ALL = Filter()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question says of the articles it wants.

    `text` is the question without the words that say so, `strict` what they narrow to for
    certain, `wished` what they may mean besides. `days` is the time of the wish, `now` whether
    the newest state is asked for.
    """

    text: str
    strict: Filter = _ALL
    wished: Filter = _ALL
    days: Period | None = None
    first_as_asked: bool = False
    now: bool = False


def wish(question: str, articles: Sequence[Listed], today: date) -> Wish:
    """Return what `question` says of the articles it wants, in an archive of `articles`."""
    cut: list[tuple[int, int]] = []
    outlet = _named(question, _names([a.outlet for a in articles]), _OUTLET)
    author = _named(question, _names([a.author for a in articles]), _AUTHOR)
    cut += [found[1] for found in (outlet, author) if found]
    strict = Filter(outlets=outlet[0] if outlet else (), authors=author[0] if author else ())
    wished, days, as_asked = Filter(), None, False
    for found in periods(question, today)[:1]:
        before, after = question[: found.start], question[found.end :]
        opens = bool(_OPENS.search(before)) or after.startswith("以来")
        reporting = _BEFORE_TIME.search(before) or _AFTER_TIME.search(after)
        if reporting:
            strict = _dated(strict, found, opens=opens)
        elif found.kind == "year" or read(question).kind == "when" or _ATTACHED.search(after):
            break
        else:
            # What happened in a time is reported in it and afterwards.
            wished, days = _dated(Filter(), found, opens=found.kind == "relative" or opens), found
            as_asked = found.kind != "relative"
        lead, trail = _LEADS.search(before), _TRAILS.search(after)
        begin = lead.start() if lead else found.start
        cut.append((begin, found.end + (trail.end() if trail else 0)))
    text = _without(question, cut)
    now = bool(_NOW.search(text))
    if now:
        text = re.sub(r"目前|最新的?|现在|如今|当前|眼下", "", text)
    return Wish(text, strict, wished, days, as_asked, now)


def _dated(where: Filter, days: Period, *, opens: bool) -> Filter:
    until = None if opens else days.last.isoformat()
    return Filter(days.first.isoformat(), until, where.outlets, where.authors)


_OUTLET = (
    r"(?:,\s*)?\b(?P<cut>according\s+to\s+(?:the\s+)?{name})(?!\w)",
    r"\b(?P<cut>{noun}\s+(?:from|by|in)\s+(?:the\s+)?{name})(?!\w)",
    r"(?<!\w)(?P<cut>(?:the\s+)?{name}['’]s?\s+{noun})\b",
    r"\b(?:did|does|do|has|have|had)\s+(?P<cut>(?:the\s+)?{name})\s+(?:say|said|{verb})\b",
    r"(?P<cut>(?:据|根据|按照)\s*《?{name}》?\s*的?(?:报道)?)[,，]?",
    r"(?P<cut>《?{name}》?)\s*(?:在?\s*\S{{0,6}})(?:报道|刊登|发表)",
)
_AUTHOR = (
    r"\b(?P<cut>{noun}\s+(?:written\s+)?(?:from|by)\s+{name})(?!\w)",
    r"\b(?:did|does|do|has|have|had)\s+(?P<cut>{name})\s+(?:write|written|report|reported)\b",
    r"(?P<cut>{name})\s*(?:写|撰写)的?(?:文章|报道)",
)


def _named(
    question: str, names: Mapping[str, tuple[str, ...]], cues: Sequence[str]
) -> tuple[tuple[str, ...], tuple[int, int]] | None:
    """Return the names that a cue says the articles are by, and where the words stand."""
    for name, there in names.items():
        words = r"\s+".join(map(re.escape, name.split()))
        for cue in cues:
            pattern = cue.format(name=words, noun=_NOUN, verb=_VERB)
            found = re.search(pattern, question, re.IGNORECASE)
            if found:
                return there, found.span("cut")
    return None


def _names(there: Sequence[str | None]) -> dict[str, tuple[str, ...]]:
    """Return names as a question may have them, the longest first, each with those it means."""
    found: dict[str, set[str]] = {}
    for name in there:
        plain = re.sub(r"^the\s+", "", (name or "").strip(), flags=re.IGNORECASE)
        if name and len(plain) > 1:
            found.setdefault(plain, set()).add(name)
    longest = sorted(found, key=lambda plain: (-len(plain), plain))
    return {plain: tuple(sorted(found[plain])) for plain in longest}


def _without(question: str, cut: Sequence[tuple[int, int]]) -> str:
    """Return `question` without the parts, or as it is where nothing would be left to look for."""
    if not cut:
        return question
    parts, at = [], 0
    for start, end in sorted(cut):
        parts.append(question[at : max(at, start)])
        at = max(at, end)
    joined = " " if question.isascii() else ""
    text = re.sub(r"\s+", " ", joined.join([*parts, question[at:]])).strip(" ,，")
    text = re.sub(r"\s+([?.!,])", r"\1", text)
    return text if terms(text) else question
