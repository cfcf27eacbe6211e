"""Articles -> sentences of units, and which of their phrases stand where a name stands.

For index/slips.py: a unit is a word, a mark, or a whole name. English only, since what tells a name
here is capitals, articles and word order. Judges nothing; knows no glossary but through `corrected`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.glossary import corrected
from index.types import Article, Span

ROLES = frozenset(
    "founder co-founder cofounder ceo cfo cto chairman chairwoman chair president boss director"
    " spokesman spokeswoman spokesperson executive executives shares headquarters subsidiary parent"
    " owner lawyer engineers".split()
)
"""Words that have an owner: the founder of X, X's shares."""

AGENT = frozenset(
    "said says announced announces wants wanted owns owned plans planned bought buys acquired"
    " acquires launched launches founded confirmed confirms denied denies declined declines agreed"
    " hired hires filed sued sues unveiled refused refuses promised promises hopes hoped decided"
    " decides sold sells paid pays denounced told tells expects intends invested satisfied courts"
    " earns merged chose chooses fought".split()
)
"""Verbs in forms that one company or person is the subject of."""

_VERB = frozenset(
    "has had will is was did does do may would are were raised released opened opens entered brought"
    " remembers comes came goes went makes made gets got takes took gives gave shows showed keeps kept"
    " lost loses won wins knows knew".split()
)
_FUNCTION = _VERB | frozenset(
    "the a an this that these those its his her their our my your some any no every each either"
    " neither both all another other such many much more most several few less least enough same own"
    " of in on at by for from with without to into onto over under about after before between"
    " against among through during since until than as like via per off up down out near behind"
    " above below across around within along toward towards despite except beyond instead"
    " and or but nor so yet if when while because although though whether where why how who whom"
    " whose which what then there here not only also even just already still again now never ever"
    " always often once soon later today yesterday tomorrow however moreover meanwhile therefore"
    " thus hence otherwise rather quite very too almost perhaps maybe i you he she it we they me him"
    " us them himself herself itself themselves one two three four five six seven eight nine ten"
    " hundred thousand million billion nobody everybody anyone everyone nothing something anything"
    " everything be am are been being were have having do doing done can could might must shall"
    " should ought first second third last next new old former including according that's it's"
    " called named".split()
)
_PLAIN = frozenset(
    "a an this that these those its his her their our my your some any no every each another other"
    " such many much more most several few both all same own one two three four five six seven eight"
    " nine ten hundred thousand million billion first second third last next new old former whose".split()
)
_CLAUSE = frozenset(
    "and or but that because when while since as whether if why how after before although though"
    " where so than then which only did does do will would".split()
)
_NO_NAMES = frozenset(
    "January February March April May June July August September October November December Monday"
    " Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter I Mr Mrs Ms Dr CEO CFO CTO Ltd Inc Co"
    " American Chinese British European German Japanese Korean Russian Indian French".split()
)
_TOKEN = re.compile(
    r"['’]s\b|[^\W\d_]+(?:[-&'’][^\W\d_]+)*?(?=['’]s\b)|[^\W_]+(?:[-&.'’][^\W_]+)*|[^\w\s]"
)
_LONGEST = 4
"""Words of a phrase."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, a mark or a name; `key` is the same for a word in all its capitals."""

    text: str
    key: str
    name: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a word with a meaning of its own, and no name."""
        return not self.name and self.key[0].isalpha() and not is_function(self.key)

    @property
    def weight(self) -> int:
        """How much it says that two sentences have it in the same place."""
        return 2 if self.name else int(self.key[0].isalnum() and self.key not in _FUNCTION)


def is_function(word: str) -> bool:
    """Whether a word holds a sentence together: no phrase that is a name has it."""
    return (
        word in _FUNCTION
        or word in AGENT
        or word in ROLES
        or word == "'s"
        or (word.endswith("ly") and len(word) > 4)
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article number `article`, with names put right; a title has no span."""

    article: int
    span: Span | None
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a phrase or a name stands: units `[start, end)` of a sentence."""

    sentence: Sentence
    start: int
    end: int

    def left(self, n: int = 1) -> Unit | None:
        """The unit `n` places before."""
        at = self.start - n
        return self.sentence.units[at] if at >= 0 else None

    def right(self, n: int = 1) -> Unit | None:
        """The unit `n` places after."""
        at = self.end + n - 1
        return self.sentence.units[at] if at < len(self.sentence.units) else None


def sentences(articles: Sequence[Article]) -> list[Sentence]:
    """Return the sentences and titles of the articles as units, names as one unit each."""
    raw = [
        (number, span, _TOKEN.findall(text))
        for number, article in enumerate(articles)
        for span, text in _texts(article)
    ]
    lower = Counter(t for _, _, tokens in raw for t in tokens if t[0].islower())
    capital = Counter(
        t for _, _, tokens in raw for at, t in enumerate(tokens) if _mid(tokens, at) and _capital(t)
    )
    names = {t for t in capital if t not in _NO_NAMES and capital[t] > lower[t.lower()] // 2}
    return [Sentence(n, span, tuple(_units(tokens, names))) for n, span, tokens in raw]


def _texts(article: Article) -> Iterator[tuple[Span | None, str]]:
    headings = [b.text for b in article.blocks if b.kind == "heading" and b.text is not None]
    spans = sorted([*article.sentences, *headings])
    yield None, article.title
    for span in spans:
        text = corrected(article, span)
        if text.strip() != article.title:
            yield span, text


def _mid(tokens: Sequence[str], at: int) -> bool:
    """Whether a capital at `at` is not only that of a beginning."""
    return at > 0 and (tokens[at - 1][0].isalnum() or tokens[at - 1] in {",", "'s", "’s"})


def _capital(token: str) -> bool:
    return any(c.isupper() for c in token)


def _units(tokens: Sequence[str], names: set[str]) -> Iterator[Unit]:
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end] in names:
            end += 1
        if end > at:
            text = " ".join(tokens[at:end])
            yield Unit(text, text, name=True)
            at = end
            continue
        yield Unit(tokens[at], tokens[at].lower().replace("’", "'"))
        at += 1


def phrases(sentence: Sentence) -> Iterator[tuple[str, Slot]]:
    """Yield each phrase that could be a wrong name: the beginnings of runs of words, and names."""
    units = sentence.units
    for start, unit in enumerate(units):
        if unit.name and unit.text.count(" ") in range(1, _LONGEST):
            yield unit.text.lower(), Slot(sentence, start, start + 1)
        if not unit.is_word or (start and units[start - 1].is_word):
            continue
        for end in range(start + 1, min(start + _LONGEST, len(units)) + 1):
            if not units[end - 1].is_word:
                break
            yield " ".join(u.key for u in units[start:end]), Slot(sentence, start, end)


def names(sentence: Sentence) -> Iterator[tuple[str, Slot]]:
    """Yield the names of a sentence."""
    for at, unit in enumerate(sentence.units):
        if unit.name:
            yield unit.key, Slot(sentence, at, at + 1)


def is_bare(slot: Slot) -> bool:
    """Whether a phrase has no article, number, owner or adjective before it."""
    left = slot.left()
    return left is None or not (
        left.name or left.key in _PLAIN or left.key == "the" or left.key == "'s" or left.key in ROLES
        or left.key[0].isdigit()
    )  # fmt: skip


def is_plain(slot: Slot) -> bool:
    """Whether a phrase is used as a common noun: a factory, its factories, 40 factories."""
    left = slot.left()
    return left is not None and (left.key in _PLAIN or left.key[0].isdigit() or left.key == "'s")


def role(slot: Slot) -> str:
    """Return what shows that a name stands in a bare slot, "" if nothing does."""
    left, right = slot.left(), slot.right()
    before, after = left.key if left else ".", right.key if right else "."
    if after == "'s":
        return "owner"
    acts = after in AGENT or (after.endswith("ed") and right is not None and right.is_word)
    if not before[0].isalnum() or before in _CLAUSE:
        if acts:
            return "subject"
        if after in _VERB:
            return "verb"
    if after in ROLES and (beyond := slot.right(2)) is not None and beyond.name:
        return "led by"
    if before in {"called", "named"}:
        return "called"
    if before in {"of", "at", "to", "by"} and _owned(slot):
        return "of"
    if _paired(slot):
        return "pair"
    if before in {"did", "does"}:
        return "asked"
    return ""


def _owned(slot: Slot) -> bool:
    head = slot.left(2)
    owning = {"belongs", "belong", "owned", "founded", "acquired", "bought", "goes", "sold", "run"}
    return head is not None and head.key in ROLES | owning


def _paired(slot: Slot) -> bool:
    """Whether a name is joined to the slot by "and" or "with" or the like."""
    joins = {"and", "or", "with", "against", "between"}
    right, beyond = slot.right(), slot.right(2)
    if beyond is not None and beyond.key == "not":
        beyond = slot.right(3)
    left, before = slot.left(), slot.left(2)
    return (right is not None and right.key in joins and beyond is not None and beyond.name) or (
        left is not None and left.key in joins and before is not None and before.name
    )


def between_the_same(one: Slot, other: Slot) -> bool:
    """Whether two slots have the same neighbours on both sides."""
    sides = ((one.left(), other.left()), (one.right(), other.right()))
    return all((a and a.key) == (b and b.key) for a, b in sides)


_REACH = 13
"""Units to each side that are compared."""


def alike(one: Slot, other: Slot) -> int:
    """Return how much two slots have in common on both sides, name units counting twice."""
    return _run(one, other, Slot.left) + _run(one, other, Slot.right)


def _run(one: Slot, other: Slot, side: object) -> int:
    total = 0
    for n in range(1, _REACH):
        a, b = side(one, n), side(other, n)  # type: ignore[operator]
        if a is None or b is None or a.key != b.key:
            break
        total += a.weight
    return total


def keys(slot: Slot) -> Iterable[tuple[str, str, str]]:
    """Return what a slot is found by among others that may be alike."""
    around = [slot.left(2), slot.left(), slot.right(), slot.right(2)]
    a, b, c, d = (unit.key if unit else "" for unit in around)
    return (("left", a, b), ("both", b, c), ("right", c, d))
