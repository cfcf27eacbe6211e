"""What a text denies, and words that exclude one another: rose and fell, north and south.

Words that stand in the same places have near vectors whether they mean the same or the opposite,
so that only a list tells them apart.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.clauses import clauses
from rag.terms import names, stem, terms

_PAIRS = (
    ("rise rose increase climb gain jump surge soar double triple treble", "fall drop decline decrease slump shrink plunge sink"),
    ("raise", "lower cut reduce"),
    ("accept approve", "reject refuse decline veto block"),
    ("agree", "refuse decline"),
    ("open reopen", "close shut"),
    ("hire recruit appoint", "fire dismiss sack oust"),
    ("begin start launch resume", "end stop finish halt suspend"),
    ("convict guilty", "clear acquit innocent exonerate"),
    ("survive", "die kill"),
    ("allow permit", "ban forbid bar prohibit"),
    ("confirm admit", "deny"),
    ("import", "export"),
    ("legal lawful", "illegal unlawful"),
    ("possible", "impossible"),
    ("likely", "unlikely"),
    ("strengthen strong", "weaken weak"),
    ("succeed success successful", "fail failure"),
    ("profit", "loss lose"),
    ("minority", "majority"),
    ("oldest", "youngest newest"),
    ("largest biggest highest most", "smallest lowest least"),
    ("faster quicker", "slower"),
    ("support back endorse", "oppose criticise criticize"),
    ("praise welcome", "criticise criticize condemn"),
    ("public", "private"),
    ("join", "leave quit"),
    ("arrive", "depart"),
    ("win", "lose"),
    ("buy", "sell"),
    ("lend", "borrow"),
    ("gross", "net"),
    ("domestic", "foreign international"),
    ("temporary", "permanent"),
    ("voluntary", "compulsory mandatory obligatory"),
    ("maximum", "minimum"),
    ("urban", "rural"),
)  # fmt: skip
_TURNABLE = frozenset({"win", "lose", "buy", "sell", "lend", "borrow"})
"""Opposites only of the same person: when one wins, another loses."""

_SETS = (
    "north south east west",
    "morning afternoon evening night noon midnight",
    "mother father sister brother daughter son wife husband aunt uncle",
    "man woman boy girl",
    "half third quarter fifth tenth",
    "first second third fourth fifth sixth last",
    "double triple quadruple halve",
    "today yesterday tomorrow",
    "spring summer autumn winter",
    "gold silver bronze",
    "kilometre mile metre",
    "primary secondary",
)

_EXCLUSIVE = [(frozenset(map(stem, a.split())), frozenset(map(stem, b.split()))) for a, b in _PAIRS]
_COMPASS = {stem(f"{side}ern"): stem(side) for side in ("north", "south", "east", "west")}
_ONE_OF = [frozenset(map(stem, members.split())) for members in _SETS]


def opposite(claim: str, text: str) -> tuple[str, str]:
    """Return a word of `claim` and the word of `text` that excludes it; ("", "") if there is none."""
    said, told = _words(claim), _words(_main(claim, text))
    denied = _sides(claim)[1] | _sides(text)[1]
    for one, other in [*_EXCLUSIVE, *[(b, a) for a, b in _EXCLUSIVE]]:
        here, there = (one & said.keys()) - denied, (other & told.keys()) - denied
        if here and there and not other & said.keys() and not one & told.keys():
            if (here | there) & _TURNABLE and not _same_subject(claim, text):
                continue
            return said[min(here)], told[min(there)]
    for members in _ONE_OF:
        here, there = (members & said.keys()) - denied, (members & told.keys()) - denied
        if here and there and not here & there:
            return said[min(here)], told[min(there)]
    return _crossed(claim, text)


def excluded(one: str, other: str) -> bool:
    """Whether two texts have different members of a set: north and south, primary and secondary."""
    a, b = _words(one).keys(), _words(other).keys()
    return any(members & a and members & b and not members & a & b for members in _ONE_OF)


def denies(text: str) -> bool:
    """Whether `text` denies anything."""
    return _NO.search(text) is not None


def _main(claim: str, text: str) -> str:
    """Return `text` without the relative clauses that `claim` takes less from than from the rest."""
    about = set(terms(claim))
    for clause in clauses(text):
        if not clause.relative:
            continue
        rest = text.replace(clause.text, " ")
        if any(figure in clause.text for figure in re.findall(r"\d+", claim)):
            continue
        if len(about & set(terms(clause.text))) < len(about & set(terms(rest))):
            text = rest
    return text


def _crossed(claim: str, text: str) -> tuple[str, str]:
    """Find opposites that changed neighbours: rising costs and falling demand, told the other way."""
    ours, theirs = _beside(claim), _beside(text)
    for one, other in [*_EXCLUSIVE, *[(b, a) for a, b in _EXCLUSIVE]]:
        for word, side, neighbour in ours:
            if word not in one or any((w, side, neighbour) in theirs for w in one):
                continue
            for opposed in other:
                if (opposed, side, neighbour) in theirs:
                    return ours[word, side, neighbour], theirs[opposed, side, neighbour]
    return "", ""


def _beside(text: str) -> dict[tuple[str, str, str], str]:
    """Map (stem, "before" or "after", stem of its neighbour on that side) to the word as written."""
    found = {}
    spelled = [(term, word) for word in re.findall(r"\w[\w’'-]*", text) for term in terms(word)]
    for (left, left_word), (right, right_word) in pairwise(spelled):
        found[left, "after", right] = left_word
        found[right, "before", left] = right_word
    return found


_NOT_UP = re.compile(r"\bclimb(?:s|ed|ing)? (?:down|out|in|over|on|back)(?:to)?\b")


def _words(text: str) -> dict[str, str]:
    text = _NOT_UP.sub(" ", text)
    found = {stem(word): word for word in re.findall(r"\b[a-z][a-z-]+\b", text)}
    found |= {_COMPASS[term]: word for term, word in found.items() if term in _COMPASS}
    opening = re.match(r"[\"“]?([A-Z][a-z]+)\b", text)
    return found | ({stem(opening[1]): opening[1]} if opening else {})


def _same_subject(claim: str, text: str) -> bool:
    ours, theirs = names(f"x {claim}")[:1], names(f"x {text}")[:1]
    return not ours or not theirs or stem(ours[0]) == stem(theirs[0])


# --- negation -------------------------------------------------------------------------------------

_NOT_THAT = (
    r"\b(?:no|little|without|(?:not|never|nor|neither|without|fail\w* to|\w+n['’]t)(?:\s+\w+){0,2}?)"
    r"\s+(?:\w+\s+)?(?:signs?|evidence|proof|indications?|traces?|hints?|suggestions?|grounds|basis)"
    r"(?:\s+(?:that|of|for)\b)?"
    r"|\b(?:not|never|nor|neither|nobody|fail\w* to|cannot|\w+n['’]t)(?:\s+\w+)?"
    r"\s+(?:found|find|conclude|confirm|prove|proven|show|shown|establish|believe|think|expect|say|said"
    r"|claim|suggest|see|seen)(?:ed|d)?\s+that\b"
    r"|\bnot (?:yet )?(?:been )?(?:proved|proven|shown|established|confirmed|found) that\b"
)
_THAT = re.compile(_NOT_THAT, re.IGNORECASE)
"""Denies what follows its "that": "found no sign that", "could not confirm that"; not "did not know"."""

_NO = re.compile(
    rf"{_NOT_THAT}"
    r"|\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|unable"
    r"|(?:denie[sd]|deny(?:ing)?)(?: that)?|refus\w+|reject\w+|fail(?:s|ed|ing)? to|declin(?:e[sd]?|ing) to"
    r"|(?:vot\w+|decid\w+|rul\w+|advis\w+|is|are|was|were) against|unlikely|hardly|barely|rather than"
    r"|instead of|rul(?:e[sd]?|ing) out|turn(?:s|ed|ing)? down)\b|不|没有|未|并非",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:.!?()，。；]|\b(?:but|and|that|because|which|who|although|though|while)\b"
)


def _denied_first(text: str) -> set[str]:
    """Return the stem right after each negation: the verb that is denied, or what there is none of."""
    return {stem for match in _NO.finditer(text) for stem in _stems(text[match.end() :])[:1]}


_PREFERRED = re.compile(
    r"\b((?:choos|chose|pick|prefer|select|favour|favor)\w*\b[^.;,]*?) over\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:ahead of|beat(?:s|ing)?|defeat(?:s|ed|ing)?|edg(?:ed|ing) out)\b", re.IGNORECASE
)
_ACCEPTS = re.compile(r"\b(?:accept|agree|acknowledge|recognis|recogniz)\w*")
_NOT_AGAINST = re.compile(
    r"\b(?:(?:would|will|does|do|did|could|can|has|have|had) not|\w+n['’]t)"
    r" (?:challenged?|contest(?:ed)?|disputed?|oppose[d]?|appeal(?:ed)?(?: against)?)\b",
    re.IGNORECASE,
)
"""What denies that something is denied."""


def negation(claim: str, text: str) -> str:
    """Return what is wrong with what `claim` denies or affirms, "" if nothing."""
    if _PREFERRED.search(text):
        claim = _AHEAD.sub("rather than", claim)
    claim, text = _PREFERRED.sub(r"\1 rather than", claim), _PREFERRED.sub(r"\1 rather than", text)
    if _ACCEPTS.search(claim):
        text = _NOT_AGAINST.sub("accept", text)
    if _other_polarity(claim, text):
        return "the cited text has it the other way round"
    said, denied = _sides(claim)
    given_said, given_denied = _sides(text)
    if (given_denied - given_said) & said and not denied:
        return "the cited text denies this"
    if _affirms(claim, text):
        return "the cited text denies this"
    if lost := _narrower(claim, text):
        return f"the cited text denies this only with “{lost}”"
    other_words = _NO.search(text) is not None and not _denied_first(claim) & given_said
    if (
        (denied - said) & given_said - given_denied
        and not denied & given_denied
        and not other_words
    ):
        return "the cited text does not deny this"
    return ""


_REFUSING = re.compile(
    r"(?P<not>\b(?:not|never|nobody|no one|neither|nor|without|\w+n['’]t)\s+(?:\w+ly\s+)?)?"
    r"\b(?P<verb>rul(?:e[sd]?|ing) out|den(?:y|ied|ies|ying)|refus(?:e[sd]?|ing)|reject(?:s|ed|ing)?"
    r"|exclud(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|prevent(?:s|ed|ing)?|object(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)


def _other_polarity(claim: str, text: str) -> bool:
    """Whether the claim has "did not rule out" where the text only has "ruled out", or the reverse."""
    told = [(stem(m["verb"].split()[0]), bool(m["not"])) for m in _REFUSING.finditer(text)]
    for match in _REFUSING.finditer(claim):
        verb, sign = stem(match["verb"].split()[0]), bool(match["not"])
        if (verb, not sign) in told and (verb, sign) not in told:
            return True
    return False


_HOW = re.compile(r"\b(?!only\b|early\b|family\b|likely\b|daily\b)[a-z]{3,}ly\b")


def _narrower(claim: str, text: str) -> str:
    """Return the adverb that `claim` drops from what is denied: "not willing to take (rashly)"."""
    if not _NO.search(claim):
        return ""
    said = set(_stems(claim))
    for match in _NO.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        denied = text[match.end() : end.start() if end else len(text)]
        first = _stems(denied)[:1]
        how = _HOW.search(denied)
        if how and first and first[0] in said and stem(how[0]) not in said:
            return how[0]
    return ""


def _affirms(claim: str, text: str) -> bool:
    """Whether `claim` says without a negation what `text` says with one: "(not) willing to take"."""
    if _NO.search(claim):
        return False
    said = _stems(claim)
    for match in _NO.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        first, *rest = [*_stems(text[match.end() : end.start() if end else len(text)])[:4], ""]
        elsewhere = _stems(f"{text[: match.start()]} {text[end.start() if end else len(text) :]}")
        if first and _followed(said, first, rest) and not _followed(elsewhere, first, rest):
            return True
    return False


def _followed(stems: list[str], first: str, rest: list[str]) -> bool:
    """Whether one of `rest` comes within three places after `first`."""
    return any(set(stems[n + 1 : n + 4]) & set(rest) for n, s in enumerate(stems) if s == first)


_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)\s+(?:\w+ly\s+)?(?:rejected|refused|denied|turned down)$",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+by\b")
_OF_BEFORE = re.compile(
    r", which\b[^,;.]{0,40}\b(?:rejected|refused|denied|turned down|ruled out)$", re.IGNORECASE
)
_THIS = re.compile(r"(?:denie[sd]|rejected|ruled out) (?:this|it|that)\b", re.IGNORECASE)
"""What is refused stands before it."""


def _sides(text: str) -> tuple[set[str], set[str]]:
    """Return the stems that `text` affirms and those that it denies: two after a negation."""
    said: set[str] = set()
    denied: set[str] = set()
    at = 0
    for match in _NO.finditer(text):
        if match.start() < at:
            continue
        passive = _PASSIVE.search(text[: match.end()])
        if passive:
            ends = [m.end() for m in _CLAUSE_END.finditer(text, at, match.start())]
            clause = _stems(text[max([at, *ends]) : match.start()])
            denied.update(clause[:2])
        if _OF_BEFORE.search(text, 0, match.end()) or _THIS.match(text, match.start()):
            before = _stems(text[: match.start()])
            denied.update(before)
            said.update(before)
        said.update(set(_stems(text[at : match.start()])) - denied)
        end = _CLAUSE_END.search(text, match.end())
        clause = _stems(text[match.end() : end.start() if end else len(text)])
        many = len(clause) if _THAT.fullmatch(match[0]) else 2
        denied.update(clause[:many])
        by = passive and _BY.match(text, match.end())
        said.update(clause if by else clause[many:])
        at = end.start() if end else len(text)
    said.update(_stems(text[at:]))
    return said, denied


_FUNCTION = frozenset(
    "a an the of to in on at by for with from into as and or is are was were be been being has have"
    " had do does did will would it its he his she her they their him them this that these those any"
    " there".split()
)


def _stems(text: str) -> list[str]:
    """Return all stems of `text` but those of function words; "give" counts here."""
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text):
        return terms(text)
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text)
    return [stem(word) for word in words if word.lower() not in _FUNCTION]
