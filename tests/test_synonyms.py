"""Everyday words for one another, by the list, and what the list must not have."""

import pytest

from rag.opposites import opposite
from rag.synonyms import _groups, is_common, turned, twins


@pytest.mark.parametrize(
    ("claim", "text", "words"),
    [
        ("Norla was taking the bank to court.", "Norla sued the bank.", {"court"}),
        ("Norla will lay off ten men.", "Norla will dismiss ten men.", {"lay"}),
        ("Norla turned the offer down.", "Norla rejected the bid.", {"turn", "offer"}),
        ("Norla said sorry.", "Norla apologised.", {"sorri"}),
        ("Norla has brought it.", "Norla brings it.", {"brought"}),
        ("Norla plans a walkout.", "Norla will strike.", {"plan", "walkout"}),
    ],
)
def test_words_that_the_text_says_otherwise(claim, text, words):
    assert words <= twins(claim, text).keys()


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Norla will strike.", "Norla plans it."),
        ("Norla was convicted.", "Norla was charged."),
        ("Norla rose.", "Norla fell."),
        ("Ten were killed.", "Ten were injured."),
        ("Norla approved it.", "Norla proposed it."),
        ("Norla approved it.", "Norla supports it."),
        ("Norla charged him.", "Norla accused him."),
        ("Norla resigned.", "Norla left."),
        ("Norla runs it.", "Norla is the finance director of it."),
        ("Norla's gross pay.", "Norla's net pay."),
    ],
)
def test_what_is_stronger_or_the_opposite_is_no_synonym(claim, text):
    assert not twins(claim, text)


def test_no_group_has_opposites():
    for told, said in _groups():
        for one in told:
            for other in said:
                if len(one) == len(other) == 1:
                    assert opposite(one[0], other[0]) == ("", ""), (one, other)


def test_who_does_it_may_not_change_places():
    text = "The actor Ivo Brandt sued Norla Films."
    assert turned("Norla Films took Ivo Brandt to court.", text)
    assert not turned("Ivo Brandt took Norla Films to court.", text)
    assert not turned("Norla Films was taken to court by Ivo Brandt.", text)


def test_common_words_are_hardly_names():
    assert is_common("Violators")
    assert not is_common("Norla")
