"""The lies of bench/lies.txt against the sentences of all examples at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from evidence import sentences, told

import rag
from rag.cite import Citer
from rag.proof import proven
from rag.sources import Sources

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

from lies import cases, stories, tally

LIES = Path(__file__).parent.parent / "bench" / "lies.txt"


@pytest.mark.parametrize("half", [0, 1])
def test_nearly_all_lies_are_caught_and_hardly_a_truth_is_lost(half, examples, embedder):
    from collections import Counter

    known = [s for article in examples.articles() for s in sentences(article)]
    citer, count = Citer(known, embedder), Counter[str]()
    for case in cases(LIES)[half::2]:
        for claim, kind in case.claims:
            tally(count, kind, told(claim, proven(claim, citer, Sources(), embedder)))
    assert count["lies"] == 60
    assert count["caught"] >= 57, count
    assert count["true"] == 30
    assert count["lost"] <= 1, count


@pytest.mark.parametrize(
    ("name", "supported", "lost", "slipped"),
    [("truths.txt", 33, 5, 5), ("truths_fresh.txt", 18, 4, 4)],
)
def test_most_free_paraphrases_are_shown_and_no_more_lies(
    name, supported, lost, slipped, tmp_path, embedder
):
    from collections import Counter

    file, count = LIES.parent / name, Counter[tuple[bool, str]]()
    with rag.Archive(tmp_path / "archive", embedder=embedder, engine="extractive") as archive:
        archive.add(stories(file, tmp_path))
        citer = Citer([s for a in archive.articles() for s in sentences(a)], embedder)
    for case in cases(file):
        for claim, kind in case.claims:
            found = told(claim, proven(claim, citer, Sources(), embedder))
            count[kind == "", found] += 1
    assert count[True, "supported"] + count[True, "mended"] >= supported, count
    assert count[True, "unsupported"] <= lost, count
    assert count[False, "supported"] <= slipped, count
