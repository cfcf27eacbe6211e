"""Words that a claim puts together and the text keeps apart, in clauses about different things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.clauses import VERB, Clause, clauses
from rag.figures import figures
from rag.terms import names, stem, terms


def other_subject(claim: str, text: str) -> str:
    """Return the name of whom the text says this, where it is none that the claim names."""
    if _word_for_word(claim, text):
        return ""
    parts = clauses(text)
    present = _stems(names(f"x {text}"))
    for clause in clauses(claim) if len(parts) > 1 else []:
        named = _stems(names(f"x {clause.whole}"))
        about = set(terms(clause.whole)) - named
        best = max(parts, key=lambda part: len(about & set(terms(part.text))))
        shared = len(about & set(terms(best.text)))
        there = [n for n in names(f"x {best.whole}") if n.lower() not in claim]
        if not shared or not named & present or not there or named & _stems(there):
            continue
        elsewhere = [p for p in parts if named & present & _stems(names(f"x {p.whole}"))]
        if elsewhere and all(len(about & set(terms(p.text))) < shared for p in elsewhere):
            return " ".join(there[:2])
    return ""


def mixed(claim: str, text: str) -> str:
    """Return a word that the text has in another clause than the rest of a clause of `claim`.

    Words about time, and those of a relative clause or of who says it, go with every clause, and
    so do the words of a clause whose verb the claim has as well.
    """
    if _word_for_word(claim, text):
        return ""
    main = _TAIL.sub("", text)
    parts = [c for c in clauses(main, reported=False) if not c.relative]
    if len(parts) < 2:
        return ""
    inside = " ".join(c.text for c in clauses(main, reported=False) if c.relative)
    shared = _features(" ".join([inside, *(m[0] for m in _TAIL.finditer(text))])) | _ANY_TIME
    told = [(p, _features(f"{p.whole} {_meant_by_it(parts, p)}")) for p in parts]
    for clause in clauses(claim, reported=False):
        about = _features(_PLACE.sub(" ", clause.whole)) - shared
        best = max((words for _, words in told), key=lambda words: len(about & words))
        for part, words in told:
            rest = about & words - best
            if rest and not about & _verbs(part.text):
                spelt: list[str] = _SPELT.findall(clause.whole)
                return next((w for w in spelt if _features(w) & rest), min(rest))
    return ""


def _word_for_word(claim: str, text: str) -> bool:
    """Whether the text has the claim as it stands, but for who says it."""
    words, told = _LETTERS.findall(_TAIL.sub("", claim).lower()), _LETTERS.findall(text.lower())
    return f" {' '.join(words)} " in f" {' '.join(told)} "


_LETTERS = re.compile(r"\w+")
_TAIL = re.compile(
    r"^According to [^,]+,"
    r"|,\s+(?:according to\b[^,]*|[^,]*\b(?:said|says|told|added|adds|suggests?)\b[^,]*)(?=[.:,]?$|,)"
)
_PLACE = re.compile(r"\b(?:in|on|near|since)\s+(?:the\s+)?[A-Z][\w’'-]+")
_SPELT = re.compile(r"[$€£]?[\w.,’'%-]*[\w%](?: (?:million|billion|per cent|percent)\b)?")
_ITSELF = re.compile(r"\b(?:it|its|them|their|him|his|her|he|she|they)\b")
_ANY_TIME = frozenset(
    terms("last next past year month week day yesterday today time earlier later January February March"
          " April June July August September October November December Monday Tuesday Wednesday"
          " Thursday Friday Saturday Sunday")
)  # fmt: skip
_PLAIN_VERBS = frozenset(
    map(stem, "is are was were be been has have had will would can could".split())
)


def _meant_by_it(parts: Sequence[Clause], part: Clause) -> str:
    """Return the first clause's subject for a clause that speaks of "it" or "them"."""
    verb = VERB.search(parts[0].whole)
    return parts[0].whole[: verb.start()] if verb and _ITSELF.search(part.text) else ""


def _verbs(text: str) -> set[str]:
    return {stem(word) for word in VERB.findall(text)} - _PLAIN_VERBS


def _features(text: str) -> set[str]:
    found = set(terms(text)) - {stem(w) for f in figures(text) for w in f.text.split()}
    return found | {f"#{f.value.normalize()}" for f in figures(text)}


def _stems(words: Sequence[str]) -> set[str]:
    return {stem(word) for word in words}
