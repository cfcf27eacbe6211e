"""How good and fast answers are without a model and with the pulled one, and what checking does.

Asks the questions of local_questions.toml of the articles in examples/, and of one real page where
`--data` names the shared data. Ten of the forty have no answer there: whatever is shown to those is
a false answer. What is right is in the keys (bench/local_keys.py). "local unverified" is what would
be shown without citing and verifying: each sentence that the model wrote, the dropped with the kept,
and no sentence of the articles in their place. The extractive engine has nothing to drop, so it has
no such row. Servers and keys of the environment are left out; NEWSCITE_MODEL and NEWSCITE_MODELS
name the model and its folder. Times run from the call, with the model loaded.

Our own verifier cannot say how many sentences are unsupported. "plainly wrong" counts those that hit
a key's pattern for what is false, or hold a number that stands nowhere in the articles. For the rest
`--out` writes each sentence with its quotes, to put "true" or "false" under `judgement`, and
`--judged` counts such a file. `--blind` writes both engines' answers in random order.

    python bench/local_model.py --data ../shared/data --engine extractive,local --out lines.jsonl
    python bench/local_model.py --second --raw
    python bench/local_model.py --judged lines.jsonl

`--second` asks two questions of an article: the words of the second should begin within 4 s on two
cores. `--raw` compares our tokens a second with llama.cpp's own: the ratio should be 0.95 at least.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import local_keys
import local_speed
from local_keys import Question

from index.embed import MiniLM
from rag import local
from rag.archive import Archive
from rag.settings import load
from rag.types import Answer, Claim

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
ENGINES = {"extractive": "extractive", "local": "model"}
MEASURES = ("evidence", "word", "complete")
LONG = "oracle-tiktok-wire-copy.txt"
"""What `--raw` has the model read."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an answer: shown or dropped, the model's or an article's."""

    claim: Claim
    shown: bool
    by_model: bool
    trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A question put to an engine. `seconds` holds, of MEASURES, what came."""

    question: Question
    engine: str
    lines: tuple[Line, ...]
    seconds: dict[str, float]

    def kept(self, *, verified: bool = True) -> list[Line]:
        """Return the lines that are shown, or would be if nothing were verified."""
        return [line for line in self.lines if (line.shown if verified else line.by_model)]

    def score(self, *, verified: bool = True) -> str:
        """Return the score of those lines."""
        return self.question.score([line.claim.text for line in self.kept(verified=verified)])


class Asker:
    """Archives of one file each, or of all examples, opened once."""

    def __init__(self, data: Path | None, closing: ExitStack) -> None:
        self._data = data
        self._closing = closing
        self._embedder = MiniLM()
        self._archives: dict[tuple[str, str], Archive] = {}

    def archive(self, file: str, engine: str) -> Archive:
        """Return the archive of a question's file for an engine."""
        if (file, engine) not in self._archives:
            path = EXAMPLES if file == "all" else EXAMPLES / file
            if file.startswith("data/") and self._data:
                path = self._data / "articles" / file.removeprefix("data/")
            archive = Archive(embedder=self._embedder, engine=ENGINES[engine])
            self._closing.enter_context(archive)
            if failed := archive.add(path).failed:
                raise SystemExit(f"{path} cannot be read: {failed[0].reason}")
            self._archives[file, engine] = archive
        return self._archives[file, engine]

    def ask(self, question: Question, engine: str) -> Run:
        """Ask, and note what came when."""
        archive = self.archive(question.file, engine)
        seconds: dict[str, float] = {}
        drafts: list[str] = []
        last = Answer(question.ask, (), found=False)
        begun = time.perf_counter()
        for last in archive.stream(question.ask):
            now = time.perf_counter() - begun
            if last.evidence or last.claims:
                seconds.setdefault("evidence", now)
            if engine == "local" and (last.draft or last.claims or last.dropped):
                seconds.setdefault("word", now)
            drafts.append(last.draft)
        seconds["complete"] = time.perf_counter() - begun
        written = "\n".join(drafts)
        texts = [f"{a.title}\n{a.published}\n{a.text}" for a in archive.articles()]
        known = local_keys.numbers("\n".join(texts))
        kept = [
            Line(c, True, _drafted(c, written), question.trouble(c.text, known))
            for c in last.claims
        ]
        dropped = [Line(c, False, True, question.trouble(c.text, known)) for c in last.dropped]
        return Run(question, engine, (*kept, *dropped), seconds)


def _drafted(claim: Claim, written: str) -> bool:
    """Whether the model wrote a claim: an article's sentence that stands in was never drafted."""
    at = len(claim.text) // 4
    return claim.text[at : at + 24] in written and claim.text[-24:-4] in written


def qualities(runs: Sequence[Run], engines: Sequence[str]) -> Rows:
    """Return the counts of each engine, and of the model's sentences as they came."""
    found = []
    for engine, verified in [(e, v) for e in engines for v in (True, False)]:
        if engine == "extractive" and not verified:
            continue
        mine = [run for run in runs if run.engine == engine]
        given = Counter(r.score(verified=verified) for r in mine if r.question.answerable)
        traps = Counter(r.score(verified=verified) for r in mine if not r.question.answerable)
        lines = [line for run in mine for line in run.kept(verified=verified)]
        row: dict[str, Any] = {"engine": engine if verified else f"{engine} unverified"}
        row |= {"answerable": given.total(), "right": given["right"] + given["complete"]}
        row |= {score: given[score] for score in ("complete", "missed", "wrong", "refused")}
        row |= {"unanswerable": traps.total(), "rightly refused": traps["refused"]}
        row |= {"false answers": traps["false"], "sentences": len(lines)}
        row |= {"the model's": sum(line.by_model for line in lines)}
        found.append(row | {"plainly wrong": sum(bool(line.trouble) for line in lines)})
    return found


def times(runs: Sequence[Run], engines: Sequence[str]) -> Rows:
    """Return median and worst seconds by engine and kind; None where nothing of that came."""
    found = []
    for engine in engines:
        for kind in [*dict.fromkeys(run.question.kind for run in runs), "all"]:
            mine = [r for r in runs if r.engine == engine and kind in (r.question.kind, "all")]
            row: dict[str, Any] = {"engine": engine, "kind": kind, "asked": len(mine)}
            for measure in MEASURES:
                values = [run.seconds[measure] for run in mine if measure in run.seconds]
                row[measure] = round(statistics.median(values), 2) if values else None
                row[f"{measure} worst"] = round(max(values), 2) if values else None
            found.append(row)
    return found


def second(asker: Asker) -> Rows:
    """Return the seconds to the first word of two questions on one article, one after the other."""
    found = []
    for pair in local_keys.pairs():
        words = [asker.ask(question, "local").seconds.get("word") for question in pair]
        first, then = (None if word is None else round(word, 2) for word in words)
        found.append({"file": pair[0].file, "first": first, "second": then})
    return found


def write_lines(runs: Sequence[Run], path: Path) -> None:
    """Write each sentence with its quotes, shown or not, for a person to judge."""
    with path.open("w", encoding="utf-8") as out:
        for run, line in [(r, one) for r in runs for one in r.lines]:
            question, claim = run.question, line.claim
            row: dict[str, Any] = {"engine": run.engine, "ask": question.ask, "file": question.file}
            row |= {"answerable": question.answerable, "score": run.score()}
            row |= {"shown": line.shown, "by_model": line.by_model, "sentence": claim.text}
            row |= {"quotes": [citation.quote for citation in claim.citations]}
            row |= {"verdict": claim.verdict, "reason": claim.reason, "trouble": line.trouble}
            out.write(json.dumps(row | {"judgement": ""}, ensure_ascii=False) + "\n")


def judged(path: Path) -> Rows:
    """Return what a person said of the sentences in a file that `write_lines` wrote."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ours = [row for row in rows if row["engine"] == "local"]
    groups = {
        "extractive": [row for row in rows if row["engine"] == "extractive"],
        "local": [row for row in ours if row["shown"]],
        "local unverified": [row for row in ours if row["by_model"]],
        "local, dropped": [row for row in ours if not row["shown"]],
    }
    found = []
    for name, group in groups.items():
        said = Counter(row["judgement"] for row in group)
        counts = {"judged": len(group) - said[""], "unsupported": said["false"]}
        found.append({"engine": name, "sentences": len(group), **counts})
    return found


def write_blind(runs: Sequence[Run], path: Path, seed: int) -> None:
    """Write both answers to each answerable question as A and B, and beside it which is which."""
    order = random.Random(seed)
    text, key = list[str](), list[str]()
    for number, question in enumerate(dict.fromkeys(r.question for r in runs), 1):
        if not question.answerable:
            continue
        both = [run for run in runs if run.question == question]
        order.shuffle(both)
        text.append(f"## {number}. {question.ask}\n\n{question.file}\n")
        for letter, run in zip("AB", both, strict=True):
            said = "\n".join(f"- {line.claim.text}" for line in run.kept())
            text.append(f"{letter}\n\n{said or '- The articles do not say.'}\n")
            key.append(f"{number} {letter} {run.engine}\n")
    path.write_text("\n".join(text), encoding="utf-8")
    Path(f"{path}.key").write_text("".join(key), encoding="utf-8")


def as_table(rows: Rows) -> str:
    """Return rows of the same keys as text: the first column to the left, None as a dash."""
    cells = [[*rows[0]], *(["-" if v is None else str(v) for v in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    padded = [[cell.rjust(w) for cell, w in zip(row, widths, strict=True)] for row in cells]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *right[1:]])
        for row, right in zip(cells, padded, strict=True)
    )


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of shared data")
    parser.add_argument("--engine", help="extractive, local, or both with a comma between")
    parser.add_argument("--only", default="", help="only questions that hold these words")
    parser.add_argument("--second", action="store_true", help="time a second question")
    parser.add_argument("--raw", action="store_true", help="compare with llama.cpp's own speed")
    parser.add_argument("--out", type=Path, help="write each sentence here, as JSON lines")
    parser.add_argument("--judged", type=Path, help="count the judgements in such a file")
    parser.add_argument("--blind", type=Path, help="write both engines' answers here, as A and B")
    parser.add_argument("--seed", type=int, default=1, help="of the order of A and B")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    options = parser.parse_args()
    alone = options.second or options.raw or options.judged
    options.engines = (options.engine or ("" if alone else "extractive")).replace(",", " ").split()
    if unknown := set(options.engines) - set(ENGINES):
        parser.error(f"There is no engine called {', '.join(sorted(unknown))}.")
    if options.blind and set(options.engines) != set(ENGINES):
        parser.error("A blind reading is of two engines: --engine extractive,local.")
    return options


def measure(options: argparse.Namespace) -> tuple[list[Run], dict[str, Rows]]:
    """Return the runs and the tables that were asked for."""
    tables: dict[str, Rows] = {}
    runs: list[Run] = []
    with ExitStack() as closing:
        asker = Asker(options.data, closing)
        if "local" in options.engines or options.second or options.raw:
            closing.callback(local.stop)
            begun = time.perf_counter()
            settings = local.served(load(engine="model"))
            print(f"{settings.model} was ready after {time.perf_counter() - begun:.1f} s.")
        if options.engines:
            for question in local_keys.load(data=options.data is not None, only=options.only):
                for engine in options.engines:
                    runs.append(asker.ask(question, engine))
                    print(f"{runs[-1].score():9} {engine:11} {question.ask}", file=sys.stderr)
            tables["answers"] = qualities(runs, options.engines)
            tables["seconds, median and worst"] = times(runs, options.engines)
        if options.second:
            tables["seconds to the first word"] = second(asker)
        if options.raw:
            article = asker.archive(LONG, "extractive").articles()[0].text
            tables["speed"] = local_speed.compare(settings, article)
    if options.judged:
        tables["judged"] = judged(options.judged)
    return runs, tables


def main() -> None:
    """Measure and report."""
    options = arguments()
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)
    runs, tables = measure(options)
    if options.engines:
        left_out = "" if options.data else " (none about the shared data)"
        print(f"{len(runs) // len(options.engines)} questions{left_out}")
    for name, rows in tables.items():
        print(f"\n{name}\n{as_table(rows)}")
    if options.out:
        write_lines(runs, options.out)
    if options.blind:
        write_blind(runs, options.blind, options.seed)
    if options.json:
        options.json.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
