import random
import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_archive import WordHash, page, prepare

import rag
from index.catalog import Catalog
from index.copies import Printed, is_copy, prints, reprints, rivals, telling, words_of
from index.database import Database
from index.errors import UsageError
from index.store import Index
from index.types import Article, Page, Passage, Span

ROOT = Path(__file__).parent.parent
PAIRS = tomllib.loads((ROOT / "bench" / "copies.toml").read_text(encoding="utf-8"))
TEXTS = PAIRS["texts"]


def article(name, *sentences, published=None, version=1):
    spans, text = [], ""
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    facts = (f"text:{name}", name, None, None, published, "en")
    return Article(name, version, *facts, text, (), tuple(spans), ())


def told(text):
    ends = "。" if "。" in text else ". "
    return telling(article("x", *(s + ends for s in text.split(ends) if s)))


@pytest.mark.parametrize("pair", PAIRS["pairs"], ids=lambda pair: pair["what"])
def test_copies_are_told_from_other_reports(pair):
    one, other = told(TEXTS[pair["one"]]), told(TEXTS[pair["other"]])
    assert is_copy(one, other) == is_copy(other, one) == pair["copy"]


WIRE = TEXTS["wire"]


@pytest.mark.parametrize(
    ("old", "new", "copy"),
    [
        ("nine weeks", "9 weeks", True),
        ("4.2 million pounds", "4.2 billion pounds", False),
        ("4.2 million pounds", "a large sum", True),
        ("140 ships", "1,400 ships", False),
        ("last Tuesday", "last Wednesday", False),
        ("from Monday", "from next week", True),
        ("Ines Corrado", "Inés Corrada", False),
        ("is expected to cost", "is not expected to cost", False),
        ("had not been consulted", "hadn't been consulted", True),
        ("statement", "note", True),
    ],
)
def test_what_is_at_odds_and_what_is_only_put_otherwise(old, new, copy):
    assert old in WIRE
    assert is_copy(told(WIRE), told(WIRE.replace(old, new))) == copy


def test_figures_that_changed_places_are_at_odds():
    was = words_of("Prices went from 3 percent to 5 percent in May.")
    assert not reprints(was, words_of("Prices went from 5 percent to 3 percent in May."))
    assert reprints(was, words_of("Prices went from 3 per cent to 5 per cent in May."))


def test_short_names_and_months_are_no_other_names():
    assert not rivals(
        words_of("The order of the U.S. takes effect on Nov. 12 for all the stores."),
        words_of("The order of the United States takes effect on November 12 for all the stores."),
    )


def test_a_very_short_text_is_a_copy_only_word_for_word():
    assert is_copy(told("The road is shut."), told("The road is shut."))
    assert not is_copy(told("The road is shut."), told("The road is shut now."))
    assert not is_copy(told(""), told(""))


sentences = st.sampled_from(sorted({s for text in TEXTS.values() for s in text.split(". ")}))
stories = st.lists(sentences | st.text(max_size=40), max_size=8)


@settings(max_examples=150, deadline=None)
@given(stories, stories)
def test_the_order_of_two_texts_does_not_matter(one, other):
    a, b = telling(article("a", *one)), telling(article("b", *other))
    assert is_copy(a, b) == is_copy(b, a)


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 12), st.integers(3, 9))
def test_a_copy_cut_short_has_prints_in_common(rng, start, count):
    words = [f"w{rng.randrange(3000)}" for _ in range(300)]
    lines = [" ".join(words[n : n + 12]) + "." for n in range(0, 300, 12)]
    whole, cut = telling(article("a", *lines)), telling(article("b", *lines[start:][:count]))
    common = set(prints(whole)) & set(prints(cut))
    assert len(common) >= 0.2 * min(len(prints(whole)), len(prints(cut)))
    assert common or not prints(cut)


# In the catalog


class Shelf:
    def __init__(self, path):
        self.db = Database(path)
        self.catalog = Catalog(self.db)

    def put(self, made):
        spans = (made.sentences[0],)
        own = Passage(f"{made.id}-{made.version}", made.id, made.version, 0, spans[0], "", spans)
        page = Page(made.origin, made.text, "text")
        self.catalog.put(made, page, [own], [made.text], np.ones((1, 4), np.float32))

    def origins(self):
        return self.catalog.stories.origins()


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path / "catalog.sqlite")
    yield made
    made.db.close()


def lines(name):
    return [f"{line.rstrip('.')}." for line in TEXTS[name].split(". ")]


def carry(shelf, *names):
    """Put texts of the pairs, the first one published last."""
    for day, name in enumerate(reversed(names), start=1):
        shelf.put(article(name, *lines(name), published=f"2025-03-{day:02}"))


def test_the_earliest_published_is_the_origin_whenever_it_comes_in(shelf):
    shelf.put(article("edited", *lines("edited"), published="2025-03-02T08:00:00+00:00"))
    shelf.put(article("rival", *lines("rival"), published="2025-03-01"))
    shelf.put(article("wire", *lines("wire"), published="2025-03-02T09:00:00+02:00"))
    assert shelf.origins() == {"wire": "wire", "edited": "wire", "rival": "rival"}
    assert shelf.catalog.stories.of("edited") == ["wire", "edited"]
    assert shelf.catalog.stories.of("rival") == []
    assert [a.copy_of for a in shelf.catalog.listed()] == [None, "wire", None]


def test_of_one_day_the_first_added_is_the_origin(shelf):
    for name in ("edited", "wire"):
        shelf.put(article(name, *lines(name), published="2025-03-02"))
    assert shelf.origins() == {"edited": "edited", "wire": "edited"}


def test_of_one_day_the_outlet_that_a_copy_credits_is_the_origin(shelf):
    first, *more = lines("wire")
    shelf.put(article("copy", f"CASTLEFORD (Tern Wire) {first}", *more, published="2025-03-02"))
    shelf.put(replace(article("wire", first, *more, published="2025-03-02"), outlet="Tern Wire"))
    assert shelf.origins() == {"copy": "wire", "wire": "wire"}
    shelf.put(replace(article("early", *lines("wire"), published="2025-03-01"), outlet="Ledger"))
    assert set(shelf.origins().values()) == {"early"}


def test_the_origin_hands_its_place_on(shelf):
    carry(shelf, "edited", "localised", "wire")
    assert set(shelf.origins().values()) == {"wire"}
    shelf.catalog.remove("wire")
    origins = shelf.origins()
    assert origins["localised"] == "localised"
    assert set(origins) == {"edited", "localised"}
    shelf.catalog.remove("localised")
    assert shelf.origins() == {"edited": "edited"}
    shelf.catalog.remove("edited")
    assert shelf.db.rows("SELECT count(*) FROM prints") == [(0,)]
    assert shelf.db.rows("SELECT count(*) FROM copies") == [(0,)]


def test_a_new_version_finds_its_own_copies(shelf):
    carry(shelf, "edited", "wire")
    shelf.put(article("edited", *lines("rival"), version=2))
    assert shelf.origins() == {"edited": "edited", "wire": "wire"}
    shelf.put(article("edited", *lines("cut"), version=3))
    assert shelf.origins() == {"edited": "wire", "wire": "wire"}


def test_a_cut_text_does_not_join_the_report_and_its_correction(shelf):
    cut = [line for line in lines("wire") if "nine weeks" not in line]
    shelf.put(article("cut", *cut, published="2025-03-03"))
    carry(shelf, "corrected", "wire")
    assert shelf.origins() == {"wire": "wire", "corrected": "corrected", "cut": "wire"}


KINDS = ["wire", "edited", "cut", "localised", "corrected", "renamed", "noted", "stocks_tue"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(KINDS), seed=st.integers(0, 9))
def test_articles_added_in_any_order_give_the_same_groups(tmp_path_factory, order, seed):
    days = random.Random(seed).sample(range(1, 29), len(KINDS))
    dates = {name: f"2025-03-{day:02}" for name, day in zip(KINDS, days, strict=True)}
    groups = []
    for names in (KINDS, order):
        shelf = Shelf(tmp_path_factory.mktemp("shelf") / "catalog.sqlite")
        shelf.db.rows("PRAGMA synchronous = OFF")
        for name in names:
            shelf.put(article(name, *lines(name), published=dates[name]))
        groups.append(shelf.origins())
        shelf.db.close()
    assert groups[0] == groups[1]


# In an index


def story(name, *more, drop=(), title="Basin to close"):
    kept = [line for n, line in enumerate(lines("wire")) if n not in drop]
    return page(name, title, "", *kept, *more)


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "archive", WordHash(), prepare) as made:
        yield made


def test_an_add_tells_whose_copy_it_is(index):
    first = index.add(story("a"))
    second = index.add(story("b", title="Lock gate cracks", drop=(3, 4)))
    assert first.copy_of is None
    assert (second.status, second.copy_of) == ("added", first.article_id)
    assert index.add(story("b", title="Lock gate cracks", drop=(3, 4))).copy_of == second.copy_of
    assert [c.id for c in index.copies(second.article_id)] == [first.article_id, second.article_id]
    index.remove(first.article_id)
    assert index.copies(second.article_id) == []


def test_copies_do_not_fill_the_results(index):
    for n in range(70):
        index.add(story(f"copy{n}", title=f"The basin closes {n}"))
    index.add(page("tide", "Tides", "", "The northern basin floods at high tide."))
    hits = index.search("northern basin", k=5)
    quotes = [hit.article.text[hit.passage.span.start : hit.passage.span.end] for hit in hits]
    assert len(quotes) == 3  # two passages of the story, whoever printed them
    assert any("floods" in quote for quote in quotes)


def test_what_only_a_copy_has_is_still_found(index):
    index.add(story("a"))
    own = "The rowing club will carry its boats across the bridge by hand."
    added = index.add(story("b", own, drop=(1,)))
    assert added.copy_of
    assert any(hit.article.id == added.article_id for hit in index.search("rowing club boats"))


def test_a_correction_is_not_hidden(index):
    index.add(story("a"))
    corrected = page("b", "Basin to close", "", *lines("corrected"))
    added = index.add(corrected)
    assert added.copy_of is None
    hits = index.search("how many weeks is the northern basin closed")
    assert added.article_id in {hit.article.id for hit in hits if "six weeks" in hit.article.text}


def test_articles_of_an_older_newscite_are_grouped_when_opened(tmp_path):
    folder, seen = tmp_path / "archive", []
    with Index(folder, WordHash(), prepare) as index:
        ids = [index.add(story(name)).article_id for name in "ab"]
    db = Database(folder / "catalog.sqlite")
    with db.writing() as write:
        for table in ("stories", "prints", "copies"):
            write.execute(f"DELETE FROM {table}")
    db.close()
    with Index(folder, WordHash(), prepare, progress=lambda *n: seen.append(n)) as index:
        assert index.origins(ids) == dict.fromkeys(ids, ids[0])
    assert seen == [(1, 2), (2, 2)]


def test_a_passage_is_left_out_only_if_all_of_it_was_printed():
    a = prepare(page("a", "T", "", "The gate is cracked in two places.", "Ships go to the south."))
    b = prepare(page("b", "T", "", "The gate is cracked in two places.", "Divers came by night."))
    whole = [
        Passage(x.id, x.id, 1, 0, Span(x.sentences[0].start, x.sentences[-1].end), "", x.sentences)
        for x in (a, b)
    ]
    printed = Printed()
    assert printed.takes(a, whole[0])
    assert printed.takes(b, whole[1])
    assert not printed.takes(b, replace(whole[1], sentences=b.sentences[:1]))
    assert printed.takes(a, replace(whole[0], sentences=a.sentences[1:]))


# In an archive


def test_the_wire_story_and_its_reprint_are_one_source(examples):
    groups = [c for a in examples.listed() if (c := examples.copies(a.id))]
    assert len(groups) == 2
    assert [a.outlet for a in groups[0]] == ["Northwind Wire", None]
    ferries = [a for a in examples.listed() if "ferry" in a.title.lower()]
    assert len(ferries) == 2
    assert not any(a.copy_of for a in ferries)
    answer = examples.ask("When do the hosting restrictions for TikTok take effect?")
    cited = {c.article.id: c.also for claim in answer.claims for c in claim.citations}
    assert any(also for also in cited.values())
    for one, other in combinations(cited, 2):
        assert examples.copies(one) != examples.copies(other) or not examples.copies(one)


def test_the_copy_is_named_where_it_is_added_and_listed(tmp_path, embedder):
    with rag.Archive(tmp_path / "news", embedder=embedder, engine="extractive") as archive:
        text = WIRE.replace(". ", ".\n\n")
        first = archive.add(Page("https://one.example/a", f"Basin closes\n\n{text}", "text"))
        report = archive.add(Page("https://two.example/b", f"Lock gate cracks\n\n{text}", "text"))
        origin = first.outcomes[0].article_id
        assert report.outcomes[0].copy_of == origin
        assert f"(a copy of {origin})" in str(report)
        assert report.to_dict()["outcomes"][0]["copy_of"] == origin
        answer = archive.ask("What does the repair cost?")
        assert "(also in" in str(answer)
        assert answer.to_dict()["sources"][0]["also"]
        with pytest.raises(UsageError):
            archive.copies("ffff")
