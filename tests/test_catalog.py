import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import catalog, database, ranking
from index.catalog import Catalog
from index.database import Database
from index.errors import ArchiveError, ReadError, UsageError
from index.facets import Facets
from index.filters import Filter
from index.ledger import Ledger, moment
from index.records import digest, parts_json, parts_of
from index.sentence_vectors import Made
from index.types import Article, Block, Page, Passage, Repair, Run, Span
from index.words import folded, match_expression


class Parts:
    def __init__(self, path):
        self.db = Database(path)
        self.catalog = Catalog(self.db)
        self.ledger = Ledger(self.db)


@pytest.fixture
def parts(tmp_path):
    made = Parts(tmp_path / "catalog.sqlite")
    yield made
    made.db.close()


def article(name, text, version=1, **changes):
    made = Article(
        id=name,
        version=version,
        origin=f"file:///{name}",
        title=f"About {name}",
        outlet="The Paper",
        author=None,
        published="2025-03-01",
        language="en",
        text=text,
        blocks=(
            Block("headline", Span(0, 3), Span(0, 3), "first line"),
            Block("menu", Span(4, 9), None, "short & many “links”"),
        ),
        sentences=(Span(0, len(text)),),
        runs=(Run(0, 2, 3, 3), Run(3, 9, 1, 5)),
        repairs=(Repair(Span(0, 3), "字节跳动", "ByteDance"),),
        notices=("It addresses an AI.",),
    )
    return replace(made, **changes)


def whole(made):
    span = Span(0, len(made.text))
    return Passage(f"{made.id}-{made.version}", made.id, made.version, 0, span, "Why", (span,))


def put(parts, made, text=None):
    page = Page(made.origin, text or made.text, "text")
    vector = np.ones((1, 4), np.float32) / 2
    parts.catalog.put(made, page, [whole(made)], [made.text], vector)
    return page


def pending(parts):
    return [id_ for _, id_ in parts.ledger.pending()]


def test_an_article_comes_back_equal(parts):
    made = article("aaaa1", "Oracle wins.\n\0Ende — 字 \U0001f600", outlet=None, published=None)
    page = put(parts, made, "raw \0 ‘page’ \ud800")
    assert parts.catalog.get("aaaa1") == made
    assert parts.catalog.page("aaaa1") == page
    assert parts.catalog.passages("aaaa1") == [whole(made)]


spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 99), st.integers(0, 99))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=texts,
    title=texts,
    author=st.none() | texts,
    blocks=st.lists(
        st.builds(Block, st.sampled_from(["body", "menu"]), spans, st.none() | spans, texts)
    ).map(tuple),
    runs=st.lists(st.builds(Run, *[st.integers(0, 99)] * 4)).map(tuple),
    repairs=st.lists(st.builds(Repair, spans, texts, texts)).map(tuple),
    notices=st.lists(texts).map(tuple),
    updated=st.none() | texts,
    published_by=st.sampled_from([None, "stated", "read", "guessed"]),
)
def test_any_article_comes_back_equal(parts, **fields):
    made = replace(article("aaaa1", ""), **fields)
    put(parts, made)
    assert parts.catalog.get("aaaa1") == made


def test_an_article_of_an_older_archive_has_no_update():
    made = article("aaaa1", "Oracle wins.", updated="2025-03-02", published_by="read")
    parts = json.loads(parts_json(made))
    del parts["updated"], parts["published_by"]
    assert replace(made, **parts_of(json.dumps(parts))) == replace(
        made, updated=None, published_by=None
    )


def test_a_new_version_is_found_and_the_old_one_can_still_be_read(parts):
    old, new = article("aaaa1", "Oracle wins."), article("aaaa1", "Microsoft wins.", version=2)
    put(parts, old)
    put(parts, new)
    assert parts.catalog.get("aaaa1") == new
    assert parts.catalog.get("aaaa1", 1) == old
    assert parts.catalog.page("aaaa1", 1).text == "Oracle wins."
    assert parts.catalog.by_ids(["aaaa1-1"]) == [whole(old)]
    assert parts.catalog.match("oracle", 9) == []
    assert [id_ for id_, _ in parts.catalog.match("microsoft", 9)] == ["aaaa1-2"]
    assert parts.catalog.articles() == [new]
    assert parts.catalog.latest_version("aaaa1") == 2
    assert parts.catalog.count() == 1
    assert pending(parts) == ["aaaa1-1", "aaaa1-1", "aaaa1-2"]
    assert [e.passage_id for e in parts.ledger.entries_of(pending(parts))] == ["aaaa1-2"]
    assert parts.catalog.check() == []


def test_the_same_version_is_replaced_and_keeps_the_day_it_was_added(parts):
    put(parts, article("aaaa1", "Oracle wins."))
    with parts.db.writing() as write:
        write.execute("UPDATE articles SET added = '2001-01-01'")
    put(parts, article("aaaa1", "Microsoft wins."))
    assert parts.db.rows("SELECT added, text FROM articles") == [("2001-01-01", "Microsoft wins.")]
    assert parts.catalog.match("oracle", 9) == []
    assert parts.catalog.count() == 1


def test_remove_forgets_every_version(parts):
    put(parts, article("aaaa1", "Oracle wins."))
    put(parts, article("aaaa1", "Oracle won.", version=2))
    put(parts, article("bbbb1", "Oracle sells."))
    parts.catalog.remove("aaaa1")
    assert [a.id for a in parts.catalog.articles()] == ["bbbb1"]
    assert [id_ for id_, _ in parts.catalog.match("oracle", 9)] == ["bbbb1-1"]
    assert parts.catalog.by_ids(["aaaa1-1", "aaaa1-2"]) == []
    assert "aaaa1-2" in pending(parts)
    with pytest.raises(UsageError, match="aaaa1, version 1"):
        parts.catalog.get("aaaa1", 1)
    assert parts.catalog.check() == []


def test_a_transaction_that_fails_leaves_nothing(parts):
    put(parts, article("aaaa1", "Oracle wins."))
    made = article("aaaa1", "Microsoft wins.", version=2)
    with pytest.raises(ValueError, match="shorter"):
        parts.catalog.put(
            made,
            Page("x", "y", "text"),
            [whole(made), replace(whole(made), id="another", number=1)],
            ["only one"],
            np.ones((1, 4), np.float32),
        )
    assert parts.catalog.get("aaaa1").version == 1
    assert pending(parts) == ["aaaa1-1"]
    assert [id_ for id_, _ in parts.catalog.match("oracle", 9)] == ["aaaa1-1"]


def test_text_that_is_no_unicode_is_refused_and_nothing_is_kept(parts):
    with pytest.raises(ReadError, match="surrogate"):
        put(parts, article("aaaa1", "broken \ud800"))
    assert parts.catalog.articles() == []


def test_digest_tells_pages_apart(parts):
    page = put(parts, article("aaaa1", "Oracle wins."))
    assert parts.catalog.digest_of("aaaa1") == digest(page)
    assert parts.catalog.digest_of("bbbb1") is None
    assert parts.catalog.holding(page) == "aaaa1"
    assert parts.catalog.holding(replace(page, text="Oracle won.")) is None
    assert parts.catalog.holding(replace(page, media="html")) is None
    assert parts.catalog.holding(replace(page, origin="file:///other")) is None


def test_articles_are_in_order_of_date_and_title(parts):
    put(parts, article("aaaa1", "x.", published=None))
    put(parts, article("bbbb1", "x.", title="b"))
    put(parts, article("cccc1", "x.", title="a"))
    put(parts, article("dddd1", "x.", published="2024-12-31T10:00:00+00:00"))
    assert [a.id for a in parts.catalog.articles()] == ["dddd1", "cccc1", "bbbb1", "aaaa1"]


def test_ids_may_be_abbreviated(parts):
    for name in ("abcd12", "abcd34", "ab%d12", "abc"):
        put(parts, article(name, "x."))
    assert parts.catalog.resolve("abcd1") == "abcd12"
    assert parts.catalog.resolve(" ABCD34 ") == "abcd34"
    assert parts.catalog.resolve("abc") == "abc"
    assert parts.catalog.resolve("ab%d") == "ab%d12"
    with pytest.raises(UsageError, match="2 articles start"):
        parts.catalog.resolve("abcd")
    with pytest.raises(UsageError, match="too short"):
        parts.catalog.resolve("ab")
    with pytest.raises(UsageError, match="no article ffff"):
        parts.catalog.resolve("ffff")


def test_entries_come_in_batches_with_what_chroma_shows(parts):
    for i in range(5):
        put(parts, article(f"aaaa{i}", f"Text {i}.", outlet=None))
    batches = list(parts.ledger.entries(2))
    assert [len(b) for b in batches] == [2, 2, 1]
    first = batches[0][0]
    assert first.document == "Text 0."
    assert first.vector == pytest.approx([0.5] * 4)
    assert first.metadata == {
        "article_id": "aaaa0",
        "version": 1,
        "start": 0,
        "end": 7,
        "title": "About aaaa0",
        "outlet": "",
        "author": "",
        "language": "en",
        "published": "2025-03-01",
        "published_at": 1740787200,
        "origin": "file:///aaaa0",
        "heading": "Why",
    }


@pytest.mark.parametrize(
    ("published", "seconds"),
    [
        ("1970-01-02", 86400),
        ("1970-01-02T01:00:00", 90000),
        ("1970-01-02T01:00:00+01:00", 86400),
        ("1970-01-02T00:00:00Z", 86400),
        (None, None),
        ("soon", None),
    ],
)
def test_a_date_is_a_moment(published, seconds):
    assert moment(published) == seconds


@pytest.mark.parametrize(("have", "want"), [(0, 0), (1, 1), (5, 5), (40, 16)])
def test_a_sample_is_spread_over_the_catalog(parts, have, want):
    for i in range(have):
        put(parts, article(f"aaaa{i}", "x."))
    sample = [e.number for e in parts.ledger.sample(16)]
    assert len(sample) == len(set(sample)) == want
    if have == 40:
        assert sample[0] == 1
        assert sample[-1] > 36


def test_settling_strikes_only_what_was_seen(parts):
    put(parts, article("aaaa1", "x."))
    upto = parts.ledger.last_pending()
    put(parts, article("bbbb1", "x."))
    parts.db.settle(upto, chroma="chroma-7")
    assert pending(parts) == ["bbbb1-1"]
    assert parts.db.meta("chroma") == "chroma-7"
    parts.db.settle(parts.ledger.last_pending())
    put(parts, article("cccc1", "x."))
    assert parts.ledger.last_pending() > upto + 1


def test_staged_vectors_replace_the_old_ones_at_once(parts):
    put(parts, article("aaaa1", "x."))
    [(number, text)] = next(parts.ledger.texts(10))
    parts.ledger.stage([number], [Made(np.full(2, 0.25, np.float32), b"ab")])
    assert parts.ledger.made_by_text("aaaa1")[text].vector == pytest.approx([0.5] * 4)
    parts.ledger.adopt(model="new", dimensions="2")
    assert parts.ledger.made_by_text("aaaa1")[text].vector == pytest.approx([0.25] * 2)
    assert parts.ledger.made_by_text("aaaa1")[text].sentences == b"ab"
    assert parts.db.meta("model") == "new"
    assert parts.db.rows("SELECT * FROM staged") == []


# Words


def matches(parts, query):
    return sorted(id_.split("-")[0] for id_, _ in parts.catalog.match(query, 99))


def test_words_are_found_in_any_form_and_title_counts(parts):
    put(parts, article("aaaa1", "The café’s servers were secured by Oracle.", title="Deals"))
    put(parts, article("bbbb1", "Nothing of note.", title="Oracle and TikTok"))
    assert matches(parts, "secure cafe") == ["aaaa1"]
    assert matches(parts, "tiktok") == ["bbbb1"]
    assert matches(parts, "tiktok OR café") == ["aaaa1", "bbbb1"]


def test_better_matches_come_first_and_scores_fall(parts):
    put(parts, article("aaaa1", "Security of the Pentagon cloud.", title="x"))
    put(parts, article("bbbb1", "The Pentagon lies by a river and has five sides.", title="x"))
    put(parts, article("cccc1", "Weather.", title="x"))
    found = parts.catalog.match("Pentagon security", 9)
    assert [id_ for id_, _ in found] == ["aaaa1-1", "bbbb1-1"]
    assert found[0][1] > found[1][1]
    assert len(parts.catalog.match("Pentagon security", 1)) == 1


def test_matching_can_be_narrowed_to_articles(parts):
    for name in ("aaaa1", "bbbb1", "cccc1"):
        put(parts, article(name, "Oracle."))
    chosen = Facets(parts.db).chosen(Filter(articles=("cccc1", "bbbb1", "none")))
    put(parts, article("dddd1", "Oracle, later."))
    found = parts.catalog.match("oracle", 9, chosen)
    assert sorted(id_ for id_, _ in found) == ["bbbb1-1", "cccc1-1"]
    assert parts.catalog.match("oracle", 9, np.zeros(0, np.bool_)) == []


def test_a_number_is_never_given_twice(parts):
    put(parts, article("aaaa1", "Oracle."))
    before = parts.ledger.numbers().tolist()
    parts.catalog.remove("aaaa1")
    put(parts, article("aaaa1", "Oracle."))
    assert parts.ledger.numbers()[0] > before[-1]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("甲骨文公司将托管数据", "甲骨文为什么", True),
        ("甲骨文公司将托管数据", "文骨", False),
        ("甲骨文公司将托管数据", "据", True),
        ("北京Oracle总部", "oracle", True),
        ("ＴｉｋＴｏｋの買収", "tiktok", True),
        ("ＴｉｋＴｏｋの買収", "買収について", True),
        ("オラクルが選ばれた", "オラクル", True),
        ("틱톡이 오라클을 선택했다", "오라클", True),
        ("틱톡이 오라클을 선택했다", "마이크로", False),
        ("Оракул выбран", "оракул", True),
    ],
)
def test_text_in_other_scripts_is_found(parts, text, query, found):
    put(parts, article("aaaa1", text, title="x"))
    assert matches(parts, query) == (["aaaa1"] if found else [])


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("why Oracle over Microsoft?", '"Oracle" OR "Microsoft"'),
        ("who is at the WHO", '"WHO"'),
        ("why is it so", '"why" OR "is" OR "it" OR "so"'),
        ("AT&T's", '"AT T s" OR "AT" OR "T"'),
        ("甲骨文", '"甲 骨" OR "骨 文"'),
        ("", ""),
        ("?!* “”", ""),
        ("Oracle oracle Oracle", '"Oracle" OR "oracle"'),
    ],
)
def test_a_question_becomes_quoted_terms(query, expression):
    assert match_expression(query) == expression


def test_indexed_text_sets_cjk_characters_apart():
    assert folded("北京 Oracle").split() == ["北", "京", "Oracle"]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(max_size=40)
    | st.text(st.sampled_from("\"*^():-+{}[]~\\'\0 NEARANDORtitle\ud800字"), max_size=40)
)
def test_no_query_breaks_the_search(parts, query):
    if not parts.catalog.count():
        put(parts, article("aaaa1", "Oracle wins."))
    parts.catalog.match(query, 5)


# The file


def test_a_catalog_is_kept_on_disk(tmp_path):
    path = tmp_path / "catalog.sqlite"
    made = article("aaaa1", "Oracle wins.")
    first = Parts(path)
    put(first, made)
    first.db.close()
    second = Parts(path)
    assert second.catalog.get("aaaa1") == made
    second.db.close()


def test_a_file_of_another_schema_or_program_is_left_alone(tmp_path):
    path = tmp_path / "catalog.sqlite"
    db = Database(path)
    db.set_meta(schema="99")
    db.close()
    with pytest.raises(ArchiveError, match="schema 99"):
        Database(path)
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE things (a)")
    connection.close()
    with pytest.raises(ArchiveError, match="not a newscite catalog"):
        Database(other)


@pytest.mark.parametrize("damage", ["garbage", "cut"])
def test_a_damaged_file_is_named_with_the_cure(tmp_path, damage):
    path = tmp_path / "catalog.sqlite"
    first = Parts(path)
    for i in range(40):
        put(first, article(f"aaaa{i}", f"Text {i}. " * 300))
    first.db.close()
    if damage == "garbage":
        path.write_bytes(b"garbage!" * 4096)
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(ArchiveError, match=r"damaged.*backup"):
        Parts(path).catalog.articles()


def test_a_full_disk_is_named_and_nothing_stored_is_lost(parts):
    put(parts, article("aaaa1", "Oracle wins."))
    (pages,) = parts.db.rows("PRAGMA page_count")[0]
    parts.db.rows(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(ArchiveError, match=r"full.*free some space"):
        put(parts, article("bbbb1", "Microsoft. " * 9000))
    assert [a.id for a in parts.catalog.articles()] == ["aaaa1"]
    assert pending(parts) == ["aaaa1-1"]
    parts.db.rows("PRAGMA max_page_count = 100000")
    put(parts, article("bbbb1", "Microsoft. " * 9000))
    assert matches(parts, "oracle microsoft") == ["aaaa1", "bbbb1"]


def test_a_closed_catalog_says_so(tmp_path):
    db = Database(tmp_path / "catalog.sqlite")
    db.close()
    with pytest.raises(UsageError, match="closed"):
        db.meta("schema")


def test_threads_may_write_and_read_at_once(parts):
    failures = []

    def work(number):
        try:
            for i in range(10):
                put(parts, article(f"thread{number}-{i}", "Oracle wins."))
                parts.catalog.match("oracle", 5)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert parts.catalog.count() == 40


# --- Files of an older newscite -----------------------------------------------------------------


@pytest.fixture
def old_file(tmp_path):
    """A catalog of schema 1 with one article in two versions."""
    path = tmp_path / "old.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript((Path(__file__).parent / "schema_1.sql").read_text(encoding="utf-8"))
    for version in (1, 2):
        made = article("aaaa1", f"Oracle wins {version} times.", version)
        row = catalog._article_row(made, Page(made.origin, made.text, "text"))
        values = (*row[:2], version == 2, *row[3:], "2025-03-01T00:00:00+00:00")
        connection.execute(f"INSERT INTO articles VALUES ({', '.join('?' * 17)})", values)
    connection.commit()
    connection.close()
    return path


def test_a_file_of_schema_1_is_brought_up_to_date_in_place(old_file):
    with closing(sqlite3.connect(old_file)) as connection:
        before = connection.execute("SELECT * FROM articles").fetchall()
    parts = Parts(old_file)
    assert parts.db.meta("schema") == database.SCHEMA == "3"
    assert parts.db.rows("SELECT * FROM articles") == before
    assert parts.catalog.get("aaaa1").version == 2
    assert parts.catalog.stories.missing() == ["aaaa1"]
    parts.catalog.group("aaaa1")
    assert parts.catalog.stories.origins() == {"aaaa1": "aaaa1"}
    parts.db.close()
    again = Parts(old_file)
    assert again.catalog.stories.missing() == []
    assert again.catalog.check() == []
    again.db.close()


def test_old_and_new_files_have_the_same_tables(old_file, tmp_path):
    Database(old_file).close()
    Database(tmp_path / "new.sqlite").close()
    tables = []
    for path in (old_file, tmp_path / "new.sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            tables.append([(name, " ".join((sql or "").split())) for name, sql in rows])
    assert tables[0] == tables[1]


_DYING = """
import os, sqlite3, sys
from pathlib import Path

class Dying(sqlite3.Connection):
    def execute(self, sql, *values):
        done = super().execute(sql, *values)
        if "CREATE TABLE prints" in sql:
            os._exit(9)
        return done

connect = sqlite3.connect
sqlite3.connect = lambda *args, **how: connect(*args, factory=Dying, **how)
from index.database import Database
Database(Path(sys.argv[1]))
"""


def test_an_upgrade_that_is_killed_leaves_the_old_file(old_file):
    run = subprocess.run(
        [sys.executable, "-c", _DYING, str(old_file)], cwd=Path(__file__).parent.parent
    )
    assert run.returncode == 9
    connection = sqlite3.connect(old_file)
    assert connection.execute("SELECT value FROM meta").fetchall() == [("1",)]
    assert not connection.execute("SELECT * FROM sqlite_master WHERE name = 'stories'").fetchall()
    connection.close()
    parts = Parts(old_file)
    assert parts.db.meta("schema") == "3"
    assert parts.catalog.get("aaaa1", 1).text == "Oracle wins 1 times."
    parts.db.close()


def test_of_many_passages_those_with_the_rarer_words_are_found(parts, monkeypatch):
    monkeypatch.setattr(catalog, "ROWS", 3)
    monkeypatch.setattr(catalog, "rarest", lambda counts: ranking.rarest(counts, rows=3))
    for name in "abcdef":
        put(parts, article(name, f"The report {name * 3}."))
    assert [i for i, _ in parts.catalog.match("report ccc", 9)] == ["c-1"]
    put(parts, article("g", "The report ccc."))
    assert len(parts.catalog.match("report ccc", 9)) == 2


def test_cosines_are_of_what_can_be_found(parts):
    put(parts, article("a", "The report."))
    put(parts, article("a", "The other report.", version=2))
    vector = np.array([1, 0, 0, 0], np.float32)
    assert parts.catalog.cosines(vector, ["a-1", "a-2", "unknown"]) == {"a-2": 0.5}
