"""How copies are told from other reports, and what it costs to look for them with every add.

python bench/copies.py                  the pairs of copies.toml and the example articles
python bench/copies.py --articles 5000  the time of an add with so many articles stored
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.clean import clean
from index.copies import Telling, at_odds, is_copy, prints, shared, telling
from index.database import Database
from index.glossary import load
from index.read import read
from index.types import Article, Page, Passage, Span

HERE = Path(__file__).parent
GLOSSARY = load(HERE / "no-such-file")


def main() -> None:
    """Print the table of pairs, or the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0)
    count = parser.parse_args().articles
    if count:
        times(count)
    else:
        pairs()


def pairs() -> None:
    """Print what is shared by two texts, and if they are taken for copies."""
    made = tomllib.loads((HERE / "copies.toml").read_text(encoding="utf-8"))
    told = {name: telling(article(name, text)) for name, text in made["texts"].items()}
    wrong = 0
    print(f"{'pair':42}  shared  prints  at odds  copy")
    for pair in made["pairs"]:
        one, other = told[pair["one"]], told[pair["other"]]
        wrong += is_copy(one, other) != pair["copy"]
        row(pair["what"], one, other, "" if is_copy(one, other) == pair["copy"] else "  WRONG")
    pages = [page for page in read(HERE.parent / "examples") if isinstance(page, Page)]
    for a, b in combinations([clean(page, GLOSSARY) for page in pages], 2):
        one, other = telling(a), telling(b)
        if shared(one, other) > 0.02:
            row(f"{a.title[:19]} / {b.title[:19]}", one, other)
    print(f"{len(made['pairs'])} pairs, {wrong} wrong")


def row(what: str, one: Telling, other: Telling, mark: str = "") -> None:
    """Print one pair."""
    a, b = set(prints(one)), set(prints(other))
    common = len(a & b) / (min(len(a), len(b)) or 1)
    verdict = "yes" if is_copy(one, other) else "no"
    odds = "yes" if at_odds(one, other) else "no"
    print(f"{what[:42]:42}  {shared(one, other):6.2f}  {common:6.2f}  {odds:>7}  {verdict}{mark}")


def times(count: int) -> None:
    """Print the milliseconds of an add and what of it goes to looking for copies."""
    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghijklmnop", k=6)) for _ in range(20_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    vectors = np.ones((20, 384), np.float32)

    def text() -> str:
        drawn = rng.choices(words, weights, k=600)
        return " ".join(" ".join(drawn[n : n + 20]).capitalize() + "." for n in range(0, 600, 20))

    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "catalog.sqlite")
        catalog = Catalog(database)
        spent, looking = list[float](), list[float]()
        place = catalog.stories.place

        def timed(*given: object) -> None:
            begun = time.perf_counter()
            place(*given)  # type: ignore[arg-type]
            looking.append(time.perf_counter() - begun)

        catalog.stories.place = timed  # type: ignore[method-assign,assignment]
        last = ""
        for n in range(count):
            # Every tenth is a copy, cut short, of the one before.
            last = last[: len(last) // 2].rsplit(".", 1)[0] + "." if n % 10 == 9 else text()
            made, passages = stored(f"a{n}", last)
            texts = [made.text[p.span.start : p.span.end] for p in passages]
            begun = time.perf_counter()
            page = Page(made.origin, made.text, "text")
            catalog.put(made, page, passages, texts, vectors[: len(passages)])
            spent.append(time.perf_counter() - begun)
        for name, values in (("catalog.put", spent), ("of it, copies", looking)):
            late = sorted(values[-500:])
            middle, slow = late[len(late) // 2] * 1000, late[int(len(late) * 0.95)] * 1000
            print(f"{name:15} of the last 500: median {middle:.1f} ms, 95 percent {slow:.1f} ms")
        found = sum(origin != id_ for id_, origin in catalog.stories.origins().items())
        size = (Path(folder) / "catalog.sqlite").stat().st_size / 2**20
        (rows,) = database.rows("SELECT count(*) FROM prints")[0]
        print(
            f"{count} articles, {catalog.count()} passages, {found} copies found, "
            f"{rows} prints, {size:.0f} MiB"
        )
        database.close()


def stored(name: str, text: str) -> tuple[Article, list[Passage]]:
    """Return a text as an article of 20 short passages, without the cost of cleaning it."""
    ends = [n + 1 for n, c in enumerate(text) if c == "."]
    sentences = tuple(Span(a, b) for a, b in pairwise([0, *ends]))
    made = Article(name, 1, name, name, None, None, None, "en", text, (), sentences, ())
    passages = [
        Passage(f"{name}-{n}", name, 1, n, sentences[n % len(sentences)], "", ()) for n in range(20)
    ]
    return made, passages


def article(name: str, text: str) -> Article:
    """Return a text as an article."""
    return clean(Page(f"text:{name}", text, "text"), GLOSSARY)


if __name__ == "__main__":
    main()
