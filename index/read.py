"""What was handed in to pages: a file, a folder, a web address, standard input, or text itself.

Finds and opens; what each kind of file holds is for formats.py, what is menu and what is article
for clean.py.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from index.decode import SIZE_LIMIT, sniff, tidy
from index.errors import ReadError, UsageError
from index.formats import pages
from index.kinds import BY_SUFFIX, SUFFIXES
from index.raw import Raw, hashed, opened, too_big
from index.robots import Robots
from index.types import Media, Outcome, Page

__all__ = ["SUFFIXES", "read", "read_text"]

_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_LONGEST_NAME = 300


def read(
    source: str | Path, *, allow_private: bool = False, robots: Robots | None = None
) -> Iterator[Page | Outcome]:
    r"""Yield the page or pages of `source`; for one that cannot be read, a failed Outcome.

    A Path, or a string that names one, is a file or a folder. A folder gives the files with the
    endings in `SUFFIXES`, sorted, and those of the folders in it; hidden ones and other kinds are
    passed over, and linked folders not entered. Feeds, JSON lines, mailboxes and zip files give
    several pages. "-" is standard input. A string that starts with http:// or https:// is
    fetched if the site's robots.txt does not object (`robots` remembers), inside the local
    network only if `allow_private`. Any other string with a line break or over 300 characters is
    the text itself.

    `Page.text` is the decoded page with line ends as "\n", and U+FFFD for NUL and lone surrogates.

    Raises UsageError, at once, if there is no such file or folder or the address is none.
    """
    if isinstance(source, Path):
        return _read_path(source)
    if source == "-":
        return _each("text:stdin", _read_stdin)
    if _URL.match(source.strip()):
        from index.fetch import canonical

        make = partial(_read_url, source, allow_private, robots or Robots())
        return _each(canonical(source), make)
    if os.path.exists(source):
        return _read_path(Path(source))
    if "\n" in source or "\r" in source or len(source) > _LONGEST_NAME:
        return _each(hashed(tidy(source)), lambda: iter([read_text(source)]))
    if not source.strip():
        raise UsageError("Nothing was given: name a file, a folder or a web address, or give text.")
    return _read_path(Path(source))


def read_text(text: str, origin: str | None = None) -> Page:
    """Return pasted text, or pasted HTML, as a page; without `origin` its hash is its origin.

    Raises ReadError if it is empty or over 20 million characters.
    """
    if len(text) > SIZE_LIMIT:
        raise ReadError(f"The text {too_big(len(text))}")
    text = tidy(text)
    if not text.strip():
        raise ReadError("The text is empty.")
    named: Media | None = None
    if origin is not None and _URL.match(origin):
        from index.fetch import canonical

        origin = canonical(origin)
    elif origin is not None:
        named = _MEDIA.get(BY_SUFFIX.get(Path(origin).suffix.lower(), ""))
    return Page(origin or hashed(text), text, named or sniff(text))


_MEDIA: dict[str, Media] = {"text": "text", "markdown": "markdown", "html": "html"}


def _each(origin: str, make: Callable[[], Iterator[Page | Outcome]]) -> Iterator[Page | Outcome]:
    try:
        yield from make()
    except ReadError as error:
        yield Outcome(origin, "failed", reason=str(error))


def _read_path(path: Path) -> Iterator[Page | Outcome]:
    if not os.path.lexists(path):
        raise UsageError(f"There is no file or folder called {_shown(path)}.")
    if path.is_dir():
        return _read_folder(path)
    return _each(_uri(path), partial(_read_file, path))


def _read_folder(folder: Path) -> Iterator[Page | Outcome]:
    refused: list[OSError] = []
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            if (origin := _uri(path)) not in seen:  # a link may lead to a file that was read
                seen.add(origin)
                yield from _each(origin, partial(_read_file, path))
    for error in refused:
        path = Path(error.filename)
        yield Outcome(_uri(path), "failed", reason=_unreadable(path, error))


def _read_file(path: Path) -> Iterator[Page | Outcome]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for ever
            raise ReadError(
                f"{_shown(path)} is a device or a pipe; give its text on standard input instead."
            )
        with path.open("rb") as file:
            yield from pages(Raw(_shown(path), _uri(path), file, path.suffix.lower()))
    except OSError as error:
        raise ReadError(_unreadable(path, error)) from error


def _read_stdin() -> Iterator[Page | Outcome]:
    return pages(Raw("The standard input", None, opened(sys.stdin.buffer.read(SIZE_LIMIT + 1))))


def _read_url(url: str, allow_private: bool, robots: Robots) -> Iterator[Page | Outcome]:
    from index.fetch import fetch

    robots.require(url, allow_private=allow_private)
    got = fetch(url, allow_private=allow_private)
    file = opened(got.data)
    yield from pages(Raw(got.origin, got.origin, file, got.suffix, got.mime, got.charset))


def _unreadable(path: Path, error: OSError) -> str:
    return f"{_shown(path)} cannot be read ({error.strerror}); check it and its permissions."


def _shown(path: Path) -> str:
    """Return the path for a message; a name need not be valid text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _uri(path: Path) -> str:
    return Path(os.path.realpath(path)).as_uri()
