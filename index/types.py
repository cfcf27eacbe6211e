"""What the index knows: pages, articles, passages. Frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Media = Literal["text", "markdown", "html", "pdf"]
BlockKind = Literal[
    "headline",
    "deck",
    "byline",
    "dateline",
    "body",
    "heading",
    "quote",
    "caption",
    "menu",
    "advert",
    "metadata",
    "related",
    "rating",
    "comments",
    "boilerplate",
]
PublishedBy = Literal["stated", "read", "guessed"]
Status = Literal["added", "unchanged", "updated", "failed"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `[start, end)` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """What was handed in, decoded and otherwise untouched.

    `origin` is canonical: a file URI, a web address, or `text:<hash>` for pasted text.
    """

    origin: str
    text: str
    media: Media
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled stretch of a page: where it stands, what it is taken for, and why.

    `page` counts characters of `Page.text`; `text` counts characters of `Article.text` and is
    None for a block that was left out.
    """

    kind: BlockKind
    page: Span
    text: Span | None
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """One step of the map from an article's characters to its page's.

    `length` characters of the article, from `text`, stand for `page_length` characters of the
    page, from `page`. Equal lengths map one to one; otherwise the run maps as a whole
    (`&amp;` for one character). Characters in no run were inserted and stand for nothing.
    """

    text: int
    page: int
    length: int
    page_length: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A name that came out wrong in translation: `printed` in the article, `name` in truth."""

    span: Span
    printed: str
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page, cleaned. `text` holds what was kept, as printed; every span below counts in it.

    `published` and `updated` are ISO 8601 dates or datetimes, with an offset where the page states
    one, `language` an ISO 639-1 code. `published_by` tells how the date of publication is known:
    "stated" by the page's metadata, "read" from a line that is labelled as such, or "guessed" from
    an address or a bare date. `sentences` are the sentences that can be evidence (headings cannot).
    `notices` tell what a reader should know, such as text that addresses an AI.
    """

    id: str
    version: int
    origin: str
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    language: str
    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Span, ...]
    runs: tuple[Run, ...]
    repairs: tuple[Repair, ...] = ()
    notices: tuple[str, ...] = ()
    updated: str | None = None
    published_by: PublishedBy | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list: its facts, as in Article, without its text.

    `added` is the ISO 8601 moment at which this version came in. `copy_of` is the id of the
    earliest article with the same text, None for that one itself.
    """

    id: str
    version: int
    origin: str
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    language: str
    added: str
    notices: tuple[str, ...] = ()
    copy_of: str | None = None
    updated: str | None = None
    published_by: PublishedBy | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """About 200 tokens of one article: whole sentences under one section heading.

    `number` counts the passages of the article from 0; `sentences` are those inside `span`.
    """

    id: str
    article_id: str
    version: int
    number: int
    span: Span
    heading: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    `score` blends cosine and BM25 (1 where a passage leads in both), `similarity` is the cosine to
    the query; ranks count from 1 and are None where a side missed it. `focus` are the stretches of
    the passage that answer, the best first, where they were asked for and can be told.
    """

    passage: Passage
    article: Article
    score: float
    similarity: float | None
    dense_rank: int | None
    lexical_rank: int | None
    focus: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing that was handed in. `reason` explains a failure, else is empty.

    `copy_of` is the id of an earlier article with the same text, if there is one.
    """

    origin: str
    status: Status
    article_id: str | None = None
    title: str = ""
    reason: str = ""
    copy_of: str | None = None
