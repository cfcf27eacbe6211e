"""A question that stands alone (rag/followup.py) -> the passages that fit the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.filters import Filter
from index.glossary import corrected, corrected_title
from index.injection import addressed
from index.store import Index
from index.types import Article, Hit, Passage, Span
from rag.counting import PLAIN, Counting, counting
from rag.diversity import ordered
from rag.llm import Chat
from rag.rerank import Reranker
from rag.room import everything, few, filled
from rag.variants import Variants, searched, variants


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can be evidence. `text` has wrong names put right; `section` its heading.

    `hit` is the position of its passage among the hits, or None for a neighbour that was brought
    along.
    """

    article: Article
    span: Span
    text: str
    passage: str
    section: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known for a question. `passages` stand in reading order within each article.

    `stories` has for each article the earliest one with the same text: they are one source.
    `notices` tell what went wrong on the way,
    `counting` how the budget was counted,
    `variants` what else was searched for.
    """

    question: str
    hits: tuple[Hit, ...]
    passages: tuple[tuple[Article, Passage], ...]
    stories: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    counting: Counting = PLAIN
    variants: Variants = field(default_factory=Variants)

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences of the passages, less those that address an AI, headlines left out."""
        return [s for article, passage in self.passages for s in sentences_of(article, passage)]


def sentences_of(article: Article, passage: Passage) -> list[Sentence]:
    """Return the sentences of one passage as evidence."""
    headline = next((b.text for b in article.blocks if b.kind == "headline"), None)
    found = []
    for span in passage.sentences:
        text = corrected(article, span)
        inside_headline = headline and headline.start <= span.start < headline.end
        if not inside_headline and not addressed(text):
            found.append(Sentence(article, span, text, passage.id, passage.heading))
    return found


def retrieve(
    index: Index,
    question: str,
    *,
    budget: int,
    k: int = 20,
    where: Filter | None = None,
    reranker: Reranker | None = None,
    whole: bool = True,
    chat: Chat | None = None,
    vary: bool = False,
) -> Evidence:
    """Return the evidence for `question`: all articles where they fit, else the best of them.

    `budget` limits the passages to that many tokens, counted for the model of `chat`. Where not all fits, the
    best articles come `whole` if they fit a share of it, else their passages, grown to their
    neighbours, and with `vary` the model of `chat` is asked for other words to search for.
    Copies are one source. `where` narrows the search.
    """
    size = index.size(where)
    other = Variants()
    small = few(size, budget)
    found = index.search(question, max(k, size) if small else k, where)
    hits, notices = ordered(found, question, reranker)
    tokens = counting(chat, _sample(hits))
    chosen = everything(hits, budget, tokens.count) if small else None
    if chosen is None:
        if chat is not None and vary and not chat.small:
            other = variants(question, chat, index.languages())
            mixed = searched(index, found[:k], other, k, where)
            hits, notices = ordered(mixed, question, reranker)
            notices += other.notices
        hits = hits[:k]
        chosen = filled(index, hits, budget, tokens.count, whole=whole)
    order = {a.id: n for n, (a, _) in reversed(list(enumerate(chosen)))}
    kept = sorted(chosen, key=lambda pair: (order[pair[0].id], pair[1].number))
    stories = index.origins({article.id for article, _ in kept})
    return Evidence(question, tuple(hits[:k]), tuple(kept), stories, notices, tokens, other)


def _sample(hits: Iterable[Hit]) -> str:
    return "\n\n".join(h.article.text[h.passage.span.start : h.passage.span.end] for h in hits)


def as_text(passages: Iterable[tuple[Article, Passage]]) -> str:
    """Return the passages as a model reads them: articles in order, names put right."""
    parts: list[str] = []
    article_id, heading, end = "", "", 0
    for article, passage in passages:
        if article.id != article_id:
            parts.append(titled(article))
            heading = ""
        elif passage.number != end + 1:
            parts.append("[…]")
        if passage.heading and passage.heading != heading:
            parts.append(passage.heading)
        article_id, heading, end = article.id, passage.heading, passage.number
        text = corrected(article, passage.span)
        parts.append(text.removeprefix(corrected_title(article)).strip())
    return "\n\n".join(parts)


def titled(article: Article) -> str:
    """Return the title, names put right, with the outlet and the date as far as they are known."""
    title = corrected_title(article)
    facts = ", ".join(f for f in (article.outlet, (article.published or "")[:10]) if f)
    return f"{title} ({facts})" if facts else title
