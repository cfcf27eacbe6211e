"""What a visitor wants summed up: the choices of a tab -> a summary, digest, timeline or comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.read import read_text
from page.session import Shown
from rag import Archive, UsageError
from rag.narrow import Narrowing
from rag.types import Style

DIGEST, TIMELINE = "digest", "timeline"

TOGETHER = [("All articles, story by story", DIGEST), ("All articles, as a timeline", TIMELINE)]

STYLES = [
    ("Key points", "bullets"),
    ("One sentence", "tldr"),
    ("A paragraph", "abstract"),
    ("A brief", "brief"),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The values of the tab: an article's id, DIGEST or TIMELINE, or a text; and how it is told."""

    chosen: str | None
    other: str | None
    pasted: str
    style: Style
    length: float
    language: str
    since: str
    until: str
    outlets: list[str]
    new_since: str

    def made(self, archive: Archive) -> Iterable[Shown]:
        """Yield what is wanted as it grows. Raises UsageError where nothing is chosen."""
        narrow = Narrowing(since=self.since, until=self.until, outlet=self.outlets)
        if not self.pasted.strip() and self.chosen == DIGEST:
            return archive.stream_digest(new_since=self.new_since.strip() or None, **narrow)
        if not self.pasted.strip() and self.chosen == TIMELINE:
            return [archive.timeline(**narrow)]
        if not self.pasted.strip() and not self.chosen:
            raise UsageError("Choose an article, or paste the text of one.")
        what = (
            read_text(self.pasted) if self.pasted.strip() else archive.article(self.chosen or "").id
        )
        if self.other:
            return [archive.compare(what, self.other)]
        return archive.stream_summary(
            what, length=int(self.length), style=self.style, language=self.language or None
        )
