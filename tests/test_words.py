import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import folded, match_expression

TEXTS = {
    "ar": "مُحَمَّد أعلن إضراب القطارات في القاهـــرة",
    "fa": "رئیس\u200cجمهور ایران یک کتاب",
    "ja": "東京株式市場、大幅続落。ﾄﾖﾀは下落",
    "de": "Die Straßenbahnfahrer in Zürich streiken",
    "hi": "हिन्दी समाचार में किसान",
    "ru": "Ёлка в Москве",
}


@pytest.fixture(scope="module")
def table():
    made = sqlite3.connect(":memory:")
    made.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter unicode61 remove_diacritics 2')")  # fmt: skip
    for number, text in enumerate(TEXTS.values()):
        made.execute("INSERT INTO t (rowid, x) VALUES (?, ?)", (number, folded(text)))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("محمد", "ar"),
        ("اعلن", "ar"),
        ("إضراب", "ar"),
        ("القاهره", "ar"),
        ("رئيس", "fa"),
        ("يك كتاب", "fa"),
        ("株式", "ja"),
        ("トヨタ", "ja"),
        ("Strassenbahnfahrer", "de"),
        ("ZURICH", "de"),
        ("किसान", "hi"),
        ("елка", "ru"),
        ("कसन", None),
        ("市株", None),
    ],
)
def test_words_of_many_scripts_are_found(table, query: str, found: str | None) -> None:
    rows = table.execute("SELECT rowid FROM t WHERE t MATCH ?", (match_expression(query),))
    assert [list(TEXTS)[number] for (number,) in rows] == ([found] if found else [])


@given(st.text(max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    expression = match_expression(text)
    assert expression.count('"') % 2 == 0
    assert folded(folded(text)).split() == folded(text).split()
