"""What makes a statement less than a fact: who says it, and how sure. Finds it lost in a claim."""

from __future__ import annotations

import re

from index.types import Article
from rag.clauses import PAST
from rag.terms import stem, terms

_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|reportedly|allegedly|apparently|rumou?red|possibly|perhaps|probably"
    r"|likely|plans? to|planned to|planning to|expects? to|expected to|hopes? to|aims? to|intends? to"
    r"|consider(?:s|ed|ing)|being weighed|weighing|mull(?:s|ed|ing)|propos(?:es|ed|al)|hint(?:s|ed)|suggest(?:s|ed)|believes?|estimat(?:e|es|ed)|put at"
    r"|predict(?:s|ed)?|forecasts?|thinks?|opportunity to|chance to|wants? to|wanted to|seeks? to"
    r"|seems?|appears? to|unclear|whether|if|would|fear(?:s|ed)?|worr(?:y|ies|ied)|doubt(?:s|ed)?"
    r"|promise[sd]? to|vow(?:s|ed)? to|pledge[sd]? to|offer(?:s|ed)? to|suspect(?:s|ed)?|needs?|requires?|awaits?|pending|subject to|asks? for|asked for|threat(?:ens?|ened)? to|called for|calls for|asked to|urg(?:es|ed))\b"
    r"|或|可能|据报道|预计|计划|拟",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"[\"“]?(?:if|should|suppose|assuming|unless|were)\b", re.IGNORECASE)
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|claim(?:s|ed)|argu(?:es|ed)|accord(?:s|ing)|alleg(?:es|ed)|believes?"
    r"|thinks?|repeat(?:s|ed)|insist(?:s|ed)|estimat(?:es|ed)|warn(?:s|ed)|expects?|predict(?:s|ed)|wrote"
    r"|writes|add(?:s|ed)|call(?:s|ed)|denied|denies|announced|report(?:s|ed)|described|describes"
    r"|(?:dismiss|reject|prais|denounc|condemn|criticis)(?:e?s|ed)(?=\b[^.;,]*\bas\b))\b"
    r"|称|表示|说|认为|据",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{4,}?)[\"”“»]|(?<!\w)[‘']([^‘’']{12,}?)[’'](?!\w)")
_CLAUSE = re.compile(r"[;.!?]|\bbut\b|, and\b|, which\b")


def lost(claim: str, text: str) -> str:
    """Return what `claim` leaves out that makes `text` less than a fact, "" if nothing."""
    return (
        _hedge(claim, text)
        or _speaker(claim, text)
        or _unnamed(claim, text)
        or _future(claim, text)
        or _undone(claim, text)
        or _former(claim, text)
        or _partial(claim, text)
    )


_SAYS_FIRST = re.compile(
    r"(?:[\w’'.,-]+\s+){1,8}?(?:said|says|told|claim(?:s|ed)|argue[sd]|insist(?:s|ed)|believes?|thinks?)\b"
)


_SAYS_LAST = re.compile(
    r",[\"”]?\s+((?:[\w’'.-]+\s+){0,9}?(?:said|says|told|claimed|argued|insisted|reported|announced"
    r"|warned|estimated|believes?)\b[^,;]*|according to [^;]+)$"
)


def unattributed(claim: str, text: str) -> str:
    """Return who says it in `text`, where that opens or ends it and `claim` leaves it out."""
    match = _SAYS_FIRST.match(text) or _SAYS_LAST.search(text.strip().rstrip("."))
    if match is None or _SPEECH.search(claim):
        return ""
    return f"the cited text says “{match[match.lastindex or 0]}”"


_REPORTED = r"(?:said|says|reported|reports|wrote|writes)"


def without_outlet(claim: str, article: Article) -> str:
    """Return `claim` without “, the Harbour Ledger reported” where that is the article's outlet."""
    if not article.outlet:
        return claim
    outlet = rf"(?:the )?{re.escape(article.outlet.removeprefix('The '))}"
    found = re.sub(
        rf",\s+(?:{outlet}\s+{_REPORTED}|according to {outlet})(?=\.?$)"
        rf"|^(?:according to {outlet},|{outlet}\s+{_REPORTED}\s+that)\s+",
        "",
        claim,
        flags=re.IGNORECASE,
    )
    return f"{found[:1].upper()}{found[1:]}"


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks in `text`."""
    return [m[1] or m[2] for m in _QUOTED.finditer(text)]


_RUMOUR = re.compile(r"\b(?:reportedly|allegedly|apparently|rumou?red)\b|据报道", re.IGNORECASE)


def _hedge(claim: str, text: str) -> str:
    rumour = _RUMOUR.search(text)
    if rumour and not (_RUMOUR.search(claim) or _SPEECH.search(claim)):
        governed = terms(_CLAUSE.split(text[rumour.end() :], maxsplit=1)[0])[:3]
        if set(governed) & set(terms(claim)):
            return f"the cited text has this only with “{rumour[0]}”"
    if _HEDGE.search(claim):
        return ""
    said = set(terms(claim))
    reports = _SPEECH.search(claim) is not None
    if _SUPPOSES.match(text):
        return "the cited text only supposes this"
    for match in _HEDGE.finditer(text):
        would = match[0].lower() == "would"  # "said it would" told as "says it will", or "is to"
        if would and (reports or _IS_TO.search(claim)):
            continue
        governed = terms(_CLAUSE.split(text[match.end() :], maxsplit=1)[0])[:3]
        if governed and sum(t in said for t in governed) >= min(2, len(governed)):
            return f"the cited text has this only with “{match[0]}”"
    return ""


def _speaker(claim: str, text: str) -> str:
    if _SPEECH.search(claim):
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


_IS_TO = re.compile(r"\b(?:is|are) (?:due |set )?to\b")
_WILL = re.compile(
    r"\b(?:will|is to|are to|is due to|are due to|is set to|are set to|agree[sd]? to)\s+(?:be\s+)?"
)
_PAST = re.compile(r"\b(?:has|have|had|was|were|did|ended|opened|\w+ed)\b")
_AHEAD = re.compile(r"\b(?:will|would|to|going|due|set|shall|upcoming|next|future)\b")


def _future(claim: str, text: str) -> str:
    """Find what the text foretells and the claim tells as done."""
    if _AHEAD.search(claim) or not _PAST.search(claim):
        return ""
    said = set(terms(claim))
    for match in _WILL.finditer(text):
        if (verb := terms(text[match.end() :])[:1]) and verb[0] in said:
            return "the cited text says that this is still to come"
    return ""


_DONE = re.compile(r"(?<!\bto )\b([a-z]+)\b")
_ONLY_NAMED = re.compile(r"(?:[:,]|\b(?:to|and|or|can|could|may|might|must|should))\s+$")


def _undone(claim: str, text: str) -> str:
    """Find what the text only names as a possibility, "keep it, or sell it", told as done."""
    if _AHEAD.search(claim) or _HEDGE.search(claim):
        return ""
    given: dict[str, list[re.Match[str]]] = {}
    for match in re.finditer(r"\b[a-z]+\b", text):
        given.setdefault(stem(match[0]), []).append(match)
    for match in _DONE.finditer(claim):
        word, found = match[1], given.get(stem(match[1]), [])
        if not found or not _is_past(word) or any(_is_past(m[0]) for m in found):
            continue
        if all(_ONLY_NAMED.search(text[: m.start()]) and not m[0].endswith("s") for m in found):
            return f"the cited text does not say that this was done: “{found[0][0]}”"
    return ""


def _is_past(word: str) -> bool:
    return word.endswith(("ed", "ing")) or word in PAST


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


def _former(claim: str, text: str) -> str:
    """Find a word that changes the next one altogether and is left out."""
    words = {w.lower() for w in re.findall(r"\w+", claim)}
    for match in _QUALIFIED.finditer(text):
        before = (
            {"former", "retired", "ex"}
            if match[1].lower() in ("former", "retired", "ex")
            else set()
        )
        if match[2].lower() in words and not words & {match[1].lower(), *before}:
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
)
_STRONG = re.compile(
    r"\b(?:all|every|everyone|everybody|always|never|entire(?:ly)?|whole|only|most|majority|half"
    r"|and (?:several )?others?)\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:(only)|most|some|part|several|a few|many|half)(?: of)?(?: (?:the|its|his|her|their))?"
    r" ([a-z]\w+)(?: ([a-z]\w+))?",
    re.IGNORECASE,
)


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
    return ""


def _partial(claim: str, text: str) -> str:
    """Find "most of the damage", "only primary schools" told as all of it."""
    if any(q.search(claim) for q in _QUANTITIES) or _PARTIAL.search(claim):
        return ""
    said = set(terms(claim))
    for match in _PARTIAL.finditer(text):
        if said & {*terms(match[2]), *(terms(match[3]) if match[3] else ())}:
            return f"the cited text says “{match[0]}”"
    return ""


_UNNAMED = re.compile(
    r"\bpeople (?:familiar|close|with knowledge)\b|\bnot to be named\b|\bon condition of anonymity\b"
    r"|\banonymous\w*\b|\bunnamed\b|\bsources? (?:said|close|familiar)\b|知情人士|匿名",
    re.IGNORECASE,
)


def _unnamed(claim: str, text: str) -> str:
    if _SPEECH.search(claim) or _HEDGE.search(claim) or not _UNNAMED.search(text):
        return ""
    return "in the cited text only somebody unnamed says this"
