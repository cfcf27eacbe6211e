"""newscite: answers and summaries of news articles in which every sentence carries its proof.

import rag

with rag.Archive("news") as archive:
    archive.add("articles/")
    print(archive.ask("why Oracle over Microsoft?"))
"""

from index.diff import Change, Diff, Edit, Fact, Version
from index.embed import Embedder
from index.errors import (
    ArchiveBusy,
    ArchiveError,
    EmbeddingError,
    EmbeddingMismatch,
    NewsciteError,
    ReadError,
    UsageError,
)
from index.glossary import Entry
from index.offsets import to_page
from index.slips import Suggestion
from index.types import Article, Hit, Listed, Outcome, Page, Passage, Span
from rag.archive import Archive
from rag.correcting import Corrected
from rag.errors import ModelError
from rag.estimate import Estimate
from rag.pieces import Piece
from rag.settings import Settings
from rag.types import (
    Answer,
    Citation,
    Claim,
    Conflict,
    Digest,
    Event,
    Receipt,
    Report,
    Side,
    Story,
    Summary,
    Timeline,
)

__all__ = [
    "Answer",
    "Archive",
    "ArchiveBusy",
    "ArchiveError",
    "Article",
    "Change",
    "Citation",
    "Claim",
    "Conflict",
    "Corrected",
    "Diff",
    "Digest",
    "Edit",
    "Embedder",
    "EmbeddingError",
    "EmbeddingMismatch",
    "Entry",
    "Estimate",
    "Event",
    "Fact",
    "Hit",
    "Listed",
    "ModelError",
    "NewsciteError",
    "Outcome",
    "Page",
    "Passage",
    "Piece",
    "ReadError",
    "Receipt",
    "Report",
    "Settings",
    "Side",
    "Span",
    "Story",
    "Suggestion",
    "Summary",
    "Timeline",
    "UsageError",
    "Version",
    "to_page",
]
