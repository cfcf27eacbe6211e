"""Clean text that remembers where each of its characters stood in the page.

`Tracer` builds the text and its runs; `to_page` follows them back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from index.types import Run, Span


class Tracer:
    """Builds an article's text piece by piece, from pieces of one page."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self.length = 0

    def copy(self, page: str, start: int, end: int) -> None:
        """Append `page[start:end]` as it stands."""
        if end <= start:
            return
        last = self._runs[-1] if self._runs else None
        if (
            last is not None
            and last.length == last.page_length
            and last.text + last.length == self.length
            and last.page + last.length == start
        ):
            length = last.length + end - start
            self._runs[-1] = Run(last.text, last.page, length, length)
        else:
            self._runs.append(Run(self.length, start, end - start, end - start))
        self._append(page[start:end])

    def replace(self, text: str, start: int, end: int) -> None:
        """Append `text`, which stands for characters `[start, end)` of the page as a whole."""
        self._runs.append(Run(self.length, start, len(text), end - start))
        self._append(text)

    def insert(self, text: str) -> None:
        """Append `text`, which the page does not have."""
        self._append(text)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The map so far, in order of the text."""
        return tuple(self._runs)


def to_page(runs: Sequence[Run], span: Span) -> Span:
    """Return the characters of the page that `span` of the article stands for.

    Inserted characters at either end count as nothing; a run that maps as a whole is taken whole.
    A span of only inserted characters gives an empty span at the next kept character.
    """
    if not runs:
        return Span(0, 0)
    first = bisect_right(runs, span.start, key=lambda run: run.text) - 1
    if first < 0 or runs[first].text + runs[first].length <= span.start:
        first += 1
    last = bisect_right(runs, span.end - 1, key=lambda run: run.text) - 1
    if first >= len(runs):
        end = runs[-1].page + runs[-1].page_length
        return Span(end, end)
    if last < first:
        return Span(runs[first].page, runs[first].page)
    start_run, end_run = runs[first], runs[last]
    start = start_run.page
    if start_run.length == start_run.page_length:
        start += max(0, span.start - start_run.text)
    end = end_run.page + end_run.page_length
    if end_run.length == end_run.page_length:
        end = end_run.page + min(end_run.length, span.end - end_run.text)
    return Span(start, end)
