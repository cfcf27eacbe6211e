"""Trains what `index/taggers.py` runs: is a line of a page the article's own text, and what is it?

    python bench/train_lines.py --data DIR --check     # cross-validated figures, nothing written
    python bench/train_lines.py --data DIR             # writes index/assets/lines-*

Two forests of gradient-boosted trees (LightGBM) learn from the 181 pages of `DIR/extraction` (MIT),
whose article text is known, and from the labelled pages in `bench/pages/train` and `bench/pages/dev`;
a conditional random field (crfsuite) learns the kinds from the labelled pages alone. Pages of one
site are never on both sides of a check. `bench/pages/test` is only ever measured on, by
`bench/extraction.py`. Needs `pip install -e '.[train]'`; for the pasted form of the pages, Chromium.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pycrfsuite
from corpus import (
    Labelled,
    Real,
    average,
    body_score,
    labelled,
    macro_f1,
    real_pages,
)
from numpy.typing import NDArray
from onnx import TensorProto, helper, save

from index import taggers
from index.blocks import label
from index.places import places
from index.signs import SHAPES, signs
from index.traits import ABOVE, BELOW, WORDS, Floats, Traits, traits

ASSETS = Path(__file__).parent.parent / "index" / "assets"
FOLDS = 6
TREES = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 2,
    "verbose": -1,
}
ROUNDS = 300
SEEDS = (1, 2)
FIELD = {"c1": 0.1, "c2": 0.05, "max_iterations": 150, "feature.possible_transitions": True}


@dataclass(frozen=True)
class Sheet:
    """One page for training: its lines as numbers, and which of them are the article's."""

    name: str
    site: str
    traits: Traits
    own: NDArray[np.bool_]
    where: Floats | None
    weight: float
    texts: list[str]
    truth: str
    kinds: list[str]

    @property
    def table(self) -> Floats:
        """Its rows for the forest."""
        table = self.traits.table
        return table if self.where is None else np.concatenate([table, self.where], axis=1)


def sheet_of_real(page: Real, html: bool) -> Sheet:
    """Return a page of the benchmark as a sheet."""
    rows, gaps, own = page.html if html else page.pasted
    made = traits(rows, gaps)
    where = places(rows, page.chosen, made.own[:, WORDS]) if html else None
    texts = [row.text for row in rows]
    return Sheet(page.name, page.site, made, np.array(own), where, 100, texts, page.truth, [])


def sheet_of_labelled(page: Labelled) -> Sheet:
    """Return a labelled page as a sheet."""
    own = np.array([kind in taggers.OWN for kind in page.kinds])
    texts = [row.text for row in page.rows]
    made = traits(page.rows, page.gaps)
    return Sheet(page.name, page.name, made, own, None, 60, texts, "", page.kinds)


# --- forests --------------------------------------------------------------------------------------


def weights(words: Floats, total: float) -> Floats:
    """Return weights by length, a page's summing to `total`: a paragraph counts more than a link."""
    made = np.maximum(1, words) ** 0.7
    return np.asarray(made / made.sum() * total, dtype=np.float32)


def varied(sheets: Sequence[Sheet], seed: int) -> list[tuple[Floats, NDArray[np.bool_], Floats]]:
    """Return pages made of these: another's article in the frame, parts, notes, no blank lines."""
    random = np.random.default_rng(seed)
    made = []
    for sheet in (s for s in sheets if s.own.any() for _ in range(3)):
        mode = random.integers(6)
        at = np.flatnonzero(sheet.own)
        lines = [(sheet, i) for i in range(len(sheet.own))]
        if mode < 2:
            other = sheets[random.integers(len(sheets))]
            if not other.own.any():
                continue
            inner = np.flatnonzero(other.own)
            middle = [(other, i) for i in range(max(0, inner[0] - 4), inner[-1] + 1)]
            lines = [*lines[: max(0, at[0] - 4)], *middle, *lines[at[-1] + 1 :]]
        elif mode > 3:  # a note: a few of its lines, with next to nothing around them
            begin = random.integers(len(at))
            end = min(len(at), begin + random.integers(1, 6)) - 1
            around = random.integers(0, 4, 2)
            lines = lines[max(0, at[begin] - around[0]) : at[end] + 1 + around[1]]
        else:
            begin = random.integers(0, at[0] + 1)
            lines = lines[begin : random.integers(at[-1] + 1, len(sheet.own) + 1)]
        own = np.stack([s.traits.own[i] for s, i in lines])
        if mode == 3 or random.random() < 0.3:
            own[:, [ABOVE, BELOW]] = 1
        page = Traits([s.traits.pieces[i] for s, i in lines], own)
        truth = np.array([s.own[i] for s, i in lines])
        made.append((page.table, truth, weights(own[:, WORDS], 50)))
    return made


def grown(sheets: Sequence[Sheet]) -> list[Any]:
    """Return forests, one a seed, that learned from `sheets`."""
    sheets = [s for s in sheets if len(s.own)]
    parts = [(s.table, s.own, weights(s.traits.own[:, WORDS], s.weight)) for s in sheets]
    if sheets[0].where is None:
        parts += varied([s for s in sheets if s.truth], 7)
    tables, truths, given = zip(*parts, strict=True)
    data = lightgbm.Dataset(
        np.concatenate(tables),
        np.concatenate(truths),
        weight=np.concatenate(given),
        free_raw_data=False,
    )
    return [
        lightgbm.train({**TREES, "seed": seed, "bagging_seed": seed}, data, ROUNDS)
        for seed in SEEDS
    ]


def judged(forests: Sequence[Any], sheet: Sheet) -> Floats:
    """Return the likelihoods of a sheet's lines."""
    if not len(sheet.own):
        return np.zeros(0, dtype=np.float32)
    found = np.mean([forest.predict(sheet.table) for forest in forests], axis=0)
    return np.asarray(np.clip(found, 0.01, 0.99), dtype=np.float32)


def crosswise(sheets: Sequence[Sheet]) -> dict[str, Floats]:
    """Return for each sheet what forests say that never saw a page of its site."""
    sites = sorted({sheet.site for sheet in sheets})
    np.random.default_rng(0).shuffle(sites)
    fold = {site: i % FOLDS for i, site in enumerate(sites)}
    found = {}
    for number in range(FOLDS):
        forests = grown([s for s in sheets if fold[s.site] != number])
        for sheet in (s for s in sheets if fold[s.site] == number):
            found[sheet.name] = judged(forests, sheet)
    return found


def exported(forests: Sequence[Any], columns: int, path: Path) -> None:
    """Write forests, averaged, as one ONNX tree ensemble that gives log odds."""
    nodes: dict[str, list[Any]] = {
        key: []
        for key in (
            *("treeids", "nodeids", "featureids", "modes", "values", "truenodeids"),
            "falsenodeids",
        )
    }
    leaves: dict[str, list[Any]] = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    trees = [t["tree_structure"] for f in forests for t in f.dump_model()["tree_info"]]
    for number, tree in enumerate(trees):
        _flattened(tree, number, nodes, leaves, len(forests))
    given = {f"nodes_{key}": value for key, value in nodes.items()}
    given |= {f"target_{key}": value for key, value in leaves.items()}
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        ["lines"],
        ["odds"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        **given,
    )
    graph = helper.make_graph(
        [ensemble],
        "lines",
        [helper.make_tensor_value_info("lines", TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info("odds", TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)


def _flattened(
    tree: dict[str, Any], number: int, nodes: dict[str, list[Any]], leaves: dict[str, Any], n: int
) -> None:
    waiting = [(tree, 0)]
    following = 1
    while waiting:
        node, place = waiting.pop()
        split = "split_feature" in node
        nodes["treeids"].append(number)
        nodes["nodeids"].append(place)
        nodes["featureids"].append(node["split_feature"] if split else 0)
        nodes["modes"].append("BRANCH_LEQ" if split else "LEAF")
        # The next smaller float32: LightGBM compares in double precision.
        value = np.float32(node["threshold"]) if split else np.float32(0)
        if split and float(value) > node["threshold"]:
            value = np.nextafter(value, np.float32(-np.inf))
        nodes["values"].append(float(value))
        nodes["truenodeids"].append(following if split else 0)
        nodes["falsenodeids"].append(following + 1 if split else 0)
        if split:
            waiting += [(node["left_child"], following), (node["right_child"], following + 1)]
            following += 2
        else:
            leaves["treeids"].append(number)
            leaves["nodeids"].append(place)
            leaves["ids"].append(0)
            leaves["weights"].append(node["leaf_value"] / n)


# --- the field ------------------------------------------------------------------------------------


def offered(found: list[list[str]]) -> list[list[str]]:
    """Return what the field sees of each line: its own signs, and those of the lines around it."""
    made = []
    for i in range(len(found)):
        line = [f"0 {sign}" for sign in found[i]]
        for step in (-2, -1, 1, 2):
            if 0 <= i + step < len(found):
                signs_there = found[i + step]
                if abs(step) == 2:
                    signs_there = signs_there[:SHAPES]
                line += [f"{step} {sign}" for sign in signs_there if not sign.startswith("b:")]
        made.append(line)
    return made


def field_of(sheets: Sequence[Sheet], likely: dict[str, Floats]) -> Any:
    """Return the state weights and moves of a field that learned the kinds of `sheets`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sheet in sheets:
        chance = likely[sheet.name]
        kept = taggers.taken("text", chance, sheet.traits.own[:, WORDS])
        trainer.append(offered(signs(sheet.traits, chance, kept)), sheet.kinds)
    trainer.set_params(FIELD)
    path = ASSETS / "lines-kinds.crfsuite"
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    info = tagger.info()
    path.unlink()
    return info


def stored(info: Any) -> dict[str, NDArray[Any]]:
    """Return a field as `taggers` reads it."""
    labels = sorted(info.labels, key=lambda label: int(info.labels[label]))
    number = {label: i for i, label in enumerate(labels)}
    names: dict[str, int] = {}
    entries = []
    for (attribute, kind), weight in info.state_features.items():
        step, sign = attribute.split(" ", 1)
        row = names.setdefault(sign, len(names))
        entries.append((row, 2 + int(step), number[kind], weight))
    weights_ = np.zeros((len(names) + 1, 5, len(labels)), dtype=np.float16)
    for row, offset, place, weight in entries:
        weights_[row, offset, place] = weight
    moves = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (before, after), weight in info.transitions.items():
        moves[number[before], number[after]] = weight
    return {
        "labels": np.array(labels),
        "signs": np.array(list(names)),
        "weights": weights_.reshape(len(names) + 1, -1),
        "moves": moves,
    }


# --- the whole ------------------------------------------------------------------------------------


def main() -> None:
    """Check or train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--kinds", action="store_true", help="train the field alone")
    args = parser.parse_args()
    if args.kinds:
        _kinds_alone()
        return
    real = real_pages(args.data / "extraction")
    written = [sheet_of_labelled(p) for part in ("train", "dev") for p in labelled(part)]
    pasted = [sheet_of_real(page, html=False) for page in real]
    html = [sheet_of_real(page, html=True) for page in real]
    likely = crosswise([*pasted, *written])
    if args.check:
        _report("pasted", real, likely)
        _report("html", real, crosswise(html))
        _report_kinds(written, likely)
        return
    exported(grown([*pasted, *written]), pasted[0].table.shape[1], ASSETS / "lines-text.onnx")
    exported(grown(html), html[0].table.shape[1], ASSETS / "lines-html.onnx")
    np.savez_compressed(ASSETS / "lines-kinds.npz", **stored(field_of(written, likely)))


def _kinds_alone() -> None:
    """Train the field on the likelihoods of the forests in the package."""
    written = [sheet_of_labelled(p) for part in ("train", "dev") for p in labelled(part)]
    likely = {sheet.name: taggers.likelihoods("text", sheet.table) for sheet in written}
    np.savez_compressed(ASSETS / "lines-kinds.npz", **stored(field_of(written, likely)))


def _report(name: str, pages: Sequence[Real], likely: dict[str, Floats]) -> None:
    """Print how well whole pages are labelled, by forests that never saw a page of their site."""
    scores = []
    for page in pages:
        rows, text = (
            (page.html[0], page.page.text) if name == "html" else (page.pasted[0], page.text)
        )
        found = label(
            rows,
            text,
            page.chosen if name == "html" else None,
            judge=lambda _, __, page=page: likely[page.name],
        )
        own = [row.text for row, one in zip(rows, found, strict=True) if one.kind in taggers.OWN]
        scores.append(body_score(page.truth, "\n".join(own)))
    f1, precision, recall = average(scores)
    print(f"{name}: F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f} (crosswise)")


def _report_kinds(sheets: Sequence[Sheet], likely: dict[str, Floats]) -> None:
    truth, found = [], []
    for number in range(FOLDS):
        field = taggers.Field(
            stored(field_of([s for i, s in enumerate(sheets) if i % FOLDS != number], likely))
        )
        for i, sheet in enumerate(sheets):
            if i % FOLDS == number:
                chance = likely[sheet.name]
                kept = taggers.taken("text", chance, sheet.traits.own[:, WORDS])
                truth += sheet.kinds
                found += taggers.kinds(sheet.traits, chance, kept, field)
    print("kinds, crosswise:", macro_f1(truth, found))


if __name__ == "__main__":
    main()
