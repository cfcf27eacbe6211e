"""A text past any context window: how long a summary of 300,000 words takes, and what it covers.

    python bench/long_texts.py [--words 300000] [--length 12]

Writes its own report into a temporary folder: chapters on invented ministries, each with a finding
near its beginning among sentences that say little. Reads, cleans and summarizes it with the
extractive engine in a process of its own; prints the seconds, the peak of memory, how many tenths of
the text have a sentence in the summary, and how many of its sentences are findings.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
_PLACES = "Arden Brill Corvane Dunmore Eskdale Farrow Galt Hythe Ivel Jorvan Kestrel Lorne".split()
_WORKS = "ferries bridges schools clinics harbours archives reservoirs railways markets".split()
_FILLER = (
    "Officers in {place} described the routine of the {works} as it had been for many years.",
    "Several of those who were asked about the {works} spoke of papers kept in boxes and drawers.",
    "The rooms in {place} are used in the mornings, and in the afternoons they stand open to all.",
    "It was noted that forms about the {works} are filled in by hand and then typed a second time.",
    "Visitors to {place} are met at the gate and shown to the office, where they usually wait.",
    "Some of the staff had come from other offices and learnt the work on the {works} as they went.",
    "Letters from {place} are answered in the order of their arrival, apart from those that are lost.",
    "Nobody could say when the habit of counting the {works} by eye had begun, or who began it.",
)


def report(words: int, seed: int = 7) -> str:
    """Return a report in Markdown of about so many words, and the same for the same `seed`."""
    draw = random.Random(seed)
    lines = ["# Audit of public works in the northern provinces", ""]
    written, chapter = 0, 0
    while written < words:
        place, works = draw.choice(_PLACES), draw.choice(_WORKS)
        chapter += 1
        lines += [f"## Chapter {chapter}: the {works} of {place}", ""]
        finding = (
            f"The auditors found that {place} spent {draw.randint(11, 990)} million crowns on its"
            f" {works} in {draw.randint(2011, 2024)}, of which {draw.randint(3, 60)} per cent cannot"
            " be accounted for."
        )
        at = draw.randint(0, 2)
        for paragraph in range(60):
            said = [
                draw.choice(_FILLER).format(place=place, works=works)[:-1]
                + f", as visit {draw.randint(1, 9999)} showed."
                for _ in range(draw.randint(2, 5))
            ]
            if paragraph == at:
                said.insert(0, finding)
            lines += [" ".join(said), ""]
            written += sum(len(s.split()) for s in said)
    return "\n".join(lines)


def measure(path: Path, length: int) -> None:
    """Summarize the file without a model and print what that took, as JSON."""
    sys.path.insert(0, str(ROOT))
    begun = time.perf_counter()
    import rag

    with rag.Archive(engine="extractive") as archive:
        summary = archive.summarize(path, length=length)
    text = summary.articles[0].text
    cited = [claim.citations[0] for claim in summary.claims]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        "words": len(text.split()),
        "seconds": round(time.perf_counter() - begun, 1),
        "megabytes": round(peak / (1e6 if sys.platform == "darwin" else 1e3)),
        "sentences": len(cited),
        "tenths": len({10 * c.span.start // len(text) for c in cited}),
        "findings": sum(c.quote.startswith("The auditors found") for c in cited),
        "exact": all(c.quote == text[c.span.start : c.span.end] for c in cited),
    }
    print(json.dumps(found))


def main() -> None:
    """Write the report, summarize it in another process and print a line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--words", type=int, default=300_000)
    options.add_argument("--length", type=int, default=12)
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.measure:
        measure(args.measure, args.length)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.md"
        path.write_text(report(args.words), encoding="utf-8")
        command = [sys.executable, __file__, "--length", str(args.length), "--measure", str(path)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(out)
    print("\n".join(f"{name:10} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
