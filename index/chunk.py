"""Article -> passages: whole sentences, about 200 tokens, one section each, exact offsets."""

from __future__ import annotations

import hashlib

from index.glossary import corrected, corrected_title
from index.tokens import count
from index.types import Article, Passage, Span

SIZE = 200
"""Tokens; a passage is longer only where one sentence is."""


def chunk(article: Article) -> tuple[Passage, ...]:
    """Return the passages of `article` in order; every sentence is in exactly one."""
    passages: list[Passage] = []
    for heading, sentences in _sections(article):
        sizes = [count(article.text[s.start : s.end]) for s in sentences]
        for first, last in _packed(article, sentences, sizes):
            passages.append(_passage(article, len(passages), heading, sentences[first:last]))
    return tuple(passages)


def indexed_text(article: Article, passage: Passage) -> str:
    """Return what is embedded and searched for: headline, section heading, passage, names right."""
    body = corrected(article, passage.span)
    front = [
        line for line in (corrected_title(article), passage.heading) if line and line not in body
    ]
    return "\n".join([*front, body])


def indexed_sentences(article: Article, passage: Passage) -> list[Span]:
    """Return where the passage's sentences stand in its `indexed_text`."""
    whole = len(indexed_text(article, passage))

    def at(place: int) -> int:
        return whole - len(corrected(article, Span(place, passage.span.end)))

    return [Span(at(s.start), at(s.end)) for s in passage.sentences]


def _sections(article: Article) -> list[tuple[str, list[Span]]]:
    headings = [b for b in article.blocks if b.kind == "heading" and b.text is not None]
    sections: list[tuple[str, list[Span]]] = [("", [])]
    upcoming = 0
    for sentence in article.sentences:
        while upcoming < len(headings):
            at = headings[upcoming].text
            if at is None or at.start > sentence.start:
                break
            sections.append((corrected(article, at), []))
            upcoming += 1
        sections[-1][1].append(sentence)
    return [(heading, sentences) for heading, sentences in sections if sentences]


def _packed(article: Article, sentences: list[Span], sizes: list[int]) -> list[tuple[int, int]]:
    """Fill passages up to SIZE, ending at a paragraph's end where that leaves them half full."""
    groups = []
    first = 0
    while first < len(sentences):
        last, total = first + 1, sizes[first]
        while last < len(sentences) and total + sizes[last] <= SIZE:
            total += sizes[last]
            last += 1
        if last < len(sentences):
            used, cut = sizes[first], last
            for at in range(first + 1, last + 1):
                gap = article.text[sentences[at - 1].end : sentences[at].start]
                if "\n" in gap and used >= SIZE // 2:
                    cut = at
                used += sizes[at]
            last = cut
        groups.append((first, last))
        first = last
    return groups


def _passage(article: Article, number: int, heading: str, sentences: list[Span]) -> Passage:
    span = Span(sentences[0].start, sentences[-1].end)
    key = f"{article.id}:{article.version}:{span.start}:{span.end}"
    return Passage(
        id=hashlib.sha256(key.encode()).hexdigest()[:20],
        article_id=article.id,
        version=article.version,
        number=number,
        span=span,
        heading=heading,
        sentences=tuple(sentences),
    )
