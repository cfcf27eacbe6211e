"""How much of it: a part told as the whole, a qualified thing as the thing, and what a claim adds."""

from __future__ import annotations

import re

from rag.terms import terms

_QUALIFIED = re.compile(
    r"\b(former|acting|deputy|vice|alleged|suspected|would-be|proposed|failed|fake|retired|late"
    r"|ex)[\s-]+(\w+)",
    re.IGNORECASE,
)


_OF_ANOTHER_TIME = re.compile(
    r"^(?:(last|next) (?:year|month|week|season|summer|winter|spring|autumn)['’]s [a-z]+)",
    re.IGNORECASE,
)
_RANKED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|one of the)[\s-](\w+est)\b"
)


def qualified(claim: str, text: str) -> str:
    """Find a word that changes the next one altogether and is left out."""
    words = {w.lower() for w in re.findall(r"\w+", claim)}
    for match in _QUALIFIED.finditer(text):
        before = (
            {"former", "retired", "ex"}
            if match[1].lower() in ("former", "retired", "ex")
            else set()
        )
        if (
            terms(match[2])
            and match[2].lower() in words
            and not words & {match[1].lower(), *before}
        ):
            return f"the cited text says “{match[0]}”"
    for match in _OF_ANOTHER_TIME.finditer(text):
        if not re.search(rf"\b{match[1]}\b", claim, re.IGNORECASE):
            return f"the cited text says “{match[0]}”"
    for match in _RANKED.finditer(text):
        if match[1] in words and not _RANKED.search(claim):
            return f"the cited text says “{match[0]}”"
    return ""


_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|as a result|(?<!expressed )thanks to|that is why|which is why|therefore)\b"
    r"|因为|由于|所以|因此|导致",
    re.IGNORECASE,
)
_CAUSAL = re.compile(
    r"\b(?:because|due|owing|result\w*|thanks|why|reasons?|therefore|thus|so|since|caus\w+|led to"
    r"|blam\w+|explain\w*|decisive|mean(?:s|t)|which makes|which left)\b|因|由于|原因|所以|导致|致",
    re.IGNORECASE,
)
_QUANTITIES = (
    re.compile(
        r"\b(?:all|every\w*|each|both|entire\w*|whole|always|never|no|none|nobody|any)\b|都|全",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:only|sole|solely|alone)\b|只|仅", re.IGNORECASE),
    re.compile(r"\b(?:most|mostly|majority|mainly|largely)\b|大部分|多数", re.IGNORECASE),
    re.compile(r"\b(?:half|halves|halved)\b|一半", re.IGNORECASE),
    re.compile(r"\bothers?\b|其他|其它", re.IGNORECASE),
    re.compile(
        r"\bunanim\w+|\bwithout (?:dissent|opposition|a vote against)|\bconsensus\b"
        r"|\b(?:nobody|no one|none|no \w+) (?:voted against|opposed|abstained|dissented)"
        r"|\d(?: votes)? to (?:0|nil|none|nothing|zero|no)\b|\d[-–:]0\b",
        re.IGNORECASE,
    ),
)
_STRONG = re.compile(
    r"\b(?:all|every|everyone|everybody|always|never|entire(?:ly)?|whole|only|most|majority|half"
    r"|and (?:several )?others?|unanim\w+|without dissent|by consensus)\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:(only)|most|some|part|several|a few|many|half)(?: of)?(?: (?:the|its|his|her|their))?"
    r" ([a-z]\w+)(?: ([a-z]\w+))?",
    re.IGNORECASE,
)


_ONE_OF = re.compile(
    r"\b(?:one|a (?:third|quarter|fifth|tenth|number|handful|minority|fraction)) (?:out )?of"
    r" (?:the|its|his|her|their|\w+[’']s?)(?: (?!\w+est\b|most\b)[\w’'-]+){0,2}? ([a-z]+s)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b(?:one|an?|another|third|quarter|fifth|tenth|part|few|number|per ?cent)\b|%")


_SUPERLATIVE = re.compile(r"\b(?:\w{2,}est|most|best|worst|first|record)\b", re.IGNORECASE)
_SCOPES = (
    re.compile(
        r"\b(?:ever|never before|on record|in history|of all time|records began)\b", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:of the|this|in the) (?:year|season|month|week|decade|century)\b", re.IGNORECASE
    ),
    re.compile(r"\bin the (?:world|country|region|city|state)\b|\bworldwide\b", re.IGNORECASE),
)
"""Of what something is the most: what a text does not have itself must not be added."""


def added(claim: str, text: str, context: str) -> str:
    """Return what `claim` makes stronger than `text`: a cause, "all", "only"; "" if nothing."""
    cause = _CAUSE.search(claim)
    inside = set(terms(_CAUSE.sub(" ", claim))) <= set(terms(text))
    if (
        cause
        and not _CAUSAL.search(text)
        and (inside or not _CAUSAL.search(context.split("\n")[1]))
    ):
        return "the cited text does not give this as the reason"
    for whole in _STRONG.finditer(claim):
        if not any(q.search(whole[0]) and q.search(text) for q in _QUANTITIES):
            return f"the cited text does not say “{whole[0]}”"
    for scope in _SCOPES if _SUPERLATIVE.search(claim) else ():
        if (found := scope.search(claim)) and not scope.search(text):
            return f"the cited text does not say “{found[0]}”"
    return ""


def partial(claim: str, text: str) -> str:
    """Find "most of the damage", "only primary schools" told as all of it."""
    if any(q.search(claim) for q in _QUANTITIES) or _PARTIAL.search(claim):
        return ""
    said = set(terms(claim))
    for match in _ONE_OF.finditer(text):
        if re.search(rf"(?<!of the )\b{match[1]}\b", claim) and not _ONE.search(claim):
            return f"the cited text says “{match[0]}”"
    for match in _PARTIAL.finditer(text):
        if said & {*terms(match[2]), *(terms(match[3]) if match[3] else ())}:
            return f"the cited text says “{match[0]}”"
    return ""
