"""Numbers citations in the order in which an answer first uses them."""

from __future__ import annotations

from dataclasses import replace

from index.types import Span
from rag.cite import Support
from rag.types import Citation


class Sources:
    """Gives each distinct span of each article one number, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, Span], int] = {}

    def cite(self, support: Support) -> tuple[Citation, ...]:
        """Return the support's spans as citations."""
        return tuple(self.numbered(Citation(0, support.article, span)) for span in support.spans)

    def numbered(self, citation: Citation) -> Citation:
        """Return `citation` with the number that is its own here."""
        key = (citation.article.id, citation.article.version, citation.span)
        return replace(citation, number=self._numbers.setdefault(key, len(self._numbers) + 1))
