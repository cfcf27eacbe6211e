import math

import pytest
from evidence import article_of, sentences
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_archive import WordHash

from index.embed import MiniLM
from rag.extract import score
from rag.likelihood import ENOUGH, likelihood
from rag.matches import numbers
from rag.question import read

EMBEDDER = MiniLM()
MILL = """# The old mill at Sarn burns down

By Ewan Calloway

The old mill at Sarn burnt down on Tuesday night. A spark from a welder's torch set the straw in the loft alight, the fire service said. Forty people from the houses beside it slept in the school.

The mill was built in 1871 and had stood empty for nine years. Its owner, Petra Lund, wanted to turn it into flats. She said that the insurance would not cover the loss.
"""
SENTENCES = sentences(article_of(MILL))
VECTORS = EMBEDDER.embed([s.text for s in SENTENCES])


def likely(asked, embedder=EMBEDDER):
    question = read(asked)
    scores = [s.score for s in score(question, SENTENCES, VECTORS, EMBEDDER)]
    return likelihood(question, SENTENCES, VECTORS, scores, embedder)


@pytest.mark.parametrize(
    "asked",
    [
        "What set the straw in the loft alight?",
        "when was the mill at sarn built",
        "Who is the owner of the mill?",
        "Where did the people from the houses sleep?",
    ],
)
def test_what_the_article_says_is_likely(asked):
    assert likely(asked) >= ENOUGH


@pytest.mark.parametrize(
    "asked",
    [
        "Which welding firm has been charged by the police?",
        "who designed the school in sarn",
        "How much will the new flats cost to rent?",
        "What is the height of the church tower?",
    ],
)
def test_what_it_does_not_say_is_not(asked):
    assert likely(asked) < ENOUGH


def test_a_question_in_the_words_of_the_article_needs_less():
    assert likely("How old is the mill?") < likely("When was the mill built?")


def test_of_other_vectors_and_other_scripts_nothing_is_said():
    assert likely("Who owns the mill?", WordHash()) is None
    assert likely("磨坊的主人是谁？") is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_question_gives_numbers_that_are_finite_or_missing(asked):
    question = read(asked)
    scores = [s.score for s in score(question, SENTENCES, VECTORS, EMBEDDER)]
    found = numbers(question, SENTENCES, VECTORS, scores, EMBEDDER)
    assert not any(math.isinf(value) for value in found.values())
    sure = likelihood(question, SENTENCES, VECTORS, scores, EMBEDDER)
    assert sure is None or 0 <= sure <= 1
