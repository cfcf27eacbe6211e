"""A feed (RSS, RDF, Atom) -> a page for each entry, with what the feed says about it.

The only user of feedparser, which gets bytes and never an address: it fetches nothing. The links
of entries are not followed; an entry with only a summary is its summary.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from index.decode import SIZE_LIMIT
from index.errors import ReadError, UsageError
from index.framed import Told, framed, looks_like_html
from index.raw import Raw, said
from index.types import Outcome, Page

_WEB = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")


def feed_pages(raw: Raw) -> Iterator[Page | Outcome]:
    """Yield the entries in order; one without text as a failed Outcome.

    Damaged feeds give what they hold. Raises ReadError if that is no entry at all.
    """
    found = _parsed(raw)
    feed = found.get("feed") or {}
    entries = found.get("entries") or []
    if not entries:
        error = found.get("bozo_exception")
        why = f" ({said(error)})" if error else ""
        raise ReadError(
            f"{raw.name} is a feed without entries{why}; open it in a browser to check."
        )
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        place = _text(entry, "id") or f"entry-{number}"
        content, is_html = _content(entry)
        link = _text(entry, "link")
        origin = _canonical(link) or raw.inside(place, content)
        if origin in seen:  # such as the address of the whole site
            origin = raw.inside(place, content) if place != link else f"{origin}#entry-{number}"
        seen.add(origin)
        if not re.search(r"\w", _TAGS.sub(" ", content)):
            more = f": add {said(link, 300)}, the page it leads to" if _WEB.match(link) else ""
            reason = f"Entry {number} of {raw.name} has no text{more or ', only a headline'}."
            yield Outcome(origin, "failed", reason=reason)
            continue
        text = framed(content, _told(entry, feed), html=is_html)
        yield Page(origin, text, "html", found.get("encoding") or "utf-8")


_TAGS = re.compile(r"<[^<>]*>")


def _parsed(raw: Raw) -> Any:
    data = raw.data(SIZE_LIMIT)
    import feedparser

    headers = {"content-type": f"application/xml; charset={raw.charset}"} if raw.charset else {}
    if raw.origin and _WEB.match(raw.origin):
        headers["content-location"] = raw.origin
    try:
        return feedparser.parse(
            io.BytesIO(data),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,  # what is hidden on a page is told, not lost
        )
    except Exception as error:  # whatever it stumbles over, one feed stops no others
        raise ReadError(
            f"{raw.name} is not a feed that can be read ({said(error)}); add its pages instead."
        ) from error


def _content(entry: Any) -> tuple[str, bool]:
    """Return the fullest text that the entry has, and whether it is HTML."""
    parts = [part for part in entry.get("content") or [] if str(part.get("value") or "").strip()]
    if parts:
        best = max(parts, key=lambda part: len(part["value"]))
        value, kind = str(best["value"]), str(best.get("type") or "")
    else:
        detail = entry.get("summary_detail") or {}
        value, kind = str(entry.get("summary") or ""), str(detail.get("type") or "")
    if kind == "text/plain":
        return value, False
    if _TAG.search(value):
        return value, True
    return html.unescape(value), False


def _told(entry: Any, feed: Any) -> Told:
    detail = entry.get("author_detail") or {}
    source = entry.get("source") or {}
    dates = ("published", "updated", "created")
    content: Any = next(iter(entry.get("content") or []), {})
    spoken = content.get("language") or entry.get("language") or feed.get("language")
    return Told(
        title=_plain(_text(entry, "title")),
        author=_plain(str(detail.get("name") or _text(entry, "author"))),
        outlet=_plain(_text(source, "title") or _text(feed, "title")),
        published=next((found for key in dates if (found := _text(entry, key))), ""),
        language=str(spoken or ""),
    )


def _text(part: Any, key: str) -> str:
    return str(part.get(key) or "").strip()


def _plain(text: str) -> str:
    """Return a title, which may hold markup, as it reads."""
    if looks_like_html(text):
        text = _TAGS.sub("", text)
    return html.unescape(text)


def _canonical(link: str) -> str:
    """Return the address of an entry as an origin, nothing if it has none."""
    from index.fetch import canonical

    if not _WEB.match(link):
        return ""
    try:
        return canonical(link)
    except UsageError:  # a damaged link: the entry is named by its place in the feed
        return ""
