"""How good digests of many articles are: `python bench/digest.py [--show] [--length N]`.

Thirty-six short articles of our own on twelve events, with what each of them says, are in
bench/digests (key.toml). All are digested at once. Odd events are for mending, even ones are
reported. `--show` prints the digest's stories with what was counted wrong; `--half` narrows that.

Not measured: whether a digest reads well, and whether it took what matters most.
"""

from __future__ import annotations

import argparse
import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import rag
from index.types import Article
from rag.types import Claim, Conflict, Digest, Story

HERE = Path(__file__).parent / "digests"
SINCE = "2026-10-08"
AGREED, ONLY, ALONE, NEW = "All agree", "Only", "Key points", "New since"


@dataclass(frozen=True)
class Fact:
    """Words that tell a fact, and which articles have it."""

    pattern: str
    files: frozenset[str]

    def within(self, text: str) -> bool:
        """Whether `text` tells it."""
        return re.search(self.pattern, text, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Event:
    """What several articles tell of one event."""

    number: int
    files: tuple[str, ...]
    copies: frozenset[str]
    facts: tuple[Fact, ...]
    disputes: tuple[tuple[Fact, Fact], ...]
    corrected: bool

    @property
    def half(self) -> str:
        """The half of the set that it belongs to."""
        return "odd" if self.number % 2 else "even"


def events() -> list[Event]:
    """Return the key."""
    rows = tomllib.loads((HERE / "key.toml").read_text(encoding="utf-8"))["event"]
    return [
        Event(
            int(row["files"][0][:2]),
            tuple(row["files"]),
            frozenset(row.get("copies", ())),
            tuple(Fact(p, frozenset(f.split())) for p, f in row["facts"]),
            tuple(
                (Fact(p, frozenset(f.split())), Fact(q, frozenset(g.split())))
                for p, f, q, g in row.get("disputes", ())
            ),
            bool(row.get("corrected")),
        )
        for row in rows
    ]


def name_of(article: Article) -> str:
    """Return the number and letter of an article's file."""
    return article.origin.rsplit("/", 1)[1][:3]


def wrong_keys(key: Sequence[Event], articles: Sequence[Article]) -> list[str]:
    """Return the patterns that are not in just the articles that the key says."""
    text = {name_of(a): a.text for a in articles}
    wrong = []
    for event in key:
        for fact in [*event.facts, *(f for pair in event.disputes for f in pair)]:
            found = {name for name in event.files if fact.within(text[name])}
            if found != fact.files:
                wrong.append(f"{fact.pattern}: {sorted(found)}, not {sorted(fact.files)}")
    return wrong


# --- counting -------------------------------------------------------------------------------------


class Counted:
    """One half's figures, and lines that say what was wrong."""

    def __init__(self, key: Sequence[Event], half: str, digest: Digest) -> None:
        self.key = [e for e in key if e.half == half]
        self.of = {f: e for e in key for f in e.files}
        self.outlet = {name_of(a): a.outlet for a in digest.articles}
        self.n: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._grouping(digest)
        for event in self.key:
            stories = [s for s in digest.stories if _mostly(s, self.of) == event]
            claims = [c for s in stories for c in s.claims]
            self._disputes(event, [c for s in stories for c in s.conflicts])
            for fact in event.facts:
                self._fact(event, fact, claims)
            self._claims(event, claims)

    def _grouping(self, digest: Digest) -> None:
        own = {f for e in self.key for f in e.files}
        made = {
            frozenset(pair)
            for s in digest.stories
            for pair in combinations(sorted(name_of(a) for a in s.articles), 2)
            if own & set(pair)
        }
        right = {frozenset(p) for e in self.key for p in combinations(e.files, 2)}
        self.n["pairs made"], self.n["pairs"] = len(made), len(right)
        self.n["pairs right"] = len(made & right)
        self.wrong += [f"joined: {sorted(p)}" for p in made - right]
        self.wrong += [f"apart: {sorted(p)}" for p in right - made]

    def _disputes(self, event: Event, conflicts: Sequence[Conflict]) -> None:
        self.n["disputes"] += len(event.disputes)
        seen = set[int]()
        for conflict in conflicts:
            values = [side.value for side in conflict.sides]
            at = next((n for n, d in enumerate(event.disputes) if _has(d, values)), None)
            if at is None:
                self.n["false disputes"] += 1
                self.wrong.append(f"{event.number} false dispute: {_sides(conflict)}")
            elif at in seen:
                self.n["doubled"] += 1
            else:
                seen.add(at)
                self.n["disputes found"] += 1
                if conflict.corrected != event.corrected:
                    self.n["correction wrong"] += 1
                    self.wrong.append(f"{event.number} correction: {_sides(conflict)}")
        missing = [d for n, d in enumerate(event.disputes) if n not in seen]
        self.wrong += [f"{event.number} dispute missed: {d[0].pattern}" for d in missing]

    def _outlets(self, event: Event, fact: Fact) -> set[str | None]:
        """Return who tells a fact; copies of one text are one."""
        copied = min(event.copies, default="")
        return {self.outlet[copied if f in event.copies else f] for f in fact.files}

    def _fact(self, event: Event, fact: Fact, claims: Sequence[Claim]) -> None:
        shown = [c for c in claims if fact.within(c.text)]
        headings = [c.section or "" for c in shown]
        if len(self._outlets(event, fact)) > 1:
            self.n["agreed"] += 1
            self.n["agreed placed"] += AGREED in headings
            if AGREED not in headings:
                self.wrong.append(f"{event.number} agreed, not there: {fact.pattern} {headings}")
            return
        self.n["only"] += 1
        own = {self.outlet[f] for f in fact.files}
        right = [h for h in headings if h == ALONE or h.startswith((NEW, *_only(own)))]
        self.n["only shown"] += bool(shown)
        self.n["only placed"] += bool(right)
        if AGREED in headings:
            self.n["one shown as agreed"] += 1
            self.wrong.append(f"{event.number} ONE AS AGREED: {fact.pattern}")
        elif len(right) < len(shown):
            self.n["misplaced"] += 1
            self.wrong.append(f"{event.number} one's, misplaced: {fact.pattern} {headings}")

    def _claims(self, event: Event, claims: Sequence[Claim]) -> None:
        """Count sentences: agreed or disputed ones as one outlet's own, unproven, said again."""
        told = set[Fact]()
        for claim in claims:
            heading = claim.section or ""
            facts = {f for f in event.facts if f.within(claim.text)}
            values = {v for pair in event.disputes for v in pair if v.within(claim.text)}
            shared = {f for f in facts if len(self._outlets(event, f)) > 1}
            if heading.startswith(ONLY) and (shared or values) and not facts - shared:
                self.n["misplaced"] += 1
                self.wrong.append(f"{event.number} misplaced in {heading}: {claim.text}")
            if heading == AGREED and values:
                self.n["disputed as agreed"] += 1
                self.wrong.append(f"{event.number} disputed as agreed: {claim.text}")
            if claim.verdict != "supported" or any(
                c.quote != c.article.text[c.span.start : c.span.end] for c in claim.citations
            ):
                self.n["unsupported"] += 1
                self.wrong.append(f"{event.number} unsupported: {claim.text} {claim.reason}")
            if facts and facts <= told:
                self.n["doubled"] += 1
                self.wrong.append(f"{event.number} doubled: {claim.text}")
            told |= facts
        self.n["sentences"] += len(claims)


def _mostly(story: Story, of: dict[str, Event]) -> Event:
    events = Counter(of[name_of(a)].number for a in story.articles)
    best = events.most_common(1)[0][0]
    return next(e for e in of.values() if e.number == best)


def _only(outlets: set[str | None]) -> tuple[str, ...]:
    return tuple(f"{ONLY} {outlet}" for outlet in outlets)


def _has(dispute: tuple[Fact, Fact], values: Sequence[str]) -> bool:
    return all(any(fact.within(value) for value in values) for fact in dispute)


def _sides(conflict: Conflict) -> str:
    told = (
        f"{name_of(s.citation.article)} “{s.value}”: {s.citation.quote}" for s in conflict.sides
    )
    return f"{conflict.kind}: " + " | ".join(told)


def new_facts(key: Sequence[Event], half: str, digest: Digest) -> tuple[int, int, int]:
    """Return of the facts that only articles since the day have: how many, shown as new; old ones so."""
    day = {name_of(a): (a.published or "")[:10] for a in digest.articles}
    total = found = old = 0
    for event in (e for e in key if e.half == half and len(e.files) > 1):
        if min(day[f] for f in event.files) >= SINCE:
            continue
        names = set(event.files)
        claims = [
            c.text
            for s in digest.stories
            if names & {name_of(a) for a in s.articles}
            for c in s.claims
            if (c.section or "").startswith(NEW)
        ]
        for fact in event.facts:
            new = all(day[f] >= SINCE for f in fact.files)
            shown = any(fact.within(text) for text in claims)
            total, found = total + new, found + (new and shown)
        old += sum(_all_old(text, event, day) for text in claims)
    return total, found, old


def _all_old(text: str, event: Event, day: dict[str, str]) -> bool:
    facts = [f for f in event.facts if f.within(text)]
    return bool(facts) and all(min(day[f] for f in fact.files) < SINCE for fact in facts)


# --- the table ------------------------------------------------------------------------------------


def rows(counted: Counted, new: tuple[int, int, int]) -> Iterator[tuple[str, str]]:
    """Yield the lines of the table of one half."""
    n = counted.n
    precision = n["pairs right"] / (n["pairs made"] or 1)
    recall = n["pairs right"] / (n["pairs"] or 1)
    f1 = 2 * precision * recall / (precision + recall or 1)
    yield "grouping, pairs: precision / recall / F1", f"{precision:.2f} / {recall:.2f} / {f1:.2f}"
    yield "disputes found", f"{n['disputes found']} of {n['disputes']}"
    yield "false disputes", str(n["false disputes"])
    yield "corrections marked wrongly", str(n["correction wrong"])
    yield "agreed facts under agreed", f"{n['agreed placed']} of {n['agreed']}"
    yield (
        "one outlet's facts: shown, placed right",
        (f"{n['only shown']}, {n['only placed']} of {n['only']}"),
    )
    yield "one outlet's fact as agreed", str(n["one shown as agreed"])
    yield "disputed value as agreed", str(n["disputed as agreed"])
    yield "otherwise misplaced", str(n["misplaced"])
    yield "unsupported sentences", f"{n['unsupported']} of {n['sentences']}"
    yield "said twice", str(n["doubled"])
    yield f"new since {SINCE}: found, old as new", f"{new[1]} of {new[0]}, {new[2]}"


def main() -> None:
    """Digest the articles and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print the odd half's stories")
    parser.add_argument("--wrong", choices=("odd", "even"), help="print what was wrong in a half")
    parser.add_argument("--length", type=int, default=4, help="sentences under each heading")
    options = parser.parse_args()
    key = events()
    with rag.Archive(engine="extractive") as archive:
        started = time.perf_counter()
        archive.add(*sorted(str(p) for p in HERE.iterdir() if p.suffix != ".toml"))
        added = time.perf_counter() - started
        digest = archive.digest(length=options.length)
        seconds = time.perf_counter() - started - added
        since = archive.digest(length=options.length, new_since=SINCE)
    if wrong := wrong_keys(key, digest.articles):
        raise SystemExit("The key does not fit the articles:\n" + "\n".join(wrong))
    halves = {half: Counted(key, half, digest) for half in ("odd", "even")}
    tables = [dict(rows(halves[h], new_facts(key, h, since))) for h in halves]
    print(f"{'':45}{'odd':>20}{'even':>20}")
    for label in tables[0]:
        print(f"{label:45}" + "".join(f"{table[label]:>20}" for table in tables))
    print(f"{'seconds':45}{f'add {added:.1f}':>20}{f'digest {seconds:.2f}':>20}")
    if options.wrong:
        print("\n" + "\n".join(halves[options.wrong].wrong))
    if options.show:
        odd = tuple(s for s in digest.stories if _mostly(s, halves["odd"].of).half == "odd")
        print("\n" + str(rag.types.Digest(digest.articles, odd)))


if __name__ == "__main__":
    main()
