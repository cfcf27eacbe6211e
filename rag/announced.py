"""What announces a sentence: a heading or a question before it, or its place in an announced list.

An article that puts a question itself is about to answer it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.embed import Embedder
from rag.retrieve import Sentence


def paragraphs(sentences: Sequence[Sentence]) -> list[int]:
    """Return the number of the paragraph that each sentence is in."""
    found: list[int] = []
    for n, sentence in enumerate(sentences):
        before = sentences[n - 1] if n else None
        goes_on = (
            before is not None
            and before.article.id == sentence.article.id
            and "\n" not in sentence.article.text[before.span.end : sentence.span.start]
        )
        found.append((found[-1] + (not goes_on)) if found else 0)
    return found


def joined(sentences: Sequence[Sentence], places: Sequence[int], number: int) -> str:
    """Return the text of paragraph `number` with its heading."""
    inside = [s for s, p in zip(sentences, places, strict=True) if p == number]
    return " ".join(dict.fromkeys([inside[0].section, *(s.text for s in inside)]))


def announced(
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    asked: np.ndarray,
    embedder: Embedder,
) -> list[float]:
    """Return how near to the question each sentence's heading, or a question before it, comes."""
    headings = sorted({s.section for s in sentences if s.section})
    near = dict(zip(headings, (embedder.embed(headings) @ asked).tolist(), strict=True))
    found: list[float] = []
    put = 0.0
    for n, sentence in enumerate(sentences):
        before = sentences[n - 1] if n else sentence
        if before.article.id != sentence.article.id or before.section != sentence.section:
            put = 0.0
        found.append(max(near.get(sentence.section, 0.0), put))
        if sentence.text.endswith(("?", "？")):
            put = max(put, float(vectors[n] @ asked))
    return found


_ORDINAL = re.compile(
    r"^[\"“(]?(?:(?:the )?(?:first|second|third|fourth|fifth|sixth|last|next)(?:ly)?(?:,|:| is\b| was\b| (?:reason|point|factor|is)\b)|(?:finally|lastly)\b"
    r"|\(?\d{1,2}[.)]\s|(?:on the (?:one|other) hand)|[^,.]{2,40}, on the other hand"
    r"|(?:第[一二三四五六]|首先|其次|再次|最后|一是|二是|三是)|[-•*·]\s)",
    re.IGNORECASE,
)


def items(sentences: Sequence[Sentence], places: Sequence[int], near: Sequence[float]) -> list[int]:
    """Number the items of lists whose paragraphs open with "First", "2.", "on the other hand"."""
    found = [0] * len(sentences)
    item, section = 0, ("", "")
    bar = max(0.5, max(near) - 0.08)
    for n, sentence in enumerate(sentences):
        here = (sentence.article.id, sentence.section)
        opens = n == 0 or places[n] != places[n - 1]
        if here != section:
            item, section = 0, here
        if opens:
            item = item + 1 if _ORDINAL.match(sentence.text) else 0
        found[n] = item if near[n] >= bar else 0
    return found
