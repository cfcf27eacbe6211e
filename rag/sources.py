"""Numbers citations in the order in which an answer first uses them."""

from __future__ import annotations

from index.types import Span
from rag.cite import Support
from rag.types import Citation


class Sources:
    """Gives each distinct span of each article one number, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, Span], int] = {}

    def cite(self, support: Support) -> tuple[Citation, ...]:
        """Return the support's spans as citations."""
        article = support.article
        found = []
        for span in support.spans:
            key = (article.id, article.version, span)
            number = self._numbers.setdefault(key, len(self._numbers) + 1)
            found.append(Citation(number, article, span))
        return tuple(found)
