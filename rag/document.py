"""A result as a document: headed sections of cited sentences, then the sources as notes.

What Markdown, HTML and Word files are made of; how each looks is said in rag/export.py and
rag/word.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from rag.digested import story_claims
from rag.render import byline, one_line, sources
from rag.types import Answer, Citation, Claim, Digest, Summary, Timeline


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under a heading ("" for none), as a list or as one paragraph."""

    heading: str
    claims: tuple[Claim, ...]
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A title, sections, and remarks for the reader. Its sources are numbered as cited."""

    title: str
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()

    @property
    def sources(self) -> list[Citation]:
        """Each citation once, by number."""
        return sources(claim for section in self.sections for claim in section.claims)


def document(result: Answer | Summary | Digest | Timeline) -> Document:
    """Return what there is to read of a complete result."""
    remarks = [f"Note: {note}" for note in result.notices]
    if isinstance(result, Digest):
        return Document("Digest", tuple(_of_stories(result)), tuple(remarks))
    if isinstance(result, Timeline):
        return Document("Timeline", tuple(_sections(result.claims)), tuple(remarks))
    if isinstance(result, Answer):
        if not result.found:
            remarks.insert(0, f"The articles do not answer this. {result.missing}".strip())
        return Document(result.question, tuple(sections(result)), tuple(remarks))
    if not result.claims:
        remarks.insert(0, "Nothing could be said that the text supports.")
    return Document(_title(result), tuple(sections(result)), tuple(remarks))


def sections(result: Answer | Summary) -> list[Section]:
    """Return the claims of a result under their headings; an abstract is a paragraph, not a list."""
    listed = not (isinstance(result, Summary) and result.style in ("abstract", "tldr"))
    return _sections(result.claims, listed)


def _sections(claims: Iterable[Claim], listed: bool = True) -> list[Section]:
    groups = groupby(claims, key=lambda claim: claim.section)
    return [Section(heading, tuple(own), listed) for heading, own in groups]


def _of_stories(digest: Digest) -> list[Section]:
    return [
        Section(f"{story.title}: {s.heading}", s.claims)
        for story in digest.stories
        for s in _sections(story_claims(story))
    ]


def _title(summary: Summary) -> str:
    if len(summary.articles) == 1:
        return f"Summary: {one_line(byline(summary.articles[0]))}"
    return f"Summary of {len(summary.articles)} articles"


def marked(claim: Claim) -> str:
    """Return why a claim is not plainly supported, in words to stand behind it; else ""."""
    return f"(partly supported: {claim.reason})" if claim.verdict == "partly" else ""


def also(citations: Iterable[str]) -> str:
    """Return the outlets that print the same words, as a remark; "" for none."""
    named = ", ".join(map(one_line, citations))
    return f"also in {named}" if named else ""
