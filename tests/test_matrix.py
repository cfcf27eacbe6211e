import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import nearest as near
from index.catalog import Catalog
from index.database import Database
from index.ledger import Ledger
from index.matrix import Matrix
from index.nearest import Codes, coded, nearest, widened
from index.sentence_vectors import Made
from index.types import Article, Page, Passage, Span

ROOT = Path(__file__).parent.parent


class Passages:
    """A catalog whose passages have the vectors they are given."""

    def __init__(self, path):
        self.db = Database(path / "catalog.sqlite")
        self.catalog = Catalog(self.db)
        self.ledger = Ledger(self.db)

    def put(self, name, vectors, version=1):
        made = Article(name, version, name, name, None, None, None, "en", "x", (), (), ())
        whole = Span(0, 1)
        passages = [
            Passage(f"{name}-{version}-{n}", name, version, n, whole, "", (whole,))
            for n in range(len(vectors))
        ]
        self.catalog.put(made, Page(name, "x", "text"), passages, ["x"] * len(vectors), vectors)

    def finds(self, matrix, query, k, chosen=None):
        """Whether `matrix` finds what comparing every vector does; equals may change places."""
        rows = self.db.rows("SELECT number, embedding FROM passages WHERE embedding IS NOT NULL")
        scores = {
            number: float(np.frombuffer(stored, "<f2").astype(np.float32) @ query)
            for number, stored in rows
            if chosen is None or (number < len(chosen) and chosen[number])
        }
        found = matrix.query(query, k, chosen)
        best = sorted(scores.values(), reverse=True)[:k]
        return (
            len({number for number, _ in found}) == len(found)
            and [score for _, score in found] == pytest.approx(best, abs=1e-6)
            and [scores[number] for number, _ in found] == pytest.approx(best, abs=1e-6)
        )


@pytest.fixture
def passages(tmp_path):
    made = Passages(tmp_path)
    yield made
    made.db.close()


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def vectors(count, seed=0, dimensions=24):
    """Rows around a few centres, away from the origin, as the vectors of texts are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(8, dimensions)) + 0.3
    return unit(centres[rng.integers(8, size=count)] + 0.5 * rng.normal(size=(count, dimensions)))


# The nearest rows


@given(st.lists(st.floats(width=16, allow_nan=False, allow_infinity=False), max_size=50))
def test_widening_is_exact(values):
    halves = np.array(values, np.float16)
    assert np.array_equal(widened(halves), halves.astype(np.float32))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 999),
    dimensions=st.sampled_from([1, 8, 63, 64, 65, 384, 1536]),
    count=st.integers(0, 60),
    batch=st.integers(1, 7),
)
def test_codes_order_rows_as_the_numbers_they_stand_for(seed, dimensions, count, batch):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, dimensions)).astype(np.float16)
    mean = np.zeros(dimensions, np.float32)
    query = rng.normal(size=dimensions).astype(np.float32)
    codes = Codes(dimensions)
    for at in range(0, count, batch):
        codes.extend(coded(rows[at : at + batch], mean))
    size = np.abs(rows.astype(np.float32))
    large = size > 1.1 * size.mean(axis=1, keepdims=True) if count else size > 0
    threes = np.where(rows > 0, 1, -1) * np.where(large, 3, 1)
    levels = np.clip(np.rint((query / (np.abs(query).max() * 0.8) + 1) / 2 * 15), 0, 15)
    assert len(codes) == count
    wanted = threes @ (2 * levels - 15) / 2
    got = codes.scores(query)
    # The same but for what all rows have in common.
    assert np.array_equal(np.diff(got), np.diff(wanted))
    some = np.flatnonzero(rng.random(count) < 0.5)
    assert np.array_equal(codes.scores(query, some), got[some])
    levels = np.clip(np.rint((query / (np.abs(query).max() * 0.6) + 1) / 2 * 3), 0, 3)
    rough = np.where(rows > 0, 1, -1) @ (2 * levels - 3) / 2
    assert np.array_equal(np.diff(codes.scores(query, rough=True)), np.diff(rough))


def test_a_shortlist_by_code_finds_what_comparing_all_finds(monkeypatch):
    monkeypatch.setattr(near, "SHORTLIST", 600)
    rows = vectors(6_000, dimensions=384).astype(np.float16)
    codes = Codes(384)
    codes.extend(coded(rows, rows.astype(np.float32).mean(axis=0)))
    every = np.arange(len(rows))
    missed = 0
    for query in vectors(40, seed=1, dimensions=384):
        found, scores = nearest(query, 10, codes, lambda some: rows[some], every)
        exact = np.argsort(-(rows.astype(np.float32) @ query), kind="stable")[:10]
        missed += len(set(exact) - set(found))
        assert np.all(np.diff(scores) <= 0)
        assert scores == pytest.approx(rows[found].astype(np.float32) @ query, abs=1e-6)
    assert missed <= 4


# In step with the catalog

steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "remove", "new version", "reopen", "search"]),
        st.integers(0, 6),
        st.integers(1, 30),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(steps=steps, most=st.sampled_from([1, 20, 10_000]))
def test_after_any_changes_it_finds_what_comparing_all_finds(tmp_path_factory, steps, most):
    folder = tmp_path_factory.mktemp("matrix")
    made = Passages(folder)
    matrix = Matrix(folder, made.ledger, 24, unsaved=most)
    versions = {}
    for number, (what, which, count) in enumerate(steps):
        name = f"article{which}"
        if what in ("put", "new version"):
            versions[name] = versions.get(name, 0) + (what == "new version" or name not in versions)
            made.put(name, vectors(count, seed=number), versions[name])
        elif what == "remove" and name in versions:
            made.catalog.remove(name)
            del versions[name]
        elif what == "reopen":
            matrix.close()
            matrix = Matrix(folder, made.ledger, 24, unsaved=most)
        else:
            query = vectors(1, seed=1000 + number)[0]
            assert made.finds(matrix, query, 10)
            chosen = np.arange(200) % 3 == 0
            assert made.finds(matrix, query, 10, chosen)
    query = vectors(1, seed=5)[0]
    assert made.finds(matrix, query, 10**6)
    matrix.close()
    made.db.close()


def files(folder):
    return sorted(p.name for p in folder.glob("matrix*"))


def test_a_large_one_is_kept_in_files_and_a_small_one_is_not(passages, tmp_path):
    matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    query = vectors(1)[0]
    passages.put("a", vectors(99))
    assert passages.finds(matrix, query, 5)
    assert files(tmp_path) == []
    passages.put("b", vectors(60, seed=2))
    assert passages.finds(matrix, query, 5)
    assert len(files(tmp_path)) == 2
    matrix.close()
    passages.put("c", vectors(60, seed=3))
    again = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    assert passages.finds(again, query, 500)
    again.close()


def cut(folder):
    [file] = folder.glob("matrix-*.f16")
    file.write_bytes(file.read_bytes()[:1000])


def swapped(folder):
    """As if the catalog were an older copy whose passages got other vectors."""
    [file] = folder.glob("matrix-*.f16")
    file.write_bytes(bytes(reversed(file.read_bytes())))


def no_header(folder):
    (folder / "matrix.bin").write_bytes(b"garbage!" * 5000)


def short(folder):
    file = folder / "matrix.bin"
    file.write_bytes(file.read_bytes()[:5000])


def no_vectors(folder):
    [file] = folder.glob("matrix-*.f16")
    file.unlink()


@pytest.mark.parametrize("damage", [cut, swapped, no_header, short, no_vectors])
def test_damaged_files_are_noticed_and_made_anew(passages, tmp_path, damage, caplog):
    passages.put("a", vectors(300))
    query = vectors(1, seed=9)[0]
    matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    matrix.follow()
    matrix.close()
    damage(tmp_path)
    with caplog.at_level(logging.WARNING):
        matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
        assert passages.finds(matrix, query, 10)
        matrix.close()
    assert "anew" in caplog.text
    caplog.clear()
    matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    assert passages.finds(matrix, query, 10)
    matrix.close()
    assert caplog.messages == []
    assert len(files(tmp_path)) == 2


def test_vectors_embedded_anew_are_taken(passages, tmp_path, caplog):
    passages.put("a", vectors(300))
    query = vectors(1, seed=9)[0]
    matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    matrix.follow()
    passages.ledger.stage(passages.ledger.numbers().tolist(), list(map(Made, vectors(300, seed=4))))
    passages.ledger.adopt(model="new", dimensions="24")
    assert passages.finds(matrix, query, 10)
    matrix.close()
    assert caplog.messages == []


def test_a_disk_that_refuses_costs_the_files_and_not_the_search(passages, tmp_path, caplog):
    passages.put("a", vectors(300))
    (tmp_path / "matrix.part").mkdir()
    matrix = Matrix(tmp_path, passages.ledger, 24, unsaved=100)
    query = vectors(1, seed=9)[0]
    assert passages.finds(matrix, query, 10)
    assert "kept in memory" in caplog.text
    passages.put("b", vectors(30, seed=8))
    assert passages.finds(matrix, query, 10)
    matrix.close()


DYING = """
import os, pathlib, signal, sys; sys.path[:0] = ['tests', '.']
from test_matrix import Passages, vectors
from index import matrix
folder, moment = pathlib.Path(sys.argv[1]), int(sys.argv[2])
steps = 0
def passing(name, real):
    def step(*values, **how):
        global steps
        steps += 1
        if steps == moment: os.kill(os.getpid(), signal.SIGKILL)
        return real(*values, **how)
    return step
made = Passages(folder)
made.put("a", vectors(300))
one = matrix.Matrix(folder, made.ledger, 24, unsaved=100)
one.follow()
made.catalog.remove("a")
made.put("b", vectors(250, seed=2))
matrix._on_disk = passing("disk", matrix._on_disk)
matrix._padded = passing("head", matrix._padded)
matrix.os.replace = passing("replace", matrix.os.replace)
matrix.coded = passing("coded", matrix.coded)
one.follow()
made.put("c", vectors(120, seed=3))
one.follow()
print(steps, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("moment", range(1, 12))
def test_a_kill_while_it_writes_leaves_nothing_wrong(tmp_path, moment):
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path), str(moment)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
    )
    if done.stdout:
        assert int(done.stdout) < moment
    else:
        assert done.returncode == -signal.SIGKILL, done.stderr
    made = Passages(tmp_path)
    matrix = Matrix(tmp_path, made.ledger, 24, unsaved=100)
    query = vectors(1, seed=9)[0]
    for _ in range(2):
        assert made.finds(matrix, query, 400)
        made.put("d", vectors(130, seed=5))
    matrix.close()
    made.db.close()
