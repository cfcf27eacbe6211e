"""Learn how much each trait of a word-by-word comparison tells of a claim's support.

Usage: `python bench/train_verdict.py --data DIR [--check]`, DIR with `wice/dev.jsonl`. Writes
rag/bearing.json: means, scales, weights and a bias, a logistic regression with a ridge (scikit-learn's
C = 0.3), fitted here by Newton's method. `--check` says how well it does across ten folds of dev, four
times, and writes nothing. The test part is not read.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from wice import load

from index.embed import MiniLM
from rag.bearing import traits

RIDGE = 1 / 0.3


def fitted(rows: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias for standardised `rows`; the bias is not held down."""
    inputs = np.hstack([rows, np.ones((len(rows), 1))])
    ridge = np.diag([RIDGE] * rows.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - truth) + ridge @ weights
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(bend, slope)
    return weights[:-1], float(weights[-1])


def scores(rows: np.ndarray, truth: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return the probabilities of `told` by what `rows` teach."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    weights, bias = fitted((rows - mean) / scale, truth)
    return np.asarray(1 / (1 + np.exp(-((told - mean) / scale @ weights + bias))))


def balanced(truth: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    """Return balanced accuracy and accuracy."""
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2), float((said == truth).mean())


def main() -> None:
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    embedder = MiniLM()
    judged = load(args.data, "dev", embedder)
    rows = np.array([traits(j.claim, j.sentences, j.title, embedder)[1].numbers() for j in judged])
    truth = np.array([j.supported for j in judged])
    if args.check:
        check(rows, truth)
        return
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    weights, bias = fitted((rows - mean) / scale, truth)
    numbers = {"mean": mean, "scale": scale, "weights": weights}
    stored = {name: [round(float(v), 5) for v in values] for name, values in numbers.items()}
    stored["bias"] = round(bias, 5)
    path = Path(__file__).parents[1] / "rag" / "bearing.json"
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} claims -> {path.name}: {stored}")


def check(rows: np.ndarray, truth: np.ndarray) -> None:
    """Print how well it does on claims that it did not learn from."""
    total = np.zeros(len(rows))
    for seed in range(4):
        fold = np.random.default_rng(seed).permutation(len(rows)) % 10
        for part in range(10):
            out = fold == part
            total[out] += scores(rows[~out], truth[~out], rows[out]) / 4
    order = total[truth][:, None] > total[~truth][None, :]
    print(f"area under the curve {order.mean():.3f}")
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55):
        both, right = balanced(truth, total >= threshold)
        print(f"from {threshold:.2f}: balanced accuracy {both:.3f}, accuracy {right:.3f}")


if __name__ == "__main__":
    main()
