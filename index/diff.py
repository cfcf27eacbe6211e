"""Two versions of an article -> what changed, sentence by sentence, with places in both texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from index.types import Article, Span

Kind = Literal["same", "added", "removed", "changed"]

REWORDED = 0.5
"""Share of common words (Dice) from which a sentence is another's new wording."""

_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]|\d+(?:[.,]\d+)*|\w+|[^\w\s]")
_FACTS = ("title", "outlet", "author", "published")


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the old text and what stands in their place in the new; one of them may be empty."""

    old: Span
    new: Span


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence, heading or line. `old` and `new` are its places in the two texts.

    `old` is None for what was added, `new` for what was removed. `edits` are the words that differ
    in a changed one, in order.
    """

    kind: Kind
    old: Span | None
    new: Span | None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of an article, such as its title, that differs between two versions."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What lies between two versions of an article; `changes` are in the order of the new text."""

    old: Article
    new: Article
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...] = ()

    @property
    def line(self) -> str:
        """What changed, such as "2 changed, 1 added, title"."""
        counts = [
            f"{count} {kind}"
            for kind in ("changed", "added", "removed")
            if (count := sum(change.kind == kind for change in self.changes))
        ]
        return ", ".join([*counts, *(fact.name for fact in self.facts)]) or "nothing that is read"


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version of an article: when it was added (ISO 8601), what changed from the last."""

    number: int
    added: str
    changed: str


def diff(old: Article, new: Article) -> Diff:
    """Return what changed from `old` to `new`. White space is no change."""
    facts = [(name, getattr(old, name), getattr(new, name)) for name in _FACTS]
    changed = tuple(Fact(name, a, b) for name, a, b in facts if a != b)
    return Diff(old, new, tuple(_changes(old, new)), changed)


def _changes(old: Article, new: Article) -> Iterator[Change]:
    left, right = _units(old), _units(new)
    matcher = SequenceMatcher(
        None,
        [_plain(old, span) for span in left],
        [_plain(new, span) for span in right],
        autojunk=False,
    )
    for what, start, end, from_, to in matcher.get_opcodes():
        if what == "equal":
            for a, b in zip(left[start:end], right[from_:to], strict=True):
                yield Change("same", a, b)
        else:
            yield from _replaced(old, new, left[start:end], right[from_:to])


def _units(article: Article) -> list[Span]:
    """Return the sentences of the text and its headings, captions and other lines, in order."""
    units, sentences = list[Span](), list(reversed(article.sentences))
    for block in article.blocks:
        if block.text is None:
            continue
        inside = []
        while sentences and sentences[-1].start < block.text.end:
            inside.append(sentences.pop())
        units += inside or [block.text]
    return units


def _plain(article: Article, span: Span) -> str:
    return " ".join(article.text[span.start : span.end].split())


def _replaced(
    old: Article, new: Article, left: Sequence[Span], right: Sequence[Span]
) -> Iterator[Change]:
    """Pair sentences with their new wordings, in order; what is left was removed or added."""
    a = done = 0
    for n, m in _paired([_words(old, s) for s in left], [_words(new, s) for s in right]):
        yield from (Change("removed", s, None) for s in left[a:n])
        yield from (Change("added", None, s) for s in right[done:m])
        yield _reworded(old, new, left[n], right[m])
        a, done = n + 1, m + 1
    yield from (Change("removed", s, None) for s in left[a:])
    yield from (Change("added", None, s) for s in right[done:])


def _words(article: Article, span: Span) -> frozenset[str]:
    return frozenset(w.casefold() for w in _WORD.findall(article.text, span.start, span.end))


def _paired(
    left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]
) -> list[tuple[int, int]]:
    """Return pairs of places, in order in both, that have most words in common in all."""
    alike = [[_dice(a, b) for b in right] for a in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for n in range(len(left) - 1, -1, -1):
        for m in range(len(right) - 1, -1, -1):
            pair = alike[n][m] + best[n + 1][m + 1] if alike[n][m] >= REWORDED else 0.0
            best[n][m] = max(pair, best[n + 1][m], best[n][m + 1])
    pairs, n, m = list[tuple[int, int]](), 0, 0
    while n < len(left) and m < len(right):
        if best[n][m] == best[n + 1][m]:
            n += 1
        elif best[n][m] == best[n][m + 1]:
            m += 1
        else:
            pairs.append((n, m))
            n, m = n + 1, m + 1
    return pairs


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _reworded(old: Article, new: Article, before: Span, after: Span) -> Change:
    left, right = _places(old, before), _places(new, after)
    matcher = SequenceMatcher(
        None,
        [old.text[s.start : s.end] for s in left],
        [new.text[s.start : s.end] for s in right],
        autojunk=False,
    )
    edits = tuple(
        Edit(_over(left, start, end, before), _over(right, from_, to, after))
        for what, start, end, from_, to in matcher.get_opcodes()
        if what != "equal"
    )
    return Change("changed", before, after, edits)


def _places(article: Article, span: Span) -> list[Span]:
    return [Span(*found.span()) for found in _WORD.finditer(article.text, span.start, span.end)]


def _over(words: Sequence[Span], start: int, end: int, whole: Span) -> Span:
    """Return the span of `words[start:end]`; for none the empty one where the next word begins."""
    if start < end:
        return Span(words[start].start, words[end - 1].end)
    at = words[start].start if start < len(words) else whole.end
    return Span(at, at)
