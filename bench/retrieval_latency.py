"""How fast an archive of many passages is searched and filled, and what it weighs. Part of retrieval.py.

`--data DIR` is the shared data: SciFact, the chunking corpora, clapnq, in articles of about five
passages. To reach `--passages`, the texts are used again with every second word replaced by another
of theirs, so that they are no copies; vectors are those of the first `--embedded` passages and,
beyond, mixtures of two of them (embedding 100,000 takes half an hour here). The archive is filled
through the catalog as `Index.add` fills it, and opened in a new process, which is measured. "cpu" is
the processor time of the searching thread, which other work on the machine moves less.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.chunk import chunk, indexed_text
from index.database import Database
from index.embed import MiniLM, Vectors
from index.filters import Filter
from index.sentences import split
from index.store import Index
from index.types import Article, Block, Page, Passage, Run, Span

OUTLETS = ("Harbour Ledger", "Reuters", "Reuters Business", "Northern Post", "Le Courrier", "Tide")
FILTERS = {
    "none": None,
    "half the days": Filter(since="2022-07-01"),
    "one month": Filter(since="2023-03-01", until="2023-03-31"),
    "outlet and language": Filter(outlets=("Reuters",), languages=("en",)),
    "ten articles": None,  # drawn from the archive
}


def texts(data: Path) -> list[tuple[str, str]]:
    """Return (title, text) of stretches of about 1000 tokens."""
    long: list[tuple[str, str]] = []
    for line in (data / "scifact" / "corpus.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        long.append((row["title"], row["text"]))
    for file in sorted((data / "clapnq").glob("*.jsonl")):
        for line in file.open(encoding="utf-8"):
            long += [(p["title"], p["text"]) for p in json.loads(line)["passages"]]
    for file in sorted((data / "chunking" / "corpora").iterdir()):
        text = file.read_text(encoding="utf-8", errors="replace")
        long += [(file.stem, text[at : at + 4000]) for at in range(0, len(text), 4000)]
    random.Random(0).shuffle(long)
    joined, some, title = [], [], ""
    for name, text in long:
        some.append(" ".join(text.split()))
        title = title or name
        if sum(map(len, some)) > 4000:
            joined.append((title or "Untitled", "\n".join(some)))
            some, title = [], ""
    return joined


def article(number: int, title: str, text: str, pool: list[str]) -> Article:
    """Return an article of these sentences, every second word replaced where there is a `pool`."""
    sentences = [text[s.start : s.end] for s in split(text)]
    rng = random.Random(number)
    if pool:
        sentences = [
            " ".join(w if rng.random() < 0.5 else rng.choice(pool) for w in s.split())
            for s in sentences
        ]
    body, spans, at = [title], list[Span](), len(title) + 1
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        body.append(sentence)
        at += len(sentence) + 1
    whole = "\n".join(body)
    headline = Span(0, len(title))
    day = f"{2021 + number % 4}-{1 + number // 4 % 12:02d}-{1 + number // 48 % 28:02d}"
    return Article(
        f"{number:012x}",
        1,
        f"file:///{number}",
        title,
        OUTLETS[number % len(OUTLETS)],
        f"Author {number % 97}",
        day if number % 20 else None,
        "en" if number % 3 else "fr",
        whole,
        (
            Block("headline", headline, headline, ""),
            Block("body", Span(len(title) + 1, len(whole)), Span(len(title) + 1, len(whole)), ""),
        ),
        tuple(spans),
        (Run(0, 0, len(whole), len(whole)),),
    )


def articles(data: Path, passages: int) -> Iterator[tuple[Article, tuple[Passage, ...]]]:
    """Yield articles until there are so many passages."""
    number = done = 0
    every = texts(data)
    words = [word for _, text in every for word in text.split()]
    pool = list[str]()
    while True:
        for title, text in every:
            made = article(number, title, text, pool)
            parts = chunk(made)
            yield made, parts
            number, done = number + 1, done + len(parts)
            if done >= passages:
                return
        pool = words


class Mixed:
    """The vectors of the first texts; later ones are mixtures of two."""

    def __init__(self, real: int, kept: Path) -> None:
        self._real, self._kept = real, kept
        self._rows = np.load(kept) if kept.exists() else np.zeros((0, 384), np.float32)
        self._at, self._rng, self._model = 0, np.random.default_rng(0), MiniLM()

    def embed(self, some: list[str]) -> Vectors:
        """Return one vector a text."""
        first, self._at = self._at, self._at + len(some)
        if self._at <= len(self._rows):
            return np.asarray(self._rows[first : self._at])
        if first < self._real:
            self._rows = np.concatenate([self._rows[:first], self._model.embed(some)])
            return np.asarray(self._rows[first:])
        one, other = self._rng.integers(0, self._real, (2, len(some)))
        share = self._rng.uniform(0.55, 0.9, (len(some), 1))
        rows = share * self._rows[one] + (1 - share) * self._rows[other]
        rows += self._rng.normal(size=rows.shape) * 0.01
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def keep(self) -> None:
        """Keep the real vectors for the next run."""
        np.save(self._kept, self._rows[: self._real])


def fill(folder: Path, data: Path, passages: int, real: int) -> None:
    """Write the catalog of an archive; Chroma is left out, which searching does not ask."""
    folder.mkdir(parents=True)
    database = Database(folder / "catalog.sqlite")
    database.rows("PRAGMA synchronous = OFF")
    catalog, model = Catalog(database), Mixed(real, folder.parent / "vectors.npy")
    database.set_meta(model=MiniLM.name, dimensions=str(MiniLM.dimensions))
    for made, parts in articles(data, passages):
        found = [indexed_text(made, part) for part in parts]
        page = Page(made.origin, made.text, "text")
        catalog.put(made, page, parts, found, model.embed(found))
    model.keep()
    database.close()


def questions(data: Path, count: int) -> list[str]:
    """Return real questions of two sets in turn."""
    claims = [json.loads(x)["text"] for x in (data / "scifact/queries.jsonl").open()]
    asked = [json.loads(x)["input"] for x in (data / "clapnq/clapnq_dev_answerable.jsonl").open()]
    return [q for pair in zip(claims, asked, strict=False) for q in pair][:count]


def prepare(page: Page, version: int) -> Article:
    """Return what is stored; nothing is prepared here."""
    raise NotImplementedError


def measure(folder: Path, data: Path, count: int) -> None:
    """Open the archive, search it, and print a table."""
    began = time.perf_counter()
    index = Index(folder, MiniLM(), prepare)
    asked = questions(data, count)
    index.search(asked[0])
    print(f"opened, first search: {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    index.search(asked[0], where=Filter(since="2021-01-01"))
    print(f"first filtered search: {time.perf_counter() - began:.2f} s")
    ids = tuple(s.id for s in index.stored()[:1000:100])
    print(
        f"{'filter':<22}{'p50 ms':>8}{'p95 ms':>8}{'cpu':>8}{'ratio':>8}{'dense':>8}{'BM25':>8}{'embed':>8}"
    )
    for name, where in FILTERS.items():
        chosen = Filter(articles=ids) if name == "ten articles" else where
        before = time.thread_time()
        whole = [_timed(lambda q=q, c=chosen: index.search(q, where=c)) for q in asked]
        cpu = (time.thread_time() - before) * 1000 / len(asked)
        row = f"{name:<22}{_p(whole, 50):8.1f}{_p(whole, 95):8.1f}{cpu:8.1f}"
        row += f"{sum(whole) / len(whole) / cpu:8.1f}"
        print(row + _parts(index, asked, chosen), flush=True)
    print(
        f"resident memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    print("chromadb loaded:", "chromadb" in sys.modules)
    # Not closed: closing would bring Chroma up to date, which takes minutes and is not measured.


def _parts(index: Index, asked: list[str], where: Filter | None) -> str:
    """Return the medians of the three parts of a search."""
    search, model = index._search, MiniLM()
    vectors = model.embed(asked)
    chosen = None if where is None else search._facets.chosen(where)
    dense = [_timed(lambda v=v: search._matrix.query(v, 50, chosen)) for v in vectors]
    words = [_timed(lambda q=q: index._catalog.match_numbers(q, 50, chosen)) for q in asked]
    embed = [_timed(lambda q=q: model.embed([q])) for q in asked]
    return "".join(f"{statistics.median(times):8.1f}" for times in (dense, words, embed))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p(times: list[float], share: int) -> float:
    return float(np.percentile(times, share))


def adding(folder: Path, data: Path, count: int) -> None:
    """Add articles to a new archive and embed their texts bare, in turns; print the ratios.

    What is compared is `Index.add` of articles that are clean already: cutting, vectors of passages
    and sentences, copies, words, the catalog on disk, and Chroma up to closing. "cpu" is that of
    the whole process.
    """
    made = {a.origin: (a, parts) for a, parts in articles(data, count)}
    model, ours, bare, done = MiniLM(), np.zeros(2), np.zeros(2), 0
    index = Index(folder, model, lambda page, version: made[page.origin][0])
    for number, (origin, (whole, parts)) in enumerate(made.items()):
        found = [indexed_text(whole, part) for part in parts]
        took = _both(partial(index.add, Page(origin, whole.text, "text")))
        alone = _both(partial(model.embed, found))
        if number:  # the first loads the model
            ours, bare, done = ours + took, bare + alone, done + len(parts)
    last = _both(index.close)
    print(f"closing: {last[0] * 1000:.0f} ms, cpu {last[1] * 1000:.0f}, Chroma's loading included")
    for name, spent in (("until closed", ours + last), ("adding", ours)):
        print(f"{name}: {done / spent[0]:.1f} passages a second, the model alone ", end="")
        print(f"{done / bare[0]:.1f}: ratio {bare[0] / spent[0]:.3f}, cpu ", end="")
        print(f"{bare[1] / spent[1]:.3f}")


def _both(work: Callable[[], object]) -> NDArray[np.float64]:
    """Return wall and processor time in seconds."""
    began = time.perf_counter(), time.process_time()
    work()
    return np.array([time.perf_counter() - began[0], time.process_time() - began[1]])


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `latency` to the commands of bench/retrieval.py."""
    parser = commands.add_parser("latency", help="how fast it searches and adds")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the archives")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--embedded", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--adding", type=int, default=0, help="passages to add and time, instead")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> None:
    """Fill an archive in `--work` if it is not there; search it in a new process; time adding."""
    if given.measure:
        measure(given.measure, given.data, given.queries)
        return
    if given.adding:
        adding(given.work / f"adding-{time.time():.0f}", given.data, given.adding)
        return
    folder = given.work / f"archive-{given.passages}"
    if not folder.exists():
        fill(folder, given.data, given.passages, given.embedded)
    subprocess.run([sys.executable, *sys.argv, "--measure", str(folder)], check=True)
