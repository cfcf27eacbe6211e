"""What is still to come told as done, what is done told as still to come."""

from __future__ import annotations

import re

from rag.clauses import PAST
from rag.terms import stem, terms
from rag.unsure import HEDGE

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


def future(claim: str, text: str) -> str:
    """Find what the text foretells and the claim tells as done."""
    if _AHEAD.search(claim):
        return _over(claim, text)
    wanted = None if _DEMANDED.search(claim) else _DEMANDED.search(text)
    if wanted and set(terms(wanted["deed"])) & _past(claim):
        return "the cited text says that somebody wants this"
    past = _past(claim)
    said = set(terms(claim)) if _PAST.search(claim) else past
    for match in _WILL.finditer(text):
        verb = terms(text[match.end() :])[:1]
        if verb and verb[0] in said and verb[0] not in _past(_WILL_DO.sub(" ", text)):
            return "the cited text says that this is still to come"
    return ""


_DEMANDED = re.compile(
    r"\b(?:demand|urg|recommend|propos|request|insist)(?:e?d|e?s|ing|e)?\b[^.;]*?\b(?:that|for)\b[^.;]*?\bbe (?P<deed>[a-z]+)"
)
_TO_COME = re.compile(
    r"\b(?:will|shall|(?:is|are) (?:(?:due|set|scheduled|about|going) )?to)\s+(?:be\s+)?"
)


def _over(claim: str, text: str) -> str:
    """Find what the text tells as done and the claim foretells."""
    if _WILL.search(text) or HEDGE.search(text):
        return ""
    done = _past(text)
    for match in _TO_COME.finditer(claim):
        if (verb := terms(claim[match.end() :])[:1]) and verb[0] in done:
            return "the cited text says that this is over"
    return ""


_DONE = re.compile(r"(?<!\bto )\b([a-z]+)\b")
_ONLY_NAMED = re.compile(r"(?:[:,]|\b(?:to|and|or|can|could|may|might|must|should))\s+$")


def undone(claim: str, text: str) -> str:
    """Find what the text only names as a possibility, "keep it, or sell it", told as done."""
    if _AHEAD.search(claim) or HEDGE.search(claim):
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
