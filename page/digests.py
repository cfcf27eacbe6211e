"""Digests and timelines as HTML: stories and dates over their claims. Sources as in page/html.py."""

from __future__ import annotations

from page.html import WAITING, cited_html, claims_html, plain, receipt_html
from rag import Digest, Timeline
from rag.digested import story_claims
from rag.render import one_line, sources


def digest_html(result: Digest | Timeline, key: str) -> str:
    """Return a digest or timeline as one line of HTML; `key` as in `result_html`."""
    if isinstance(result, Digest):
        told, conflicts = (
            [(story.title, story_claims(story)) for story in result.stories],
            result.conflicts,
        )
    else:
        told, conflicts = [("", result.claims)], ()
    parts = []
    for title, claims in told:
        parts += [f"<h3>{plain(one_line(title))}</h3>" if title else "", *claims_html(claims, key)]
    if not result.complete:
        parts.append(WAITING)
    elif not any(claims for _, claims in told):
        parts.append("<p>Nothing could be said that the articles support.</p>")
    parts += [f'<p class="notice">Note: {plain(one_line(note))}</p>' for note in result.notices]
    parts.append(receipt_html(result.receipt) if result.complete else "")
    cited = sources(result.claims, conflicts)
    blocks = [cited_html(c, f"{key}-{c.number}") for c in cited]
    return f'{"".join(parts)}<div class="sources">{"".join(blocks)}</div>'
