"""A small embedder and a small cleaner, real ones, so that tests of the index are quick."""

import hashlib
import re

import numpy as np

from index.types import Article, Block, Page, Run, Span


class WordHash:
    """Bag of words, each hashed to a direction: the same words, the same vector."""

    def __init__(self, name="word-hash", dimensions=16):
        self.name = name
        self.dimensions = dimensions
        self.embedded = []

    def embed(self, texts):
        self.embedded += texts
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                seed = int.from_bytes(hashlib.sha256(f"{self.name} {word}".encode()).digest()[:4])
                row += np.random.default_rng(seed).normal(size=self.dimensions)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def prepare(page, version=1):
    """The first line is the title, every other one a sentence; `# ` starts a section heading."""
    sentences, blocks, runs, at = [], [], [], 0
    for line in page.text.splitlines(keepends=True):
        span = Span(at, at + len(line.rstrip("\n")))
        at += len(line)
        if span.start == span.end:
            continue
        kind = "headline" if span.start == 0 else "heading" if line[0] == "#" else "body"
        blocks.append(Block(kind, span, span, f"a {kind} by its place"))
        runs.append(Run(span.start, span.start, len(line.rstrip("\n")), len(line.rstrip("\n"))))
        if kind == "body":
            sentences.append(span)
    return Article(
        id=hashlib.sha256(page.origin.encode()).hexdigest()[:12],
        version=version,
        origin=page.origin,
        title=page.text.split("\n")[0],
        outlet=None,
        author=None,
        published=None,
        language="en",
        text=page.text,
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        runs=tuple(runs),
    )


def page(name, *lines):
    return Page(origin=f"file:///{name}", text="\n".join(lines), media="text")
