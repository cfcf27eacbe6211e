"""How well claims are judged, and their evidence found, on claims that people judged.

Usage: `python bench/verification.py --data DIR [--part dev|test]`, DIR with `wice/`. Claim level with
oracle evidence, supported against the rest, no model, by the learned score (rag/bearing.py). Evidence:
the sentences that rag/cite.py names first on the whole page, against the nearest of the sets that
people chose. Learned from dev (bench/train_verdict.py), so test is what counts.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from wice import Judged, load

from index.embed import MiniLM
from index.types import Article, Span
from rag.bearing import BORNE_OUT, bearing
from rag.cite import Citer
from rag.retrieve import Sentence


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
    borne = [bearing(j.claim, j.sentences, j.title, embedder) for j in judged]
    each = (time.process_time() - begin) / len(judged) * 1000
    scores = np.array([b.score if b else 0.0 for b in borne])
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
    wanted = [j for j in judged if j.sets]
    for most in (1, 2, 3):
        each, begin = [], time.process_time()
        for j in wanted:
            chosen = found(j, embedder, most)
            each.append(max(f1(chosen, set(s)) for s in j.sets))
        spent = (time.process_time() - begin) / len(wanted) * 1000
        print(
            f"evidence, {most} best of {np.mean([len(j.page) for j in wanted]):.0f} sentences:"
            f" F1 {np.mean(each):.3f} over {len(wanted)} claims, {spent:.0f} ms of CPU each"
        )


def found(judged: Judged, embedder: MiniLM, most: int) -> set[int]:
    """Return the places of the sentences that the citer names first."""
    ends = np.cumsum([len(s) + 1 for s in judged.page])
    spans = [Span(int(e) - len(s) - 1, int(e) - 1) for e, s in zip(ends, judged.page, strict=True)]
    text = "\n".join(judged.page)
    article = Article("0" * 12, 1, "", "", None, None, None, "en", text, (), tuple(spans), ())
    sentences = [Sentence(article, s, text[s.start : s.end], "", "") for s in spans]
    places = {span: n for n, span in enumerate(spans)}
    supports = Citer(sentences, embedder).supports(judged.claim)[:most]
    return {places[s.span] for support in supports for s in support.sentences}


def f1(chosen: set[int], wanted: set[int]) -> float:
    """Return F1 of one choice."""
    both = len(chosen & wanted)
    return 2 * both / (len(chosen) + len(wanted)) if both else 0.0


if __name__ == "__main__":
    main()
