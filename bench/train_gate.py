"""Learn what `rag/likelihood.py` weighs, from CLAPnq's odd items and SQuAD 2.0.

`DIR/clapnq` as for bench/refusal.py; of it only the odd items. `DIR/squad/dev-v2.0.json` is the
published development set of SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, CC BY-SA 4.0): questions about
a paragraph, questions written to look as if it answered them, and, as a third kind, questions asked
of the nearest other paragraph of the same article. Half of them are put in lower case and without
a question mark, as people type. Only weights are shipped, no text.

A ridge logistic regression, fitted by Newton's method; a second is fitted five times without a fifth
of the odd items, grouped by title, and the table is what that says of the items it had not seen.

    python bench/train_gate.py --data DIR --out rag/assets/likelihood.json
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from refusal import clapnq

from index.chunk import chunk
from index.clean import clean
from index.embed import MiniLM
from index.errors import ReadError
from index.glossary import load
from index.types import Page
from rag.extract import score
from rag.matches import numbers
from rag.question import parts
from rag.retrieve import sentences_of

RIDGE = 20.0
WEIGHTS = {"clapnq": 1.0, "said": 0.05, "other": 0.05, "nearly": 0.025, "held out": 0.0}
"""How much an example counts: CLAPnq's are real questions, SQuAD's were written for a paragraph."""

PARAGRAPHS = 450


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a text; `kind` is a key of WEIGHTS."""

    ask: str
    title: str
    text: str
    answerable: bool
    kind: str


def of_clapnq(folder: Path) -> Iterator[Pair]:
    """Yield the items of CLAPnq; the even ones only for the report."""
    for item, article in clapnq(folder):
        kind = "clapnq" if item.odd else "held out"
        yield Pair(item.ask, article["title"], article["text"], item.answerable, kind)


def of_squad(folder: Path, seed: int = 7) -> Iterator[Pair]:
    """Yield pairs of some paragraphs: what they say, what they nearly say, what another says."""
    rng = random.Random(seed)
    data = json.loads((folder / "squad/dev-v2.0.json").read_text(encoding="utf-8"))["data"]
    paragraphs = [(a["title"].replace("_", " "), p) for a in data for p in a["paragraphs"]]
    chosen = rng.sample(paragraphs, min(PARAGRAPHS, len(paragraphs)))
    of_title: dict[str, list[str]] = defaultdict(list)
    for title, paragraph in chosen:
        of_title[title].append(paragraph["context"])
    for title, paragraph in chosen:
        text = paragraph["context"]
        said = [q for q in paragraph["qas"] if not q["is_impossible"]]
        nearly = [q for q in paragraph["qas"] if q["is_impossible"]]
        for row in rng.sample(said, min(3, len(said))):
            ask = _typed(row["question"], rng)
            yield Pair(ask, title, text, answerable=True, kind="said")
            answers = [answer["text"].lower() for answer in row["answers"]]
            other = _nearest(ask, [t for t in of_title[title] if t != text])
            if other and not any(answer in other.lower() for answer in answers):
                yield Pair(ask, title, other, answerable=False, kind="other")
        for row in rng.sample(nearly, min(2, len(nearly))):
            yield Pair(_typed(row["question"], rng), title, text, answerable=False, kind="nearly")


def _typed(question: str, rng: random.Random) -> str:
    question = question.strip()
    return question.lower().rstrip("?").strip() if rng.random() < 0.5 else question


def _nearest(ask: str, texts: list[str]) -> str:
    words = set(re.findall(r"\w+", ask.lower()))
    shared = [len(words & set(re.findall(r"\w+", t.lower()))) / (1 + len(t) / 500) for t in texts]
    return texts[int(np.argmax(shared))] if texts else ""


class Remembering(MiniLM):
    """The bundled model, which here reads each text once; texts come again with other questions."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Any] = {}

    def _run(self, text: str) -> Any:
        if text not in self._known:
            if len(self._known) > 2000:
                self._known.clear()
            self._known[text] = super()._run(text)
        return self._known[text]


def features(pairs: list[Pair]) -> tuple[list[dict[str, float]], list[int]]:
    """Return the numbers of each pair whose text can be read, and which pairs those are."""
    embedder, glossary = Remembering(), load()
    rows, kept = [], []
    for at, pair in sorted(enumerate(pairs), key=lambda numbered: numbered[1].text):
        page = f"---\ntitle: {json.dumps(pair.title)}\n---\n\n{pair.text}\n"
        try:
            article = clean(Page("text:bench", page, "markdown"), glossary)
        except ReadError as error:
            print(f"{pair.title}: {error}", file=sys.stderr)
            continue
        sentences = [s for passage in chunk(article) for s in sentences_of(article, passage)]
        if not sentences:
            continue
        vectors = embedder.embed([s.text for s in sentences])
        question = parts(pair.ask)[0]
        scores = [s.score for s in score(question, sentences, vectors, embedder)]
        rows.append(numbers(question, sentences, vectors, scores, embedder))
        kept.append(at)
        if len(kept) % 500 == 0:
            print(f"{len(kept)} of {len(pairs)} read", file=sys.stderr)
    return rows, kept


def fitted(table: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return weights and, last, the bias of the ridge logistic regression (Newton's method)."""
    x = np.hstack([table, np.ones((len(table), 1))])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[-1] = 1e-6
    found = np.zeros(x.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (weight * (likely - truth)) + penalty * found
        curve = (x * (weight * likely * (1 - likely))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return found


def drawn(likely: np.ndarray, truth: np.ndarray) -> str:
    """Return the same as a drawing (SVG): both refused shares over the threshold."""
    shares = [
        [float((likely[truth == half] < t / 50).mean()) for t in range(51)] for half in (0, 1)
    ]
    lines = [
        " ".join(f"{60 + 8 * t},{250 - 220 * s:.0f}" for t, s in enumerate(row)) for row in shares
    ]
    ticks = "".join(
        f'<text x="{60 + 400 * t / 10:.0f}" y="268">{t / 10:.1f}</text>'
        f'<text x="30" y="{254 - 220 * t / 10:.0f}">{10 * t}%</text>'
        for t in range(0, 11, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 300" font-family="sans-serif"'
        ' font-size="11"><rect width="500" height="300" fill="white"/>'
        '<path d="M60 30V250H460" fill="none" stroke="#888"/>'
        f'<polyline points="{lines[0]}" fill="none" stroke="#186a3b" stroke-width="2"/>'
        f'<polyline points="{lines[1]}" fill="none" stroke="#a93226" stroke-width="2"/>'
        f'{ticks}<text x="200" y="290">threshold of likelihood</text>'
        '<text x="70" y="20" fill="#186a3b">unanswerable refused</text>'
        '<text x="230" y="20" fill="#a93226">answerable refused</text></svg>\n'
    )


def curve(likely: np.ndarray, truth: np.ndarray) -> str:
    """Return refused shares over the threshold."""
    rows = ["threshold   unanswerable refused   answerable refused"]
    for bar in np.arange(0.1, 0.95, 0.05):
        shares = [float((likely[truth == half] < bar).mean()) for half in (0, 1)]
        rows.append(f"{bar:9.2f}{shares[0]:23.1%}{shares[1]:21.1%}")
    return "\n".join(rows)


def main() -> None:
    """Read, fit, report, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--svg", type=Path, help="where to draw the curve of the even items")
    parser.add_argument("--out", type=Path, help="where to write the weights")
    options = parser.parse_args()
    pairs = [*of_clapnq(options.data), *of_squad(options.data)]
    rows, kept = features(pairs)
    pairs = [pairs[at] for at in kept]
    names = sorted(set().union(*rows))
    raw = np.array([[row.get(name, np.nan) for name in names] for row in rows])
    seen = np.array([WEIGHTS[pair.kind] > 0 for pair in pairs])
    usual, scale = np.nanmean(raw[seen], axis=0), np.nanstd(raw[seen], axis=0) + 1e-6
    table = np.nan_to_num(np.clip((raw - usual) / scale, -4, 4))
    truth = np.array([float(pair.answerable) for pair in pairs])
    weight = np.array([WEIGHTS[pair.kind] for pair in pairs])
    real = np.array([pair.kind == "clapnq" for pair in pairs])
    titles = sorted({pair.title for pair in pairs if pair.kind == "clapnq"})
    random.Random(1).shuffle(titles)
    fold = np.array(
        [titles.index(p.title) % 5 if r else -1 for p, r in zip(pairs, real, strict=True)]
    )
    unseen = np.zeros(len(pairs))
    for number in range(5):
        out = fold == number
        found = fitted(table[~out], truth[~out], weight[~out])
        unseen[out] = 1 / (1 + np.exp(-(table[out] @ found[:-1] + found[-1])))
    print(f"CLAPnq, odd items, each by a regression that had not seen it ({int(real.sum())})")
    print(curve(unseen[real], truth[real]))
    found = fitted(table, truth, weight)
    held = np.array([pair.kind == "held out" for pair in pairs])
    likely = 1 / (1 + np.exp(-(table[held] @ found[:-1] + found[-1])))
    print(f"\nCLAPnq, even items, by the regression that is shipped ({int(held.sum())})")
    print(curve(likely, truth[held]))
    if options.svg:
        options.svg.write_text(drawn(likely, truth[held]), encoding="utf-8")
    stored: dict[str, Any] = {"names": names, "usual": usual, "scale": scale, "weights": found[:-1]}
    rounded = {k: v if k == "names" else [float(f"{x:.5g}") for x in v] for k, v in stored.items()}
    if options.out:
        text = json.dumps(rounded | {"bias": float(f"{found[-1]:.5g}")}, indent=1)
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
