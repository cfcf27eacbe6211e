"""The claims of WiCE (Kamoi et al. 2023, https://arxiv.org/abs/2303.01432) with oracle evidence.

`DIR/wice/dev.jsonl` and `test.jsonl`: a claim, the sentences of a web page, and which of these
support it. A claim that nothing supports has no such sentences: the three nearest stand in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embed import MiniLM
from rag.terms import terms

_INSTEAD = 3
_LOOKED_AT = 15


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim as people judged it. `page` are all sentences, `evidence` places among them."""

    claim: str
    page: tuple[str, ...]
    evidence: tuple[int, ...]
    sets: tuple[frozenset[int], ...]
    supported: bool

    @property
    def sentences(self) -> list[str]:
        """The sentences of evidence."""
        return [self.page[n] for n in self.evidence]

    @property
    def title(self) -> str:
        """The title of the page, "" if it has none."""
        return self.page[0] if self.page and "TITLE" in self.page[0] else ""


def load(data: Path, part: str, embedder: MiniLM) -> list[Judged]:
    """Return the claims of `part`, "dev" or "test"."""
    found = []
    for line in (data / "wice" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        page = tuple(row["evidence"])
        sets = tuple(frozenset(s) for s in row["supporting_sentences"] if s)
        evidence = sorted({n for s in sets for n in s}) or _nearest(row["claim"], page, embedder)
        found.append(Judged(row["claim"], page, tuple(evidence), sets, row["label"] == "supported"))
    return found


def _nearest(claim: str, page: tuple[str, ...], embedder: MiniLM) -> list[int]:
    wanted = set(terms(claim))
    usable = [n for n, s in enumerate(page) if len(s) > 20] or list(range(len(page)))
    usable.sort(key=lambda n: -len(wanted & set(terms(page[n]))))
    likely = usable[:_LOOKED_AT]
    near = embedder.embed([page[n] for n in likely]) @ embedder.embed([claim])[0]
    return sorted(likely[n] for n in np.argsort(-near)[:_INSTEAD])
