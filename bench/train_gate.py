"""Learn what `rag/likelihood.py` weighs, from CLAPnq's odd items and from XQuAD in English.

`DIR/clapnq` as for bench/refusal.py; of it only the odd items. `DIR/xquad/xquad.en.json` (Artetxe,
Ruder and Yogatama 2020, CC BY-SA 4.0): questions, each asked of its own paragraph, of the paragraph
of the same article that is most like the question and does not hold the answer, and of its own
paragraph without the sentences that hold the answer. Half of them are put in lower case and without
a question mark, as people type. Only weights are shipped, no text.

A ridge logistic regression, fitted by Newton's method; a second is fitted five times without a fifth
of the items, grouped by article, and the table is what that says of the items it had not seen.

    python bench/train_gate.py --data DIR --out rag/assets/likelihood.json
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
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
from index.sentences import split
from index.types import Page
from rag.extract import score
from rag.matches import numbers
from rag.question import parts
from rag.retrieve import sentences_of

RIDGE = 20.0
FOLDS = 5
WEIGHTS = {"clapnq": 1.0, "said": 0.05, "other": 0.05, "cut": 0.025, "held out": 0.0}
"""How much an example counts: CLAPnq's are real questions, XQuAD's were written for a paragraph."""

ASKED = 800
"""Questions taken of XQuAD, each in up to three pairs."""


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


def of_xquad(folder: Path, seed: int = 7) -> Iterator[Pair]:
    """Yield pairs of some questions: what says it, what another paragraph says, what is left."""
    rng = random.Random(seed)
    data = json.loads((folder / "xquad/xquad.en.json").read_text(encoding="utf-8"))["data"]
    rows = [(a, p, qa) for a in data for p in a["paragraphs"] for qa in p["qas"]]
    for article, paragraph, row in rng.sample(rows, min(ASKED, len(rows))):
        title, text = article["title"].replace("_", " "), paragraph["context"]
        ask = _typed(row["question"], rng)
        yield Pair(ask, title, text, answerable=True, kind="said")
        answers = [answer["text"].lower() for answer in row["answers"]]
        texts = [p["context"] for p in article["paragraphs"] if p is not paragraph]
        other = _nearest(ask, [t for t in texts if not _holds(t, answers)])
        if other:
            yield Pair(ask, title, other, answerable=False, kind="other")
        sentences = [text[s.start : s.end] for s in split(text)]
        left = [sentence for sentence in sentences if not _holds(sentence, answers)]
        if 2 <= len(left) < len(sentences):
            yield Pair(ask, title, " ".join(left), answerable=False, kind="cut")


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer in text.lower() for answer in answers)


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


def _likely(table: np.ndarray, found: np.ndarray) -> np.ndarray:
    likely: np.ndarray = 1 / (1 + np.exp(-(table @ found[:-1] + found[-1])))
    return likely


def crosswise(
    pairs: Sequence[Pair], table: np.ndarray, truth: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Return how likely each pair is by a regression that has seen nothing of its article."""
    titles = sorted({pair.title for pair in pairs})
    random.Random(1).shuffle(titles)
    of_title = {title: n % FOLDS for n, title in enumerate(titles)}
    fold = np.array([of_title[pair.title] for pair in pairs])
    unseen = np.zeros(len(pairs))
    for number in range(FOLDS):
        out = fold == number
        unseen[out] = _likely(table[out], fitted(table[~out], truth[~out], weight[~out]))
    return unseen


def area(likely: np.ndarray, truth: np.ndarray) -> float:
    """Return how often an answerable pair is likelier than an unanswerable one."""
    above = likely[truth == 1][:, None] - likely[truth == 0][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def origin(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return what the weights were learned from, to be stored with them."""
    count = Counter(pair.kind for pair in pairs)
    return {
        "script": "bench/train_gate.py",
        "data": [
            {
                "name": "CLAPnq, development set, odd items",
                "licence": "Apache-2.0",
                "pairs": {"question and passage": count["clapnq"]},
            },
            {
                "name": "XQuAD, English",
                "licence": "CC BY-SA 4.0",
                "pairs": {
                    "own paragraph": count["said"],
                    "another paragraph of the article": count["other"],
                    "own paragraph without the answer": count["cut"],
                },
            },
        ],
        "kept": "weights only, no text",
    }


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
    pairs = [*of_clapnq(options.data), *of_xquad(options.data)]
    rows, kept = features(pairs)
    pairs = [pairs[at] for at in kept]
    names = sorted(set().union(*rows))
    raw = np.array([[row.get(name, np.nan) for name in names] for row in rows])
    weight = np.array([WEIGHTS[pair.kind] for pair in pairs])
    seen = weight > 0
    usual, scale = np.nanmean(raw[seen], axis=0), np.nanstd(raw[seen], axis=0) + 1e-6
    table = np.nan_to_num(np.clip((raw - usual) / scale, -4, 4))
    truth = np.array([float(pair.answerable) for pair in pairs])
    unseen = crosswise(pairs, table, truth, weight)
    found = fitted(table, truth, weight)
    likely = _likely(table, found)
    kind = np.array([pair.kind for pair in pairs])
    for name, kinds, said in (
        ("CLAPnq, odd items, each by a regression that had not seen it", ["clapnq"], unseen),
        ("CLAPnq, even items, by the regression that is shipped", ["held out"], likely),
        (
            "XQuAD, another paragraph, by a regression that had not seen it",
            ["said", "other"],
            unseen,
        ),
        ("XQuAD, what is left of its own, likewise", ["said", "cut"], unseen),
    ):
        at = np.isin(kind, kinds)
        print(f"{name} ({int(at.sum())}; area {area(said[at], truth[at]):.3f})")
        print(curve(said[at], truth[at]), end="\n\n")
    if options.svg:
        held = kind == "held out"
        options.svg.write_text(drawn(likely[held], truth[held]), encoding="utf-8")
    if options.out:
        stored = {"from": origin(pairs), "names": names}
        stored |= {
            key: [float(f"{x:.5g}") for x in row]
            for key, row in (("usual", usual), ("scale", scale), ("weights", found[:-1]))
        }
        text = json.dumps(stored | {"bias": float(f"{found[-1]:.5g}")}, indent=1)
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
