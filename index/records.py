"""Articles and pages <-> the plain columns of a table. Exact both ways; touches no database."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

from index.types import Article, Block, Page, Repair, Run, Span


def digest(page: Page) -> str:
    """Return a hash of what was handed in; equal digests mean that nothing has changed."""
    return hashlib.sha256(f"{page.media}\0{page.text}".encode("utf-8", "surrogatepass")).hexdigest()


def packed(text: str) -> bytes:
    """Return the text of a page, compressed."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked(blob: bytes) -> str:
    """Return the text that `packed` was given."""
    return zlib.decompress(blob).decode("utf-8", "surrogatepass")


def parts_json(article: Article) -> str:
    """Return everything of an article that is not one plain value, as JSON."""
    parts = {
        "blocks": [
            [b.kind, pair(b.page), b.text and pair(b.text), b.reason] for b in article.blocks
        ],
        "sentences": [pair(s) for s in article.sentences],
        "runs": [[r.text, r.page, r.length, r.page_length] for r in article.runs],
        "repairs": [[pair(r.span), r.printed, r.name] for r in article.repairs],
        "notices": list(article.notices),
        "updated": article.updated,
        "published_by": article.published_by,
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def parts_of(text: str) -> dict[str, Any]:
    """Return the fields of an Article that `parts_json` took, by name."""
    parts = json.loads(text)
    return {
        "blocks": tuple(
            Block(kind, Span(*page), None if kept is None else Span(*kept), reason)
            for kind, page, kept, reason in parts["blocks"]
        ),
        "sentences": spans(parts["sentences"]),
        "runs": tuple(Run(*run) for run in parts["runs"]),
        "repairs": repairs(parts["repairs"]),
        "notices": tuple(parts["notices"]),
        "updated": parts.get("updated"),  # not in archives of before
        "published_by": parts.get("published_by"),
    }


def pair(span: Span) -> list[int]:
    """Return a span as JSON has it."""
    return [span.start, span.end]


def spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    """Return the spans that `pair` was given."""
    return tuple(Span(*p) for p in pairs)


def repairs(stored: list[Any]) -> tuple[Repair, ...]:
    """Return the repairs of an article from their JSON."""
    return tuple(Repair(Span(*s), printed, name) for s, printed, name in stored)
