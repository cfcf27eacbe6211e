"""Finds names that probably came out wrong in translation: statistics alone, no model.

A slip is an odd phrase that stands where names stand, without an article, as one that says, owns or
is led ("light factory announced", "light factory's rival"), and shares its places with one name that
it never stands beside. Descriptions ("the company", "its app", "regulators") are no slips: they
have articles, are plural, or are common words. It proposes; a person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index import slots
from index.glossary import Glossary, bracketed
from index.slots import Sentence, Slot
from index.tokens import count
from index.types import Article

ENOUGH = 2.5
"""Points that a phrase and a name need in common."""

MARGIN = 1.0
"""Points by which the name has to be ahead of every other."""

_COPY = 6
"""Words in common around a phrase and a name that make two sentences copies of each other."""

_WEAK = frozenset({"pair", "verb"})
"""Places of names where other words stand as well."""

_SHOWN = 2
_NEAR = 5

_GENERIC = frozenset(
    "company companies firm firms giant maker makers startup start-up operator retailer lender carmaker"
    " chipmaker airline app apps service services platform product products rival rivals competitor"
    " competitors supplier publisher provider developer buyer seller customer customers user users"
    " people staff management police government parliament congress court authority industry market"
    " software hardware technology internet media business trade research science demand growth"
    " competition money time work news data information security school university church state"
    " city town country world part parts person member members official officials analyst analysts"
    " expert experts investor investors regulator regulators employee employees worker workers"
    " group team board bank network union".split()
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows it, names in brackets where they are put right already."""

    article_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`printed` probably stands for `name`: `count` times, in `articles` articles.

    `reasons` say why, `near` are names that stand with it, `examples` show both. `judged` is what a
    model thinks of it, None where none was asked.
    """

    printed: str
    name: str
    count: int
    articles: int
    score: float
    reasons: tuple[str, ...]
    near: tuple[str, ...]
    examples: tuple[Example, ...]
    judged: bool | None = None


@dataclass(slots=True)
class _Match:
    """What speaks for one name."""

    points: float = 0.0
    reasons: dict[str, None] = field(default_factory=dict)
    best: tuple[int, Slot, Slot] | None = None

    def copied(self) -> bool:
        """Whether two sentences are the same but for the phrase and the name."""
        if self.best is None:
            return False
        strength, one, other = self.best
        return strength >= _COPY and slots.between_the_same(one, other)

    def add(self, points: float, reason: str) -> None:
        self.points += points
        self.reasons[reason] = None


def suggest(articles: Sequence[Article], glossary: Glossary) -> tuple[Suggestion, ...]:
    """Return what is probably a name that came out wrong, the surest first."""
    english = [article for article in articles if article.language == "en"]
    found = list(_Archive(english).suggestions(glossary))
    return tuple(sorted(found, key=lambda s: (-s.score, s.printed)))


class _Archive:
    """The slots of all phrases and names of some articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.sentences = slots.sentences(articles)
        self.names: dict[str, list[Slot]] = defaultdict(list)
        self.phrases: dict[str, list[Slot]] = defaultdict(list)
        self.index: dict[tuple[str, str, str], list[tuple[str, Slot]]] = defaultdict(list)
        for sentence in self.sentences:
            for name, slot in slots.names(sentence):
                self.names[name].append(slot)
                for key in slots.keys(slot):
                    self.index[key].append((name, slot))
            if sentence.span is not None:
                for phrase, slot in slots.phrases(sentence):
                    self.phrases[phrase].append(slot)
        self.led_by: dict[str, set[str]] = defaultdict(set)
        self.beginning: dict[str, set[str]] = defaultdict(set)
        for name, found in self.names.items():
            self.beginning[name[:4].lower()].add(name)
            for person in _led(found):
                self.led_by[person].add(name)

    def suggestions(self, glossary: Glossary) -> Iterator[Suggestion]:
        """Yield the phrases that pass, longer ones before what begins like them."""
        known = {form.casefold() for entry in glossary.entries for form in entry.printed}
        taken: set[tuple[Sentence, int]] = set()
        for phrase in sorted(self.phrases, key=lambda p: (-len(p.split()), p)):
            found = [s for s in self.phrases[phrase] if (s.sentence, s.start) not in taken]
            if phrase in known or not _could_be_name(phrase, found):
                continue
            named = any(slot.sentence.units[slot.start].name for slot in found)
            if named or not _namelike(phrase, found):
                matches = self._same_places(found)
                likely = {n for n, m in matches.items() if _copied(phrase, n, m)}
                if named:
                    likely |= {n for person in _led(found) for n in self.led_by[person]}
                likely -= {unit.key for slot in found for unit in slot.sentence.units}
            else:
                matches, likely = {}, None
            if likely is not None and not likely:
                continue
            matches = self.matches(phrase, found)
            if likely is not None:
                matches = {n: m for n, m in matches.items() if n in likely}
            best = sorted(matches.items(), key=lambda item: (-item[1].points, item[0]))[:2]
            if not best or best[0][1].points < ENOUGH:
                continue
            if len(best) > 1 and best[0][1].points - best[1][1].points < MARGIN:
                continue
            taken |= {(slot.sentence, slot.start) for slot in found}
            yield self.suggestion(phrase, found, *best[0])

    def matches(self, phrase: str, found: Sequence[Slot]) -> dict[str, _Match]:
        """Return what speaks for each name."""
        matches = self._same_places(found)
        beside = _beside(found)
        leaders = set(_led(found))
        for person in sorted(leaders)[:1]:
            for name in self.led_by[person] - leaders:
                matches[name].add(1.5, f"led by {person}, too")
        begins = {word[:4] for word in phrase.split() if len(word) >= 4}
        for name in {name for begin in begins for name in self.beginning[begin]}:
            if worth := _begins_alike(phrase, name):
                matches[name].add(worth, "begins alike")
        for name, match in matches.items():
            shared = (beside & _beside(self.names[name])) - {name}
            if shared:
                match.add(min(1.0, 0.5 * len(shared)), f"stands with {sorted(shared)[0]}, too")
            if self._only_in_title(name, found):
                match.add(1.0, "the headline has the name, the text has not")
            match.points -= 2.0 * sum(_both(slot, name) for slot in found)
        return matches

    def _same_places(self, found: Sequence[Slot]) -> dict[str, _Match]:
        matches: dict[str, _Match] = defaultdict(_Match)
        for slot in found:
            best: dict[str, tuple[int, Slot]] = {}
            for key in slots.keys(slot):
                for name, other in self.index.get(key, ()):
                    strength = slots.alike(slot, other)
                    if strength > best.get(name, (0, slot))[0]:
                        best[name] = strength, other
            for name, (strength, other) in best.items():
                match = matches[name]
                if worth := _worth(strength):
                    match.add(worth, "stands in the same place")
                if match.best is None or strength > match.best[0]:
                    match.best = strength, slot, other
        return matches

    def _only_in_title(self, name: str, found: Sequence[Slot]) -> bool:
        """Whether the articles of a phrase have the name in the headline, and hardly elsewhere."""
        for number in {slot.sentence.article for slot in found}:
            here = [slot for slot in self.names[name] if slot.sentence.article == number]
            own = sum(slot.sentence.article == number for slot in found)
            titles = sum(slot.sentence.span is None for slot in here)
            if titles and own >= 2 and len(here) - titles <= 1:
                return True
        return False

    def suggestion(
        self, phrase: str, found: Sequence[Slot], name: str, match: _Match
    ) -> Suggestion:
        """Put together what a person sees."""
        shown = match.best[1:] if match.best else (found[0], self.names[name][0])
        inside = {slot.sentence.article for slot in found}
        return Suggestion(
            printed=phrase,
            name=name,
            count=len(found),
            articles=len(inside),
            score=round(match.points, 2),
            reasons=tuple(match.reasons),
            near=self._near(name, inside),
            examples=tuple(map(self._example, shown))[:_SHOWN],
        )

    def _near(self, name: str, inside: set[int]) -> tuple[str, ...]:
        """Return names that stand in these articles, in each at least one: `name`, then the rarest.

        A town or a feast would let the entry into articles about anything.
        """
        spread = {n: {s.sentence.article for s in found} for n, found in self.names.items()}
        known = [n for n in spread if spread[n] & inside and not _is_where(self.names[n])]
        best = sorted(known, key=lambda n: (n != name, -len(spread[n] & inside), len(spread[n]), n))
        chosen = best[:_NEAR]
        for number in sorted(inside):
            if not any(number in spread[n] for n in chosen):
                chosen += [n for n in best if number in spread[n]][:1]
        return tuple(chosen)

    def _example(self, slot: Slot) -> Example:
        article, span = self.articles[slot.sentence.article], slot.sentence.span
        text = article.title if span is None else bracketed(article, span)
        return Example(article.id, " ".join(text.split()))


def _could_be_name(phrase: str, found: Sequence[Slot]) -> bool:
    """Whether a phrase is mostly bare, hardly ever used in a plain sense, and no common word."""
    words = phrase.split()
    if len(words) == 1 and (words[0] in _GENERIC or len(phrase) < 4 or count(f" {phrase}") == 1):
        return False  # a word that has a token of its own is a common one
    if words[-1] in _GENERIC and len(words) > 1 and words[-1] not in {"group", "bank", "network"}:
        return False
    bare = [slot for slot in found if slots.is_bare(slot)]
    plain = sum(map(slots.is_plain, found))
    return len(found) > 0 and len(bare) >= 0.6 * len(found) and plain <= 0.2 * len(found)


def _copied(phrase: str, name: str, match: _Match) -> bool:
    """Whether another article has the same sentence with the name in place of an odd phrase."""
    words = phrase.split()
    odd = len(words) > 1 or _begins_alike(phrase, name) > 0
    return odd and not _plural(words[-1]) and match.copied()


def _namelike(phrase: str, found: Sequence[Slot]) -> bool:
    """Whether a phrase is used as a name again and again: as one that acts, owns or is led."""
    words = phrase.split()
    bare = [slot for slot in found if slots.is_bare(slot)]
    if len(found) < 2:
        return False
    shown = {kind for slot in bare if (kind := slots.role(slot))}
    if _plural(words[-1]):
        return any(map(_singular_verb, bare))
    weak = sum(slots.role(slot) in _WEAK for slot in bare)
    return bool(shown - _WEAK) or weak > 1


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _singular_verb(slot: Slot) -> bool:
    left, right = slot.left(), slot.right()
    if left is not None and left.key == "does":
        return True
    return slots.role(slot) == "subject" and right is not None and right.key.endswith("s")


def _worth(strength: int) -> float:
    return 0.0 if strength < 2 else {2: 0.75, 3: 1.5, 4: 2.0}.get(strength, 3.0)


def _beside(found: Iterable[Slot]) -> set[str]:
    """Return the names in the sentences of these slots."""
    return {u.key for slot in found for u in slot.sentence.units if u.name}


def _both(slot: Slot, name: str) -> bool:
    """Whether a name stands in the sentence too, and not as an explanation in brackets."""
    units = slot.sentence.units
    return any(
        unit.name and unit.key == name and not (at and units[at - 1].key == "(")
        for at, unit in enumerate(units)
    )


def _led(found: Iterable[Slot]) -> Iterator[str]:
    """Yield who is named as founder, chairman and so on of what stands in these slots."""
    for slot in found:
        units = slot.sentence.units
        after = units[slot.end : slot.end + 5]
        for one, other in pairwise([u for u in after if u.key not in {"'s", "executive", ","}]):
            if one.key in slots.ROLES | {"chief"} and other.name:
                yield other.key
                break
        before = [u.key for u in units[max(0, slot.start - 3) : slot.start]]
        if "of" in before and slots.ROLES & set(before):
            close = [u for u in after[:2] if u.name and units[slot.end].key in {",", u.key}]
            yield from (u.key for u in close[:1])


def _is_where(found: Sequence[Slot]) -> bool:
    """Whether a name tells where or when more often than who."""
    before = [left.key for slot in found if (left := slot.left()) is not None]
    return 3 * sum(word in {"in", "near", "until", "since"} for word in before) > len(found)


def _begins_alike(phrase: str, name: str) -> float:
    """Return 2 where a word of the phrase is the name's beginning, 1.5 for its first four letters."""
    first = re.match(r"[A-Z]?[a-z]+|[A-Z]+", name)
    if first is None or len(first[0]) < 4 or phrase == name.lower():
        return 0.0
    begin = first[0].lower()
    return max(
        2.0 if word == begin else 1.5 if len(word) >= 4 and word[:4] == begin[:4] else 0.0
        for word in phrase.split()
    )
