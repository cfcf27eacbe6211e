"""Which lines of an HTML page trafilatura takes for the article. Its only user.

Only its choice counts, as one voice among others: the characters come from the page itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

from index.folding import Line
from index.types import Page


def chosen(page: Page, rows: Sequence[Line]) -> list[bool]:
    """Return for each line of an HTML page whether it is in the text that trafilatura extracts."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # It takes a fragment of a page for no page at all.
    source = page.text if "html" in page.text[:50].lower() else "<html>" + page.text
    found: Any = trafilatura.bare_extraction(
        source, favor_precision=True, include_comments=False, with_metadata=False
    )
    extract = _Extract((found.text or "") if found is not None else "")
    return [not row.hidden and extract.has(row.text) for row in rows]


class _Extract:
    """The text that trafilatura chose, asked line by line, in order, what of the page is in it."""

    def __init__(self, text: str) -> None:
        self._text = _squeeze(text)
        self._whole = {_squeeze(row) for row in text.splitlines()}
        self._shingles = set(_shingles(text))
        self._at = 0

    def has(self, line: str) -> bool:
        """Whether `line` stands in the text: whole, as a part, or for the most part."""
        squeezed = _squeeze(line)
        if squeezed in self._whole:
            return bool(squeezed)
        if len(squeezed) >= 25:
            at = self._text.find(squeezed, self._at, self._at + len(squeezed) + _NEAR)
            if at >= 0:
                self._at = at
                return True
        own = _shingles(line)
        return len(own) >= 3 and sum(s in self._shingles for s in own) >= 0.5 * len(own)


_NEAR = 100_000
"""Characters after the last find in which the next line is looked for."""


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return [tuple(found[i : i + 4]) for i in range(len(found) - 3)]
