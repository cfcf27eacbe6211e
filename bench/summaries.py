"""How good summaries of one article are: `python bench/summaries.py [--engine model] [--data DIR]`.

Forty articles of our own, with what each of them says, are in bench/summaries (key.toml). Rules were
tuned on the odd ones; the even ones are reported by themselves. `lead-3` is the first three sentences of
the cleaned article, captions left out.
`--engine model` needs an endpoint or a pulled model. `--data DIR` adds, as references, the decks of the
extraction benchmark's pages that their own first sentences do not repeat. `--blind FILE` writes pairs to
be read, in an order that FILE.key gives away. Not measured: whether a summary reads well.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean

from lxml import html

import rag
from index.chunk import chunk
from index.clean import clean
from index.glossary import load
from index.types import Article, Page
from rag.retrieve import sentences_of

HERE = Path(__file__).parent / "summaries"
LENGTH = 3


@dataclass(frozen=True)
class Item:
    """An article, and what a summary of it is held against."""

    number: int
    file: str
    source: str | Page
    reference: str
    headline: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A summary, sentence by sentence, how many of them are proven, and the seconds it took."""

    sentences: tuple[str, ...]
    unproven: int = 0
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The sentences in a line."""
        return " ".join(self.sentences)


Summarizer = Callable[[Item], Made]


def own_items() -> list[Item]:
    """Return our forty articles."""
    key = tomllib.loads((HERE / "key.toml").read_text(encoding="utf-8"))
    return [
        Item(
            int(row["file"][:2]),
            row["file"],
            str(HERE / row["file"]),
            row["reference"],
            tuple(row["headline"]),
            tuple(row["dangling"]),
        )
        for row in key["article"]
    ]


def deck_items(folder: Path) -> list[Item]:
    """Return the benchmark's pages that have a deck of their own, the deck as reference."""
    import corpus

    found = []
    for name, page, *_ in corpus.raw_pages(folder):
        try:
            tree = html.document_fromstring(page.text)
            article = clean(page, load())
        except (ValueError, rag.ReadError) as error:
            print(f"{name}: left out, {error}")
            continue
        metas = tree.xpath("//meta[@property='og:description' or @name='description']/@content")
        deck = max((" ".join(m.split()) for m in metas), key=len, default="")
        lead = key_of(" ".join(body(article)[:4]))
        own = len(deck) > 50 and key_of(deck)[:50] not in lead and key_of(deck)[-50:] not in lead
        if own and len(body(article)) >= 6:
            found.append(Item(len(found) + 1, name, page, deck))
    return found


def key_of(text: str) -> str:
    """Return the words of a text, to compare."""
    return re.sub(r"\W+", " ", text).lower().strip()


def body(article: Article) -> list[str]:
    """Return the sentences of an article, no headline or caption among them."""
    captions = [b.text for b in article.blocks if b.kind == "caption" and b.text]
    return [
        s.text
        for p in chunk(article)
        for s in sentences_of(article, p)
        if not any(c.start <= s.span.start < c.end for c in captions)
    ]


def lead(item: Item) -> Made:
    """Return the first sentences of an article."""
    return Made(tuple(body(article_of(item))[:LENGTH]))


@cache
def article_of(item: Item) -> Article:
    """Return the article as the archive reads it."""
    with rag.Archive(engine="extractive") as archive:
        return archive.summarize(item.source, length=1).articles[0]


def engine(archive: rag.Archive) -> Summarizer:
    """Return what summarizes with an archive's engine."""

    def summarized(item: Item) -> Made:
        started = time.perf_counter()
        claims = archive.summarize(item.source, length=LENGTH).claims
        unproven = sum(claim.verdict != "supported" for claim in claims)
        return Made(tuple(c.text for c in claims), unproven, time.perf_counter() - started)

    return summarized


# --- scores ----------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return lower-case words; each Chinese character is one."""
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text.lower())


def rouge(text: str, reference: str, n: int) -> float:
    """Return ROUGE-n as F1; n = 0 is ROUGE-L over the whole text."""
    a, b = words(text), words(reference)
    if n:
        grams = [Counter(tuple(w[i : i + n]) for i in range(len(w) - n + 1)) for w in (a, b)]
        common, sizes = (grams[0] & grams[1]).total(), [g.total() for g in grams]
    else:
        common, sizes = _longest_common(a, b), [len(a), len(b)]
    return 2 * common / sum(sizes) if sum(sizes) else 0.0


def _longest_common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], before + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def has_headline(item: Item, made: Made) -> bool:
    """Whether a summary has all that the headline's fact consists of."""
    return all(re.search(p, made.text, re.IGNORECASE) for p in item.headline)


def dangling(item: Item, made: Made) -> list[str]:
    """Return the sentences that hang, where the one before them in the article is not shown."""
    before = dict(_neighbours(item)) if item.dangling else {}
    shown = tuple(key_of(s) for s in made.sentences)
    return [
        s
        for s in made.sentences
        if s.startswith(item.dangling) and not before.get(key_of(s), "").endswith(shown)
    ]


def _neighbours(item: Item) -> list[tuple[str, str]]:
    sentences = body(article_of(item))
    return [(key_of(b), key_of(a)) for a, b in pairwise(sentences)]


def repeated(made: Made) -> float:
    """Return the largest share of a sentence's words that another sentence has too."""
    sets = [set(words(s)) for s in made.sentences]
    pairs = [(a, b) for n, a in enumerate(sets) for b in sets[n + 1 :] if a and b]
    return max((len(a & b) / min(len(a), len(b)) for a, b in pairs), default=0.0)


def report(name: str, items: Sequence[Item], summaries: Sequence[Made]) -> None:
    """Print a line of figures for each part of the set."""
    for part, keep in (("all", (0, 1)), ("odd", (1,)), ("even", (0,))):
        pairs = [p for p in zip(items, summaries, strict=True) if p[0].number % 2 in keep]
        if not pairs:
            continue
        facts = [has_headline(i, m) for i, m in pairs if i.headline]
        share = f"{100 * mean(facts):5.1f}" if facts else "    -"
        print(
            f"{name:11}{part:6}{len(pairs):4}{share:>10}",
            *(f"{mean(rouge(m.text, i.reference, n) for i, m in pairs):7.3f}" for n in (1, 2, 0)),
            f"{sum(m.unproven for _, m in pairs):9}",
            f"{sum(len(dangling(i, m)) for i, m in pairs):9}",
            f"{mean(repeated(m) for _, m in pairs):9.2f}",
            f"{mean(m.seconds for _, m in pairs):8.2f}",
        )


def write_blind(path: Path, items: Sequence[Item], a: Sequence[Made], b: Sequence[Made]) -> None:
    """Write pairs in an order of chance to `path`, and the order beside it."""
    order, text = random.Random(time.time_ns()), ""
    key = {}
    for item, first, second in zip(items, a, b, strict=True):
        swapped = order.random() < 0.5
        key[item.file] = "BA" if swapped else "AB"
        pair = (second, first) if swapped else (first, second)
        text += f"## {item.file}\n"
        for letter, made in zip("AB", pair, strict=True):
            text += "".join(f"{letter}: {s}\n" for s in made.sentences)
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".key").write_text(json.dumps(key), encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--engine", choices=("extractive", "model"), default="extractive")
    parser.add_argument("--only", metavar="NUMBERS", help="such as 2,5,8")
    parser.add_argument("--blind", type=Path, metavar="FILE")
    parser.add_argument("--missing", action="store_true", help="name what lacks its headline")
    args = parser.parse_args()
    items = deck_items(args.data / "extraction") if args.data else own_items()
    if args.only:
        items = [i for i in items if str(i.number) in args.only.split(",")]
    print(
        "engine     part     n  headline%     R-1     R-2     R-L  unproven  dangling   repeat      s"
    )
    leads = [lead(item) for item in items]
    report("lead-3", items, leads)
    with rag.Archive(engine=args.engine) as archive:
        summaries = [engine(archive)(item) for item in items]
    report(args.engine, items, summaries)
    if args.blind:
        write_blind(args.blind, items, summaries, leads)
    if args.missing:
        for item, made in zip(items, summaries, strict=True):
            if not has_headline(item, made):
                print(f"no headline: {item.file}: {made.text}")
            for sentence in dangling(item, made):
                print(f"dangling: {item.file}: {sentence}")


if __name__ == "__main__":
    main()
