"""Stretches: whole sentences, apart from each other, the best of the found passages."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk, indexed_sentences, indexed_text
from index.clean import clean
from index.embed import MiniLM
from index.focus import LONGEST, Found, stretches
from index.glossary import Glossary
from index.types import Page
from index.words import stems, telling_stems

TEXT = "The council met on Monday\n\n" + "\n\n".join(
    " ".join(
        f"{who} told the council that the {what} would {then} before the end of year {n}."
        for n, then in enumerate(("open", "close", "be sold", "grow"), start=2001 + 10 * at)
    )
    for at, (who, what) in enumerate(
        [("Ms Hale", "harbour"), ("Mr Osei", "library"), ("Dr Lund", "tram")] * 4
    )
)


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def _found(model: MiniLM, query: str) -> list[Found]:
    article = clean(Page("text:1", TEXT, "text"), Glossary(()))
    passages = chunk(article)
    texts = [indexed_text(article, p) for p in passages]
    whole, parts = model.embed_parts(texts, [indexed_sentences(article, p) for p in passages])
    assert np.allclose(whole, model.embed(texts), atol=1e-6)
    vector = model.embed([query])[0]
    return [
        Found(p, article, float(row @ vector), rows)
        for p, row, rows in zip(passages, whole, parts, strict=True)
    ]


def test_stretches_are_whole_sentences_apart(model: MiniLM) -> None:
    query = "When will the library close?"
    found = _found(model, query)
    assert len(found) > 1
    best = stretches(query, model.embed([query])[0], found, 5)
    article = found[0].article
    assert "library" in article.text[best[0].span.start : best[0].span.end]
    starts = {s.start for s in article.sentences}
    ends = {s.end for s in article.sentences}
    taken = sorted(one.span for one in best)
    assert all(a.end <= b.start for a, b in pairwise(taken))
    for one in best:
        assert one.span.start in starts
        assert one.span.end in ends
        assert one.span.end - one.span.start <= LONGEST + 100
    assert [s.score for s in best] == sorted((s.score for s in best), reverse=True)


def test_the_order_of_what_was_found_does_not_matter(model: MiniLM) -> None:
    query = "tram"
    found, vector = _found(model, query), model.embed([query])[0]
    assert stretches(query, vector, found, 3) == stretches(query, vector, found[::-1], 3)


def test_nothing_found_nothing_asked(model: MiniLM) -> None:
    vector = model.embed([""])[0]
    assert stretches("", vector, [], 5) == []
    assert len(stretches("", vector, _found(model, ""), 2)) == 2


def test_sentences_stand_in_the_indexed_text() -> None:
    article = clean(Page("text:1", TEXT, "text"), Glossary(()))
    for passage in chunk(article):
        text = indexed_text(article, passage)
        for at, sentence in zip(
            indexed_sentences(article, passage), passage.sentences, strict=True
        ):
            assert text[at.start : at.end] == article.text[sentence.start : sentence.end]


@given(st.text())
def test_any_text_has_stems(text: str) -> None:
    assert set(telling_stems(text)) <= set(stems(text)) | set(stems(text.lower()))
    assert all(stems(text))
