"""Processes killed at any moment, files damaged, disks full: what was acknowledged is found."""

import logging
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_archive import WordHash, page, prepare

from index.database import Database
from index.errors import ArchiveError
from index.store import Index

ROOT = Path(__file__).parent.parent
ROUNDS = 6
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")

PRELUDE = """
import os, pathlib, signal, sys; sys.path[:0] = ['tests', '.']
from test_crash import story
from tiny_archive import WordHash, prepare
from index.store import Index
folder = pathlib.Path(sys.argv[1])
def die(done, total):
    if done >= int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)
"""
ADD_FOREVER = """
with Index(folder, WordHash(), prepare) as index:
    number = int(sys.argv[2])
    while True:
        outcome = index.add(story(number % 40, edition=number // 40))
        print(number, outcome.status, flush=True)
        number += 1
"""
REBUILD = """
with Index(folder, WordHash(*sys.argv[3:]), prepare, allow_mismatch=True) as index:
    index.rebuild(die)
"""


def story(number, edition=0, parts=30):
    lines = [
        line
        for part in range(parts)
        for line in (f"# Part {part}", f"Ship s{number}e{edition}p{part} left port early.")
    ]
    return page(f"story{number}", f"Story {number}", *lines)


def child(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def found(index, number, edition=0, part=3):
    hits = index.search(f"s{number}e{edition}p{part}", k=30)
    best = [h for h in hits if h.lexical_rank == 1]
    return len(best) == 1 and best[0].article.title == f"Story {number}"


def test_what_was_acknowledged_survives_kills_at_random_moments(tmp_path):
    rng = random.Random(7)
    acknowledged = 0
    for _ in range(ROUNDS):
        process = child(ADD_FOREVER, tmp_path, acknowledged)
        first = process.stdout.readline()
        assert first, process.stderr.read()
        time.sleep(rng.uniform(0.0, 1.2))
        process.send_signal(signal.SIGKILL)
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
        process.communicate()
        acknowledged = 1 + max(int(line.split()[0]) for line in lines if line.endswith("\n"))
        with Index(tmp_path, WordHash(), prepare) as index:
            # The one that was under way may already have replaced the 40th before it.
            for number in range(max(0, acknowledged - 39), acknowledged):
                assert found(index, number % 40, edition=number // 40)
            assert len(index.articles()) >= min(acknowledged, 40)
            # Killed while Chroma was being opened, which is not tried on the same files again.
            assert all("did not come to an end" in problem for problem in index.check())
            assert index.check() == ()
    assert acknowledged > ROUNDS


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """An archive of more than a thousand passages, so that Chroma has written its graph files."""
    folder = tmp_path_factory.mktemp("pristine") / "archive"
    with Index(folder, WordHash(), prepare) as index:
        for number in range(11):
            index.add(story(number, parts=100))
    assert list(folder.glob("chroma-1/*/index_metadata.pickle"))
    return folder


@pytest.fixture
def archive(pristine, tmp_path):
    return shutil.copytree(pristine, tmp_path / "archive")


def empty(name):
    def damage(chroma):
        [file] = chroma.rglob(name)
        file.write_bytes(b"")

    return damage


def garbage(chroma):
    (chroma / "chroma.sqlite3").write_bytes(b"garbage!" * 5000)


def half(chroma):
    file = chroma / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def no_segment(chroma):
    [pickle] = chroma.rglob("index_metadata.pickle")
    shutil.rmtree(pickle.parent)


def stale(chroma):
    """The folder of another archive with as many passages."""
    with Index(chroma.parent.parent / "other", WordHash(), prepare) as other:
        for number in range(20, 31):
            other.add(story(number, parts=100))
    shutil.rmtree(chroma)
    shutil.copytree(chroma.parent.parent / "other" / "chroma-1", chroma)


@pytest.mark.parametrize(
    "damage",
    [
        empty("index_metadata.pickle"),
        empty("data_level0.bin"),
        empty("header.bin"),
        empty("chroma.sqlite3"),
        garbage,
        half,
        no_segment,
        shutil.rmtree,
        stale,
    ],
    ids=["pickle", "data", "header", "sqlite", "garbage", "half", "segment", "folder", "stale"],
)
def test_a_damaged_vector_index_is_noticed_and_made_anew(archive, damage, caplog):
    damage(archive / "chroma-1")
    with caplog.at_level(logging.WARNING), Index(archive, WordHash(), prepare) as index:
        hit = index.search("Story 4\n# Part 50\nShip s4e0p50 left port early.", k=1)[0]
        assert hit.article.text[hit.passage.span.start :].startswith("Ship s4e0p50 ")
        assert (hit.dense_rank, hit.similarity) == (1, pytest.approx(1.0, abs=1e-3))
        assert index.add(story(30)).status == "added"
    assert "made anew" in caplog.text
    assert [p.name for p in archive.glob("chroma-*")] == ["chroma-2"]
    caplog.clear()
    with caplog.at_level(logging.WARNING), Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        assert found(index, 30)
        assert index.check() == ()
    assert caplog.messages == []


def test_a_sound_vector_index_is_left_alone(archive, caplog):
    with caplog.at_level(logging.WARNING), Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        assert index.check() == ()
    assert caplog.messages == []
    assert [p.name for p in archive.glob("chroma-*")] == ["chroma-1"]


def test_a_small_vector_index_is_left_alone_too(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            with Index(tmp_path, WordHash(), prepare) as index:
                index.add(story(number))
                assert found(index, number)
                assert index.check() == ()
    assert caplog.messages == []


def test_check_reports_the_damage_it_mends(archive):
    no_segment(archive / "chroma-1")
    with Index(archive, WordHash(), prepare) as index:
        [problem] = index.check()
        assert problem.startswith("The vector index was damaged and has been made anew.")
        assert index.check() == ()


def test_damage_while_the_archive_is_open_is_mended(archive):
    with Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        shutil.rmtree(archive / "chroma-1")
        assert index.add(story(30)).status == "added"
        assert found(index, 30)
        assert found(index, 10)
    with Index(archive, WordHash(), prepare) as index:
        assert found(index, 30)
        assert index.check() == ()


def test_files_that_ended_the_process_are_not_opened_again(archive, caplog):
    database = Database(archive / "catalog.sqlite")
    database.set_meta(chroma_opening="yes")
    database.close()
    with caplog.at_level(logging.WARNING), Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        assert index.add(story(30)).status == "added"
    assert "did not come to an end" in caplog.text


def test_another_release_of_chroma_is_not_asked_to_read_the_files(archive, caplog):
    database = Database(archive / "catalog.sqlite")
    database.set_meta(chroma_release="1.4")
    database.close()
    with caplog.at_level(logging.WARNING), Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        assert index.add(story(30)).status == "added"
    assert "another release" in caplog.text


@pytest.mark.parametrize("model", [(), ("another",)], ids=["same", "another"])
def test_a_rebuild_killed_half_way_leaves_the_archive_as_it_was(archive, model):
    process = child(REBUILD, archive, 500, *model)
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    with Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        assert index.check() == ()
        assert [p.name for p in archive.glob("chroma-*")] == ["chroma-1"]


def test_a_rebuild_killed_between_the_two_is_finished_at_the_next_opening(archive):
    # The catalog has the new model's vectors, and Chroma is not, or hardly, begun.
    process = child(REBUILD, archive, 10**6, "another")
    watch = sqlite3.connect(archive / "catalog.sqlite")
    while watch.execute("SELECT value FROM meta WHERE key = 'model'").fetchone() != ("another",):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    watch.close()
    with Index(archive, WordHash("another"), prepare) as index:
        hit = index.search("Story 4\n# Part 50\nShip s4e0p50 left port early.", k=1)[0]
        assert (hit.dense_rank, hit.similarity) == (1, pytest.approx(1.0, abs=1e-3))
        index.check()
        assert index.check() == ()
        assert len(list(archive.glob("chroma-*"))) == 1


def test_a_disk_that_fills_up_keeps_what_is_stored(archive):
    """A limit on the size of files is the full disk that needs no privileges."""
    code = (
        "import resource\n"
        "from index.errors import ArchiveError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with Index(folder, WordHash(), prepare) as index:\n"
        "    index.search('anything')\n"
        "    size = (folder / 'catalog.sqlite').stat().st_size + 40_000\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))\n"
        "    try:\n"
        "        for number in range(50, 90): print(index.add(story(number)).status, flush=True)\n"
        "    except ArchiveError as error:\n"
        "        print(error)\n"
    )
    process = child(code, archive)
    output, errors = process.communicate()
    *added, message = output.splitlines()
    assert process.returncode == 0, errors
    assert set(added) <= {"added"}
    assert "nothing stored is lost" in message or "the articles are safe" in message
    with Index(archive, WordHash(), prepare) as index:
        assert found(index, 10)
        for number in range(50, 50 + len(added)):
            assert found(index, number)
        assert index.add(story(95)).status == "added"
        assert index.check() == ()


def test_a_catalog_that_another_program_writes_to_is_busy_not_broken(archive):
    other = sqlite3.connect(archive / "catalog.sqlite", isolation_level=None)
    with Index(archive, WordHash(), prepare) as index:
        index._db.rows("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError, match="in use by another program"):
            index.add(story(40))
        other.execute("ROLLBACK")
        assert index.add(story(40)).status == "added"
    other.close()
