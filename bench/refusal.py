"""Does it refuse what the articles do not say, and only that?

On CLAPnq (`DIR/clapnq`: 300 questions that their passage answers and 300 that theirs does not; the
development split, Apache-2.0), each question asked of its own passage through `Archive.ask` with the
extractive engine; and on our own questions about examples/ (refusal_questions.toml). Odd items were
used for tuning, even ones were not. Rouge-L is of the answers to the answerable, against the best
of their references; a refused one counts as 0.

    python bench/refusal.py --data DIR
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embed import MiniLM
from rag import Archive

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
OWN = HERE / "refusal_questions.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """A question, the article it is asked of, and what would answer it; `odd` ones are tuned on."""

    ask: str
    article: str
    answerable: bool
    answers: tuple[str, ...]
    odd: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an item: the sentences shown, and the seconds it took."""

    item: Item
    shown: tuple[str, ...]
    seconds: float


def printed(text: str) -> str:
    """Return tokenized text as a page would print it."""
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r"\s+(?=[,.;:!?%)\]]|n't\b|'(?:s|re|ve|ll|d|m)\b)", "", text)
    return re.sub(r"(?<=[(\[$#])\s+", "", text).replace(" -- ", " – ").strip()


def clapnq(folder: Path) -> list[tuple[Item, dict[str, str]]]:
    """Return the items of CLAPnq, each with its article as a line of JSON lines."""
    found = []
    for half in ("answerable", "unanswerable"):
        path = folder / f"clapnq/clapnq_dev_{half}.jsonl"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            passage = row["passages"][0]
            answers = tuple(printed(output["answer"]) for output in row["output"])
            url = f"https://clapnq.example/{half}/{number}"
            item = Item(row["input"], url, half == "answerable", answers, number % 2 == 1)
            article = {"url": url, "title": passage["title"], "text": printed(passage["text"])}
            found.append((item, article))
    return found


def own() -> list[Item]:
    """Return our questions about the examples; `answers` are patterns."""
    rows = tomllib.loads(OWN.read_text(encoding="utf-8"))["question"]
    return [
        Item(r["ask"], r["file"], "facts" in r, tuple(r.get("facts", ())), odd=False) for r in rows
    ]


def asked(archive: Archive, item: Item, articles: Sequence[str]) -> Run:
    """Ask one question of some articles."""
    begun = time.perf_counter()
    answer = archive.ask(item.ask, articles=articles)
    seconds = time.perf_counter() - begun
    return Run(item, tuple(claim.text for claim in answer.claims), seconds)


def runs_of_clapnq(folder: Path, most: int, engine: str, part: str) -> list[Run]:
    """Ask each question of CLAPnq of its own passage; of `most` only, if that is not 0."""
    items = [row for row in clapnq(folder) if part in ("both", "odd" if row[0].odd else "even")]
    if most:
        items = items[:: max(1, len(items) // most)]
    found = []
    with tempfile.TemporaryDirectory() as at, Archive(embedder=MiniLM(), engine=engine) as archive:
        lines = Path(at) / "passages.jsonl"
        rows = [json.dumps(article, ensure_ascii=False) for _, article in items]
        lines.write_text("\n".join(rows) + "\n", encoding="utf-8")
        if failed := archive.add(lines).failed:
            print(f"{len(failed)} passages cannot be read: {failed[0].reason}", file=sys.stderr)
        ids = {article.origin: article.id for article in archive.articles()}
        for item, _ in items:
            if item.article in ids:
                found.append(asked(archive, item, [ids[item.article]]))
    return found


def runs_of_own() -> list[Run]:
    """Ask each of our questions of its example."""
    found = []
    embedder = MiniLM()
    items = own()
    for file in dict.fromkeys(item.article for item in items):
        with Archive(embedder=embedder, engine="extractive") as archive:
            archive.add(EXAMPLES / file)
            ids = [article.id for article in archive.articles()]
            found += [asked(archive, item, ids) for item in items if item.article == file]
    return found


def rouge(answer: str, reference: str) -> float:
    """Return Rouge-L: F1 of the longest common subsequence of words (Lin 2004)."""
    a, b = (re.findall(r"[a-z0-9]+", text.lower()) for text in (answer, reference))
    row = [0] * (len(b) + 1)
    for word in a:
        last = 0
        for j, other in enumerate(b, 1):
            last, row[j] = row[j], last + 1 if word == other else max(row[j], row[j - 1])
    return 2 * row[-1] / (len(a) + len(b)) if a and b else 0.0


def report(name: str, runs: Sequence[Run]) -> str:
    """Return one line: refused shares, and Rouge-L as far as there are references."""
    given = [run for run in runs if run.item.answerable]
    traps = [run for run in runs if not run.item.answerable]
    refused = [sum(not run.shown for run in half) for half in (traps, given)]
    scores = [max(rouge(" ".join(r.shown), a) for a in r.item.answers) for r in given]
    middle = statistics.median(run.seconds for run in runs)
    return (
        f"{name:<14}{refused[0]:>5} of {len(traps)} ({refused[0] / len(traps):.1%})"
        f"{refused[1]:>9} of {len(given)} ({refused[1] / len(given):.1%})"
        f"{statistics.mean(scores):>8.3f}{1000 * middle:>8.0f} ms"
    )


def report_own(runs: Sequence[Run]) -> str:
    """Return what came of our own questions: right, wrong, refused; those that went wrong by name."""
    right, bad, refused = 0, list[str](), 0
    for run in runs:
        text = " ".join(run.shown)
        if not run.item.answerable:
            refused += not text
            bad += [f"  answered: {run.item.ask} -> {text[:90]}"] if text else []
        elif any(re.search(pattern, text) for pattern in run.item.answers):
            right += 1
        else:
            bad.append(f"  {'missed' if text else 'refused'}: {run.item.ask} -> {text[:90]}")
    given = sum(run.item.answerable for run in runs)
    head = f"own questions: right {right} of {given}, rightly refused {refused} of"
    return "\n".join([f"{head} {len(runs) - given}", *bad])


def main() -> None:
    """Ask and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of shared data")
    parser.add_argument(
        "--most", type=int, default=0, help="ask only so many of CLAPnq's questions"
    )
    parser.add_argument("--part", default="both", choices=("odd", "even", "both"))
    parser.add_argument("--engine", default="extractive", choices=("extractive", "model"))
    options = parser.parse_args()
    print(report_own(runs_of_own()))
    if options.data:
        runs = runs_of_clapnq(options.data, options.most, options.engine, options.part)
        print("\nCLAPnq         unanswerable refused   answerable refused  Rouge-L   median")
        for name, odd in (("odd (tuned)", True), ("even", False)):
            if part := [run for run in runs if run.item.odd == odd]:
                print(report(name, part))


if __name__ == "__main__":
    main()
