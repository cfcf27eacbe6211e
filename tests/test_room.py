"""What is read for a question: everything where it fits, else whole articles and neighbours."""

import random

import pytest
from tiny_archive import WordHash, page, prepare

from index.filters import Filter
from index.store import Index
from index.tokens import count
from rag.retrieve import retrieve

WORDS = "harbour office letter rope crate tar tide table lamp gull sail mast keel pier fog".split()


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path, WordHash(dimensions=256), prepare) as opened:
        yield opened


def filling(name, number):
    """Return a sentence that no other article has."""
    chance = random.Random(f"{name} {number}")
    return f"The {' '.join(chance.choices(WORDS, k=12))} {number}."


def article(name, *lines, long=0):
    return page(f"{name}.txt", f"About {name}", *lines, *[filling(name, n) for n in range(long)])


def read(evidence):
    return " ".join(s.text for s in evidence.sentences)


def spent(evidence):
    return sum(count(a.text[p.span.start : p.span.end]) for a, p in evidence.passages)


def test_a_small_archive_is_read_whole_whatever_is_asked(index):
    for n in range(25):
        index.add(
            article(f"story {n}", f"Reporter number {n} went home.", "Nothing else occurred.")
        )
    evidence = retrieve(index, "zebra", budget=2000)
    assert all(f"Reporter number {n} went home." in read(evidence) for n in range(25))
    assert len(evidence.hits) == 20


def test_only_what_the_filter_lets_through_is_read(index):
    for n in range(4):
        index.add(article(f"story {n}", f"Reporter number {n} went home."))
    one = index.articles()[2]
    evidence = retrieve(index, "reporter", budget=2000, where=Filter(articles=(one.id,)))
    assert {a.id for a, _ in evidence.passages} == {one.id}


def test_copies_are_read_once(index):
    for name in ("first", "second"):
        index.add(
            page(f"{name}.txt", "The crane", "The crane of the harbour was mended on Monday.")
        )
    assert len(retrieve(index, "crane", budget=2000).passages) == 1


def test_an_article_comes_whole_where_it_fits_its_share(index):
    index.add(article("cranes", "The crane was mended.", long=40))
    for n in range(30):
        index.add(article(f"ropes {n}", long=20))
    asked = {"question": "Cranes: the crane was mended", "budget": 4000, "k": 1}
    (wanted,) = [a for a in index.articles() if a.title == "About cranes"]
    parts = len(index.passages(wanted.id))
    assert parts > 3
    whole = [p for a, p in retrieve(index, **asked).passages if a.id == wanted.id]
    grown = [p for a, p in retrieve(index, **asked, whole=False).passages if a.id == wanted.id]
    assert len(grown) < len(whole) == parts


@pytest.mark.parametrize("budget", [30, 300, 1000, 3000])
def test_the_budget_is_kept_as_it_is_counted(index, budget):
    for n in range(12):
        index.add(article(f"ropes {n}", f"Rope {n} broke.", long=3 * n))
    assert spent(retrieve(index, "rope broke", budget=budget)) <= budget
