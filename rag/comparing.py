"""Which of two things is more: older and younger, more and fewer, ahead of and behind.

"A is older than B" says the same as "B is younger than A" and the opposite of "A is younger than
B". Looks at what stands before the comparing word and after its "than"; bounds of figures ("more
than 300") are for rag/measures.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.terms import terms

_SCALES = (
    ("more greater", "fewer less"), ("higher", "lower"), ("larger bigger greater", "smaller"),
    ("older", "younger newer"), ("longer taller", "shorter"), ("faster quicker", "slower"),
    ("better", "worse"), ("richer wealthier", "poorer"), ("dearer costlier pricier", "cheaper"),
    ("heavier", "lighter"), ("stronger", "weaker"), ("warmer hotter", "colder cooler"),
    ("wider broader", "narrower"), ("deeper", "shallower"), ("closer nearer", "farther further"),
    ("easier", "harder tougher"), ("louder noisier", "quieter"), ("thicker", "thinner"),
    ("stricter harsher", "milder laxer looser"), ("brighter", "darker"), ("wetter", "drier"),
    ("later", "earlier sooner"), ("above", "below"), ("ahead", "behind"),
)  # fmt: skip
_SIGNS = {
    word: (scale, sign)
    for scale, words in enumerate(_SCALES)
    for sign, side in zip((1, -1), words, strict=True)
    for word in side.split()
}
_ONLY_WITH_THAN = frozenset("later earlier sooner further harder better".split())
"""Words that mostly compare with nothing: "he later said", "harder to reach"."""

_WITHOUT_THAN = frozenset({"above", "below", "ahead", "behind"})
_COMPARING = re.compile(rf"\b(?:{'|'.join(_SIGNS)})\b", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of\s+)?")
_THAN = re.compile(r"\bthan\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\bbut\b|\bwhile\b|\bwhereas\b|\balthough\b|\bthough\b")
_UNEVEN = re.compile(
    r"\b(?:no|not|never|neither|nor|hardly|rather|far from)\b|n['’]t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparing word: on which scale and which way, what it is said of and compared with."""

    word: str
    scale: int
    sign: int
    before: frozenset[str]
    after: frozenset[str]


def reverse(claim: str, text: str) -> tuple[str, str]:
    """Return the comparing words of `claim` and `text` that exclude one another, or ("", "")."""
    theirs = comparisons(text)
    for ours in comparisons(claim):
        rivals = [other for other in theirs if other.scale == ours.scale]
        if rivals and not any(_agree(ours, other) for other in rivals):
            return ours.word, rivals[0].word
    return "", ""


def converse(claim: str, text: str) -> bool:
    """Whether `claim` turns round both the comparison of `text` and what it compares."""
    theirs = comparisons(text)
    return any(
        ours.scale == other.scale and ours.sign != other.sign and _crossed(ours, other)
        for ours in comparisons(claim)
        for other in theirs
    )


@lru_cache(maxsize=1024)
def comparisons(text: str) -> tuple[Comparison, ...]:
    """Return what `text` compares, nothing under a negation."""
    found = []
    for part in _SENTENCE.split(text):
        if _UNEVEN.search(part):
            continue
        for match in _COMPARING.finditer(part):
            word, rest = match[0].lower(), part[match.end() :]
            until = _COMPARING.search(rest)
            than = (_OF if word in _WITHOUT_THAN else _THAN).search(rest)
            if than and until and until.start() < than.start():
                than = None
            if than is None and word in _ONLY_WITH_THAN:
                continue
            noun = terms(rest[: than.start()] if than else rest)[:1]
            before = frozenset(terms(part[: match.start()])) | frozenset(noun)
            after = frozenset(terms(rest[than.end() :])) if than else frozenset()
            found.append(Comparison(word, *_SIGNS[word], before, after))
    return tuple(found)


def _crossed(ours: Comparison, theirs: Comparison) -> bool:
    here, there = ours.before - ours.after, theirs.before - theirs.after
    beyond, yonder = ours.after - ours.before, theirs.after - theirs.before
    if here & yonder and beyond & there:
        return True
    along = len(here & there) + len(beyond & yonder)
    return len(here & yonder) + len(beyond & there) > along


def _agree(ours: Comparison, theirs: Comparison) -> bool:
    """Whether two comparisons on one scale can both hold, or are of different things."""
    if _crossed(ours, theirs):
        return ours.sign != theirs.sign
    alike = ours.before & theirs.before or ours.after & theirs.after
    return ours.sign == theirs.sign or not alike
