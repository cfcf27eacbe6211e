"""What an article's text ordered an AI to say is no claim of the article, not even in part."""

from __future__ import annotations

from collections.abc import Sequence

from rag.terms import terms
from rag.types import Citation

REASON = "only text that addresses an AI says this"


def ordered(claim: str, citations: Sequence[Citation]) -> bool:
    """Whether words that the cited text lacks stand in a text of the page that addresses an AI."""
    for citation in citations:
        article = citation.article
        if not article.notices:
            continue
        missing = set(terms(claim)) - set(terms(citation.quote))
        if any(missing & set(terms(notice)) for notice in article.notices):
            return True
    return False
