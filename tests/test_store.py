import logging
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_archive import WordHash, page, prepare

from index.catalog import Catalog
from index.chunk import chunk, indexed_text
from index.database import Database
from index.errors import (
    ArchiveBusy,
    ArchiveError,
    EmbeddingError,
    EmbeddingMismatch,
    ReadError,
    UsageError,
)
from index.filters import Filter
from index.store import Index
from index.types import Page, Repair, Span

ORACLE = page("oracle", "Oracle and TikTok", "", "Oracle holds the security clearance.")
WEATHER = page("weather", "Weather", "", "Rain falls on the river delta.")
LONG = page(
    "long",
    "A long story",
    "# First part",
    *[
        f"In chapter {i} the captain counted {i * 7} ships at anchor off the coast."
        for i in range(40)
    ],
    "# Second part",
    *[f"On day {i} the harbour master wrote {i * 3} letters to the ministry." for i in range(40)],
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def index(folder):
    made = Index(folder, WordHash(), prepare)
    yield made
    made.close()


def titles(index, query, **how):
    return [hit.article.title for hit in index.search(query, **how)]


# Adding


def test_adding_again_is_free_and_a_changed_page_is_a_new_version(folder):
    embedder = WordHash()
    with Index(folder, embedder, prepare) as index:
        first = index.add(ORACLE)
        assert (first.status, first.title) == ("added", "Oracle and TikTok")
        before = list(embedder.embedded)
        again = index.add(ORACLE)
        assert (again.status, again.article_id) == ("unchanged", first.article_id)
        assert again.title == first.title
        assert embedder.embedded == before
        changed = replace(ORACLE, text=ORACLE.text + "\nMicrosoft did not bid.")
        assert index.add(changed).status == "updated"
        assert index.article(first.article_id).version == 2
        assert index.article(first.article_id, 1).text == ORACLE.text
        assert index.page(first.article_id, 1) == ORACLE
        back = index.add(ORACLE)
        assert back.status == "updated"
        assert index.article(first.article_id).version == 3
        assert titles(index, "Microsoft bid") == ["Oracle and TikTok"]
        [hit] = index.search("security clearance")
        assert hit.passage.version == hit.article.version == 3
        assert index.check() == ()


def test_only_passages_that_changed_are_embedded_again(folder):
    embedder = WordHash()
    with Index(folder, embedder, prepare) as index:
        index.add(LONG)
        embedder.embedded.clear()
        index.add(replace(LONG, text=LONG.text.replace("On day 39", "On the last day")))
        assert len(embedder.embedded) == 1
        assert len(index.passages(index.articles()[0].id)) > 3


def test_a_page_that_cannot_be_read_is_a_failed_outcome(folder):
    def refuse(page, version):
        if "torn" in page.text:
            raise ReadError("The page is torn; save it again.")
        return prepare(page, version)

    with Index(folder, WordHash(), refuse) as index:
        outcome = index.add(page("x", "torn"))
        assert (outcome.status, outcome.origin) == ("failed", "file:///x")
        assert outcome.reason == "The page is torn; save it again."
        assert index.add(page("y", "A title and no more")).status == "failed"
        assert index.add(page("z", "Title", "Half a \ud800 pair.")).status == "failed"
        assert index.articles() == []
        assert index.add(ORACLE).status == "added"


def test_an_embedder_that_fails_leaves_no_trace(folder):
    class Failing(WordHash):
        def embed(self, texts):
            if any("river" in text for text in texts):
                raise EmbeddingError("The server is away.")
            return super().embed(texts)

    with Index(folder, Failing(), prepare) as index:
        index.add(ORACLE)
        with pytest.raises(EmbeddingError):
            index.add(WEATHER)
        assert [a.title for a in index.articles()] == ["Oracle and TikTok"]
        assert index.check() == ()


@pytest.mark.parametrize(
    "rows", [np.full((1, 16), np.nan), np.ones((2, 16)), np.ones(16)], ids=["nan", "many", "flat"]
)
def test_vectors_that_are_none_are_refused(folder, rows):
    class Odd(WordHash):
        def embed(self, texts):
            return rows

    with Index(folder, Odd(), prepare) as index, pytest.raises(EmbeddingError, match="usable"):
        index.add(ORACLE)


def test_remove_forgets_and_returns_the_article(index):
    index.add(ORACLE)
    index.add(WEATHER)
    [gone] = [a for a in index.articles() if a.title == "Weather"]
    assert index.remove(gone.id[:6]) == gone
    assert titles(index, "rain on the river") == ["Oracle and TikTok"]
    with pytest.raises(UsageError):
        index.article(gone.id)
    with pytest.raises(UsageError):
        index.remove(gone.id)
    assert index.check() == ()
    assert index.add(WEATHER).status == "added"


# Searching


def test_both_sides_bring_their_rank_and_the_blend_decides(index):
    for made in (ORACLE, WEATHER, LONG):
        index.add(made)
    hits = index.search("the security clearance of Oracle", k=3)
    best = hits[0]
    assert best.article.title == "Oracle and TikTok"
    assert (best.dense_rank, best.lexical_rank) == (1, 1)
    assert best.score == pytest.approx(1.0)
    assert 0.3 < best.similarity <= 1.0
    assert best.article.text[best.passage.span.start : best.passage.span.end] == (
        "Oracle holds the security clearance."
    )
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len(hits) == 3
    assert any(h.lexical_rank is None for h in hits)


def test_every_hit_has_its_cosine(index):
    for made in (ORACLE, WEATHER, LONG):
        index.add(made)
    assert all(h.similarity is not None for h in index.search("Oracle weather", k=10))


def test_a_search_can_be_narrowed(index):
    index.add(ORACLE)
    weather = index.add(WEATHER).article_id
    assert titles(index, "Oracle", where=Filter(articles=(weather,))) == ["Weather"]
    assert titles(index, "Oracle", where=Filter(articles=())) == []
    assert len(index.search("Oracle", k=1)) == 1
    assert index.search("Oracle", k=0) == []


def test_an_empty_archive_and_an_empty_query_find_nothing(index):
    assert index.search("anything") == []
    index.add(ORACLE)
    assert index.search("  ") == []
    assert titles(index, '"(*') == ["Oracle and TikTok"]


def test_the_query_is_repaired(folder):
    with Index(
        folder, WordHash(), prepare, repair=lambda q: q.replace("oracle bone", "Oracle")
    ) as index:
        index.add(ORACLE)
        assert index.search("oracle bone")[0].lexical_rank == 1


def test_neighbours_and_passages_of_an_article(index):
    article_id = index.add(LONG).article_id
    passages = index.passages(article_id[:5])
    assert [p.number for p in passages] == list(range(len(passages)))
    assert index.neighbours(passages[0]) == (None, passages[1])
    assert index.neighbours(passages[-1]) == (passages[-2], None)
    assert {p.heading for p in passages} == {"# First part", "# Second part"}


# One owner


def test_a_second_index_of_one_process_is_refused(folder, index):
    with pytest.raises(ArchiveBusy, match="this very process"):
        Index(folder, WordHash(), prepare)
    index.close()
    index.close()
    Index(folder, WordHash(), prepare).close()


def test_another_process_is_refused_and_told_who_has_it(folder, index):
    code = (
        "import sys, pathlib; sys.path[:0] = ['tests', '.']\n"
        "from tiny_archive import WordHash, prepare\n"
        "from index.store import Index\n"
        "Index(pathlib.Path(sys.argv[1]), WordHash(), prepare)\n"
    )
    root = Path(__file__).parent.parent
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], cwd=root, capture_output=True, text=True
        )
        last = done.stderr.strip().splitlines()[-1]
        assert last == (
            f"index.errors.ArchiveBusy: The archive {folder} is in use by process {os.getpid()}; "
            "close it there (the page or another command), or use another --archive."
        )


def test_an_index_that_fails_to_open_lets_go_of_the_folder(folder):
    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
    for _ in range(2):
        with pytest.raises(EmbeddingMismatch):
            Index(folder, WordHash("other"), prepare)
    Index(folder, WordHash(), prepare).close()


def test_a_closed_index_says_so(folder):
    index = Index(folder, WordHash(), prepare)
    index.close()
    with pytest.raises(UsageError, match="closed"):
        index.articles()


def test_threads_add_and_search_together(index):
    failures = []

    def work(number):
        try:
            for i in range(4):
                name = f"thread{number}x{i}"
                index.add(page(name, f"Title {name}", f"The {name} sails."))
                assert name in index.search(f"{name} sails", k=1)[0].article.title
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(index.articles()) == 12
    assert index.check() == ()


# The embedding model


def test_another_model_is_named_and_rebuild_embeds_anew(folder):
    with Index(folder, WordHash("old"), prepare) as index:
        index.add(ORACLE)
        index.add(LONG)
    new = WordHash("new", 24)
    with pytest.raises(EmbeddingMismatch, match=r"old.*16.*new.*newscite rebuild"):
        Index(folder, new, prepare)
    with Index(folder, new, prepare, allow_mismatch=True) as index:
        assert len(index.articles()) == 2
        with pytest.raises(EmbeddingMismatch):
            index.search("Oracle")
        with pytest.raises(EmbeddingMismatch):
            index.add(WEATHER)
        seen = []
        index.rebuild(lambda done, total: seen.append((done, total)))
        assert seen[-1][0] == seen[-1][1] == len(new.embedded)
        assert titles(index, "security clearance", k=1) == ["Oracle and TikTok"]
    with Index(folder, new, prepare) as index:
        assert titles(index, "security clearance", k=1) == ["Oracle and TikTok"]
        assert index.check() == ()


def test_one_name_with_other_dimensions_is_another_model(folder):
    with Index(folder, WordHash("m", 16), prepare) as index:
        index.add(ORACLE)
    with Index(folder, WordHash("m", 24), prepare) as index:
        with pytest.raises(EmbeddingMismatch, match="24 dimensions"):
            index.search("Oracle")
        with pytest.raises(EmbeddingMismatch, match="24 dimensions"):
            index.add(WEATHER)
        changed = replace(LONG, origin=ORACLE.origin, text=ORACLE.text + "\nMore of it.")
        with pytest.raises(EmbeddingMismatch):
            index.add(changed)
        index.rebuild()
        assert titles(index, "security clearance", k=1) == ["Oracle and TikTok"]


def test_an_empty_archive_takes_any_model(folder):
    with Index(folder, WordHash("a", 16), prepare) as index:
        index.remove(index.add(ORACLE).article_id)
    with Index(folder, WordHash("b", 24), prepare) as index:
        index.add(ORACLE)
        assert titles(index, "clearance") == ["Oracle and TikTok"]
    with pytest.raises(EmbeddingMismatch):
        Index(folder, WordHash("a", 16), prepare)


def test_a_rebuild_that_is_interrupted_changes_nothing(folder):
    class Stopping(WordHash):
        def embed(self, texts):
            raise KeyboardInterrupt

    with Index(folder, WordHash("old"), prepare) as index:
        index.add(ORACLE)
    with (
        Index(folder, Stopping("new"), prepare, allow_mismatch=True) as index,
        pytest.raises(KeyboardInterrupt),
    ):
        index.rebuild()
    with Index(folder, WordHash("old"), prepare) as index:
        assert index.search("clearance")[0].similarity is not None
        assert index.check() == ()


def test_reembed_takes_the_vectors_the_model_gives_now(folder):
    class Turned(WordHash):
        def embed(self, texts):
            return -super().embed(texts)

    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
    with Index(folder, Turned(), prepare) as index:
        assert index.search("Oracle")[0].similarity < 0
        index.rebuild()
        assert index.search("Oracle")[0].similarity < 0
        index.rebuild(reembed=True)
        assert index.search("Oracle")[0].similarity > 0


def test_rebuild_makes_a_fresh_folder_and_deletes_the_old_one(folder):
    (folder / "chroma-2").mkdir(parents=True)
    (folder / "chroma-2" / "mine.txt").write_text("not newscite's")
    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
    assert sorted(p.name for p in folder.glob("chroma-*")) == ["chroma-1", "chroma-2"]
    with Index(folder, WordHash(), prepare) as index:
        index.rebuild()
        assert sorted(p.name for p in folder.glob("chroma-*")) == ["chroma-2", "chroma-3"]
        assert (folder / "chroma-2" / "mine.txt").exists()
        assert titles(index, "clearance") == ["Oracle and TikTok"]


# A new glossary or cleaning


def test_refresh_reindexes_what_came_out_different(folder):
    def glossary(page, version):
        made = prepare(page, version)
        at = made.text.find("Oracle", made.text.find("\n"))
        if at < 0:
            return made
        return replace(made, repairs=(Repair(Span(at, at + 6), "Oracle", "Delphi"),))

    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
        index.add(WEATHER)
        assert {o.status for o in index.refresh()} == {"unchanged"}
    with Index(folder, WordHash(), glossary) as index:
        seen = []
        outcomes = index.refresh(lambda done, total: seen.append((done, total)))
        assert {o.title: o.status for o in outcomes} == {
            "Oracle [Delphi] and TikTok": "updated",
            "Weather": "unchanged",
        }
        assert seen == [(1, 2), (2, 2)]
        assert index.search("Delphi")[0].lexical_rank == 1
        assert [a.version for a in index.articles()] == [1, 1]
        assert index.check() == ()


def test_refresh_keeps_ids_and_goes_on_after_a_failure(folder):
    def stricter(page, version):
        if "Rain" in page.text:
            raise ReadError("No article there.")
        return replace(prepare(page, version), id="otherid", title="New title")

    with Index(folder, WordHash(), prepare) as index:
        oracle = index.add(ORACLE).article_id
        index.add(WEATHER)
    with Index(folder, WordHash(), stricter) as index:
        assert sorted(o.status for o in index.refresh()) == ["failed", "updated"]
        assert index.article(oracle).title == "New title"
        assert titles(index, "rain delta", k=1) == ["Weather"]
        assert {p.article_id for p in index.passages(oracle)} == {oracle}


# What can go wrong with the folder


def test_cheap_reading_does_not_load_chroma(folder):
    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
    code = (
        "import sys, pathlib; sys.path[:0] = ['tests', '.']\n"
        "from tiny_archive import WordHash, prepare\n"
        "from index.store import Index\n"
        "with Index(pathlib.Path(sys.argv[1]), WordHash(), prepare) as index:\n"
        "    a = index.articles()[0]; index.article(a.id); index.passages(a.id); index.page(a.id)\n"
        "print([m for m in ('chromadb', 'onnxruntime', 'tiktoken') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_file_in_the_place_of_the_folder_is_an_archive_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Index(tmp_path / "file", WordHash(), prepare)


UNPRIVILEGED = """
import os, sys, pathlib; sys.path[:0] = ['tests', '.']
from tiny_archive import WordHash, page, prepare
from index.errors import ArchiveError
from index.store import Index
import filelock, sqlite3
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
try:
    Index(pathlib.Path(sys.argv[1]), WordHash(), prepare)
except ArchiveError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work otherwise there")
def test_a_read_only_folder_is_an_archive_error():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name, "archive")
        with Index(folder, WordHash(), prepare) as index:
            index.add(ORACLE)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(folder)],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
        )
        folder.chmod(0o755)
        assert "cannot be written" in done.stdout, done.stderr


def test_a_damaged_catalog_is_an_archive_error(folder):
    with Index(folder, WordHash(), prepare) as index:
        index.add(ORACLE)
    (folder / "catalog.sqlite").write_bytes(b"garbage!" * 4096)
    with pytest.raises(ArchiveError, match="damaged"):
        Index(folder, WordHash(), prepare)


def test_a_full_disk_keeps_what_is_stored(index):
    index.add(ORACLE)
    pages = index._db.rows("PRAGMA page_count")[0][0]
    index._db.rows(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(ArchiveError, match="full"):
        index.add(replace(LONG, text=LONG.text * 8))
    index._db.rows("PRAGMA max_page_count = 1000000")
    assert titles(index, "clearance") == ["Oracle and TikTok"]
    assert index.add(LONG).status == "added"
    assert index.check() == ()


def test_lost_words_are_reported(index):
    index.add(ORACLE)
    with index._db.writing() as write:
        write.execute("DELETE FROM words")
    assert index.check() == ("The words of some passages are not indexed.",)


def test_vectors_that_lag_behind_are_caught_up_at_the_next_opening(folder, caplog):
    with Index(folder, WordHash(), prepare) as index:
        weather = index.add(WEATHER).article_id
    # What a kill between the two leaves: the catalog has it, the vector index does not.
    database = Database(folder / "catalog.sqlite")
    oracle = prepare(ORACLE)
    texts = [indexed_text(oracle, passage) for passage in chunk(oracle)]
    Catalog(database).put(oracle, ORACLE, chunk(oracle), texts, WordHash().embed(texts))
    Catalog(database).remove(weather)
    database.close()
    with caplog.at_level(logging.WARNING), Index(folder, WordHash(), prepare) as index:
        [hit] = index.search("security clearance")
        assert (hit.article.title, hit.dense_rank) == ("Oracle and TikTok", 1)
        assert index.check() == ()
    assert caplog.messages == []


def test_many_copies_of_one_text_and_blank_vectors_are_no_damage(folder):
    class Blank(WordHash):
        def embed(self, texts):
            rows = super().embed(texts)
            rows[["Blank" in text for text in texts]] = 0.0
            return rows

    with Index(folder, Blank(), prepare) as index:
        for i in range(30):
            index.add(page(f"copy{i}", "One", "Same wire story."))
        index.add(page("blank", "Blank", "Nothing here."))
    with Index(folder, Blank(), prepare) as index:
        assert index.check() == ()


def test_progress_of_a_rebuild_counts_passages(index):
    index.add(LONG)
    seen = []
    index.rebuild(lambda done, total: seen.append((done, total)))
    count = len(index.passages(index.articles()[0].id))
    assert seen == [(count, count)]


def test_the_origin_of_page_and_article_may_differ(folder):
    def canonical(page, version):
        made = prepare(replace(page, origin="https://a.example/story"), version)
        return made

    with Index(folder, WordHash(), canonical) as index:
        first = index.add(Page("file:///one.html", "Title\nA story.", "html"))
        assert index.add(Page("file:///two.html", "Title\nA story.", "html")).status == "unchanged"
        changed = index.add(Page("file:///two.html", "Title\nAnother story.", "html"))
        assert (changed.status, changed.article_id) == ("updated", first.article_id)
        assert index.page(first.article_id).origin == "file:///two.html"


# The stretches that answer


class OfParts(WordHash):
    """Words as vectors, of sentences too."""

    def embed_parts(self, texts, parts):
        """Return vectors of the texts and of their parts."""
        rows = [
            self.embed([text[s.start : s.end] for s in spans])
            for text, spans in zip(texts, parts, strict=True)
        ]
        return self.embed(texts), rows


HARBOUR = page(
    "harbour",
    "The harbour town",
    *[f"The council met about item {n} and said nothing new." for n in range(30)],
    "The ferry to Westport sank at dawn near the lighthouse.",
    *[f"The market sold basket {n} of apples that day." for n in range(30)],
)
FERRY = "The ferry to Westport sank at dawn near the lighthouse."


def test_a_hit_is_focused_on_the_sentences_that_answer(folder):
    query = "ferry sank at dawn lighthouse"
    with Index(folder, OfParts(), prepare) as index:
        index.add(HARBOUR)
        hits = index.search(query, 3)
        focused = index.focused(query, hits)
        assert [replace(hit, focus=()) for hit in focused] == hits
        text = focused[0].article.text
        assert any(FERRY in text[span.start : span.end] for span in focused[0].focus)
        for hit in focused:
            inside = hit.passage.span
            assert all(inside.start <= s.start < s.end <= inside.end for s in hit.focus)
        [best, *_] = index.stretches(query, 3)
        assert FERRY in text[best.span.start : best.span.end]
        assert best.span.end - best.span.start < 800


def test_a_rebuild_makes_the_vectors_of_sentences_that_are_missing(folder):
    with Index(folder, WordHash(), prepare) as index:
        index.add(HARBOUR)
        assert index.stretches("ferry", 3) == []
        hits = index.search("ferry", 3)
        assert index.focused("ferry", hits) == hits
    with Index(folder, OfParts(), prepare) as index:
        assert index.stretches("ferry", 3) == []
        index.rebuild()
        assert index.stretches("ferry", 3)
        assert index.refresh()[0].status == "unchanged"


def test_the_vector_index_follows_at_the_latest_when_the_archive_is_closed(folder):
    with Index(folder, WordHash(), prepare) as index:
        index.add(HARBOUR)
    database = Database(folder / "catalog.sqlite")
    assert not database.rows("SELECT * FROM pending")
    assert database.meta("chroma") == "chroma-1"
    database.close()
