"""Figures that a claim tells otherwise than the text: rounded, as shares, as differences, by the clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import figures, same
from rag.restated import restated

OTHERWISE = [
    # rounded, the word for it agreeing with the side
    ("about 3.2 million crowns", "It cost 3.17 million crowns.", "3.17 million crowns"),
    ("Almost 9,000 fans came.", "8,940 fans came.", "8,940 fans came."),
    ("just over 12 percent", "a rate of 12.3 percent", "12.3 percent"),
    ("more than 700,000 cards", "of at least 714,000 cards", "at least 714,000 cards"),
    ("close to €50 million", "a sum of 48.6 million euros", "48.6 million euros"),
    ("Around 160 hands work there.", "About 160 hands work there.", "160 hands work there."),
    # shares
    ("15 percent of its shops", "60 of its 400 shops", "60 of its 400 of its shops"),
    ("a third of the rooms", "33 percent of the rooms", "33 percent of the rooms"),
    ("Two thirds of voters", "66.7 percent of voters", "66.7 percent of voters"),
    ("one in four trains", "25 percent of trains", "25 percent trains"),
    ("roughly a fifth of the crop", "21 percent of the crop", "21 percent of the crop"),
    # a difference, a sum
    ("The rate fell by 1.5 points.", "from 4 percent to 2.5 percent", "The rate fell from 4 percent to 2.5 percent."),
    ("Sales rose by 40 cars.", "rose to 340 cars from 300", "Sales rose 340 cars from 300 cars."),
    ("12 people died in total.", "5 men and 7 women died", "5 men and 7 people died in total."),
    # the clock
    ("It left at 8:05 p.m. from", "It left at 20:05 from", "It left at 20:05 from"),
    ("It opened at noon.", "It opened at 12:00.", "It opened at 12:00."),
    ("It left at 6.45 a.m. from", "It left at 6:45 from", "It left at 6:45 from"),
]  # fmt: skip

AS_IT_IS = [
    ("more than 9,000 fans", "8,940 fans came"),
    ("nearly 8,900 fans", "8,940 fans came"),
    ("about 9,500 fans", "8,940 fans came"),
    ("about €3.2 million", "It cost 3.17 million dollars."),
    ("3.2 million crowns", "It cost 3.17 million crowns."),
    ("more than 400,000 tonnes", "up to 412,000 tonnes"),
    ("20 percent of its shops", "60 of its 400 shops"),
    ("a quarter of the rooms", "33 percent of the rooms"),
    ("almost half of the rooms", "53 percent of the rooms"),
    ("one in five trains", "25 percent of trains"),
    ("The rate rose by 1.5 points.", "fell from 4 percent to 2.5 percent"),
    ("The rate fell by 1.5 percent.", "fell from 4 percent to 2.5 percent"),
    ("The rate fell by 2 points.", "fell from 4 percent to 2.5 percent"),
    ("13 people died in total.", "5 men and 7 women died"),
    ("It left at 8:05 a.m.", "It left at 20:05."),
    ("about 2030", "in 2031"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "text", "told"), OTHERWISE)
def test_a_figure_is_put_as_the_text_has_it(claim, text, told):
    assert restated(claim, text) == told


@pytest.mark.parametrize(("claim", "text"), AS_IT_IS)
def test_what_does_not_follow_stays(claim, text):
    assert restated(claim, text) == claim


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_can_be_compared(claim, text):
    restated(claim, text)


@given(st.integers(1, 10**7), st.sampled_from(["nearly", "more than"]))
def test_what_stands_in_the_text_is_not_changed(number, word):
    claim = f"It has {word} {number:,} trees."
    assert restated(claim, f"It has {number:,} trees.") == claim


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_rounded_figure_is_close_to_the_one_it_stands_for(stated, real):
    told = restated(f"about {stated} trees", f"{real} trees")
    if not any(same(f, figures(f"{stated}")[0]) for f in figures(told)):
        assert abs(stated - real) <= 0.07 * stated
