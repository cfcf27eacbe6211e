"""What a small model is asked: few words at a time, and never to look for the answer.

A model of a billion parameters reads some 70 tokens a second on a processor, and the more it reads
the more it mixes up. The sentences that the extractive engine chose say where the answer is. A
question for one fact is put to the passages around them. Reasons, lists and summaries are the chosen
sentences themselves, put in plainer words one paragraph at a time; the question stays out of it, as
it makes such a model answer more than the lines say. What is the same in all requests comes first,
where the server has it in its cache. Where the model's words do not hold, the sentences stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.tokens import count
from rag.announced import joined, paragraphs
from rag.draft import Task
from rag.extract import WIDE, Extract
from rag.question import parts
from rag.retrieve import Evidence, Sentence

LIMIT = 200
"""Tokens of one reply: some six sentences. A small model that has lost its way goes on for ever."""

_REACH = 180
"""Tokens of passages that a question for one fact is put to, unless one passage has more. Of 19 such
questions the model had 13 right with the chosen paragraph alone, 16 with 250 tokens and with 700; every
70 tokens cost a second."""

_TITLE = 5
"""Words up to which a sentence beside another is but the title of a paragraph."""

_ORDINAL = re.compile(r"(?:the )?(?:first|second|third|fourth|fifth|last)(?:ly)?\b", re.IGNORECASE)

_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s+")

_FEW = 3
"""Sentences from which one fact is put together; more make a list."""


def answering(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> Iterator[Task]:
    """Yield what to ask for an answer; `budget` counts tokens of all that is to be read."""
    kinds = {question.kind for question in parts(evidence.question)}
    extracts = _within(extracts, budget)
    points = _by_paragraph(evidence.sentences, extracts)
    if len(extracts) > _FEW or (len(points) > 1 and kinds & WIDE):
        yield from map(_retold, points)
        return
    values = {"articles": _around(evidence, extracts, budget), "question": evidence.question}
    yield Task("reader", "fact", values, LIMIT, tuple(extracts))


def summarizing(extracts: Sequence[Extract]) -> Iterator[Task]:
    """Yield what to ask for a summary: each of `extracts` in one sentence."""
    return (_retold((extract,), most=1) for extract in extracts)


def _around(evidence: Evidence, extracts: Sequence[Extract], budget: int) -> str:
    """Return the passages of `extracts` and the best others within reach, a paragraph a line."""
    own = [s.passage for extract in extracts for s in extract.sentences]
    texts: dict[str, list[str]] = {passage.id: [] for _, passage in evidence.passages}
    for sentence in evidence.sentences:
        texts[sentence.passage].append(sentence.text)
    left, chosen = min(_REACH, budget), set[str]()
    for name in dict.fromkeys([*own, *(hit.passage.id for hit in evidence.hits)]):
        cost = count(" ".join(texts.get(name, [])))
        if name in texts and (not chosen or cost <= left):
            left -= cost
            chosen.add(name)
    inside = [s for s in evidence.sentences if s.passage in chosen]
    places = paragraphs(inside)
    return "\n".join(joined(inside, places, number) for number in sorted(set(places)))


def _retold(extracts: Sequence[Extract], most: int | None = None) -> Task:
    bare = tuple(map(_bare, extracts))
    values = {"lines": "\n".join(f"- {text_of(extract)}" for extract in bare)}
    return Task("retell", "lines", values, LIMIT, bare, True, most)


def text_of(extract: Extract) -> str:
    """Return the words of an extract."""
    return " ".join(s.text for s in extract.sentences)


def _bare(extract: Extract) -> Extract:
    """Return an extract less what only announces the rest: "2. Closeness.", "First …"."""
    kept = tuple(s for s in extract.sentences if not _announces(s.text))
    return Extract(kept or extract.sentences, extract.score)


def _announces(text: str) -> bool:
    words = len(_NUMBER.sub("", text).split())
    return words <= _TITLE or (words <= 2 * _TITLE and _ORDINAL.match(text) is not None)


def _by_paragraph(
    sentences: Sequence[Sentence], extracts: Sequence[Extract]
) -> list[list[Extract]]:
    """Return the extracts of each paragraph, in reading order."""
    places = paragraphs(sentences)
    at = {(s.article.id, s.span): place for s, place in zip(sentences, places, strict=True)}
    found: dict[int, list[Extract]] = {}
    for extract in extracts:
        first = extract.sentences[0]
        found.setdefault(at[first.article.id, first.span], []).append(extract)
    return [found[place] for place in sorted(found)]


def _within(extracts: Sequence[Extract], budget: int) -> list[Extract]:
    """Return the best extracts that fit, in the order they came; one in any case."""
    kept: list[Extract] = []
    for extract in sorted(extracts, key=lambda e: -e.score):
        budget -= count(text_of(extract))
        if not kept or budget >= 0:
            kept.append(extract)
    return [extract for extract in extracts if extract in kept]
