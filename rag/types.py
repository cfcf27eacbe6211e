"""What a question comes back with: claims, their citations, and a receipt. Frozen values.

`str()` of an Answer or a Summary is the text for a terminal; `to_dict()` is the JSON that the
CLI, the Python API and the page share (docs/json.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.types import Article, Hit, Outcome, Span

if TYPE_CHECKING:
    from rag.coverage import Coverage

Verdict = Literal["supported", "partly", "unsupported"]
ConflictKind = Literal["figure", "date", "doer", "denial"]
Style = Literal["bullets", "tldr", "abstract", "brief"]
"""A summary as key points, in one sentence, as a paragraph, or as a page with all three parts."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The characters of an article that support a claim: `article.text[start:end] == quote`.

    `also` names the outlets whose copies of the article print the same words.
    """

    number: int
    article: Article
    span: Span
    also: tuple[str, ...] = ()

    @property
    def quote(self) -> str:
        """The cited characters, exactly as the article has them."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, its proof, and what checking it against the proof gave.

    `reason` says why a claim is not plainly supported, for a person to read; `unsaid` are then the
    words of `text` that nothing in the cited text bears out, as spans of it. `section` is the
    heading that it stands under, "" for none.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    reason: str = ""
    unsaid: tuple[Span, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one article says where others say otherwise: the words that differ, and where."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Articles that give different values for one fact, the newest report first.

    `corrected` tells that the first one corrects the others, which are superseded.
    """

    kind: ConflictKind
    sides: tuple[Side, ...]
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer came about. Times are in seconds, tokens as the server or tiktoken counts.

    `prompts` maps each prompt's name to a hash of its text; `retrieved` holds passage ids. `counted_by` says
    who counted what fits the budget.
    """

    engine: str
    model: str | None
    embeddings: str
    retrieved: tuple[str, ...]
    prompts: Mapping[str, str] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    version: str = ""
    counted_by: str = "o200k_base"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the finding that the articles do not give one (`found` is False).

    While an answer streams, `complete` is False and `draft` holds the words not yet checked;
    `claims` never holds anything unchecked. `dropped` lists what was not said, with reasons.
    `evidence` holds what the articles' own sentences answer, to read until a model has written.
    `conflicts` tells where articles disagree about what is said.
    `missing` tells what the articles do not say; `nearest` are the passages closest to it.
    `narrowed` tells which articles were asked for its words alone, such as "Reuters"; `as_of` the
    day and the outlet of what is told to somebody who asked about now.
    """

    question: str
    claims: tuple[Claim, ...]
    found: bool
    dropped: tuple[Claim, ...] = ()
    missing: str = ""
    nearest: tuple[Hit, ...] = ()
    notices: tuple[str, ...] = ()
    receipt: Receipt | None = None
    complete: bool = True
    draft: str = ""
    evidence: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    narrowed: tuple[str, ...] = ()
    as_of: str = ""

    def __str__(self) -> str:
        from rag.render import answer_text

        return answer_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values, schema `newscite.answer/1`."""
        from rag.render import answer_dict

        return answer_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write it to `path`: .md, .html, .docx, .txt or .json. Raises UsageError."""
        from rag.export import save

        return save(self, path)


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one or more articles; fields as in `Answer`.

    While a long text is read, `progress` tells how far that is: "12 of 75 parts read".
    """

    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    style: Style = "bullets"
    dropped: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    receipt: Receipt | None = None
    complete: bool = True
    draft: str = ""
    evidence: tuple[Claim, ...] = ()
    progress: str = ""

    def __str__(self) -> str:
        from rag.render import summary_text

        return summary_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values, schema `newscite.summary/1`."""
        from rag.render import summary_dict

        return summary_dict(self)

    def coverage(self) -> tuple[Coverage, ...]:
        """For each article, which of its sentences no claim cites (see `rag.coverage`)."""
        from rag.coverage import coverage

        return coverage(self)

    def save(self, path: str | Path) -> Path:
        """Write it to `path`: .md, .html, .docx, .txt or .json. Raises UsageError."""
        from rag.export import save

        return save(self, path)


@dataclass(frozen=True, slots=True)
class Story:
    """One event: who tells of it, what is said under which heading, and where they differ.

    Copies are among `articles`, but one source in what is said.
    """

    title: str
    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Many articles story by story, those of most sources first; other fields as in `Answer`."""

    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    notices: tuple[str, ...] = ()
    receipt: Receipt | None = None
    complete: bool = True

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All that is said, of all stories."""
        return tuple(claim for story in self.stories for claim in story.claims)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All that is disputed, of all stories."""
        return tuple(conflict for story in self.stories for conflict in story.conflicts)

    def __str__(self) -> str:
        from rag.digested import digest_text

        return digest_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The digest as plain JSON values, schema `newscite.digest/1`."""
        from rag.digested import digest_dict

        return digest_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write it to `path`: .md, .html, .docx, .txt or .json. Raises UsageError."""
        from rag.export import save

        return save(self, path)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `when` as exact as it is told, "2020-09" or "2020-09-14"."""

    when: str
    shown: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in order; other fields as in `Answer`."""

    articles: tuple[Article, ...]
    events: tuple[Event, ...]
    notices: tuple[str, ...] = ()
    receipt: Receipt | None = None
    complete: bool = True

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What is said of the events, under their dates."""
        return tuple(replace(event.claim, section=event.shown) for event in self.events)

    def __str__(self) -> str:
        from rag.digested import timeline_text

        return timeline_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The timeline as plain JSON values, schema `newscite.timeline/1`."""
        from rag.digested import timeline_dict

        return timeline_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write it to `path`: .md, .html, .docx, .txt or .json. Raises UsageError."""
        from rag.export import save

        return save(self, path)


@dataclass(frozen=True, slots=True)
class Report:
    """What `Archive.add` did, one outcome for each page, in the order they were read."""

    outcomes: tuple[Outcome, ...]

    @property
    def added(self) -> tuple[Outcome, ...]:
        """Pages that were new."""
        return tuple(o for o in self.outcomes if o.status == "added")

    @property
    def unchanged(self) -> tuple[Outcome, ...]:
        """Pages the archive already had as they are."""
        return tuple(o for o in self.outcomes if o.status == "unchanged")

    @property
    def updated(self) -> tuple[Outcome, ...]:
        """Pages that had changed; the older version is kept."""
        return tuple(o for o in self.outcomes if o.status == "updated")

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Pages that could not be read, each with its reason."""
        return tuple(o for o in self.outcomes if o.status == "failed")

    def __str__(self) -> str:
        from rag.render import report_text

        return report_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, schema `newscite.report/1`."""
        from rag.render import report_dict

        return report_dict(self)
