"""How well dates, authors and outlets are read from what pages show, without their metadata.

Usage: `python bench/facts.py --data FOLDER [--show]`, where FOLDER has `html/*.html.gz` and
`ground-truth.json` with the address of each. What a page's own metadata states is the truth; the
same page without its head, scripts and machine-readable attributes is read again. What the
metadata itself gets wrong is not seen here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path

from index import metadata
from index.bylines import plain
from index.clean import clean
from index.errors import ReadError
from index.glossary import Glossary
from index.types import Article, Page

_MACHINE = re.compile(
    r"<head\b.*?</head\s*>|<script\b.*?</script\s*>|<(?:meta|link)\b[^>]*>"
    r"|(?<=\s)(?:datetime|itemprop|itemtype|itemscope|pubdate|rel)=(?:\"[^\"]*\"|'[^']*')",
    re.DOTALL | re.IGNORECASE,
)


def main() -> None:
    """Read every page twice and print how often both agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print each page's facts")
    args = parser.parse_args()
    addresses = json.loads((args.data / "ground-truth.json").read_text(encoding="utf-8"))
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("published", "with the address", "updated", "author", "outlet")
    }
    began = time.perf_counter()
    spent = 0.0
    pages = sorted((args.data / "html").glob("*.html.gz"))
    for path in pages:
        origin = addresses[path.name.split(".")[0]]["url"]
        page = Page(origin, gzip.decompress(path.read_bytes()).decode("utf-8", "replace"), "html")
        at = time.perf_counter()
        stated = metadata.read(page)
        spent += time.perf_counter() - at
        bare = _MACHINE.sub("", page.text)
        seen = _article(Page("file:///page", bare, "html"))
        addressed = _article(Page(origin, bare, "html"))
        whole = _article(page)
        if args.show:
            _show(origin, whole, addressed)
        if stated.published_by == "stated":
            counts["published"][_day(seen, stated.published)] += 1
            counts["with the address"][_day(addressed, stated.published)] += 1
        if whole and whole.updated:
            counts["updated"][_compared(seen and seen.updated, whole.updated)] += 1
        if stated.author:
            counts["author"][_named(seen and seen.author, stated.author)] += 1
        if stated.outlet:
            counts["outlet"][_named(addressed and addressed.outlet, stated.outlet)] += 1
    for name, found in counts.items():
        share = ", ".join(f"{kind} {number}" for kind, number in sorted(found.items()))
        print(f"{name:18} of {sum(found.values())} stated: {share}")
    print(f"{len(pages)} pages, {1000 * spent / len(pages):.0f} ms of metadata each,", end=" ")
    print(f"{time.perf_counter() - began:.0f} s in all")


def _article(page: Page) -> Article | None:
    try:
        return clean(page, Glossary(()))
    except ReadError:
        return None


def _day(article: Article | None, stated: str | None) -> str:
    found = article.published if article else None
    kind = _compared(found, stated)
    return f"{kind}, {article.published_by}" if article and found else kind


def _compared(found: str | None, stated: str | None) -> str:
    if not found or not stated:
        return "none"
    days = abs((date.fromisoformat(found[:10]) - date.fromisoformat(stated[:10])).days)
    return "same day" if days == 0 else "a day apart" if days == 1 else "wrong"


def _named(found: str | None, stated: str) -> str:
    if not found:
        return "none"
    one, other = plain(found), plain(stated)
    return "same" if one == other else "a part" if one in other or other in one else "other"


def _show(origin: str, article: Article | None, seen: Article | None) -> None:
    print(origin)
    for which, made in (("all", article), ("seen", seen)):
        if made is not None:
            print(f"  {which:4} {made.title}")
            print(f"       {made.outlet} | {made.author} | {made.language}", end=" | ")
            print(f"{made.published} {made.published_by} | updated {made.updated}")


if __name__ == "__main__":
    main()
