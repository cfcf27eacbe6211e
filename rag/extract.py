"""Claims without a model: the sentences that answer best, as they stand.

A sentence is scored by how near it is to the question, how many of the question's words it has,
whether it has the kind of thing asked for (a reason, a figure, a date, a person), and by what
announces it: an article that puts the question itself, in a heading or a sentence, is about to
answer it, and an announced list ("First … The second …") answers with all its items.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.copies import Words, reprints, words_of
from index.embed import Embedder
from rag.announced import announced, items, joined, paragraphs
from rag.asked import strict
from rag.gate import complete, lacks, window, written
from rag.kinds import has_kind, wants_name
from rag.likelihood import ALONE, ENOUGH, likelihood
from rag.meant import full_names, gives_reasons, subject
from rag.question import Kind, Question, parts
from rag.retrieve import Evidence, Sentence
from rag.terms import terms

MOST = 9
"""Claims in one answer."""

_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ar", "he", "hi", "ru", "el"})
"""Languages that the bundled model cannot read; the words decide there."""

_PUT = 0.85
"""Cosine from which a heading or a sentence puts the very question that was asked."""

_LOOKED_AT = 16
"""Sentences that a narrow question is held against."""

_BESIDE = 0.82
"""Share of the best one's score that a sentence has where the rules miss something in it."""

_AS_NEAR = 0.95
"""Share of the best one's score from which a figure's sentence may miss a word of the question."""

_OF_IT = 0.4
"""Share of the question's words, of those that the best one's article has, that an article needs."""

WIDE: frozenset[Kind] = frozenset({"why", "how", "list"})
"""Questions that several paragraphs answer, each in part."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A claim in the making: one sentence, or two where the second leans on the first."""

    sentences: tuple[Sentence, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Scored:
    sentence: Sentence
    number: int  # place among all sentences
    paragraph: int
    score: float
    lexical: float
    item: int  # which item of an announced list, 0 for none


def extract(evidence: Evidence, embedder: Embedder) -> list[Extract]:
    """Return the best sentences for each part of the question, in reading order."""
    sentences = evidence.sentences
    if not sentences:
        return []
    vectors = embedder.embed([s.text for s in sentences])
    found: list[Extract] = []
    for question in parts(evidence.question):
        scored = score(question, sentences, vectors, embedder)
        sure = likelihood(question, sentences, vectors, [s.score for s in scored], embedder)
        if sure is not None and sure < ENOUGH:
            continue
        if question.kind not in WIDE:
            likely = sorted(scored, key=lambda s: -s.score)[:_LOOKED_AT]
            able = [s for s in likely if _could_answer(question, (s.number,), sentences, embedder)]
            if question.kind == "amount":
                able = _complete(question, able, sentences, embedder)
            passed = _select(question, able, scored, vectors) if able else []
        else:
            chosen = _select(question, scored, scored, vectors)
            passed = _answering(question, chosen, scored, sentences, embedder)
        if not passed and sure is not None and sure >= ALONE:
            passed = _named(question, scored, sentences, vectors, embedder)
        found += _assembled(question, _of_one_thing(question, passed, scored), scored, sentences)
    return _without_repeats(found, sentences)


def score(
    question: Question, sentences: Sequence[Sentence], vectors: np.ndarray, embedder: Embedder
) -> list[_Scored]:
    """Return each sentence with its score for `question`, about 0 to 1.5."""
    asked = embedder.embed([question.text])[0]
    near = vectors @ asked
    places = paragraphs(sentences)
    of_paragraph = embedder.embed([joined(sentences, places, n) for n in sorted(set(places))])
    around = of_paragraph @ asked
    put = announced(sentences, vectors, asked, embedder)
    item = items(sentences, places, put)
    weight = _weights(question, sentences)
    other_script = not any(c.isascii() and c.isalpha() for c in question.text)
    found = []
    for n, sentence in enumerate(sentences):
        lexical = _shared(weight, sentences, n, places)
        if other_script != (sentence.article.language in _OTHER_SCRIPTS):
            value = 0.3 * near[n]
        elif other_script:
            value = 0.1 * near[n] + 0.85 * lexical
        else:
            value = 0.45 * near[n] + 0.15 * around[places[n]] + 0.35 * lexical
        value += 0.7 * max(0.0, put[n] - 0.5)
        value += 0.25 if put[n] >= _PUT else 0.0
        value += 0.12 * has_kind(question, sentence.text)
        value += 0.15 * (question.kind == "why" and gives_reasons(sentence.text))
        if item[n]:
            value += 0.15
        if sentence.text.rstrip("\"'”’ ").endswith(("?", "？", ":", "：")) or (
            len(sentence.text) < 12 and not any(c.isdigit() for c in sentence.text)
        ):
            value -= 0.6
        found.append(_Scored(sentence, n, places[n], float(value), lexical, item[n]))
    return found


_FINISHED = re.compile(r"[.!…。！][\"'”’»)\]」』]*$")


def says_nothing(text: str) -> bool:
    """Whether a sentence only asks, announces or names something."""
    count = len(re.findall(r"\w+", text))
    if text.rstrip("\"'”’» ").endswith(("?", "？", ":", "：")):
        return True
    return (
        len(text) < 12
        or (count < 8 and not _FINISHED.search(text))
        or (count < 5 and text.isascii())
    )


# --- what a sentence has ---------------------------------------------------------------------------


def _weights(question: Question, sentences: Sequence[Sentence]) -> dict[str, float]:
    """Weigh the question's words: the rarer among the sentences, the more."""
    counts = dict.fromkeys(question.terms, 0)
    for sentence in sentences:
        for term in set(terms(sentence.text, sentence.article.language)) & counts.keys():
            counts[term] += 1
    return {t: math.log(1 + len(sentences) / (1 + n)) for t, n in counts.items()}


def _shared(
    weight: dict[str, float], sentences: Sequence[Sentence], n: int, places: Sequence[int]
) -> float:
    """Return the share of the question's words in sentence `n`; half for those just before it.

    What it means by "it" counts nearly as much as its own words.
    """
    total = sum(weight.values())
    if not total:
        return 0.0
    sentence = sentences[n]
    own = set(terms(sentence.text, sentence.article.language))
    context = set(terms(sentence.section, sentence.article.language))
    if n and places[n - 1] == places[n]:
        context |= set(terms(sentences[n - 1].text, sentence.article.language))
    meant = set(terms(subject(sentences, n, places.index(places[n])), sentence.article.language))

    def part(term: str) -> float:
        return 1.0 if term in own else 0.8 if term in meant else 0.5 if term in context else 0.0

    return sum(w * part(t) for t, w in weight.items()) / total


# --- choosing --------------------------------------------------------------------------------------

Numbers = tuple[int, ...]
"""A claim in the making: places of one or two adjacent sentences."""


def _select(
    question: Question, able: list[_Scored], scored: list[_Scored], vectors: np.ndarray
) -> list[Numbers]:
    """Choose from `able` what is near the best: list items first, spread over paragraphs."""
    best = max(s.score for s in able)
    wide = question.kind in WIDE or (question.kind == "what" and len(question.terms) <= 3)
    floor, most = (0.62 * best, 8) if wide else (0.82 * best, 3)
    chosen = _from_list(scored) if question.kind in WIDE else []
    if chosen:
        floor, most = 0.9 * best, max(most, len(chosen))
    taken = {n for numbers in chosen for n in numbers}
    rest = [s for s in able if s.score >= floor and s.number not in taken]
    while rest and len(chosen) < most:
        top = max(rest, key=lambda s: s.score - _cost(s, taken, scored, vectors))
        if top.score - _cost(top, taken, scored, vectors) < floor:
            break
        chosen.append((top.number,))
        taken.add(top.number)
        rest.remove(top)
    return chosen if wide else chosen + _elsewhere(able, scored, chosen)


def _elsewhere(
    able: Sequence[_Scored], scored: Sequence[_Scored], chosen: Sequence[Numbers]
) -> list[Numbers]:
    """Return the best of each other article, if it comes near: articles may give other figures."""
    best = max(s.score for s in able)
    heard = {scored[numbers[0]].sentence.article.id for numbers in chosen}
    found: list[Numbers] = []
    for s in sorted(able, key=lambda s: -s.score):
        if s.score >= 0.62 * best and s.sentence.article.id not in heard and len(found) < 2:
            heard.add(s.sentence.article.id)
            found.append((s.number,))
    return found


def _of_one_thing(
    question: Question, chosen: list[Numbers], scored: Sequence[_Scored]
) -> list[Numbers]:
    """Leave out what articles about something else say.

    "How many trout died?" is not answered by the dead of a shipwreck as well: what the best
    answer's article has of the question, another needs most of.
    """
    articles = {a.id: a for a in (scored[numbers[0]].sentence.article for numbers in chosen)}
    if len(articles) < 2:
        return chosen
    best = scored[max(chosen, key=lambda numbers: scored[numbers[0]].score)[0]].sentence.article
    asked = set(terms(f"{best.title} {best.text}", best.language)) & set(question.terms)
    has = {
        id_: set(terms(f"{a.title} {a.text}", a.language)) & asked for id_, a in articles.items()
    }
    weight = _weights(question, [s.sentence for s in scored])
    needed = _OF_IT * sum(weight[term] for term in asked)
    fit = {id_ for id_, own in has.items() if sum(weight[term] for term in own) >= needed}
    # The words of other scripts are not those of the question.
    fit |= {id_ for id_, a in articles.items() if a.language in _OTHER_SCRIPTS}
    return [numbers for numbers in chosen if scored[numbers[0]].sentence.article.id in fit]


def _from_list(scored: list[_Scored]) -> list[Numbers]:
    """Return, for each item of an announced list, its opening and the best of what follows."""
    listed = [s for s in scored if s.item]
    numbers = list(dict.fromkeys(s.paragraph for s in listed))
    if len(numbers) < 2:
        return []
    chosen: list[Numbers] = []
    for paragraph in numbers:
        inside = [s for s in listed if s.paragraph == paragraph]
        opening = inside[:1]
        if len(opening[0].sentence.text.split()) <= 10:
            opening = inside[:2]
        chosen.append(tuple(s.number for s in opening))
        rest = [s for s in inside[len(opening) :] if not says_nothing(s.sentence.text)]
        if rest:
            chosen.append((max(rest, key=lambda s: s.score).number,))
    return chosen


def _cost(
    candidate: _Scored, taken: set[int], scored: Sequence[_Scored], vectors: np.ndarray
) -> float:
    """What is taken off for saying again what was said, or for crowding into one paragraph."""
    if not taken:
        return 0.0
    alike = max(float(vectors[candidate.number] @ vectors[n]) for n in taken)
    if candidate.sentence.article.language in _OTHER_SCRIPTS:
        alike = 0.0  # all such sentences look alike to the bundled model
    crowd = sum(scored[n].paragraph == candidate.paragraph for n in taken)
    return 0.5 * max(0.0, alike - 0.65) + 0.04 * crowd


def _answering(
    question: Question,
    chosen: list[Numbers],
    scored: list[_Scored],
    sentences: Sequence[Sentence],
    embedder: Embedder,
) -> list[Numbers]:
    """Keep what could answer; an announced list is kept whole once part of it could."""
    passed = [n for n in chosen if _could_answer(question, n, sentences, embedder)]
    if not any(scored[numbers[0]].item for numbers in passed):
        return passed + (_reasons_beside(passed, scored) if question.kind == "why" else [])
    return [n for n in chosen if n in passed or scored[n[0]].item]


def _reasons_beside(passed: Sequence[Numbers], scored: Sequence[_Scored]) -> list[Numbers]:
    """Return the sentence that gives a reason, next to those that passed, if none of them gives one.

    "The exchange fell on Monday." says what; the sentence before it may say why.
    """
    taken = [n for numbers in passed for n in numbers]
    if any(_BECAUSE.search(scored[n].sentence.text) for n in taken):
        return []
    beside = [m for n in taken for m in (n - 1, n + 1) if 0 <= m < len(scored) and m not in taken]
    found: list[Numbers] = [
        (m,)
        for m in dict.fromkeys(beside)
        if any(scored[m].paragraph == scored[n].paragraph for n in taken)
        and _BECAUSE.search(scored[m].sentence.text)
    ]
    return found[:1]


_BECAUSE = re.compile(
    r"\b(?:because|as a result|due to|owing to|reasons?|caus(?:e[ds]?|ing)|led to|thanks to|blam(?:e[ds]?|ing)"
    r"|after|amid|on fears|following|since|so that|in order to|explain(?:s|ed))\b|因为|由于|原因|所以|因此",
    re.IGNORECASE,
)


def _could_answer(
    question: Question, numbers: Numbers, sentences: Sequence[Sentence], embedder: Embedder
) -> bool:
    """Whether these sentences could answer, if need be with the one that they point back to."""
    own = window(numbers, sentences)
    meant = f"{own.meant} {full_names(sentences, numbers[-1])}".strip()
    before = f"{own.before} {meant}".strip()
    if not lacks(question, replace(own, before=before, meant=meant), embedder):
        return True
    if len(numbers) > 1 or not _points_back(numbers[0], sentences):
        return False
    return not lacks(question, window((numbers[0] - 1, *numbers), sentences), embedder)


def _complete(
    question: Question, able: list[_Scored], sentences: Sequence[Sentence], embedder: Embedder
) -> list[_Scored]:
    """Keep those that miss no word of the question: 58 injured are not how many were aboard.

    Those that come nearly as near as the best say it in other words, perhaps.
    """
    return [
        s
        for s in able
        if s.score >= _AS_NEAR * able[0].score
        or complete(question, window((s.number,), sentences), embedder)
    ]


def _named(
    question: Question,
    scored: list[_Scored],
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    embedder: Embedder,
) -> list[Numbers]:
    """Choose among the nearest that have the names, whatever else the rules miss in them.

    An amount, a name, somebody and a reason cannot be missed: a sentence without one answers nothing.
    """
    near = sorted(scored, key=lambda s: -s.score)[:_LOOKED_AT]
    said = [s for s in near if not says_nothing(s.sentence.text)]
    never = ("names", "kind") if _needs_kind(question) else ("names",)
    somebody = question.kind == "who" and question.names
    able = [
        s
        for s in said
        if s.score >= _BESIDE * near[0].score
        and lacks(question, window((s.number,), sentences), embedder) not in never
        and (not somebody or has_kind(question, s.sentence.text, written(s.sentence)))
    ]
    return _select(question, able, scored, vectors) if able else []


def _needs_kind(question: Question) -> bool:
    return question.kind in ("amount", "why") or wants_name(question) or strict(question)


_LEANS = re.compile(
    r"^[\"“]?(?:(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such|there)\b"
    r"|(?:however|therefore|but|and|so|also|instead|then|still|yet|moreover|meanwhile|thus)\b"
    r"|the (?:former|latter|same|deal|move|company|firm|two|decision|plan|project|proposal|study"
    r"|report)\b|(?:他|她|它|这|那|该|其|但|因此|所以|而|不过))",
    re.IGNORECASE,
)
_HE_SAID = re.compile(r"[\"“][^\"”]+[\"”],?\s+(?:he|she|they)\s+\w+", re.IGNORECASE)
_PRONOUN = re.compile(r"[\"“]?(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)


def _assembled(
    question: Question, chosen: list[Numbers], scored: list[_Scored], sentences: Sequence[Sentence]
) -> list[Extract]:
    """Put claims in reading order; one that points back takes along the sentence it points to."""
    found: list[Extract] = []
    shown = -1
    for numbers in sorted(chosen):
        first = numbers[0]
        known = _asked_about(question, sentences[first].text)
        if (
            first - 1 != shown
            and len(numbers) == 1
            and not known
            and _points_back(first, sentences)
        ):
            numbers = (first - 1, first)
        shown = numbers[-1]
        best = max(scored[n].score for n in numbers)
        found.append(Extract(tuple(sentences[n] for n in numbers), best))
    return found


def _asked_about(question: Question, text: str) -> bool:
    """Whether "the study" at the start is the one that the question names."""
    opens = re.match(r"[\"“]?the ([a-z]+)\b", text, re.IGNORECASE)
    noun = set(terms(f"x {opens[1]}")) if opens else set()
    return bool(noun) and noun <= set(question.terms)


def _points_back(number: int, sentences: Sequence[Sentence]) -> bool:
    here = sentences[number]
    he_said = _HE_SAID.match(here.text) is not None
    if number == 0 or not (he_said or _LEANS.match(here.text)):
        return False
    before = sentences[number - 1]
    gap = here.article.text[before.span.end : here.span.start]
    if before.article.id != here.article.id or gap.strip() or before.text.endswith(("?", "？")):
        return False
    return "\n" not in gap or he_said or _PRONOUN.match(here.text) is not None


def _without_repeats(extracts: list[Extract], sentences: Sequence[Sentence]) -> list[Extract]:
    """Drop what another claim says as well; keep the best MOST, in reading order."""
    kept: dict[tuple[str, int], Extract] = {}
    covered: set[tuple[str, int]] = set()
    said: list[tuple[str, Words]] = []
    for extract in sorted(extracts, key=lambda e: (-len(e.sentences), -e.score)):
        places = {(s.article.id, s.span.start) for s in extract.sentences}
        own = [(s.article.id, words_of(s.text)) for s in extract.sentences]
        reprint = all(any(a != b and reprints(w, v) for b, v in said) for a, w in own)
        if not places <= covered and not reprint:
            covered |= places
            said += own
            last = extract.sentences[-1]
            kept[(last.article.id, last.span.start)] = extract
    order = {(s.article.id, s.span.start): n for n, s in enumerate(sentences)}
    best = sorted(kept, key=lambda place: -kept[place].score)[:MOST]
    return [kept[place] for place in sorted(best, key=lambda place: order[place])]
