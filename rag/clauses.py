"""Cuts a sentence into clauses, each with what it is said of. By words and commas; no parser.

Good enough to see which words stand together, and never a proof by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.terms import terms

_IRREGULAR = (
    "am|is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|shall|should|did|does|do"
    "|arose|ate|beat|became|began|bent|bet|bit|blew|bore|bought|broke|brought|broadcast|built|burst|came"
    "|cast|caught|chose|clung|cost|crept|cut|dealt|drank|drew|drove|dug|fed|fell|felt|fled|flew|forbade"
    "|forecast|forgave|forgot|fought|found|froze|gave|got|grew|heard|held|hid|hit|hung|hurt|kept|knew|laid"
    "|lay|led|left|lent|let|lit|lost|made|meant|met|outbid|overcame|overtook|paid|put|quit|ran|rang|read"
    "|rebuilt|rode|rose|said|sang|sank|sat|saw|sent|set|shook|shot|showed|shrank|shut|slept|slid|sold"
    "|sought|spent|split|spoke|spread|sprang|stole|stood|struck|stuck|stung|sued|swam|swept|swore|swung"
    "|taught|thought|threw|told|took|tore|underwent|undertook|upheld|understood|wept|went|withdrew|woke"
    "|won|wore|wrote"
)
PAST = frozenset(_IRREGULAR.split("|")) - set(
    "am is are be has have will would can could may might must shall should does do".split()
)
"""Past forms without -ed; some, as "cut" and "put", are the present as well."""

_NO_VERB = (
    "its|this|his|hers|ours|theirs|yours|us|as|yes|less|unless|plus|thus|across|perhaps|always|besides"
    "|towards|afterwards|sometimes|various|previous|serious|famous|hundred|indeed|need"
)
VERB = re.compile(rf"\b(?!(?:{_NO_VERB})\b)(?:{_IRREGULAR}|[a-z]{{2,}}(?:ed|s))\b")
"""A word that may be the verb of a clause; a plural may look like one."""

_RELATIVE = re.compile(
    r",\s+(?:which|who|whose|whom|where)\b(?P<inside>(?:[^,;.]|[.,](?=\d))*)(?:,|(?=[;.]|$))"
)
_JOINT = re.compile(
    r"\s*;\s+|,?\s+(?:but|while|whereas|although|though)\s+|,\s+(?:and|so|yet)\s+|\s+and\s+"
)
_UNDER = re.compile(r"\b(?:because|that|which|who|if|when|as|since|after|before|until|for|to)\b")
_REPORTED = re.compile(r"\bthat\b|[,.!?][\"”]\s")
_BARE = re.compile(
    r"(?!(?:the|an?|all|both|some|its|their|his|her)\b)[a-z]+ (?:(?:the|an?|all|its|their|his|her)\b|[\d$€£])"
)
"""A verb without an ending, its object right after it: "(will cut jobs and) close 41 branches"."""
_ENDING = re.compile(r"[\w’'.-]+(?:\s+[A-Z][\w’'-]+)*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that stand together; `subject` is what they are said of where it stands elsewhere."""

    text: str
    subject: str = ""
    relative: bool = False

    @property
    def whole(self) -> str:
        """The clause, its subject first."""
        return f"{self.subject} {self.text}".strip()


def clauses(sentence: str, *, reported: bool = True) -> list[Clause]:
    """Return the clauses of `sentence`: relative ones first, each with what it is about.

    `reported` also cuts what is said from who says it.
    """
    found = []
    for match in _RELATIVE.finditer(sentence):
        about = _ENDING.search(sentence[: match.start()])
        found.append(Clause(match["inside"].strip(), about[0] if about else "", True))
    subject = ""
    main = _RELATIVE.sub(" ", sentence)
    said = _REPORTED.split(main) if reported else [main]
    for part in [part for piece in said for part in _parts(piece)]:
        verb = VERB.search(part)
        if _BARE.match(part) or (verb is not None and not terms(part[: verb.start()])):
            found.append(Clause(part, subject))
        else:
            subject = part[: verb.start()] if verb else subject
            found.append(Clause(part))
    return found


def halves(claim: str) -> list[str]:
    """Return the two statements that `claim` joins; empty if it is one.

    The second gets the first's subject where it has none of its own.
    """
    for match in _JOINT.finditer(claim):
        first, second = claim[: match.start()], claim[match.end() :]
        if not _states(first) or not _states(second):
            continue
        verb, own = VERB.search(first), VERB.search(second)
        if verb and own and not terms(second[: own.start()]):
            second = f"{first[: verb.start()]}{second}"
        return [f"{first}.", second]
    return []


def _parts(text: str) -> Iterator[str]:
    at = 0
    for match in _JOINT.finditer(text):
        verb = VERB.search(text, match.end())
        begins = _BARE.match(text, match.end()) or (
            verb and not _UNDER.search(text, match.end(), verb.start())
        )
        if begins and _states(text[at : match.start()]):
            yield text[at : match.start()]
            at = match.end()
    yield text[at:]


def _states(text: str) -> bool:
    return VERB.search(text) is not None and len(terms(text)) >= 2
