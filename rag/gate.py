"""Is there evidence that could answer this question? If not, what is missing.

Three things must be there, together: the names that are asked about, the thing that is asked about
them (the same word, or one that means it in context), and the kind of thing wanted (a person, a
date, an amount, a place).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np

from index.embed import Vectors
from index.types import Span
from rag.kinds import has_kind
from rag.question import Question
from rag.retrieve import Evidence, Sentence
from rag.terms import names, stem, terms

SAME_SENSE = 0.45
"""Cosine of two words in context (MiniLM) from which one can stand for the other. Seen: skipper for
captain .55, earned for profit .54, bid for offer .58; unrelated words .20 to .38."""

_TIME = frozenset(
    "last year month week day today yesterday recent current now time next ago new first final"
    " actual exact finally total".split()
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
        known |= _words(f"{article.title} {article.outlet or ''} {article.author or ''}")
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
    near = _words(f"{window.text} {window.before}")
    heading, title = _words(window.heading), _words(window.title)
    asked = [_words(name) for name in question.names]
    named = {word for words in asked for word in words}
    if asked:
        around = near | heading
        if not names(f"x {window.heading}") or named & heading:
            around |= title
        if sum(bool(words & around) for words in asked) < (1.0 if len(asked) <= 2 else 0.6) * len(
            asked
        ):
            return "names"
    about = [t for t in question.terms if t not in named and t not in _TIME]
    if question.kind == "amount":
        about = [t for t in about if t not in _PRICED]  # a sum of money says as much
    if about:
        language = window.language
        own = set(terms(window.text, language))
        context = set(terms(f"{window.before} {window.heading} {window.title}", language))
        missing = [t for t in about if t not in own and t not in context]
        if missing:
            missing = _unmatched(missing, question.text, window, embedder)
        most = 0.75 if language in ("zh", "ja", "ko") else 0.5
        if len(missing) > most * len(about) or len(missing) == len(about):
            return "words"
    if question.kind in _KIND_NAMES and not has_kind(question, window.text):
        return "kind"
    return ""


def explain(question: Question, unknown: Sequence[str]) -> str:
    """Return the sentence that tells a person what the articles do not say."""
    if unknown:
        return f"The articles do not mention {_list(_full(unknown, question.text), 'or')}."
    known = _full(question.names, question.text)
    about = f" about {_list(known, 'and')}" if known else ""
    if question.kind in _KIND_NAMES:
        return f"No sentence says {_KIND_NAMES[question.kind]}, as asked{about}."
    return f"No sentence says what is asked{about}."


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
        first.article.title,
    )


def _unmatched(
    missing: Sequence[str], question: str, window: Window, embedder: object
) -> list[str]:
    """Return those of the question's words that no word of the window means, in context."""
    if not isinstance(embedder, WordEmbedder):
        return list(missing)
    spans, asked = embedder.words(question)
    own_spans, own = embedder.words(window.text)
    context_spans, context = embedder.words(f"{window.before} {window.heading}".strip() or ".")
    candidates = np.concatenate([own, context]) if context_spans else own
    if not own_spans:
        return list(missing)
    left = set(missing)
    for span, vector in zip(spans, asked, strict=True):
        for term in terms(question[span.start : span.end]):
            if term in left and float((candidates @ vector).max()) >= SAME_SENSE:
                left.discard(term)
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
