"""Digests and timelines as text and as plain values for JSON."""

from __future__ import annotations

from typing import Any

from index.glossary import bracketed
from rag.render import (
    WIDTH,
    article_dict,
    claim_dict,
    claims_text,
    conflict_dict,
    day,
    one_line,
    receipt_dict,
    source_dict,
    source_name,
    sources,
    sources_text,
)
from rag.types import Claim, Conflict, Digest, Story, Timeline

DISPUTED = "Disputed"


def story_claims(story: Story) -> tuple[Claim, ...]:
    """Return the claims of a story with its conflicts among them, in words, under a heading."""
    disputed = tuple(_disputed(conflict) for conflict in story.conflicts)
    agreed = [n for n, c in enumerate(story.claims) if c.section in ("All agree", "Both say")]
    at = agreed[-1] + 1 if agreed else 0
    return (*story.claims[:at], *disputed, *story.claims[at:])


def _disputed(conflict: Conflict) -> Claim:
    told = []
    for side in conflict.sides:
        article = side.citation.article
        who = ", ".join(filter(None, (one_line(source_name(article)), day(article))))
        quote = one_line(bracketed(article, side.citation.span))
        told.append(f"“{one_line(side.value)}” ({who}: “{quote}”)")
    text = "; ".join(told)
    if conflict.corrected:
        text = f"{told[0]} corrects {'; '.join(told[1:])}"
    citations = tuple(side.citation for side in conflict.sides)
    return Claim(f"{text}.", citations, "supported", section=DISPUTED)


def digest_text(digest: Digest, width: int = WIDTH) -> str:
    """Return the stories one below the other, then the sources."""
    parts = []
    for story in digest.stories:
        title = one_line(story.title)
        parts += [f"{title}\n{'=' * min(len(title), width)}"]
        parts += [claims_text(story_claims(story), width)] if story_claims(story) else []
    if digest.complete:
        cited = sources(digest.claims, digest.conflicts)
        parts += [f"Sources\n\n{sources_text(cited, width)}"] if cited else []
        parts += [f"Note: {notice}" for notice in digest.notices]
    return "\n\n".join(parts)


def timeline_text(timeline: Timeline, width: int = WIDTH) -> str:
    """Return the events under their dates, then the sources."""
    parts = [claims_text(timeline.claims, width)] if timeline.events else []
    cited = sources(timeline.claims)
    parts += [f"Sources\n\n{sources_text(cited, width)}"] if cited else []
    return "\n\n".join([*parts, *(f"Note: {notice}" for notice in timeline.notices)])


def digest_dict(digest: Digest) -> dict[str, Any]:
    """Return the digest as plain values."""
    return {
        "schema": "newscite.digest/1",
        "stories": [
            {
                "title": story.title,
                "articles": [article_dict(article) for article in story.articles],
                "claims": [claim_dict(claim) for claim in story.claims],
                "conflicts": [conflict_dict(conflict) for conflict in story.conflicts],
            }
            for story in digest.stories
        ],
        "sources": [source_dict(c) for c in sources(digest.claims, digest.conflicts)],
        "notices": list(digest.notices),
        "complete": digest.complete,
        "receipt": receipt_dict(digest.receipt),
    }


def timeline_dict(timeline: Timeline) -> dict[str, Any]:
    """Return the timeline as plain values."""
    return {
        "schema": "newscite.timeline/1",
        "articles": [article_dict(article) for article in timeline.articles],
        "events": [
            {"when": e.when, "shown": e.shown, "claim": claim_dict(e.claim)}
            for e in timeline.events
        ],
        "sources": [source_dict(c) for c in sources(timeline.claims)],
        "notices": list(timeline.notices),
        "complete": timeline.complete,
        "receipt": receipt_dict(timeline.receipt),
    }
