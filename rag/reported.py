"""Who says it: what a text has only as somebody's words, told as a fact, and the claim put right.

English. What stands in quotation marks, or is one side's view, is for rag/onesided.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.cite import Support
from rag.naming import subject
from rag.restated import restated
from rag.speech import SPEECH
from rag.terms import names, terms

_WORD = r"[\w’'.&-]+"
_SAY = r"(?:said|says)(?! to\b)"
_THAT = (
    r"(?:argued?|argues|insist(?:s|ed)|claim(?:s|ed)|warn(?:s|ed)|estimate[sd]|believe[sd]?|thinks?|thought"
    r"|announced|report(?:s|ed)|stated|states|add(?:s|ed)|explain(?:s|ed)|not(?:es|ed)|acknowledge[sd]"
    r"|admit(?:s|ted)|conceded|maintain(?:s|ed)|stress(?:es|ed)|confirm(?:s|ed)|wrote|writes|complain(?:s|ed)"
    r"|suggest(?:s|ed)|predict(?:s|ed)|assert(?:s|ed)|contend(?:s|ed)|alleg(?:es|ed))"
)
_TELL = rf"(?:told|tells) (?:{_WORD} ){{1,6}}?"
_FIRST = re.compile(
    rf"(?P<who>(?:{_WORD},? ){{1,14}}?)(?:(?:\w+ly|also|then|later|still) )?"
    rf"(?P<verb>{_SAY}|(?:{_THAT}|{_TELL.rstrip('?')}?)(?=\s*that\b))(?P<rest>.*)",
    re.DOTALL,
)
_CLAUSE = r"(?:that|it|he|she|they|there|was|were|is|are|has|had|would|will)\b"
_LAST = re.compile(
    rf",[\"”]?\s+(?P<phrase>(?!(?:and|but|or|so|which|who|while|as|when|where|after|before|though)\b)"
    rf"(?:(?:{_WORD},? ){{0,12}}?(?:{_SAY}|{_THAT}|told)\b(?![^,;]*\b{_CLAUSE})[^,;]*|according to [^;]+))$"
)
_WITHIN = re.compile(
    rf",[\"”]?\s+(?P<phrase>(?:{_WORD} ){{1,6}}?{_SAY}|{_SAY}(?: (?!{_CLAUSE}){_WORD}){{1,5}}"
    r"|according to [^,;]+),\s"
)
_BY_ACCOUNT = re.compile(r"According to (?P<who>[^,]+), (?P<rest>.*)", re.DOTALL)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|who|which|that|has|have|had|to|not) $")
_SETTING = re.compile(
    r"(?:in|on|at|after|before|when|as|while|if|asked|speaking|however|but|and|yet|also|meanwhile|still|by"
    r"|for|since|during|with|under|despite|although|though|until|earlier|later|last|this|next)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:who|whose|whom|which)\b")
_TURNS = re.compile(r";|,? \b(?:but|while|whereas|although|though)\b")
_PRONOUN = re.compile(r"\b(?:he|she|it|they)\b", re.IGNORECASE)
_MOST = 0.6
"""Share of a claim's words that somebody's words have, for it to be taken from them."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words of a text, and the phrase that says whose they are, as it would end a sentence."""

    phrase: str
    words: str


def unattributed(claim: str, text: str) -> Attribution | None:
    """Return whose words of `text` the claim tells without saying so, None if nobody's."""
    if SPEECH.search(claim):
        return None
    said = set(terms(claim))
    for found in _attributions(text):
        who, theirs = set(terms(found.phrase)), set(terms(found.words))
        told = said - (who - theirs)
        of_it = len(told) >= len(said) / 2  # else the claim is about who speaks
        if told and of_it and len(told & theirs) >= _MOST * len(told):
            return found
    return None


_CALLED = re.compile(
    r"(?<!is )(?<!was )(?<!are )(?<!were )(?<!been )(?<!so-)\b(?P<verb>called|calls|branded|labelled|described)"
    r" (?:the|a|an|this|that|it|its|his|her|their|him|them)\b(?: [\w’'-]+){0,4}? (?:as )?(?:an? )?(?P<how>[a-z][\w-]+)(?=[,.;]|$| and )",
)


def lost(claim: str, text: str) -> str:
    """Return the reason why `claim` tells as a fact what somebody says in `text`, "" if it does not."""
    called = None if SPEECH.search(claim) else _CALLED.search(text)
    if called and {*terms(called["how"])} & {*terms(claim)}:
        return f"the cited text has it only as what somebody {called['verb']} it"
    found = unattributed(claim, text)
    return f"the cited text has this only with “{found.phrase}”" if found else ""


def attributed(claim: str, support: Support) -> str:
    """Return `claim` with the one who says it in the cited text, "" if nobody does or can be named."""
    found = unattributed(restated(claim, support.own), support.own)
    if found is None or not claim.rstrip().endswith("."):
        return ""
    phrase = found.phrase
    if pronoun := _PRONOUN.search(phrase):
        who = subject(support)
        if not who:
            return ""
        phrase = phrase.replace(pronoun[0], who, 1)
    opens = phrase.split(" ", 1)[0].lower()
    if re.search(rf"\b{re.escape(opens)}\b", support.article.text):  # "Opposition leader Holt"
        phrase = opens + phrase[len(opens) :]
    return f"{claim.rstrip().rstrip('.')}, {phrase}."


def _attributions(text: str) -> list[Attribution]:
    body = text.strip().rstrip('."”')
    found = []
    if account := _BY_ACCOUNT.match(body):
        found.append(Attribution(f"according to {account['who']}", account["rest"]))
    if last := _LAST.search(body):
        found.append(Attribution(last["phrase"].strip(), _TURNS.split(body[: last.start()])[-1]))
    if within := _WITHIN.search(body):
        after = "" if _RELATIVE.match(body, within.end()) else body[within.end() :]
        words = f"{body[: within.start()]} {after}"
        found.append(Attribution(within["phrase"].strip(), words))
    first = _FIRST.match(body)
    if first and not found and not _PASSIVE.search(first["who"]):
        who, words = _speaker(first["who"].strip()), _TURNS.split(first["rest"])[0]
        found.append(Attribution(f"{who} {first['verb'].strip()}", words))
    return found


def _speaker(before: str) -> str:
    """Return who speaks, of the words before the verb, without where and when."""
    before = _DAY.sub("", before)
    while _SETTING.match(before) and ", " in before:
        before = before.partition(", ")[2]
    opens = before.split(" ", 1)[0]
    named = opens in names(f"x {before}") and opens not in _NO_NAME
    return (
        before if named or (opens.isupper() and len(opens) > 1) else before[:1].lower() + before[1:]
    )


_DAY = re.compile(
    r"^(?:(?:late |early )?on )(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2}),? ",
    re.IGNORECASE,
)
_NO_NAME = frozenset("The A An Its His Her Their This That One Some Many He She It They".split())
