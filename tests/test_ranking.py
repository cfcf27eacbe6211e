import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking import MEANING, blended, fresh, rarest

IDS = st.sampled_from("abcdefgh")
SCORES = st.dictionaries(IDS, st.floats(-1, 50, allow_nan=False), max_size=8)


def test_each_side_counts_by_its_share_of_its_best():
    scores = blended({"a": 0.8, "b": 0.4, "c": 0.4}, {"b": 10.0, "d": 5.0})
    assert list(scores) == ["b", "a", "c", "d"]
    assert scores["a"] == pytest.approx(MEANING)
    assert scores["b"] == pytest.approx(MEANING / 2 + 1 - MEANING)
    assert scores["d"] == pytest.approx((1 - MEANING) / 2)


def test_a_clear_winner_by_words_beats_the_first_of_many_alike():
    cosines = {"name": 0.40, "x": 0.42, "y": 0.41}
    assert next(iter(blended(cosines, {"name": 12.0, "x": 3.0, "y": 3.1}))) == "name"


@given(SCORES, SCORES)
def test_a_blend_is_sorted_and_has_every_id(cosines, lexical):
    scores = blended(cosines, lexical)
    assert set(scores) == set(cosines) | set(lexical)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores.values())


def test_the_rarest_terms_are_looked_up_until_the_rows_are_spent():
    counts = [("said", 900), ("oracle", 20), ("deal", 90)]
    assert rarest(counts, rows=200) == ["oracle", "deal"]
    assert rarest(counts, rows=2000) == ["oracle", "deal", "said"]
    assert rarest(counts, rows=1) == ["oracle"]
    assert rarest([], rows=10) == []


@given(st.lists(st.tuples(IDS, st.integers(0, 100)), max_size=8), st.integers(0, 200))
def test_one_term_at_least_is_looked_up(counts, rows):
    kept = rarest(counts, rows)
    assert bool(kept) == bool(counts)
    assert len(kept) == 1 or sum(sorted(n for _, n in counts)[: len(kept)]) <= rows


def test_what_says_the_same_comes_later():
    alike = np.eye(3)
    alike[0, 1] = alike[1, 0] = 0.9
    assert fresh(alike.tolist(), [1.0, 0.9, 0.6], share=0.5) == [0, 2, 1]
    assert fresh(alike.tolist(), [1.0, 0.9, 0.6], share=0.0) == [0, 1, 2]


@given(st.lists(st.floats(0, 1), max_size=6), st.floats(0, 1))
def test_every_place_is_kept_once(scores, share):
    alike = [[0.5] * len(scores)] * len(scores)
    assert sorted(fresh(alike, scores, share)) == list(range(len(scores)))
