"""Is one text a copy of another? Words alone decide, and what is at odds in them. Knows no archive.

A copy may be cut, get another headline, lose or gain sentences, and be edited lightly. A text that
says the same with another figure, name, day or "not" is no copy, however alike the rest: it may be
the correction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b

from index.types import Article, Passage

SHINGLE = 4
"""Words in a row that are compared; a Chinese, Japanese or Korean character is a word."""

SHARED = 0.5
"""Share of the shorter text's shingles that a copy has, at least."""

LEAST = 0.2
"""Length of the shorter text to the longer: below it, one quotes the other."""

SHORT = 20
"""Words; shorter texts are copies only where all of the words are the same."""

SAMPLE = 4
"""One of so many shingles is a print. Broder 1997: the same ones are chosen in every text."""

ALIKE = 0.5
"""Share of common words (Dice) from which two sentences are taken to tell the same thing."""

_CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[{_CJK}]|[^\W\d_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)?|\w")
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {c: str(n) for n, c in enumerate("〇一二三四五六七八九十")}
_NUMBERS |= {
    word: str(10 * n)
    for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)
}
_SCALES = {
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "bn",
    "mn",
    "万",
    "亿",
    "百",
    "千",
}
_AGAINST = frozenset("not no never none neither nor without cannot 不 没 未 无 非".split())
_OPPOSITES = tuple(
    frozenset(pair.split())
    for pair in (
        "rose fell", "rise fall", "rises falls", "up down", "higher lower", "gained lost",
        "increase decrease", "increased decreased", "more fewer", "more less", "won lost",
        "before after", "approved rejected", "guilty innocent", "upheld overturned", "升 降",
        "涨 跌",
    )
)  # fmt: skip
_TITLES = frozenset("mr mrs ms dr president senator secretary prime minister sir".split())
_CORRECTED = re.compile(
    r"^\W*(?:corrections?|clarification|retraction|erratum|corrects|berichtigung|korrektur|rectificatif"
    r"|correctif|rectificación|corrección|fe de erratas|更正|勘误|訂正|정정)\b"
    r"|\b(?:article|story|report|version|headline)\b[^.\n]{0,40}\b(?:corrected|amended)\b"
    r"|\ban earlier version of th(?:is|e)\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as it is compared: its words, and among them its figures and names, in order."""

    words: tuple[str, ...]
    figures: tuple[str, ...]
    names: tuple[str, ...]
    against: int


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as it is compared: its sentences, its shingles, and if it corrects another."""

    sentences: tuple[Words, ...]
    shingles: frozenset[tuple[str, ...]]
    length: int
    corrects: bool


@lru_cache(maxsize=8_192)
def words_of(text: str) -> Words:
    """Return the words of a sentence, or of a few."""
    printed = _printed(text)
    words = tuple(map(_plain, printed))
    figures = tuple(word for word in words if word[0].isdigit() or word in _SCALES)
    names = tuple(
        word
        for word, as_printed in zip(words[1:], printed[1:], strict=True)
        if as_printed[0].isupper()
        and word not in _TITLES
        and word not in _SCALES
        and not word[0].isdigit()
    )
    against = sum(word in _AGAINST or word.endswith("n't") for word in words)
    return Words(words, figures, names, against)


def _plain_words(text: str) -> list[str]:
    return list(map(_plain, _printed(text)))


def _printed(text: str) -> list[str]:
    return _WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=65_536)
def _plain(printed: str) -> str:
    word = printed.casefold().replace("’", "'").removesuffix("'s")
    if word[0].isdigit():
        thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word)
        return word.replace(",", "" if thousands else ".")
    return _NUMBERS.get(word, word)


def telling(article: Article) -> Telling:
    """Return what `article` tells, its evidence sentences alone."""
    sentences = tuple(words_of(article.text[s.start : s.end]) for s in article.sentences)
    running = [word for sentence in sentences for word in sentence.words]
    return Telling(
        sentences, frozenset(_shingles(running)), len(running), bool(correction(article))
    )


def correction(article: Article) -> str:
    """Return the paragraph in which an article corrects another or itself, "" if it has none."""
    found = _CORRECTED.search(article.text)
    if found is None:
        return ""
    start = article.text.rfind("\n", 0, found.start() + 1) + 1
    end = article.text.find("\n", found.end())
    return article.text[start : end if end >= 0 else None]


def _shingles(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    if len(words) < SHINGLE:
        return [tuple(words)]
    return zip(*(words[n:] for n in range(SHINGLE)), strict=False)


def prints(told: Telling) -> list[int]:
    """Return the sampled shingles as 64-bit numbers, for finding texts that have some in common.

    Two copies of 20 words or more have one in common but for one case in some thousands.
    """
    numbers = (_number(shingle) for shingle in told.shingles)
    if told.length < SHORT:
        return sorted(numbers)
    return sorted(number for number in numbers if number % SAMPLE == 0)


def _number(shingle: tuple[str, ...]) -> int:
    digest = blake2b(" ".join(shingle).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def is_copy(one: Telling, other: Telling) -> bool:
    """Whether one of two articles, whichever, is a copy of the other. Symmetric."""
    shorter, longer = sorted((one, other), key=lambda told: told.length)
    if one.corrects != other.corrects or not shorter.length:
        return False
    if shorter.length < SHORT:
        return [s.words for s in one.sentences] == [s.words for s in other.sentences]
    return (
        shorter.length >= LEAST * longer.length
        and shared(one, other) >= SHARED
        and not at_odds(shorter, longer)
    )


def shared(one: Telling, other: Telling) -> float:
    """Return how much of the text with fewer shingles stands in the other, between 0 and 1."""
    fewest = min(len(one.shingles), len(other.shingles))
    return len(one.shingles & other.shingles) / fewest if fewest else 0.0


def at_odds(one: Telling, other: Telling) -> bool:
    """Whether a sentence of one text says with other figures or names what the other's says."""
    known = {s.words for s in one.sentences} & {s.words for s in other.sentences}
    left = [s for s in one.sentences if s.words not in known]
    right = [s for s in other.sentences if s.words not in known]
    return any(rivals(a, b) for a in left for b in right if _dice(a.words, b.words) >= ALIKE)


def _dice(one: Sequence[str], other: Sequence[str]) -> float:
    a, b = set(one), set(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def rivals(one: Words, other: Words) -> bool:
    """Whether two sentences that tell the same thing cannot both be right."""
    if not (_within(one.figures, other.figures) or _within(other.figures, one.figures)):
        return True
    if one.against != other.against:
        return True
    a, b = set(one.words), set(other.words)
    if any(pair & a and pair & b and pair & a != pair & b for pair in _OPPOSITES):
        return True
    return _renamed(one, other)


def _within(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Whether `fewer` are items of `more`, in order."""
    rest = iter(more)
    return all(item in rest for item in fewer)


def _renamed(one: Words, other: Words) -> bool:
    """Whether a name stands in the place of another, not of a shorter form of it."""
    names, others = set(one.names) - set(other.words), set(other.names) - set(one.words)
    if not (names and others):
        return False
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    for what, start, end, from_, to in matcher.get_opcodes():
        mine = [w for w in one.words[start:end] if w in names]
        theirs = [w for w in other.words[from_:to] if w in others]
        if what == "replace" and mine and theirs and not _short_for(mine, theirs):
            return True
    return False


def _short_for(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one is written for the other: "U.S." for "United States", "Nov" for "November"."""
    if len(one) == len(other):
        return all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=True))
    first = "".join(w[0] for w in one), "".join(w[0] for w in other)
    return "".join(one) == first[1] or "".join(other) == first[0]


def reprints(one: Words, other: Words) -> bool:
    """Whether a sentence says again, in nearly the same words, what another said."""
    if one.words == other.words:
        return True
    a, b = set(one.words), set(other.words)
    alike = len(a & b) >= 0.8 * min(len(a), len(b)) and len(a & b) >= 0.5 * max(len(a), len(b))
    return alike and not rivals(one, other)


class Printed:
    """The sentences of articles that have been taken so far, for leaving out their reprints.

    Where no few words in a row were met before, which is nearly always, nothing else is compared.
    """

    def __init__(self) -> None:
        self._sentences: list[tuple[str, str, frozenset[tuple[str, ...]]]] = []
        self._met: set[tuple[str, ...]] = set()

    def takes(self, article: Article, passage: Passage) -> bool:
        """Take a passage, unless other articles have brought every sentence of it already."""
        texts = [article.text[s.start : s.end] for s in passage.sentences]
        own = [(article.id, text, frozenset(_shingles(_plain_words(text)))) for text in texts]
        if own and all(self._has(*sentence) for sentence in own):
            return False
        for sentence in own:
            self._met |= sentence[2]
        self._sentences += own
        return True

    def _has(self, article_id: str, text: str, shingles: frozenset[tuple[str, ...]]) -> bool:
        if self._met.isdisjoint(shingles):
            return False
        own = words_of(text)
        return any(
            id_ != article_id and not shingles.isdisjoint(known) and reprints(own, words_of(other))
            for id_, other, known in self._sentences
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands among others: `first` orders them, the earliest first."""

    first: tuple[str, ...]
    number: int


def origins(places: Iterable[Place], copies: dict[int, set[int]]) -> dict[int, int]:
    """Return for each article the one that it is a copy of, or itself, by number.

    In order of time each is a copy of the earliest original that it is alike. Not of a copy of it:
    a text that was cut short may be alike both the first report and the correction.
    """
    found: dict[int, int] = {}
    for place in sorted(places, key=lambda p: (p.first, p.number)):
        earlier = (n for n, origin in found.items() if n == origin)
        mine = copies.get(place.number, set())
        found[place.number] = next((n for n in earlier if n in mine), place.number)
    return found
