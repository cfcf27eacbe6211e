"""How much of an answer the first five stretches hold, and how little else: recall, precision, IoU.

The data are the 5 corpora and 472 questions of Chroma's report "Evaluating Chunking" (2024), with
the characters that answer each. One index holds all five corpora; the scores are the report's,
counted in characters: what is retrieved twice counts twice against precision and IoU. Settings are
chosen on every other question (0, 2, 4 ... of the file) and reported on the rest.
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.chunk import chunk, indexed_sentences, indexed_text
from index.embed import MiniLM, Vectors
from index.focus import Found, stretches
from index.sentences import split
from index.types import Article, Block, Span
from index.words import folded, match_expression

K = 5
"""Stretches retrieved for a question."""

DEPTH, RRF_K = 50, 60
"""Passages that each ranking brings, and the constant of reciprocal rank fusion."""


@dataclass(frozen=True)
class Question:
    """What is asked of which corpus, and the characters that answer it."""

    text: str
    corpus: str
    answers: tuple[Span, ...]


class Place(NamedTuple):
    """Some characters of a corpus."""

    corpus: str
    start: int
    end: int


class Scores(NamedTuple):
    """The scores of one question, or their means."""

    recall: float
    precision: float
    iou: float


def questions(data: Path) -> list[Question]:
    """Return the questions in the order of the file."""
    with (data / "chunking" / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        return [
            Question(
                row["question"],
                row["corpus_id"],
                tuple(
                    Span(r["start_index"], r["end_index"]) for r in json.loads(row["references"])
                ),
            )
            for row in csv.DictReader(file)
        ]


def articles(data: Path) -> dict[str, Article]:
    """Return each corpus as an article, every line of it a paragraph; nothing is cleaned away."""
    texts = {
        file.stem: file.read_bytes().decode("utf-8")
        for file in sorted((data / "chunking" / "corpora").glob("*.md"))
    }
    return {name: _article(name, text) for name, text in texts.items()}


def _article(name: str, text: str) -> Article:
    blocks, sentences, at = list[Block](), list[Span](), 0
    for line in text.splitlines(keepends=True):
        found = [Span(at + s.start, at + s.end) for s in split(line)]
        if found:
            whole = Span(found[0].start, found[-1].end)
            blocks.append(Block("body", whole, whole, ""))
        sentences += found
        at += len(line)
    return Article(
        name, 1, name, "", None, None, None, "en", text, tuple(blocks), tuple(sentences), ()
    )


def score(question: Question, found: Sequence[Place]) -> Scores:
    """Return the scores of what was found for one question."""
    answers = question.answers
    there = [Span(p.start, p.end) for p in found if p.corpus == question.corpus]
    hits = _united(
        Span(max(a.start, b.start), min(a.end, b.end))
        for a in answers
        for b in there
        if max(a.start, b.start) < min(a.end, b.end)
    )
    right, wanted = _length(hits), _length(answers)
    retrieved = sum(p.end - p.start for p in found)
    missed = _length(_united(answers)) - right
    return Scores(right / wanted, right / max(retrieved, 1), right / max(retrieved + missed, 1))


def omega(question: Question, passages: Iterable[Place]) -> float:
    """Return the precision if exactly the passages that hold some of the answer were found."""
    holding = [
        p
        for p in passages
        if p.corpus == question.corpus
        and any(max(a.start, p.start) < min(a.end, p.end) for a in question.answers)
    ]
    return score(question, holding).iou


def _united(spans: Iterable[Span]) -> list[Span]:
    merged = list[Span]()
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def mean(rows: Sequence[Scores]) -> Scores:
    """Return the mean of each score."""
    return Scores(*(float(x) for x in np.mean(rows, axis=0)))


class Ready:
    """The bundled model, with the vectors of the corpora made beforehand, sentences and all."""

    name, dimensions = MiniLM.name, MiniLM.dimensions

    def __init__(self, corpora: Iterable[Article]) -> None:
        self._model = MiniLM()
        pairs = [(article, passage) for article in corpora for passage in chunk(article)]
        texts = [indexed_text(*pair) for pair in pairs]
        began = time.perf_counter()
        whole, parts = self._model.embed_parts(texts, [indexed_sentences(*pair) for pair in pairs])
        self.seconds = time.perf_counter() - began
        self.sentences = {pair[1].id: rows for pair, rows in zip(pairs, parts, strict=True)}
        self._whole = dict(zip(texts, whole, strict=True))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return what was made, or what is made now."""
        new = [text for text in texts if text not in self._whole]
        self._whole |= dict(zip(new, self._model.embed(new), strict=True))
        return np.stack([self._whole[text] for text in texts])


class Shelf:
    """All passages of the corpora, found as the archive finds them: cosine and FTS5, by ranks.

    Not an Index: it looks for copies of articles, which takes minutes for books of 700 KB.
    """

    def __init__(self, corpora: dict[str, Article], ready: Ready) -> None:
        self.rows = [(name, p) for name, article in corpora.items() for p in chunk(article)]
        self._corpora, self._ready = corpora, ready
        texts = [indexed_text(corpora[name], passage) for name, passage in self.rows]
        self._vectors = ready.embed(texts)
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            " (body, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO words (rowid, body) VALUES (?, ?)",
            [(number, folded(text)) for number, text in enumerate(texts)],
        )

    def search(self, query: str, vector: Vectors) -> list[int]:
        """Return the numbers of the passages that meaning and words find, best first."""
        dense = np.argsort(-(self._vectors @ vector), kind="stable")[:DEPTH]
        lexical = self._db.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?",
            (match_expression(query), DEPTH),
        )
        scores: dict[int, float] = {}
        for ranking in (dense.tolist(), [number for (number,) in lexical]):
            for rank, number in enumerate(ranking, start=1):
                scores[number] = scores.get(number, 0.0) + 1 / (RRF_K + rank)
        return sorted(scores, key=lambda number: (-scores[number], number))

    def around(self, numbers: Iterable[int], vector: Vectors) -> list[Found]:
        """Return these passages and those beside them, with the vectors of their sentences."""
        wide = {n + step for n in numbers for step in (-1, 0, 1) if 0 <= n + step < len(self.rows)}
        return [
            Found(
                passage,
                self._corpora[name],
                float(self._vectors[number] @ vector),
                self._ready.sentences[passage.id],
            )
            for number in sorted(wide)
            for name, passage in (self.rows[number],)
        ]


def register(commands: Any) -> None:
    """Add `chunking` to the commands of bench/retrieval.py."""
    parser = commands.add_parser("chunking", help="the stretches that answer, 472 questions")
    parser.add_argument("--around", type=int, default=30, help="hits that stretches are sought in")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Print the table."""
    asked, corpora = questions(arguments.data), articles(arguments.data)
    ready = Ready(corpora.values())
    shelf = Shelf(corpora, ready)
    everything = [Place(name, *_pair(passage.span)) for name, passage in shelf.rows]
    whole, narrowed, took = list[Scores](), list[Scores](), list[float]()
    for question in asked:
        vector = ready.embed([question.text])[0]
        order = shelf.search(question.text, vector)
        whole.append(score(question, [everything[number] for number in order[:K]]))
        found = shelf.around(order[: arguments.around], vector)
        began = time.perf_counter()
        best = stretches(question.text, vector, found, K)
        took.append(time.perf_counter() - began)
        places = [Place(s.passage.article_id, *_pair(s.span)) for s in best]
        narrowed.append(score(question, places))
    print(f"recall / precision / IoU of the first {K}; omega {_omega(asked, everything):.3f}")
    groups = [("all", range(len(asked))), ("tuned on", range(0, len(asked), 2))]
    groups.append(("reported", range(1, len(asked), 2)))
    groups += [(n, [i for i, q in enumerate(asked) if q.corpus == n]) for n in corpora]
    print(f"{'questions':20} {'':4} {'passages':21} stretches")
    for group, chosen in groups:
        cells = [mean([rows[i] for i in chosen]) for rows in (whole, narrowed)]
        shown = "   ".join(f"{c.recall:.3f} {c.precision:.3f} {c.iou:.4f}" for c in cells)
        print(f"{group:20} {len(chosen):4} {shown}")
    print(f"embedding {ready.seconds:.1f} s; stretches {np.median(took) * 1000:.1f} ms a question")


def _omega(asked: Sequence[Question], passages: Sequence[Place]) -> float:
    return float(np.mean([omega(question, passages) for question in asked]))


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end
