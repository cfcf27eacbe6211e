"""What a text has only as a rumour, a plan or a condition, or as nearly so, told as a fact."""

from __future__ import annotations

import re

from rag.figures import figures
from rag.opposites import denies
from rag.speech import SPEECH
from rag.terms import terms

HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|reportedly|allegedly|apparently|rumou?red|possibly|perhaps|probably"
    r"|(?:not|n['’]t) (?:rule|ruled|ruling) out|almost certainly|presumably|supposedly|seemingly|purportedly|conceivably|in all likelihood"
    r"|(?:believed|thought|understood|rumoured|assumed|feared|presumed) to|likely|plans? to|planned to|planning to|expects? to|expected to|hopes? to|aims? to|intends? to"
    r"|consider(?:s|ed|ing)|being weighed|weighing|mull(?:s|ed|ing)|propos(?:es|ed|al)|hint(?:s|ed)"
    r"|suggest(?:s|ed)|believes?|estimat(?:e|es|ed)|put at"
    r"|predict(?:s|ed)?|forecasts?|thinks?|opportunity to|chance to|wants? to|wanted to|seeks? to"
    r"|seems?|appears? to|unclear|whether|if|would|fear(?:s|ed)?|worr(?:y|ies|ied)|doubt(?:s|ed)?"
    r"|promise[sd]? to|vow(?:s|ed)? to|pledge[sd]? to|offer(?:s|ed)? to|suspect(?:s|ed)?|needs?|requires?"
    r"|awaits?|pending|subject to|asks? for|asked for|threat(?:ens?|ened)? to|called for|calls for|asked to"
    r"|urg(?:es|ed))\b"
    r"|或|可能|据报道|预计|计划|拟",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"[\"“]?(?:if|should|suppose|assuming|unless|were)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;.!?]|\bbut\b|, and\b|, which\b")
_IS_TO = re.compile(r"\b(?:is|are) (?:due |set )?to\b")
_RUMOUR = re.compile(r"\b(?:reportedly|allegedly|apparently|rumou?red)\b|据报道", re.IGNORECASE)


def hedged(claim: str, text: str) -> str:
    """Find what the text has as a rumour, a plan or a guess told as a fact."""
    rumour = _RUMOUR.search(text)
    if rumour and not (_RUMOUR.search(claim) or SPEECH.search(claim)):
        governed = terms(_CLAUSE.split(text[rumour.end() :], maxsplit=1)[0])[:3]
        if set(governed) & set(terms(claim)):
            return f"the cited text has this only with “{rumour[0]}”"
    if HEDGE.search(claim):
        return ""
    said = set(terms(claim))
    reports = SPEECH.search(claim) is not None
    if _SUPPOSES.match(text):
        return "the cited text only supposes this"
    for match in HEDGE.finditer(text):
        would = match[0].lower() == "would"  # "said it would" told as "says it will", or "is to"
        if would and (reports or _IS_TO.search(claim)):
            continue
        governed = terms(_CLAUSE.split(text[match.end() :], maxsplit=1)[0])[:3]
        if governed and sum(t in said for t in governed) >= min(2, len(governed)):
            return f"the cited text has this only with “{match[0]}”"
    return ""


_IF = re.compile(
    r"(?<!\beven )(?<!\bas )(?<!\bwhat )\b(?:if|unless|provided(?: that)?|as long as|on condition)\b"
)
_WHETHER = re.compile(
    r"\b(?:ask\w*|wonder\w*|tell|told)(?:\s+[\w’'-]+){0,3}\s+$"
    r"|\b(?:see|know\w*|decid\w+|unclear|sure|find out|check\w*|doubt\w*)\s+$"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|condition\w*|when|once|only|depend\w*|expect\w*"
    r"|need\w*|requir\w+|without|until|hing\w+|otherwise|subject)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:could|may|might|would|should)\b")


def conditional(claim: str, text: str) -> str:
    """Find what the text says only for a case, "pays if it opens", told without the case."""
    if _CONDITION.search(claim):
        return ""
    said, modals = set(terms(claim)), set(_MODAL.findall(claim))
    for match in _IF.finditer(text):
        before = text[: match.start()]
        if _WHETHER.search(before) or modals - set(_MODAL.findall(before)):
            continue
        governed = terms(_CLAUSE.split(before)[-1])[-2:]
        if len(governed) == 2 and set(governed) <= said:
            return f"the cited text has this only with “{match[0]}”"
    return ""


_NEAR = re.compile(
    r"\b(?:nearly|almost|all but|virtually|practically|(?:c[ao]me|comes|coming) (?:very )?(?:close|near) to"
    r"|(?:on|to|from) the (?:verge|brink|point|edge) of|narrowly (?:avoid|escap)\w+"
    r"|stopp?(?:ed|s|ing)? short of"
    r"|(?:avoid|avert|prevent|forestall|(?:stav|head|ward)(?=\w+ off))\w+(?: off)? (?:a|an|any|another))\s+",
    re.IGNORECASE,
)
_NEAR_SAID = re.compile(
    r"\b(?:nearly|almost|all but|virtually|practically|close|near|verge|brink|edge|point|narrowly|short"
    r"|avoid\w*|avert\w*|prevent\w*|escap\w+|forestall\w*|stav\w+|head\w+ off|ward\w+ off"
    r"|risk\w*|threat\w*|most|could|might|would|without)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:all|every\w*|always|never|no|none|nobody|nothing|entire\w*)\b")


def nearly(claim: str, text: str) -> str:
    """Find what nearly happened, or was avoided, told as what did."""
    if _NEAR_SAID.search(claim) or denies(claim):
        return ""
    said = set(terms(claim))
    for match in _NEAR.finditer(text):
        if whole := _WHOLE.match(text, match.end()):
            if re.search(rf"\b{whole[0]}\b", claim, re.IGNORECASE):
                return f"the cited text says “{match[0]}{whole[0]}”"
            continue
        following = re.match(r"[\w’'-]+(?: [\w’'-]+){0,2}", text[match.end() :])
        first = terms(following[0])[:1] if following else []
        if following and first and first[0] in said and not figures(following[0]):
            return f"the cited text says “{match[0]}{following[0]}”"
    return ""
