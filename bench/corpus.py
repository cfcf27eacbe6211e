"""The pages that cleaning is measured and trained on, and how it is scored.

`DIR` is a folder with the article extraction benchmark of Scrapinghub (MIT): `html/*.html.gz` and
`ground-truth.json`. `bench/pages` holds pages of our own as pasted text, a label before each line.
"""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

from index.decode import decode
from index.extractor import chosen
from index.folding import Line
from index.lines import gaps, lines
from index.types import Page

Lines = tuple[list[Line], list[int], list[bool]]
"""Lines, the line breaks before each, and whether each is the article's."""


@dataclass(frozen=True)
class Real:
    """A page of the benchmark, as HTML and as pasted."""

    name: str
    site: str
    page: Page
    text: str
    truth: str
    html: Lines
    chosen: list[bool]
    pasted: Lines


@dataclass(frozen=True)
class Labelled:
    """A page of our own; `kinds` has a label for each of `rows`."""

    name: str
    text: str
    rows: list[Line]
    gaps: list[int]
    kinds: list[str]


def raw_pages(folder: Path) -> list[tuple[str, Page, str]]:
    """Return (name, page, article text) of each page of the benchmark."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    found = []
    for name in sorted(truth):
        text, encoding = decode(gzip.decompress((folder / f"html/{name}.html.gz").read_bytes()))
        url = truth[name].get("url") or f"text:{name}"
        found.append((name, Page(url, text, "html", encoding), truth[name]["articleBody"]))
    return found


def real_pages(folder: Path) -> list[Real]:
    """Return the pages of the benchmark, read and aligned with their truth."""
    pages = raw_pages(folder)
    shown = as_pasted([page.text for _, page, _ in pages])
    found = []
    for (name, page, truth), text in zip(pages, shown, strict=True):
        rows = [row for row in lines(page) if not row.hidden]
        html = (rows, [1] * len(rows), aligned(rows, truth))
        pasted = lines(Page("text:x", text, "text"))
        breaks = gaps(pasted, text)
        found.append(
            Real(
                *(name, _site(page.origin), page, text, truth, html, chosen(page, rows)),
                (pasted, breaks, aligned(pasted, truth)),
            )
        )
    return found


def labelled(part: str) -> list[Labelled]:
    """Return the labelled pages of `part`: train, dev or test."""
    found = []
    for path in sorted((Path(__file__).parent / "pages" / part).glob("*.tsv")):
        given = [row.split("\t", 1) for row in path.read_text(encoding="utf-8").splitlines()]
        text = "\n".join(shown for _, shown in given)
        starts, at = [], 0
        for _, shown in given:
            starts.append(at)
            at += len(shown) + 1
        rows, kinds = lines(Page("text:x", text, "text")), []
        for row in rows:
            first = bisect_right(starts, row.page.start) - 1
            last = bisect_right(starts, row.page.end - 1) - 1
            told = Counter(given[i][0] for i in range(first, last + 1) if given[i][0] != "-")
            kinds.append(told.most_common(1)[0][0])
        found.append(Labelled(f"{part}/{path.stem}", text, rows, gaps(rows, text), kinds))
    return found


def as_pasted(pages: Sequence[str]) -> list[str]:
    """Return what select-all and copy give of each HTML page in Chromium, without scripts."""
    from playwright.sync_api import sync_playwright

    shown = []
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
    copied = "() => {const s = getSelection(); s.selectAllChildren(document.body); return `${s}`}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        current = b""

        def serve(route: Any) -> None:
            if route.request.url == "http://page.test/":
                route.fulfill(status=200, headers=headers, body=current)
            else:
                route.abort()

        tab.route("**/*", serve)
        for page in pages:
            current = page.encode("utf-8", "replace")
            tab.goto("http://page.test/", wait_until="domcontentloaded")
            shown.append(tab.evaluate(copied))
        browser.close()
    return shown


def _site(url: str) -> str:
    parts = (urlsplit(url).hostname or url).split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


# --- which lines are the article's ----------------------------------------------------------------

_TOKEN = re.compile(r"\w+")
_N = 4


def aligned(rows: Sequence[Line], truth: str) -> list[bool]:
    """Return which lines make up `truth`: each stretch of it once, where its lines stand densest."""
    words = _TOKEN.findall(truth)
    places: dict[tuple[str, ...], int] = {}
    for i in range(len(words) - _N, -1, -1):
        places[tuple(words[i : i + _N])] = i
    hits: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        own = _TOKEN.findall(row.text)
        at = [places.get(tuple(own[j : j + _N])) for j in range(len(own) - _N + 1)]
        inside = [place for place in at if place is not None]
        if at and len(inside) >= 0.5 * len(at):
            hits[i] = inside
    found, used = [False] * len(rows), [False] * len(words)
    dense = {i: sum(j in hits for j in range(i - 6, i + 7)) for i in hits}
    for i in sorted(hits, key=lambda i: (-dense[i], -len(hits[i]), i)):
        if sum(not used[place] for place in hits[i]) >= 0.5 * len(hits[i]):
            found[i] = True
            for place in hits[i]:
                used[place : place + _N] = [True] * len(used[place : place + _N])
    _with_short(rows, f" {' '.join(words)} ", found)
    return found


def _with_short(rows: Sequence[Line], truth: str, found: list[bool]) -> None:
    """Mark lines of under four words that stand in `truth` next to the line they stand next to."""
    if not any(found):
        return
    first, last = found.index(True), len(found) - 1 - found[::-1].index(True)
    for i in range(max(0, first - 2), min(len(rows), last + 3)):
        own = _TOKEN.findall(rows[i].text)
        if found[i] or not 0 < len(own) < _N:
            continue
        above = next((j for j in range(i - 1, max(-1, i - 4), -1) if found[j]), None)
        below = next((j for j in range(i + 1, min(len(rows), i + 4)) if found[j]), None)
        end = _TOKEN.findall(rows[above].text)[-3:] if above is not None else []
        begin = _TOKEN.findall(rows[below].text)[:3] if below is not None else []
        found[i] = (len(end) == 3 and f" {' '.join(end + own)} " in truth) or (
            len(begin) == 3 and f" {' '.join(own + begin)} " in truth
        )


# --- scores ---------------------------------------------------------------------------------------

Score = tuple[float, float]


def body_score(truth: str, found: str) -> Score:
    """Return precision and recall of shingles of 4 tokens, as the benchmark's authors count them."""
    wanted, given = _shingles(truth), _shingles(found)
    same = sum((wanted & given).values())
    if wanted == given:
        return 1.0, 1.0
    return (
        same / given.total() if given else 0.0,
        same / wanted.total() if wanted else 0.0,
    )


def average(scores: Iterable[Score]) -> tuple[float, float, float]:
    """Return F1 of the mean precision and the mean recall, and these two."""
    precisions, recalls = zip(*scores, strict=True)
    precision, recall = mean(precisions), mean(recalls)
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    count = max(1, len(words) - _N + 1) if words else 0
    return Counter(tuple(words[i : i + _N]) for i in range(count))


def by_kind(truth: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Return the F1 of each label."""
    right = Counter(a for a, b in zip(truth, found, strict=True) if a == b)
    wanted, given = Counter(truth), Counter(found)
    return {kind: 2 * right[kind] / (wanted[kind] + given[kind]) for kind in sorted(wanted)}


def macro_f1(truth: Sequence[str], found: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in `truth`."""
    return mean(by_kind(truth, found).values())
