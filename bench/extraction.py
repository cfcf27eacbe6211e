"""How well pages become articles: the body's F1, labels, speed, offsets, and pages that are broken.

    python bench/extraction.py --data DIR            # everything but the mutations
    python bench/extraction.py --data DIR --broken 10000

The models in the package learned from `DIR/extraction` too, so that the F1 printed here is that of
pages they have seen; `bench/train_lines.py --check` has it for pages of sites they have not. The
labelled pages of `bench/pages/test` were never learned from.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import as_pasted, average, body_score, by_kind, labelled, macro_f1, raw_pages

from index.blocks import label
from index.clean import clean
from index.errors import NewsciteError
from index.glossary import load
from index.offsets import to_page
from index.read import read_text
from index.taggers import OWN
from index.types import Article, Page

GLOSSARY = load()


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--broken", type=int, default=0, metavar="N", help="clean N broken pages")
    args = parser.parse_args()
    pages = raw_pages(args.data / "extraction")
    if args.broken:
        broken([page.text for _, page, _ in pages], args.broken)
        return
    truths = [truth for _, _, truth in pages]
    html = [page for _, page, _ in pages]
    pasted = [Page(f"text:{i}", t, "text") for i, t in enumerate(as_pasted([p.text for p in html]))]
    body("HTML", html, truths)
    body("pasted", pasted, truths)
    scores = [body_score(t, p.text) for p, t in zip(pasted, truths, strict=True)]
    print(
        "all of the pasted text: F1 {:.4f}, precision {:.4f}, recall {:.4f}".format(
            *average(scores)
        )
    )
    for part in ("dev", "test"):
        kinds(part)


def body(name: str, pages: Sequence[Page], truths: Sequence[str]) -> None:
    """Print F1 of the articles' own text, and the pages a second on one core."""
    clean(pages[0], GLOSSARY)
    begin = time.perf_counter()
    articles = [clean(page, GLOSSARY) for page in pages]
    seconds = time.perf_counter() - begin
    scores = [body_score(t, own_text(a)) for a, t in zip(articles, truths, strict=True)]
    f1, precision, recall = average(scores)
    print(f"{name}: F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f} (seen in training)")
    print(f"{name}: {len(pages) / seconds:.1f} pages a second")
    wrong = sum(map(misplaced, articles, pages))
    print(f"{name}: {wrong} spans that do not map back, of {sum(len(a.runs) for a in articles)}")


def own_text(article: Article) -> str:
    """Return body, section headings and quotations, as the benchmark's truth has them."""
    spans = [b.text for b in article.blocks if b.text is not None and b.kind in OWN]
    return "\n".join(article.text[s.start : s.end] for s in spans)


def misplaced(article: Article, page: Page) -> int:
    """Return how many runs of an article do not stand in the page as they do in the text."""
    wrong = 0
    for run in article.runs:
        if run.length == run.page_length:
            there = page.text[run.page : run.page + run.page_length]
            # A space may stand for a line break.
            wrong += there.split() != article.text[run.text : run.text + run.length].split()
    for sentence in article.sentences:
        span = to_page(article.runs, sentence)
        wrong += not 0 <= span.start < span.end <= len(page.text)
    return wrong


def kinds(part: str) -> None:
    """Print F1 by label on the labelled pages of a part, and the pages a second."""
    pages = labelled(part)
    begin = time.perf_counter()
    for page in pages:
        clean(Page(f"text:{page.name}", page.text, "text"), GLOSSARY)
    speed = len(pages) / (time.perf_counter() - begin)
    truth = [kind for page in pages for kind in page.kinds]
    found = [one.kind for page in pages for one in label(page.rows, page.text)]
    each = ", ".join(f"{kind} {f1:.2f}" for kind, f1 in by_kind(truth, found).items())
    right = sum(a == b for a, b in zip(truth, found, strict=True)) / len(truth)
    own = sum((a in OWN) == (b in OWN) for a, b in zip(truth, found, strict=True)) / len(truth)
    print(f"labels of {part}: macro F1 {macro_f1(truth, found):.3f}, right {right:.3f}, {each}")
    print(f"labels of {part}: the article's or not, right {own:.3f}; {speed:.0f} pages a second")


# --- broken pages ---------------------------------------------------------------------------------


def broken(texts: Sequence[str], count: int) -> None:
    """Clean `count` broken pages; print crashes, refusals, wrong offsets and the slowest."""
    chance = random.Random(5)
    crashes = refused = wrong = 0
    slowest = 0.0
    for number in range(count):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(HARMS)(text[:400_000], chance)
        begin = time.perf_counter()
        try:
            page = read_text(text, f"{number}.{chance.choice(['html', 'txt', 'md'])}")
            wrong += misplaced(clean(page, GLOSSARY), page)
        except NewsciteError:
            refused += 1
        except Exception as error:
            crashes += 1
            print(f"{number}: {type(error).__name__}: {error}")
        slowest = max(slowest, time.perf_counter() - begin)
    print(f"{count} broken pages: {crashes} crashes, {refused} refused, {wrong} wrong offsets")
    print(f"the slowest took {slowest:.1f} s")


def _cut(text: str, chance: random.Random) -> str:
    a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[a:b] if chance.random() < 0.5 else text[:a] + text[b:]


def _doubled(text: str, chance: random.Random) -> str:
    a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:b] + text[a:b] * chance.randint(1, 3) + text[b:]


def _nulls(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return (
        text[:at] + chance.choice(["\0", "\ud800", "\ufffe", "\u202e", "\x1b[2J"]) * 9 + text[at:]
    )


def _wrong_encoding(text: str, chance: random.Random) -> str:
    codec = chance.choice(["latin-1", "utf-16-le", "shift_jis", "cp1251"])
    return text.encode("utf-8", "replace").decode(codec, "replace")


def _one_line(text: str, chance: random.Random) -> str:
    joined = " ".join(text.split())
    return (joined * (1 + 1_000_000 // max(1, len(joined))))[: chance.choice([20_000, 1_000_000])]


def _nested(text: str, chance: random.Random) -> str:
    tag = chance.choice(["div", "b", "table", "li", "svg", "a", "p"])
    return f"<{tag}>" * chance.choice([50, 5_000]) + text


def _torn(text: str, chance: random.Random) -> str:
    marks = [i for i, c in enumerate(text) if c in "<>\"'&\n"]
    gone = set(chance.sample(marks, len(marks) // 20))
    return "".join(c for i, c in enumerate(text) if i not in gone)


HARMS: tuple[Callable[[str, random.Random], str], ...] = (
    *(_cut, _cut, _doubled, _nulls, _wrong_encoding, _torn, _nested),
    _one_line,
)


if __name__ == "__main__":
    main()
