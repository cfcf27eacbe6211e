"""Bytes of any kind -> pages: sends each kind to the file that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from index.decode import SIZE_LIMIT, sniff
from index.errors import ReadError
from index.feeds import feed_pages
from index.json_articles import json_lines_pages, json_pages
from index.kinds import SUFFIXES, Kind, kind_of
from index.mail import mailbox_pages, message_page, saved_page
from index.pdf import pdf_page
from index.raw import Raw, hashed, opened
from index.types import Media, Outcome, Page
from index.unpack import LIMIT, gunzipped, unzipped, zip_kind
from index.word import word_page

_ONE: dict[Kind, Callable[[Raw], Page]] = {
    "message": message_page,
    "mhtml": saved_page,
    "pdf": pdf_page,
    "docx": word_page,
}
_SEVERAL: dict[Kind, Callable[[Raw], Iterator[Page | Outcome]]] = {
    "feed": feed_pages,
    "json": json_pages,
    "lines": json_lines_pages,
    "mailbox": mailbox_pages,
}
_MEDIA: dict[Kind, Media] = {"text": "text", "markdown": "markdown", "html": "html"}


def pages(raw: Raw) -> Iterator[Page | Outcome]:
    """Yield the page or pages in `raw`; for one that cannot be read, a failed Outcome.

    Never raises ReadError: what stops all of it is the last Outcome.
    """
    try:
        yield from _pages(raw, packed=False)
    except ReadError as error:
        yield Outcome(raw.origin or "text:stdin", "failed", reason=str(error))


def _pages(raw: Raw, *, packed: bool) -> Iterator[Page | Outcome]:
    if not raw.head():
        raise ReadError(f"{raw.name} is empty.")
    kind = kind_of(raw)
    if kind in ("zip", "docx"):
        yield from _zipped(raw, packed=packed)
    elif kind == "gzip":
        if packed:
            raise ReadError(f"{raw.name} is packed twice; unpack it and add the file.")
        yield from _pages(gunzipped(raw), packed=True)
    elif kind in _SEVERAL:
        yield from _SEVERAL[kind](raw)
    elif kind in _ONE:
        yield _ONE[kind](raw)
    else:
        yield text_page(raw, kind)


def _zipped(raw: Raw, *, packed: bool) -> Iterator[Page | Outcome]:
    if not raw.file.seekable():
        raw = replace(raw, file=opened(raw.data(SIZE_LIMIT)))
    elif (size := raw.file.seek(0, 2)) > LIMIT:
        raise ReadError(f"{raw.name} is {size // 1_000_000} MB; the limit is 200 MB: unpack it.")
    raw.file.seek(0)
    kind = zip_kind(raw)
    if kind == "docx":
        yield word_page(raw)
    elif kind != "zip":
        raise ReadError(f"{raw.name} is {kind}; save it as a PDF, Word or text file first.")
    elif packed:
        raise ReadError(f"{raw.name} is packed twice; unpack it and add the files.")
    else:
        for inner in unzipped(raw, SUFFIXES):
            if isinstance(inner, Outcome):
                yield inner
                continue
            try:
                yield from _pages(inner, packed=True)
            except ReadError as error:
                yield Outcome(inner.origin or "", "failed", reason=str(error))


def text_page(raw: Raw, kind: Kind | None = None) -> Page:
    """Return a page of text, Markdown or HTML, decoded. Raises ReadError if it is none."""
    text, encoding = raw.text(raw.data())
    if not text.strip():
        raise ReadError(f"{raw.name} is empty.")
    if kind == "xml" and "<html" not in text[:20_000].lower():
        raise ReadError(f"{raw.name} is XML, but neither a feed nor a page; save it as text.")
    media = "html" if kind == "xml" else _MEDIA[kind] if kind in _MEDIA else sniff(text)
    return Page(raw.origin or hashed(text), text, media, encoding)
