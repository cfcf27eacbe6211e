"""What kind of thing bytes are: by their beginning, by what a server said, by the file's name.

Reads nothing but the beginning.
"""

from __future__ import annotations

import re
from typing import Literal

from index.raw import Raw

Kind = Literal[
    "text",
    "markdown",
    "html",
    "xml",
    "feed",
    "json",
    "lines",
    "message",
    "mailbox",
    "mhtml",
    "pdf",
    "docx",
    "zip",
    "gzip",
]

BY_SUFFIX: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".rss": "feed",
    ".rdf": "feed",
    ".atom": "feed",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".eml": "message",
    ".mbox": "mailbox",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".pdf": "pdf",
    ".docx": "docx",
    ".zip": "zip",
    ".gz": "gzip",
}
SUFFIXES = frozenset(BY_SUFFIX)
"""The endings of the files that a folder gives."""

BY_TYPE: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/json": "json",
    "application/feed+json": "json",
    "application/ld+json": "json",
    "application/x-ndjson": "lines",
    "application/jsonl": "lines",
    "message/rfc822": "message",
    "application/mbox": "mailbox",
    "multipart/related": "mhtml",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/zip": "zip",
    "application/gzip": "gzip",
    "application/x-gzip": "gzip",
}
_ANYTHING = ("application/octet-stream", "binary/octet-stream", "text/plain")
"""What servers say of files that they do not know."""

_FEED = re.compile(
    rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>)*"
    rb"<(?:rss|(?:\w+:)?RDF|(?:\w+:)?feed)[\s>]",
    re.DOTALL,
)
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"')
_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")


def kind_of(raw: Raw) -> Kind | None:
    """Return the kind, None for text that only its content can tell more about."""
    head = raw.head()
    found = _by_magic(head)
    if found is not None:
        return found
    plain = _MARK.sub(b"", head).replace(b"\0", b"")
    named = BY_SUFFIX.get(raw.suffix)
    if raw.mime is not None and not (raw.mime in _ANYTHING and named):
        named = BY_TYPE.get(raw.mime)
    if named in (None, "xml", "html") and _FEED.match(plain):
        return "feed"
    if named is None and _JSON.match(plain):
        return "json"
    return named


def is_known(mime: str, suffix: str) -> bool:
    """Return whether what a server says, or else the name, promises something that can be read."""
    return mime in BY_TYPE or (mime in _ANYTHING and suffix in BY_SUFFIX)


def _by_magic(head: bytes) -> Kind | None:
    if b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<"):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    return "mhtml" if head.startswith(b"From: <Saved by") else None
