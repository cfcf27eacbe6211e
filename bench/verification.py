"""How well claims are judged, and their evidence found, on claims that people judged.

Usage: `python bench/verification.py --data DIR [--part dev|test]`, DIR with `wice/`. Claim level with
oracle evidence, supported against the rest, no model: the learned score alone, then with the checks
by code. Evidence: the sentences chosen from the whole page, against the nearest of the sets that
people chose. Learned from dev (bench/train_verdict.py), so test is what counts.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from wice import Judged, load

from index.embed import MiniLM
from rag.bearing import BORNE_OUT, bearing
from rag.joint import joint


def main() -> None:
    """Print the figures of one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    args = parser.parse_args()
    embedder = MiniLM()
    judged = load(args.data, args.part, embedder)
    truth = np.array([j.supported for j in judged])
    begin = time.process_time()
    found = [bearing(j.claim, j.sentences, j.title, embedder) for j in judged]
    each = (time.process_time() - begin) / len(judged) * 1000
    scores = np.array([b.score if b else 0.0 for b in found])
    area = (scores[truth][:, None] > scores[~truth][None, :]).mean()
    print(f"{args.part}: {len(judged)} claims, {truth.sum()} supported; {each:.0f} ms of CPU each")
    print(f"learned score: area under the curve {area:.3f}")
    for threshold in sorted({0.35, 0.4, BORNE_OUT, 0.5, 0.6}):
        told(f"  from {threshold:.2f}", truth, scores >= threshold)
    evidence(judged, embedder)


def told(name: str, truth: np.ndarray, said: np.ndarray) -> None:
    """Print the figures of one way to judge."""
    caught, kept = (~said[~truth]).mean(), said[truth].mean()
    print(
        f"{name}: balanced accuracy {(caught + kept) / 2:.3f}, accuracy {(said == truth).mean():.3f},"
        f" supported kept {kept:.3f}, the rest refused {caught:.3f}"
    )


def evidence(judged: list[Judged], embedder: MiniLM) -> None:
    """Print how well the sentences of evidence are found on the whole page."""
    each, sizes, begin = [], [], time.process_time()
    wanted = [j for j in judged if j.sets]
    for j in wanted:
        chosen = set(joint(j.claim, j.page, j.title, embedder))
        sizes.append(len(chosen))
        each.append(max(f1(chosen, set(s)) for s in j.sets))
    spent = (time.process_time() - begin) / len(wanted) * 1000
    print(
        f"evidence sentences: F1 {np.mean(each):.3f} over {len(wanted)} claims,"
        f" {np.mean(sizes):.1f} chosen of {np.mean([len(j.page) for j in wanted]):.0f},"
        f" {spent:.0f} ms of CPU each"
    )


def f1(chosen: set[int], wanted: set[int]) -> float:
    """Return F1 of one choice."""
    both = len(chosen & wanted)
    return 2 * both / (len(chosen) + len(wanted)) if both else 0.0


if __name__ == "__main__":
    main()
