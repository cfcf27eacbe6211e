"""Is there evidence that could answer this question? If not, what is missing.

Three things must be there, together: the names that are asked about, the thing that is asked about
them (the same word, or one that means it in context), and the kind of thing wanted (a person, a
date, an amount, a place).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np

from index.embed import Vectors
from index.glossary import corrected_title
from index.types import Span
from rag.kinds import has_kind, wants_name
from rag.question import Question
from rag.retrieve import Evidence, Sentence
from rag.terms import names, stem, terms

SAME_SENSE = 0.45
"""Cosine of two words in context (MiniLM) from which one can stand for the other. Seen: skipper for
captain .55, earned for profit .54, bid for offer .58; unrelated words .20 to .38."""

_VAGUE = frozenset(
    "last year month week day today yesterday recent latest current now time next ago new first final"
    " actual exact finally total person compani thing".split()
)
_PRICED = frozenset("pay cost worth spend price charg sum money".split())
_KIND_NAMES = {"who": "who", "when": "when", "amount": "how much", "where": "where"}


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
    asked = [_words(name) for name in question.names]
    named = {word for words in asked for word in words}
    if asked and _lacks_names(asked, window):
        return "names"
    if _lacks_words(question, named, window, embedder):
        return "words"
    wanted = question.kind in _KIND_NAMES or wants_name(question)
    if wanted and not has_kind(question, window.text):
        return "kind"
    new = [t for t in terms(window.text) if t not in {*named, *question.terms, *_VAGUE}]
    if question.kind == "why" and not [t for t in new if not t.isdigit()]:
        return "kind"  # it says no more than the question does
    return ""


def _lacks_names(asked: Sequence[set[str]], window: Window) -> bool:
    around, heading = _words(f"{window.text} {window.before}"), _words(window.heading)
    around |= heading
    if not names(f"x {window.heading}") or any(words & heading for words in asked):
        around |= _words(window.title)
    found = sum(bool(words & around) for words in asked)
    return found < (1.0 if len(asked) <= 2 else 0.6) * len(asked)


def _lacks_words(question: Question, named: set[str], window: Window, embedder: object) -> bool:
    about = [t for t in question.terms if t not in named and t not in _VAGUE]
    if question.kind == "amount":
        about = [t for t in about if t not in _PRICED]  # a sum of money says as much
    language = window.language
    given = set(terms(f"{window.text} {window.before} {window.heading} {window.title}", language))
    missing = [t for t in about if t not in given]
    if missing:
        missing = _unmatched(missing, question, window, embedder)
    most = 0.75 if language in ("zh", "ja", "ko") else 0.5
    if question.kind in ("yesno", "who"):
        most = 0.49  # "Was the study withdrawn?" is not about any study
    return bool(about) and (len(missing) > most * len(about) or len(missing) == len(about))


def explain(question: Question, unknown: Sequence[str], near: str = "") -> str:
    """Return the sentence that tells a person what the articles do not say.

    `near` is the text of the nearest passages: which of the question's words are there is told.
    """
    if unknown:
        return f"The articles do not mention {_list(_full(unknown, question.text), 'or')}."
    there, not_there = _phrases(question, set(terms(near)))
    if there and not_there:
        lacking = _list(not_there, "or")
        return f"The nearest passages mention {_list(there, 'and')}, but not {lacking}."
    if there:
        asked = (
            f"says {_KIND_NAMES[question.kind]}, " if question.kind in _KIND_NAMES else "answers "
        )
        asked += "as asked" if asked.endswith(", ") else "the question"
        return f"The nearest passages mention {_list(there, 'and')}, but no sentence {asked}."
    known = _full(question.names, question.text)
    about = f" about {_list(known, 'and')}" if known else ""
    if question.kind in _KIND_NAMES:
        return f"No sentence says {_KIND_NAMES[question.kind]}, as asked{about}."
    return f"No sentence says what is asked{about}."


def _phrases(question: Question, given: set[str]) -> tuple[list[str], list[str]]:
    """Return the question's content words in quotes, names together: given, and not given."""
    found: tuple[list[str], list[str]] = [], []
    last = -1
    for word in re.findall(r"[A-Za-z0-9][\w'’.-]*", question.text):
        stems = set(terms(word.rstrip(".'’"))) & set(question.terms)
        here = -1 if not stems else 0 if stems <= given else 1
        plain = re.sub(r"['’]s$|[.'’]+$", "", word)
        if here >= 0 and here == last and plain[0].isupper():
            found[here][-1] = f"{found[here][-1][:-1]} {plain}”"
        elif here >= 0:
            found[here].append(f"“{plain}”")
        last = here if word == plain and word[0].isupper() else -1
    return found


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
    )


def _unmatched(
    missing: Sequence[str], question: Question, window: Window, embedder: object
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
    left = set(missing)
    for span, vector in zip(*embedder.words(question.text), strict=True):
        if float((candidates @ vector).max()) >= SAME_SENSE:
            left -= set(terms(question.text[span.start : span.end]))
    return [term for term in missing if term in left]


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


def _full(found: Sequence[str], question: str) -> list[str]:
    """Join names that stand side by side in the question: "Tim", "Cook" -> "Tim Cook"."""
    full: list[str] = []
    for name in dict.fromkeys(found):
        if full and f"{full[-1]} {name}" in question:
            full[-1] = f"{full[-1]} {name}"
        else:
            full.append(name)
    return full


def _list(words: Sequence[str], join: str) -> str:
    return f" {join} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
