"""Words of a claim that a text says otherwise, by a list of everyday news words (assets/synonyms.txt).

For words that vectors leave apart, such as "sued" and "took to court". The list has no stronger word
for a weaker one; who did what, and whether it is denied, is for others to check.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from rag.clauses import VERB
from rag.terms import names, stem, terms

_GAP = 4
"""Words that may stand inside a phrase: "take (the studio) to court"."""

_IRREGULAR = (
    "bring brought,break broke broken,build built,catch caught,choose chose chosen,come came,draw drew drawn"
    ",drive drove driven,eat ate eaten,feel felt,fight fought,find found,flee fled,fly flew flown,forbid forbade"
    " forbidden,get got gotten,give gave given,go went gone,have has had,hear heard,hide hid hidden,hold held"
    ",keep kept,know knew known,lay laid,lead led,leave left,lend lent,let let,lose lost,make made,mean meant"
    ",meet met,pay paid,put put,ride rode ridden,run ran,say said,seek sought,sell sold,send sent,shake shook"
    ",shoot shot,show shown,shrink shrank shrunk,sink sank sunk,sit sat,speak spoke spoken,spend spent,stand"
    " stood,steal stole stolen,strike struck,swim swam,take took taken,teach taught,tell told,think thought"
    ",sue sued suing,throw threw thrown,understand understood,undertake undertook,wear wore worn,win won,withdraw withdrew"
    " withdrawn,withhold withheld,overcome overcame,slide slid,be is are was were been being"
)
_FORMS = {form: forms.split()[0] for forms in _IRREGULAR.split(",") for form in forms.split()[1:]}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Phrase = tuple[str, ...]

_VAGUE = frozenset((word,) for word in "be come do get give go have make put say take".split())
"""What a text has for too many things to stand for another word; a claim may have it."""


def twins(claim: str, text: str) -> dict[str, str]:
    """Map each content stem of `claim` that `text` says in other words to a stem of those words."""
    given = set(terms(text))
    ours, theirs = _lemmas(claim), _lemmas(text)
    found: dict[str, str] = {}
    for word in _WORD.findall(claim):  # another form of a verb: "brought", "bring"
        for term in terms(word):
            lemma = _lemma(word)
            if term not in given and lemma in theirs and terms(lemma):
                found[term] = lemma
    for phrase, others in _near(frozenset(ours)):
        places = _places(phrase, ours)
        missing = [t for t in _contents(claim, places) if t not in given and t not in found]
        if not missing:
            continue
        for other in others:
            if twin := _places(other, theirs):
                shown = [t for t in _contents(text, twin) if t in given]
                found.update(dict.fromkeys(missing, shown[0] if shown else missing[0]))
                break
    return found


def turned(claim: str, text: str) -> str:
    """Return why it is not plain who does what, where `text` has a verb of `claim` in other words.

    A name before the one and after the other is doubtful; a passive is turned round first.
    """
    ours, theirs = _lemmas(claim), _lemmas(text)
    for phrase, others in _near(frozenset(ours)):
        place = _places(phrase, ours)
        if not place or _places(phrase, theirs) or not _is_verb(claim, place):
            continue
        for twin in (_places(other, theirs) for other in others):
            if not twin or not _is_verb(text, twin):
                continue
            doers, others_ = _sides(claim, place)
            told_doers, told_others = _sides(text, twin)
            gone = doers & told_others - told_doers
            come = others_ & told_doers - told_others
            if gone and come:
                return "the cited text may have it the other way round"
    return ""


def _is_verb(text: str, places: tuple[int, ...]) -> bool:
    word = _WORD.findall(text)[places[0]]
    return word.endswith("ing") or VERB.fullmatch(word) is not None


_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: \w+ly)?$")


def _sides(text: str, places: tuple[int, ...]) -> tuple[set[str], set[str]]:
    """Return the names before and after a phrase, changed over where it is passive with "by"."""
    words = list(_WORD.finditer(text))
    first, last = text[: words[places[0]].start()], text[words[places[0]].end() :]
    before, after = ({stem(n) for n in names(f"x {part}")} for part in (first, last))
    if _PASSIVE.search(first.strip()) and re.match(r"(?: \w+){0,2}? by\b", last):
        return after, before
    return before, after


def is_common(word: str) -> bool:
    """Whether `word` is an everyday word of the list, and so hardly a name."""
    return _lemma(word) in _words()


def _near(lemmas: frozenset[str]) -> list[tuple[Phrase, tuple[Phrase, ...]]]:
    """Return the phrases whose words are all among `lemmas`, each with what says the same."""
    return [
        (phrase, others)
        for first in lemmas
        for phrase, others in _index().get(first, ())
        if lemmas.issuperset(phrase)
    ]


def _places(phrase: Phrase, lemmas: tuple[str, ...]) -> tuple[int, ...]:
    """Return where the words of a phrase stand, in their order and near one another, () if nowhere."""
    for start, lemma in enumerate(lemmas):
        if lemma != phrase[0]:
            continue
        places = [start]
        for word in phrase[1:]:
            reach = lemmas[places[-1] + 1 : places[-1] + 2 + _GAP]
            if word not in reach:
                break
            places.append(places[-1] + 1 + reach.index(word))
        else:
            return tuple(places)
    return ()


def _contents(text: str, places: tuple[int, ...]) -> list[str]:
    words = _WORD.findall(text)
    return [term for place in places for term in terms(words[place])]


@lru_cache(maxsize=512)
def _lemmas(text: str) -> tuple[str, ...]:
    return tuple(map(_lemma, _WORD.findall(text)))


@lru_cache(maxsize=16384)
def _lemma(word: str) -> str:
    plain = word.lower().replace("’", "'")
    return stem(_FORMS.get(plain, plain))


@cache
def _index() -> dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]]:
    """Map the first word of each phrase that a claim may have to it and what may say it in a text."""
    said: dict[Phrase, dict[Phrase, None]] = {}
    for told, claimed in _groups():
        for phrase in claimed:
            same = [p for p in told if p != phrase and p not in _VAGUE]
            said.setdefault(phrase, {}).update(dict.fromkeys(same))
    found: dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]] = {}
    for phrase, others in said.items():
        found.setdefault(phrase[0], []).append((phrase, tuple(others)))
    return found


@cache
def _words() -> frozenset[str]:
    return frozenset(w for told, said in _groups() for p in (*told, *said) for w in p)


@cache
def _groups() -> tuple[tuple[list[Phrase], list[Phrase]], ...]:
    """Return each group as what a text may say and what a claim may then say."""
    text = (files(__package__) / "assets" / "synonyms.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            told, _, said = line.partition(" > ")
            found.append((_phrases(told), _phrases(said or told)))
    return tuple(found)


def _phrases(members: str) -> list[Phrase]:
    return [_lemmas(member) for member in members.split(",")]
