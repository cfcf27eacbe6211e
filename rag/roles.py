"""Who did what to whom: the same words around a verb in other places say otherwise.

Compares the words before and after a verb, clause by clause, passives turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.clauses import VERB, clauses
from rag.comparing import converse
from rag.figures import figures
from rag.terms import names, stem, terms

_BE = re.compile(r"\b(?:am|is|are|was|were|be|been|being|got)\b(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_BY = re.compile(
    r"(?:\s+[a-z]\w*){0,2}?\s+by\b(?!\s+\w+ing\b)"
    r"(?!\s+(?:about |around |some |nearly |almost |more than |less than |up to |at least |an? )?"
    r"(?:[$€£]?\d|(?:half|third|quarter|fifth|tenth|one|two|three|four|five|six|seven|eight|nine|ten)\b))"
)
_AUXILIARY = re.compile(
    r"\b(?:to|will|would|can|could|may|might|must|should|did|does|do|not)\s+$", re.IGNORECASE
)
_NO_DEED = frozenset(
    map(stem, "is are was were am be been being has have had will would can could may might must"
              " shall should did does do not never also".split())
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MUTUAL = frozenset(
    "cooper partner merg compet agre talk negoti meet deal discuss join ally alli match fight fought"
    " tie compar marri share play".split()
)
_EITHER_WAY = frozenset(
    map(
        stem,
        "burn break open close shut start begin end stop move grow increase sink resume".split(),
    )
)
"""Verbs that say the same of what is done to: it burned the pine, the pine burned."""
_CONVERSE = (
    ({"lose"}, {"win", "beat", "defeat", "outbid"}),
    ({"sell"}, {"buy"}),
    ({"receiv", "get", "win", "accept"}, {"give", "send", "pay", "award", "donat", "grant", "offer"}),
    ({"borrow"}, {"lend", "lent", "loan"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb by its stem, with the stems of who does it and of all that it is done to or with."""

    verb: str
    doers: frozenset[str]
    others: frozenset[str]
    after: str
    passive: bool


def swapped(claim: str, text: str) -> bool:
    """Whether two things have changed places around the same verb or preposition."""
    if converse(claim, text):
        return False
    for ours, theirs in _paired(claim, text, {}):
        if _changed_places(ours, theirs):
            return True
    return _in_a_phrase(claim, text) or _turned(claim, text)


def _changed_places(ours: Deed, theirs: Deed) -> bool:
    gone = ours.doers & theirs.others - theirs.doers
    come = ours.others & theirs.doers - theirs.others
    return bool(come and (gone or (ours.doers and not ours.doers & theirs.doers)))


def _in_a_phrase(claim: str, text: str) -> bool:
    """Whether they changed places where one of the two has no verb of its own: "by beating Vale"."""
    told, phrases = deeds(text), _phrases(text)
    pairs = [(ours, theirs) for ours in deeds(claim) for theirs in phrases]
    pairs += [(ours, theirs) for ours in _phrases(claim) for theirs in [*told, *phrases]]
    for ours, theirs in pairs:
        if ours.verb != theirs.verb or ours.verb in _MUTUAL or not _changed_places(ours, theirs):
            continue
        if not any(
            t.verb == ours.verb and t.doers & ours.doers and t.others & ours.others
            for t in [*told, *phrases]
        ):
            return True
    return False


def doubtful(claim: str, text: str, meant: Mapping[str, str]) -> str:
    """Return why it is not plain that `text` says this of whom `claim` does, "" if it is.

    `meant` maps a stem of the claim to the stem of the text that means it in context.
    """
    if converse(claim, text):
        return ""
    present = set(terms(text))
    for ours, theirs in _paired(claim, text, meant):
        gone = ours.doers & theirs.others - theirs.doers
        come = ours.others & theirs.doers - theirs.others
        strangers = ours.doers and theirs.doers and not ours.doers & theirs.doers
        if come and (gone or strangers):
            return "the cited text may have it the other way round"
        if ours.verb != theirs.verb:
            continue
        if ours.verb in _EITHER_WAY and not ours.others and not ours.doers & theirs.doers:
            continue
        strange = ours.doers & present - theirs.doers
        if theirs.doers and strange and not ours.doers & theirs.doers:
            if any(d.verb == ours.verb and d.doers & ours.doers for d in deeds(text)):
                continue
            return f"the cited text says this of somebody else than “{_written(strange, claim)}”"
        if reason := _other_object(ours, theirs, text):
            return reason
    return ""


def _paired(claim: str, text: str, meant: Mapping[str, str]) -> Iterator[tuple[Deed, Deed]]:
    told = deeds(text)
    for ours in deeds(claim):
        for theirs in told:
            verb = meant.get(ours.verb, ours.verb)
            if verb == theirs.verb and verb not in _MUTUAL and not _converse(ours.verb, verb):
                yield ours, theirs


def _other_object(ours: Deed, theirs: Deed, text: str) -> str:
    """Find a name or figure after the claim's verb that the text has elsewhere or marks otherwise."""
    if ours.passive != theirs.passive:
        return ""
    aims = [d.after for d in deeds(text) if d.verb == theirs.verb]
    if (aim := _other_aim(ours, theirs, text)) and not any(_same_aim(ours.after, a) for a in aims):
        return f"the cited text says “{aim}” here"
    rivals = [n for n in names(f"x {theirs.after}") if stem(n) not in ours.others | ours.doers]
    for name in names(f"x {_SAID_BY.sub('', ours.after)}"):
        near = {stem(word) for word in names(f"x {theirs.after}")}
        if stem(name) not in near and rivals and re.search(rf"\b{re.escape(name)}\b", text):
            return f"the cited text says this of {rivals[0]}"
        marks = [_mark(name, ours.after), _mark(name, theirs.after)]
        if stem(name) in near and marks[0] != marks[1] and set(marks) & _TELLING:
            return f"the cited text has {name} in another place"
    claimed = {f.value for f in figures(ours.after)}
    given = {f.value: f.text for f in figures(theirs.after)}
    if claimed and given and ours.doers & theirs.doers and not claimed & given.keys():
        return f"the cited text says {next(iter(given.values()))} here"
    return ""


_SAID_BY = re.compile(
    r",\s+(?:according to [^,]+|[^,]*\b(?:said|says|told|reported|added)\b[^,]*)$"
)


def _other_aim(ours: Deed, theirs: Deed, text: str) -> str:
    """Return what the text has right after the verb where the claim has another: "to keep"."""
    claimed, told = _AIM.match(ours.after), _AIM.match(theirs.after)
    if not claimed or not told or stem(told[1]) in ours.others | {stem(claimed[1])}:
        return ""
    return told[0].strip() if re.search(rf"\b{claimed[1]}", text) else ""


def _same_aim(ours: str, theirs: str) -> bool:
    claimed, told = _AIM.match(ours), _AIM.match(theirs)
    return bool(claimed and told and stem(claimed[1]) == stem(told[1]))


_AIM = re.compile(r"\s+to (\w+)")
_TELLING = frozenset({"from", "against", "over", "to"})
_MARK = re.compile(r"(?:^|\s)(\w+)\s+(?:(?:the|a|an|its|his|her)\s+)?(?:[A-Z][\w’'.-]*\s+)*$")


def _mark(name: str, after: str) -> str:
    """Return the preposition before a name, "" where a name or verb stands there."""
    match = _MARK.search(after[: max(0, after.find(name))])
    return match[1] if match and match[1] in _TELLING else ""


def _written(stems: set[str] | frozenset[str], claim: str) -> str:
    return next((w for w in re.findall(r"\w[\w’'-]*", claim) if set(terms(w)) & stems), min(stems))


def _converse(one: str, other: str) -> bool:
    return any((one in a and other in b) or (one in b and other in a) for a, b in _CONVERSE)


# --- what a text says that is done ------------------------------------------------------------------


@lru_cache(maxsize=1024)
def deeds(text: str) -> tuple[Deed, ...]:
    """Return what `text` says is done, and by whom, for each word that may be a verb."""
    return tuple(_deeds(text))


def _deeds(text: str) -> Iterator[Deed]:
    for clause in clauses(text):
        whole = clause.whole
        for match in _WORD.finditer(whole):
            verb, before, after = _root(match[0]), whole[: match.start()], whole[match.end() :]
            if verb in _NO_DEED or not _is_verb(match[0], before, after):
                continue
            by = _BY.match(after)
            passive = by is not None or bool(_BE.search(before) and not match[0].endswith("ing"))
            doers, others = frozenset(terms(before)), frozenset(terms(after))
            if verb in _REPORTS:
                inverted = clause.subject and before.strip() == clause.subject.strip()
                doers, others = _speaker(f"{before}," if inverted else before, after)
            elif passive:
                agent = frozenset(terms(after[by.end() :])) if by else frozenset()
                doers, others = agent, doers | (others - agent)
            yield Deed(verb, doers, others, after, passive)


def _is_verb(word: str, before: str, after: str) -> bool:
    """Whether a word is a verb, by its form; one in -s only where the clause has no other before."""
    if _AUXILIARY.search(before):
        return True
    if word in _FORMS and word.endswith("n"):
        return bool(_HAVE_OR_BE.search(before) or _BY.match(after))
    plural = word.endswith("s") and (VERB.search(before) or VERB.match(after.lstrip()))
    return VERB.fullmatch(word) is not None and not plural


_HAVE_OR_BE = re.compile(
    r"\b(?:has|have|had|having|is|are|was|were|be|been|being|got)\b(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
_FORMS = {
    form: stem(base)
    for base, forms in {
        "beat": "beaten", "overtake": "overtook overtaken", "steal": "stole stolen", "strike": "struck",
        "shoot": "shot", "send": "sent", "lend": "lent", "teach": "taught", "catch": "caught",
        "throw": "threw thrown", "overthrow": "overthrew overthrown", "drive": "drove driven",
        "see": "saw seen", "oversee": "oversaw overseen", "forgive": "forgave forgiven", "bring": "brought",
        "forbid": "forbade forbidden", "seek": "sought", "withdraw": "withdrew withdrawn",
        "choose": "chosen", "give": "given", "take": "taken", "eat": "ate eaten", "bite": "bitten",
    }.items()
    for form in forms.split()
}  # fmt: skip


def _root(word: str) -> str:
    """Return what stands for all forms of a verb: those in _FORMS a stemmer leaves apart."""
    return _FORMS.get(word) or stem(word)


_PHRASE = re.compile(
    r"(?:\b(?:by|after|before|while|when|without|since|through|despite|instead of|having)\s+|,\s+|^)"
    r"(?:(?:\w+ly|then|also|again|twice|having)\s+)*([a-z]{2,})\b",
    re.IGNORECASE,
)
_NO_PHRASE = frozenset(
    "being having during including following according regarding concerning starting beginning nothing"
    " something anything everything morning evening spring king ring wing string ceiling".split()
)


@lru_cache(maxsize=1024)
def _phrases(text: str) -> tuple[Deed, ...]:
    """Return what is done in phrases without a subject: "by beating Vale", "having beaten Vale"."""
    found = []
    for clause in clauses(text):
        for match in _PHRASE.finditer(clause.whole):
            word, after = match[1], clause.whole[match.end() :]
            having = "having" in match[0].lower() and (VERB.fullmatch(word) or word in _FORMS)
            if not (having or word.endswith("ing")) or word in _NO_PHRASE or _BY.match(after):
                continue
            before = clause.whole[: match.start()]
            object_, _, rest = after.partition(", ") if not terms(before) else (after, "", "")
            doers = _subject(before) or terms(before) or _subject(rest)
            if doers:
                others = frozenset(terms(object_))
                found.append(Deed(_root(word), frozenset(doers), others, after, False))
    return tuple(found)


def _subject(text: str) -> list[str]:
    """Return the words before the first verb that has any before it."""
    starts = (terms(text[: verb.start()]) for verb in VERB.finditer(text))
    return next((found for found in starts if found), [])


_REPORTS = frozenset(
    "say tell add find report announc argu claim believ think write warn estim predict state insist repeat"
    " call ask reply explain".split()
)
_APPOSED = re.compile(r"\s*[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*, [^,\"”]+,\s*$")
_NAMED = re.compile(r"\s+(?:(?:the|its|their|his|her|an?) [a-z -]+,? )?((?:[A-Z][\w.’'-]*\s?)+)")


def _speaker(before: str, after: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return who says it, before the verb or right after it, and all the rest."""
    last = re.split(r"[,\"”]\s", before.strip(", "))[-1]
    named = _NAMED.match(after) if before.rstrip().endswith((",", '"', "”")) else None
    if named:
        return frozenset(terms(named[1])), frozenset(terms(before + after[named.end() :]))
    whole = terms(after) or _APPOSED.match(before)
    near = frozenset(terms(before if whole else last))
    return near, frozenset(terms(before + after)) - near


# --- prepositions ---------------------------------------------------------------------------------

_CONTRAST = re.compile(r"\b(?:over|than|instead of|ahead of|behind|against|from|to)\b")


def _turned(claim: str, text: str) -> bool:
    """Whether two things have changed places around a preposition: chose A over B, from A to B."""
    told = _compared(text)
    return any(
        ours[0] == theirs[0] and ours[1] & theirs[2] - theirs[1] and ours[2] & theirs[1] - theirs[2]
        for ours in _compared(claim)
        for theirs in told
    )


def _compared(text: str) -> list[tuple[str, set[str], set[str]]]:
    found = []
    for clause in clauses(text):
        for match in _CONTRAST.finditer(clause.text):
            before, after = terms(clause.text[: match.start()]), terms(clause.text[match.end() :])
            found.append((match[0], set(before[-2:]), set(after[:4])))
    return found
