import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bylines import bare_title, host, known_outlet, names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("By Una Prestwick, coast reporter", "Una Prestwick"),
        ("By Idris Vale and Petra Osei", "Idris Vale, Petra Osei"),
        ("Von Anna Weiß und Jörg Lang", "Anna Weiß, Jörg Lang"),
        ("Por José Ruiz", "José Ruiz"),
        ("JANE DOE, staff writer", "Jane Doe"),
        ("Jane Doe (jane@paper.example) @janedoe", "Jane Doe"),
        ("https://www.facebook.com/jane", None),
        ("admin", None),
        ("Reuters", "Reuters"),
        ("Anna Weiß, Berlin", "Anna Weiß"),
        ("Jane Doe, Reuters", "Jane Doe"),
        ("The Coast Post", None),
        ("Jane Doe Coast Post, Jane Doe", "Jane Doe Coast Post"),
        ("Martin King, Jr.", "Martin King, Jr."),
        ("Jane Doe on Monday, November 18th, 2019", "Jane Doe"),
        ("Jane Doe Business Columnist", "Jane Doe"),
        ("文/沈若川", "沈若川"),
        ("<a href='/jo'>Jo Reed</a>", "Jo Reed"),
        ("", None),
    ],
)
def test_names(value: str, expected: str | None) -> None:
    assert names([value], "The Coast Post") == expected


def test_a_name_is_said_once_and_in_full() -> None:
    assert names(["J. Doe", "Jane Doe", "Jane Doe", "Bo Lee"]) == "J. Doe, Jane Doe, Bo Lee"
    assert names(["Doe", "Jane Doe"]) == "Jane Doe"


@given(st.lists(st.text(max_size=40), max_size=4), st.none() | st.text(max_size=10))
def test_any_text_is_cleaned(values: list[str], outlet: str | None) -> None:
    found = names(values, outlet)
    assert found is None or found.strip() == found != ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ships leave - BBC News", "Ships leave"),
        ("Ships leave | World | BBC News", "Ships leave | World"),
        ("BBC News: Ships leave", "BBC News: Ships leave"),
        ("BBC News | Ships leave", "Ships leave"),
        ("Ships leave - and come back", "Ships leave - and come back"),
        ("Milan 2018 | A light by Nave", "Milan 2018 | A light by Nave"),
    ],
)
def test_titles_without_the_outlet(title: str, expected: str) -> None:
    assert bare_title(title, ["BBC News"], "bbc.com") == expected


def test_hosts() -> None:
    assert host("https://me@www.herald.example:80/a?b") == "herald.example"
    assert host("file:///a") is None
    assert known_outlet("https://edition.cnn.com/a") == "CNN"
    assert known_outlet("https://notcnn.com/a") is None
