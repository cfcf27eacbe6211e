"""What makes a statement less than a fact: who says it, and how sure. Finds it lost in a claim."""

from __future__ import annotations

import re

from index.types import Article
from rag.clauses import PAST
from rag.figures import figures
from rag.opposites import denies
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
        or _condition(claim, text)
        or _nearly(claim, text)
        or _speaker(claim, text)
        or _contended(claim, text)
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


_IF = re.compile(
    r"(?<!\beven )(?<!\bas )(?<!\bwhat )\b(?:if|unless|provided(?: that)?|as long as|on condition)\b"
)
_WHETHER = re.compile(
    r"\b(?:ask\w*|wonder\w*|tell|told)(?:\s+[\w’'-]+){0,3}\s+$"
    r"|\b(?:see|know\w*|decid\w+|unclear|sure|find out|check\w*|doubt\w*)\s+$"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|condition\w*|when|once|only|depend\w*|expect\w*|could|may"
    r"|might|would|should|need\w*|requir\w+|without|until|hing\w+|otherwise|subject)\b",
    re.IGNORECASE,
)


def _condition(claim: str, text: str) -> str:
    """Find what the text says only for a case, "pays if it opens", told without the case."""
    if _CONDITION.search(claim):
        return ""
    said = set(terms(claim))
    for match in _IF.finditer(text):
        before = text[: match.start()]
        if _WHETHER.search(before):
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


def _nearly(claim: str, text: str) -> str:
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
    rf"{_SPEECH.pattern}|\b(?:say|argue|arguing|claim|claims|contend\w*|maintain\w*|assert\w*|accus\w+"
    r"|complain\w*|alleg\w+|insist\w*|critics?|opponents?|supporters?|blam\w+|controvers\w+)\b",
    re.IGNORECASE,
)


def _contended(claim: str, text: str) -> str:
    """Find what only one side of a dispute says, "critics say", told as a fact."""
    if _CONTENDED.search(claim) or _HEDGE.search(claim):
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


_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\bbut\b")

_WILL = re.compile(
    r"\b(?:will|would|shall|agree[sd]? to|(?:is|are|was|were) (?:(?:due|set|scheduled|about|going) )?to)"
    r"\s+(?:(?:not|now|then|also|again|soon|\w+ly)\s+)*(?:be\s+)?"
)
_WILL_DO = re.compile(rf"{_WILL.pattern}\w+")
_PAST = re.compile(r"\b(?:has|have|had|was|were|did|ended|opened|\w+ed)\b")
_AHEAD = re.compile(r"\b(?:will|would|to|going|due|set|shall|upcoming|next|future)\b")


def _past(text: str) -> set[str]:
    """Return the stems of the words of `text` that are past forms."""
    return {stem(w) for w in re.findall(r"[a-z]+", text) if w in PAST or _PAST.fullmatch(w)}


def _future(claim: str, text: str) -> str:
    """Find what the text foretells and the claim tells as done."""
    if _AHEAD.search(claim):
        return _over(claim, text)
    past = _past(claim)
    said = set(terms(claim)) if _PAST.search(claim) else past
    for match in _WILL.finditer(text):
        verb = terms(text[match.end() :])[:1]
        if verb and verb[0] in said and verb[0] not in _past(_WILL_DO.sub(" ", text)):
            return "the cited text says that this is still to come"
    return ""


_TO_COME = re.compile(
    r"\b(?:will|shall|(?:is|are) (?:(?:due|set|scheduled|about|going) )?to)\s+(?:be\s+)?"
)


def _over(claim: str, text: str) -> str:
    """Find what the text tells as done and the claim foretells."""
    if _WILL.search(text) or _HEDGE.search(text):
        return ""
    done = _past(text)
    for match in _TO_COME.finditer(claim):
        if (verb := terms(claim[match.end() :])[:1]) and verb[0] in done:
            return "the cited text says that this is over"
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
    for match in _ONE_OF.finditer(text):
        if re.search(rf"(?<!of the )\b{match[1]}\b", claim) and not _ONE.search(claim):
            return f"the cited text says “{match[0]}”"
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
