"""What a text has only from somebody who speaks, takes a side or stays unnamed, told as a fact."""

from __future__ import annotations

import re

from rag.speech import SPEECH, quotations
from rag.terms import terms
from rag.unsure import HEDGE


def spoken(claim: str, text: str) -> str:
    """Find somebody's words, or judgement, told as a fact."""
    if SPEECH.search(claim):
        return ""
    said, inside = set(terms(claim)), set(terms(" ".join(quotations(text))))
    if inside and said and len(said & inside) >= 0.6 * len(said):
        return "in the cited text somebody says this; the claim states it as a fact"
    judged = _JUDGED.search(text)
    if judged and (set(terms(judged["as"])) & said or _COPULA.search(claim)):
        return (
            f"in the cited text somebody {judged['verb']} it as that; the claim states it as a fact"
        )
    return ""


_JUDGED = re.compile(
    r"\b(?P<verb>dismissed|rejected|described|praised|denounced|condemned|criticised)\b[^.;,]*?\bas (?P<as>[^.;,]+)"
)
_COPULA = re.compile(r"\b(?:is|are|was|were) (?:an? )?[a-z]+\.?$")


_SIDE = (
    r"(?:critics|opponents|supporters|campaigners|activists|sceptics|skeptics|detractors|advocates|rivals"
    r"|commentators|observers|proponents|defenders|protest(?:e|o)rs|objectors|lobbyists|fans|some|many|others)"
)
_SAYS = r"(?:say|said|argue|claim|contend|maintain|warn|complain|insist|fear|think|believe|worry|point out)"
_CONTENDS = re.compile(
    rf"\b{_SIDE}(?: [\w’'-]+){{0,4}}? {_SAYS}(?:ed|d)?\b"
    r"|\b(?:argu(?:e|es|ed|ing)|alleg(?:e|es|ed|ing)|contend(?:s|ed|ing)?|insist(?:s|ed|ing)?"
    r"|complain(?:s|ed|ing)?|claim(?:s|ed|ing)? that|maintain(?:s|ed|ing)? that|assert(?:s|ed|ing)?"
    r"|accus(?:e|es|ed|ing)(?= [^,;.]{1,60}? of\b))\b",
    re.IGNORECASE,
)
_CONTENDED = re.compile(
    rf"{SPEECH.pattern}|\b(?:say|argue|arguing|claim|claims|contend\w*|maintain\w*|assert\w*|accus\w+"
    r"|complain\w*|alleg\w+|insist\w*|critics?|opponents?|supporters?|blam\w+|controvers\w+)\b",
    re.IGNORECASE,
)


def contended(claim: str, text: str) -> str:
    """Find what only one side of a dispute says, "critics say", told as a fact."""
    if _CONTENDED.search(claim) or HEDGE.search(claim):
        return ""
    said = set(terms(claim))
    for match in _CONTENDS.finditer(text):
        after = _SENTENCE_END.split(text[match.end() :], maxsplit=1)[0]
        before = _SENTENCE_END.split(text[: match.start()])[-1]
        if re.search(r",\s+(?:who|whom|whose|which|what)\s+$", before):
            after = after.partition(",")[0]
        theirs = set(terms(after if terms(after) else before))
        own = set(terms(before)) if terms(after) else set()
        if said and len(said & theirs - own) >= 0.6 * len(said):
            return f"the cited text has this only with “{match[0]}”"
    return ""


_ACCUSED = re.compile(r"\baccus(?:e|es|ed|ing)\b[^.;]{1,90}?\bof (?P<deed>[a-z]+ing)\b")
_ACCUSES = re.compile(
    r"\b(?:accus|alleg|charge|blam|deni|deny|according|claims|suspect)", re.IGNORECASE
)


def accused(claim: str, text: str) -> str:
    """Find what somebody is accused of told as done."""
    found = _ACCUSED.search(text)
    if found and not _ACCUSES.search(claim) and set(terms(found["deed"])) & set(terms(claim)):
        return "the cited text has this only as an accusation"
    return ""


_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\bbut\b")


_UNNAMED = re.compile(
    r"\bpeople (?:familiar|close|with knowledge)\b|\bnot to be named\b|\bon condition of anonymity\b"
    r"|\banonymous\w*\b|\bunnamed\b|\bsources? (?:said|close|familiar)\b|知情人士|匿名",
    re.IGNORECASE,
)


def unnamed(claim: str, text: str) -> str:
    """Find what only somebody unnamed says told as a fact."""
    if SPEECH.search(claim) or HEDGE.search(claim) or not _UNNAMED.search(text):
        return ""
    return "in the cited text only somebody unnamed says this"
