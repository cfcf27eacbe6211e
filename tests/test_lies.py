"""The lies of bench/lies.txt against the sentences of all examples at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from evidence import sentences

from rag.cite import Citer
from rag.proof import proven
from rag.sources import Sources

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

from lies import cases, tally


@pytest.mark.parametrize("half", [0, 1])
def test_nearly_all_lies_are_caught_and_hardly_a_truth_is_lost(half, examples, embedder):
    from collections import Counter

    told = [s for article in examples.articles() for s in sentences(article)]
    citer, count = Citer(told, embedder), Counter[str]()
    for case in cases()[half::2]:
        for claim, kind in case.claims:
            tally(count, kind, proven(claim, citer, Sources(), embedder).verdict)
    assert count["lies"] == 60
    assert count["caught"] >= 57, count
    assert count["true"] == 30
    assert count["lost"] <= 1, count
