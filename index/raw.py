"""Bytes as they came: where from, what they are called, how to read them within limits.

Does not know what kind of thing they are.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from index.decode import SIZE_LIMIT, decode
from index.errors import ReadError

HEAD = 4096
"""Bytes of the beginning that are enough to tell what something is."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Something to be read, once, from its beginning.

    `name` begins the sentences about it; `suffix` is in lower case; `mime` and `charset` are what
    a server said. Without `origin` (standard input) it is named by its content.
    """

    name: str
    origin: str | None
    file: io.BufferedReader
    suffix: str = ""
    mime: str | None = None
    charset: str | None = None

    def head(self) -> bytes:
        """Return the beginning, which is still to be read."""
        return self.file.peek(HEAD)[:HEAD]

    def data(self, limit: int = SIZE_LIMIT) -> bytes:
        """Return all of it. Raises ReadError if it is more than `limit` bytes."""
        data = self.file.read(limit + 1)
        if len(data) > limit:
            size = self.file.seek(0, io.SEEK_END) if self.file.seekable() else 0
            raise ReadError(f"{self.name} {too_big(size, limit)}")
        return data

    def text(self, data: bytes, charset: str | None = None) -> tuple[str, str]:
        """Return `data` decoded, and its encoding. Raises ReadError if it is no text."""
        try:
            return decode(data, charset or self.charset)
        except ReadError as error:
            raise ReadError(f"{self.name} {error}.") from None

    def inside(self, place: str, text: str) -> str:
        """Return the origin of one of several pages in this: `text`, to be found at `place`."""
        return hashed(text) if self.origin is None else f"{self.origin}#{quote(place, safe='/:@')}"


def opened(file: io.RawIOBase | bytes) -> io.BufferedReader:
    """Return bytes, or a file without a buffer, as `Raw.file` wants it."""
    raw: Any = io.BytesIO(file) if isinstance(file, bytes) else file
    return io.BufferedReader(raw)


def hashed(text: str) -> str:
    """Return the origin of a text that comes from nowhere."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return "text:" + digest[:16]


def too_big(size: int, limit: int = SIZE_LIMIT) -> str:
    """Return the end of a sentence about something of `size` bytes, 0 where that is not known."""
    most = f"{limit // 1_000_000} MB"
    found = f"{math.ceil(size / 1_000_000)} MB" if size else f"more than {most}"
    return f"is {found}; the limit is {most}: split it or save the text only."


def said(error: object, most: int = 120) -> str:
    """Return what a library said of an error, or a damaged file of itself, fit for a sentence."""
    words = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    return (words if len(words) <= most else words[:most] + "…") or type(error).__name__
