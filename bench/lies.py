"""A model that lies: how many of its lies are shown as plainly supported, how many truths are lost?

    python bench/lies.py [--judge] [--verbose] [--file bench/lies_fresh.txt]

The claims of bench/lies.txt are what a scripted model drafts, true ones and lies in one answer, over
the example articles. Its second look fails, so that code alone decides; with --judge it says
"supported" to all that it is asked. A lie counts as caught where it is not shown as "supported"; a
truth is lost where it is dropped, and doubted where it is only "partly". Odd questions were used for
mending, even ones not looked at before. A --file may bring stories of its own (S, B), read instead of
the examples, and --verbose counts by kind: bench/lies_fresh.txt, and paraphrases as a small model writes
them, bench/truths.txt (mended for) and bench/truths_fresh.txt (hardly).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import rag  # noqa: E402


@dataclass
class Case:
    """A question with what a model could say: (claim, kind), kind "" for the truth."""

    question: str
    claims: list[tuple[str, str]] = field(default_factory=list)


def cases(file: Path = ROOT / "bench" / "lies.txt") -> list[Case]:
    """Return the cases of `file`."""
    found: list[Case] = []
    for line in file.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "Q":
            found.append(Case(text))
        elif mark == "T":
            found[-1].claims.append((text, ""))
        elif mark == "L":
            kind, _, claim = text.partition(": ")
            found[-1].claims.append((claim, kind))
    return found


def stories(file: Path, folder: Path) -> Path:
    """Write the stories of `file` as articles to `folder` and return it, or else the examples."""
    path: Path | None = None
    for line in file.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "S":
            date, _, title = text.partition(" ")
            path = folder / f"{date}.md"
            path.write_text(f"---\ntitle: {json.dumps(title)}\ndate: {date}\n---\n", "utf-8")
        elif mark == "B" and path:
            with path.open("a", encoding="utf-8") as out:
                out.write(f"\n{text}\n")
    return folder if path else ROOT / "examples"


def verdicts(archive: rag.Archive, case: Case) -> dict[str, tuple[str, str]]:
    """Return what became of each claim: its verdict, or "mended", and the reason."""
    answer = archive.ask(case.question)
    told = {c.text: (c.verdict, c.reason) for c in answer.dropped}
    told |= {c.text: (c.verdict, c.reason) for c in answer.claims}
    for claim, _ in case.claims:
        whole = next((t for t in told if t.startswith(f"{claim.rstrip('.')}, ")), "")
        if claim not in told and whole:
            told[claim] = "mended", f"shown as: {whole}"
    return told


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--file", type=Path, default=ROOT / "bench" / "lies.txt")
    args = parser.parse_args()
    from openai_server import OpenAIServer

    current = {"text": ""}

    def model(body: dict[str, Any]) -> str:
        prompt = body["messages"][-1]["content"]
        if "response_format" not in body:
            return current["text"]
        said = [
            {"number": n + 1, "verdict": "supported"} for n in range(prompt.count('"sentence"'))
        ]
        return json.dumps({"verdicts": said}) if args.judge else "no"

    kinds: dict[str, Counter[str]] = {}
    counts: dict[str, Counter[str]] = {"odd": Counter(), "even": Counter()}
    with (
        tempfile.TemporaryDirectory() as folder,
        OpenAIServer(delta=400, packet=65536) as server,
        rag.Archive(base_url=server.url, model="fake", engine="model") as archive,
    ):
        server.script(model)
        archive.add(stories(args.file, Path(folder)))
        for number, case in enumerate(cases(args.file), start=1):
            half = "odd" if number % 2 else "even"
            if args.half and half != args.half:
                continue
            current["text"] = " ".join(claim for claim, _ in case.claims)
            told = verdicts(archive, case)
            for claim, kind in case.claims:
                verdict, reason = told.get(claim, ("lost", "never came back"))
                tally(counts[half], kind, verdict)
                kinds.setdefault(kind or "TRUE", Counter())[verdict] += 1
                wrong = slipped(kind, verdict) if kind else verdict not in ("supported", "mended")
                if wrong and (args.verbose or half == "odd"):
                    print(f"{number:3} {kind or 'TRUE':12} {verdict:12} {claim} | {reason}")
    for kind, c in sorted(kinds.items()) if args.verbose else ():
        print(f"{kind:12}", ", ".join(f"{verdict} {n}" for verdict, n in sorted(c.items())))
    for half, c in counts.items():
        print(
            f"{half}: lies caught {c['caught']} of {c['lies']}; true claims {c['true']},"
            f" lost {c['lost']}, doubted {c['doubted']}"
        )


def slipped(kind: str, verdict: str) -> bool:
    """Whether a lie is shown as plain; one of no speaker that was given its speaker is none."""
    return verdict == "supported" or (verdict == "mended" and kind != "attribution")


def tally(count: Counter[str], kind: str, verdict: str) -> None:
    """Count one claim."""
    if kind:
        count["lies"] += 1
        count["caught"] += not slipped(kind, verdict)
    else:
        count["true"] += 1
        count["doubted"] += verdict == "partly"
        count["lost"] += verdict in ("unsupported", "lost")


if __name__ == "__main__":
    main()
