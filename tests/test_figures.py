from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import figures, same


def values(text):
    return [
        (int(f.value) if f.value == int(f.value) else float(f.value), f.unit) for f in figures(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$1.2bn", [(1_200_000_000, "usd")]),
        ("1.2 billion dollars", [(1_200_000_000, "usd")]),
        ("US$1,200 million", [(1_200_000_000, "usd")]),
        ("10 billion US dollars", [(10_000_000_000, "usd")]),
        ("€940m", [(940_000_000, "eur")]),
        ("£96m", [(96_000_000, "gbp")]),
        ("eight hundred million", [(800_000_000, "")]),
        ("one hundred and twenty-five euros", [(125, "eur")]),
        ("two dozen", [(24, "")]),
        ("a thousand people", [(1000, "")]),
        ("12.5 per cent", [(12.5, "%")]),
        ("12.5%", [(12.5, "%")]),
        ("1,200", [(1200, "")]),
        ("9,80 euros", [(9.8, "eur")]),
        ("120亿元", [(12_000_000_000, "cny")]),
        ("月产能为1.5万片", [(15_000, "")]),
        ("投资68亿元", [(6_800_000_000, "cny")]),
        ("3千万美元", [(30_000_000, "usd")]),
        ("on 18 September 2020", [(18, ""), (2020, "")]),
        ("the 3rd of May", [(3, "")]),
        ("16:10", [(16, ""), (10, "")]),
        ("a 5-year plan", [(5, "")]),
        ("one of them", []),
        ("a firm", []),
        ("IL5, CX-7 and 5G", []),
        ("", []),
    ],
)
def test_figures_by_value_and_unit(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("$1.2bn", "1.2 billion dollars", True),
        ("$1.2bn", "1.2 billion", True),
        ("$1.2bn", "€1.2bn", False),
        ("$1.2bn", "$1.2m", False),
        ("12.5%", "12.5 per cent", True),
        ("12%", "12 people", False),
        ("twelve", "12", True),
        ("1,200", "1200", True),
        ("1.5万", "15,000", True),
    ],
)
def test_which_figures_say_the_same(one, other, alike):
    assert same(figures(one)[0], figures(other)[0]) is alike


@given(
    st.integers(0, 10**13),
    st.sampled_from(["", "million", "bn", "万", "亿"]),
    st.sampled_from([("", ""), ("$", ""), ("", " per cent"), ("", " euros")]),
)
def test_a_number_comes_back_with_its_value(number, scale, marks):
    before, after = marks
    scales = {"": 1, "million": 10**6, "bn": 10**9, "万": 10**4, "亿": 10**8}
    plain = figures(f"It was {before}{number:,}{scale}{after} then.")
    assert [f.value for f in plain] == [Decimal(number) * scales[scale]]


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_every_figure_stands_in_it(text):
    for figure in figures(text):
        assert figure.text in text
        assert same(figure, figure)
