"""How well `index.slips` finds planted slips: precision and recall, no model.

python bench/slips.py            # all, with the stories held out apart
python bench/slips.py --developed  # without the held-out stories
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from index.clean import clean  # noqa: E402
from index.glossary import Glossary, load  # noqa: E402
from index.read import read  # noqa: E402
from index.slips import suggest  # noqa: E402
from index.types import Article, Page  # noqa: E402


def main() -> None:
    """Print what was found, missed and wrong."""
    raw = tomllib.loads((ROOT / "tests/slips.toml").read_text(encoding="utf-8"))["article"]
    examples = [
        page
        for path in sorted((ROOT / "examples").iterdir())
        for page in read(path)
        if isinstance(page, Page)
    ]
    for held in (False, True):
        if held and "--developed" in sys.argv:
            break
        chosen = [a for a in raw if a["held"] is held]
        print("held out" if held else "developed on")
        report(chosen, examples, load())
    # Without the built-in glossary its slips in the examples have to be found.
    print("the examples without a glossary")
    for found in suggest(articles([], examples, Glossary([])), Glossary([])):
        print(f"  {found.score:5} {found.printed} -> {found.name} {found.reasons}")


def articles(raw: list[dict], examples: list[Page], glossary: Glossary) -> list[Article]:
    """Return the articles and the examples, cleaned."""
    pages = [Page(f"text:{n}", a["text"].strip(), "text") for n, a in enumerate(raw)]
    return [clean(page, glossary) for page in [*pages, *examples]]


def report(raw: list[dict], examples: list[Page], glossary: Glossary) -> None:
    """Print precision and recall over the distinct slips of some stories."""
    planted = {tuple(pair) for a in raw for pair in a["slips"]}
    found = suggest(articles(raw, examples, glossary), glossary)
    right = {(s.printed, s.name) for s in found} & planted
    for s in found:
        mark = " " if (s.printed, s.name) in planted else "!"
        print(f" {mark}{s.score:5} {s.printed} -> {s.name} x{s.count} {s.reasons} near {s.near}")
    for pair in sorted(planted - right):
        print("  missed", *pair)
    print(f"  precision {len(right)}/{len(found)}, recall {len(right)}/{len(planted)}")


if __name__ == "__main__":
    main()
