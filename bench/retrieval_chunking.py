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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.sentences import split
from index.types import Article, Block, Span

K = 5
"""Stretches retrieved for a question."""


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
                tuple(Span(r["start_index"], r["end_index"]) for r in json.loads(row["references"])),
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


def register(commands: Any) -> None:
    """Add `chunking` to the commands of bench/retrieval.py."""
    parser = commands.add_parser("chunking", help="the stretches that answer, 472 questions")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Print the table."""
    asked, corpora = questions(arguments.data), articles(arguments.data)
    print(len(asked), {name: len(article.sentences) for name, article in corpora.items()})
