"""What was handed in to pages: a file, a folder, a web address, standard input, or text itself.

Decodes and does no more: what is menu and what is article is for clean.py. Files of other kinds
(PDF, Word, archives) are refused by name, not converted.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from index.decode import SIZE_LIMIT, decode, sniff, tidy
from index.errors import ReadError, UsageError
from index.types import Media, Outcome, Page

_MEDIA: dict[str, Media] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
SUFFIXES = frozenset(_MEDIA)
"""The endings of the files that a folder gives."""

_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_LONGEST_NAME = 300


def read(source: str | Path, *, allow_private: bool = False) -> Iterator[Page | Outcome]:
    r"""Yield the page or pages of `source`; for one that cannot be read, a failed Outcome.

    A Path, or a string that names one, is a file or a folder. A folder gives its text, Markdown
    and HTML files, sorted, and those of the folders in it; hidden ones and other kinds are passed
    over, and linked folders not entered. "-" is standard input. A string that starts with http://
    or https:// is fetched, inside the local network only if `allow_private`. Any other string
    with a line break or over 300 characters is the text itself.

    `Page.text` is the decoded page with line ends as "\n", and U+FFFD for NUL and lone surrogates.

    Raises UsageError, at once, if there is no such file or folder or the address is none.
    """
    if isinstance(source, Path):
        return _read_path(source)
    if source == "-":
        return _one("text:stdin", _read_stdin)
    if _URL.match(source.strip()):
        from index.fetch import canonical

        return _one(canonical(source), partial(_read_url, source, allow_private))
    if os.path.exists(source):
        return _read_path(Path(source))
    if "\n" in source or "\r" in source or len(source) > _LONGEST_NAME:
        return _one(_hash(tidy(source)), partial(read_text, source))
    if not source.strip():
        raise UsageError("Nothing was given: name a file, a folder or a web address, or give text.")
    return _read_path(Path(source))


def read_text(text: str, origin: str | None = None) -> Page:
    """Return pasted text, or pasted HTML, as a page; without `origin` its hash is its origin.

    Raises ReadError if it is empty or over 20 million characters.
    """
    if len(text) > SIZE_LIMIT:
        raise ReadError(f"The text {_too_big(len(text))}")
    text = tidy(text)
    media: Media | None = None
    if origin is not None and _URL.match(origin):
        from index.fetch import canonical

        origin = canonical(origin)
    elif origin is not None:
        media = _MEDIA.get(Path(origin).suffix.lower())
    return _page("The text", text, origin or _hash(text), media, "utf-8")


def _one(origin: str, make: Callable[[], Page]) -> Iterator[Page | Outcome]:
    try:
        yield make()
    except ReadError as error:
        yield Outcome(origin, "failed", reason=str(error))


def _read_path(path: Path) -> Iterator[Page | Outcome]:
    if not os.path.lexists(path):
        raise UsageError(f"There is no file or folder called {_shown(path)}.")
    if path.is_dir():
        return _read_folder(path)
    return _one(_uri(path), partial(_read_file, path))


def _read_folder(folder: Path) -> Iterator[Page | Outcome]:
    refused: list[OSError] = []
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in _MEDIA:
                continue
            if (origin := _uri(path)) not in seen:  # a link may lead to a file that was read
                seen.add(origin)
                yield from _one(origin, partial(_read_file, path))
    for error in refused:
        path = Path(error.filename)
        yield Outcome(_uri(path), "failed", reason=_unreadable(path, error))


def _read_file(path: Path) -> Page:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for ever
            raise ReadError(
                f"{_shown(path)} is a device or a pipe; give its text on standard input instead."
            )
        if found.st_size > SIZE_LIMIT:
            raise ReadError(f"{_shown(path)} {_too_big(found.st_size)}")
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ReadError(_unreadable(path, error)) from error
    return _decoded(_shown(path), data, _uri(path), _MEDIA.get(path.suffix.lower()))


def _read_stdin() -> Page:
    data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    return _decoded("The standard input", data, None, None)


def _read_url(url: str, allow_private: bool) -> Page:
    from index.fetch import fetch

    got = fetch(url, allow_private=allow_private)
    return _decoded(got.origin, got.data, got.origin, got.media, got.charset)


def _decoded(
    name: str, data: bytes, origin: str | None, media: Media | None, charset: str | None = None
) -> Page:
    if len(data) > SIZE_LIMIT:
        raise ReadError(f"{name} {_too_big(len(data))}")
    try:
        text, encoding = decode(data, charset)
    except ReadError as error:
        raise ReadError(f"{name} {error}.") from None
    return _page(name, text, origin or _hash(text), media, encoding)


def _page(name: str, text: str, origin: str, media: Media | None, encoding: str) -> Page:
    if not text.strip():
        raise ReadError(f"{name} is empty.")
    return Page(origin, text, media or sniff(text), encoding)


def _too_big(size: int) -> str:
    megabytes, limit = math.ceil(size / 1_000_000), SIZE_LIMIT // 1_000_000
    return f"is {megabytes} MB; the limit is {limit} MB: split it or save the text only."


def _unreadable(path: Path, error: OSError) -> str:
    return f"{_shown(path)} cannot be read ({error.strerror}); check it and its permissions."


def _shown(path: Path) -> str:
    """Return the path for a message; a name need not be valid text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _uri(path: Path) -> str:
    return Path(os.path.realpath(path)).as_uri()


def _hash(text: str) -> str:
    return "text:" + hashlib.sha256(text.encode()).hexdigest()[:16]
