"""Is there evidence that could answer this question?

Three things must be there, together: the names that are asked about, the thing that is asked about
them (the same word, or one that means it in context), and the kind of thing wanted (a person, a
date, an amount, a place).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np

from index.embed import Vectors
from index.glossary import corrected_title
from index.types import Span
from rag.asked import (
    against,
    counted,
    counts_so,
    done,
    essential,
    has_so,
    names_it,
    only_asks,
    says,
    sort,
)
from rag.figures import figures
from rag.kinds import has_kind, wants_name
from rag.question import Question
from rag.retrieve import Evidence, Sentence
from rag.synonyms import twins
from rag.terms import names, stem, terms

SAME_SENSE = 0.45
"""Cosine of two words in context (MiniLM) from which one can stand for the other. Seen: skipper for
captain .55, earned for profit .54, bid for offer .58; unrelated words .20 to .38."""

NEAR_SENSE = 0.4
"""The same for the one word that may not be missing: "heads" for lead, "teaches" for trained."""

LEAD = 600
"""Characters in which an article says whom it is about."""

_VAGUE = frozenset(
    "last year month week day today yesterday recent latest current now time next ago new first final"
    " take took part make made get got give gave actual exact finally total person compani thing accid incid disast tragedi".split()
)
_HAPPENS = frozenset("hold happen take place occur locat situat".split())
_PRICED = frozenset("pay cost worth spend price charg sum money".split())
_KINDS = ("who", "when", "amount", "where")


@runtime_checkable
class WordEmbedder(Protocol):
    """An embedder that also gives each word of a text its vector."""

    def words(self, text: str) -> tuple[list[Span], Vectors]:
        """Return the words of `text` and a float32 array (words, dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """A candidate with what a reader has in mind when reading it."""

    language: str
    text: str
    before: str
    heading: str
    title: str
    article: str = ""  # all of its text
    meant: str = ""  # whom it means by "a former pilot" or "the institute"


def unknown_names(question: Question, evidence: Evidence) -> list[str]:
    """Return the names in the question that none of the passages, headlines or outlets has."""
    known: set[str] = set()
    for article, _ in evidence.passages:
        known |= _words(f"{corrected_title(article)} {article.outlet or ''} {article.author or ''}")
    for sentence in evidence.sentences:
        known |= _words(f"{sentence.section} {sentence.text}")
    missing = [name for name in question.names if not _words(name) & known]
    # Half of a full name is enough: articles write "Mr Ellison" for Larry Ellison.
    return (
        missing
        if len(missing) == len(question.names) or len(missing) > 1
        else [name for name in missing if not _beside_known(name, question, missing)]
    )


def lacks(question: Question, window: Window, embedder: object) -> str:
    """Return what `window` lacks to answer `question`, "" if nothing."""
    asked = [_words(name) for name in _called(question, window.article)]
    named = {word for name in question.names for word in _words(name)}
    if asked and _lacks_names(asked, window, question):
        return "names"
    if _lacks_words(question, named, window, embedder):
        return "words"
    wanted = question.kind in _KINDS or wants_name(question)
    if wanted and not has_kind(question, window.text, _written(window.article)):
        return "kind"
    if not says(question, window.text) or not names_it(question, window.text, window.article):
        return "kind"
    if not has_so(question, window.text) or not counts_so(question, window.text):
        return "kind"
    if not _counts_it(question, window.text, embedder):
        return "kind"
    if not _is_of_sort(question, window, embedder) or only_asks(question, window.text):
        return "kind"
    new = [t for t in terms(window.text) if t not in {*named, *question.terms, *_VAGUE}]
    if question.kind == "why" and not [t for t in new if not t.isdigit()]:
        return "kind"  # it says no more than the question does
    return ""


def _lacks_names(asked: Sequence[set[str]], window: Window, question: Question) -> bool:
    told = _told(window)
    leans = not told or _POINTS_BACK.match(window.text) is not None
    # "Ann Lund is its master" leans, too; "the Greens, who lost their seats" tells a figure of its own.
    leans = leans or (question.kind != "amount" and _PRONOUN.search(window.text) is not None)
    around = _words(f"{window.text} {window.meant} {window.before if leans else ''}")
    heading = _words(window.heading)
    titled = not names(f"x {window.heading}") or any(words & heading for words in asked)
    above = [window.heading, window.title] if titled else [window.heading]
    own = {word for words in asked for word in words}
    for text in above:
        # A headline that names two lends neither to what names the other.
        if any(_words(name) & _words(text) - own for name in told):
            continue
        # Who holds an office is told of one of those whom a headline sets side by side.
        if question.kind != "who" or _only(asked, text):
            around |= _words(text)
    if not told:  # then it is about what the article is about
        around |= _words(window.article[:LEAD])
    found = sum(bool(words & around) for words in asked)
    return found < (1.0 if len(asked) <= 2 else 0.6) * len(asked)


def _told(window: Window) -> list[str]:
    """Return whom a sentence names, its first word among them where the article has it as a name."""
    known = _written(window.article)
    opens = names(f"x {window.text}")[:1] if known is not None else []
    return [*(n for n in opens if n in (known or ())), *names(window.text)]


def _called(question: Question, article: str) -> list[str]:
    """Return the names asked about, of a full name that the article has only what it goes on with."""
    left = list(question.names)
    for first, last in pairwise(question.names):
        full = f"{first} {last}"
        alone = rf"(?<!{re.escape(first)} )\b{re.escape(last)}\b"
        if full in question.text and full in article and re.search(alone, article):
            left.remove(first)
    return left


def _only(asked: Sequence[set[str]], text: str) -> bool:
    """Whether `text` names nobody but those asked about."""
    own = {word for words in asked for word in words}
    return all(_words(name) & own for name in names(text))


def _lacks_words(question: Question, named: set[str], window: Window, embedder: object) -> bool:
    about = [t for t in question.terms if t not in named and t not in _VAGUE]
    if question.kind in ("when", "where"):
        about = [t for t in about if t not in _HAPPENS] or about
    if question.kind == "amount":
        about = [t for t in about if t not in _PRICED]  # a sum of money says as much
    language = window.language
    given = set(terms(f"{window.text} {window.before}", language))
    above = set(terms(f"{window.heading} {window.title}", language))
    missing = [t for t in about if t not in given | above]
    if missing:
        missing = _unmatched(missing, question, window, embedder)
    own = {*terms(window.text, language), *above}
    deed = [t for t in about if t in essential(question) and t not in own]
    if deed and _unmatched(deed, question, replace(window, before=""), embedder, NEAR_SENSE):
        return True
    if against(question) - given - above:
        return True
    did = [t for t in done(question) - _PRICED - _HAPPENS if t not in terms(window.text, language)]
    leans = _POINTS_BACK.match(window.text) is not None
    nearer = replace(window, heading="", before=window.before if leans else "")
    if did and _unmatched(did, question, nearer, embedder, NEAR_SENSE):
        return True
    most = 0.75 if language in ("zh", "ja", "ko") else 0.5
    if question.kind not in ("what", "how", "list"):
        most -= 0.01  # "Was the study withdrawn?" is not about any study
    told = [t for t in about if t not in above - given]  # a headline tells no sentence from another
    return bool(about) and (len(missing) > most * len(told) or len(missing) == len(about))


def window(numbers: Sequence[int], sentences: Sequence[Sentence]) -> Window:
    """Return the sentences with these places as a window, with what stands before them."""
    first = sentences[numbers[0]]
    before = sentences[numbers[0] - 1] if numbers[0] else first
    beside = before.article is first.article and before.section == first.section
    return Window(
        first.article.language,
        " ".join(sentences[n].text for n in numbers),
        before.text if beside and before is not first else "",
        first.section,
        corrected_title(first.article),
        first.article.text,
        _named_after(numbers[-1], sentences),
    )


_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"[\"“]?(?:(?i:he|she|it|they|his|her|its|their|this|that)\b|[Tt]he [a-z])"
)
_SOMEBODY = re.compile(r"(?:An?|Two|Three|Four|Five|Six|Seven) [a-z]")
_IDENTIFIED = re.compile(
    r"((?:[A-Z][\w’'-]+ ){1,3}[A-Z][\w’'-]+), (?:aged )?\d{1,3}\b"
    r"|\b(?:named|identified) (?:[\w ]{0,30})?as ((?:[A-Z][\w’'-]+ ?)+)"
)


def _named_after(number: int, sentences: Sequence[Sentence]) -> str:
    """Return who it is, by the next sentence, where an article opens with "A former pilot was jailed"."""
    here, after = sentences[number], sentences[number + 1 : number + 2]
    if not after or after[0].article is not here.article or not _SOMEBODY.match(here.text):
        return ""
    return " ".join(m[1] or m[2] for m in _IDENTIFIED.finditer(after[0].text))


def written(sentence: Sentence) -> frozenset[str] | None:
    """Return what the article of a sentence writes as names."""
    return _written(sentence.article.text)


@lru_cache(maxsize=64)
def _written(article: str) -> frozenset[str] | None:
    return frozenset(names(article)) if article else None


def _unmatched(
    missing: Sequence[str],
    question: Question,
    window: Window,
    embedder: object,
    bar: float = SAME_SENSE,
) -> list[str]:
    """Return those of the question's words that no word of the window means, in context.

    A word of the window that is itself a word of the question stands for that one alone.
    """
    if not isinstance(embedder, WordEmbedder):
        return list(missing)
    rows = []
    for text in (window.text, f"{window.before} {window.heading}".strip()):
        spans, vectors = embedder.words(text)
        for span, vector in zip(spans, vectors, strict=True):
            if not set(terms(text[span.start : span.end])) & set(question.terms):
                rows.append(vector)
    if not rows:
        return list(missing)
    candidates = np.stack(rows)
    left = set(missing) - twins(question.text, f"{window.text} {window.before}").keys()
    for span, vector in zip(*embedder.words(question.text), strict=True):
        if float((candidates @ vector).max()) >= bar:
            left -= set(terms(question.text[span.start : span.end]))
    return [term for term in missing if term in left]


def _is_of_sort(question: Question, window: Window, embedder: object) -> bool:
    """Whether a shipyard is mentioned, or a name that may be one, where it is asked which."""
    wanted = sort(question)
    if not wanted or wanted[0] in terms(f"{window.text} {window.before}", window.language):
        return True
    fresh = set(names(window.text)) - set(question.names)
    return bool(fresh) or not _unmatched(wanted, question, window, embedder)


def complete(question: Question, window: Window, embedder: object) -> bool:
    """Whether `window` has, or means, every word of `question`."""
    given = terms(f"{window.text} {window.before} {window.heading} {window.title}", window.language)
    missing = [t for t in question.terms if t not in {*given, *_VAGUE}]
    return not missing or not _unmatched(missing, question, window, embedder)


def _counts_it(question: Question, text: str, embedder: object) -> bool:
    """Whether a figure counts what the question wants counted, or nothing that is named."""
    what, beside = counted(question, text)
    sums = [f.unit != "" for f in figures(text)]
    if what and sums and all(sums) and not any(f.unit for f in figures(f"5 {what}")):
        return False  # sums and shares count nothing
    if not what or not beside or not isinstance(embedder, WordEmbedder):
        return True
    wanted = _at(question.text, embedder, what)
    if any(set(terms(f"x {word}")) & set(terms(f"x {what}")) for word, _ in beside):
        return True
    read = {span.start: v for span, v in zip(*embedder.words(text), strict=True)}
    near = [read[at] for _, at in beside if at in read]
    return wanted is None or not near or max(float(v @ wanted) for v in near) >= NEAR_SENSE


def _at(text: str, embedder: WordEmbedder, word: str) -> np.ndarray | None:
    at = text.find(word)
    for span, vector in zip(*embedder.words(text), strict=True):
        if span.start == at:
            found: np.ndarray = vector
            return found
    return None


def _words(text: str) -> set[str]:
    return {stem(t) for t in terms(text)} | {w.casefold() for w in names(f"x {text}")}


def _beside_known(name: str, question: Question, missing: Sequence[str]) -> bool:
    """Whether a name stands next to a known one in the question, as a first name does."""
    words = question.text.split()
    for first, second in pairwise(words):
        pair = (first.strip("?,.'\""), second.strip("?,.'\"").removesuffix("'s"))
        if name in pair and any(other in question.names for other in pair if other not in missing):
            return True
    return False
