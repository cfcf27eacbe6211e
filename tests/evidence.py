"""Texts written in a test -> articles, sentences and supports, cleaned and cut as pages are."""

from __future__ import annotations

from index.chunk import chunk
from index.clean import clean
from index.embed import Embedder
from index.glossary import load
from index.types import Article, Media, Page
from rag.cite import Citer, Support
from rag.retrieve import Sentence, sentences_of
from rag.types import Claim

GLOSSARY = load()


def article_of(text: str, media: Media = "markdown", **facts: str) -> Article:
    """Return the article on a page with this text; `facts` go into a page's front matter."""
    front = "".join(f"{key}: {value}\n" for key, value in facts.items())
    page = Page("text:test", f"---\n{front}---\n\n{text}\n" if front else text, media)
    return clean(page, GLOSSARY)


def sentences(article: Article) -> list[Sentence]:
    """Return all sentences of `article` as evidence."""
    return [s for passage in chunk(article) for s in sentences_of(article, passage)]


def citer_of(text: str, embedder: Embedder, **facts: str) -> Citer:
    """Return a citer over the sentences of one page."""
    return Citer(sentences(article_of(text, **facts)), embedder)


def support_of(text: str, words: str, embedder: Embedder, **facts: str) -> Support:
    """Return the sentence of the page that holds `words` as what may prove a claim."""
    found = sentences(article_of(text, **facts))
    return Citer(found, embedder).of([next(s for s in found if words in s.text)])


def told(claim: str, found: Claim) -> str:
    """Return the verdict on a drafted sentence; "mended" where it was given who says it."""
    return found.verdict if found.text == claim else "mended"
