"""What is packed: a gzip file -> what is in it, a zip file -> its files, within limits.

Writes nothing to disk and holds one file at a time. What is packed twice is refused.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import IO
from urllib.parse import quote

from index.errors import ReadError
from index.raw import Raw, opened, said
from index.types import Outcome

LIMIT = 200_000_000
"""Bytes of a zip file."""
UNPACKED = 500_000_000
"""Bytes of all that is in a zip or gzip file; they are never in memory together."""
FILES = 10_000
_RATIO = 200
"""How many times its size a file may be when unpacked; text is packed to a tenth of its size."""
_SMALL = 1_000_000


def unzipped(raw: Raw, suffixes: Collection[str]) -> Iterator[Raw | Outcome]:
    """Yield the files in a zip whose names end in `suffixes`, by name, as if from a folder.

    One that cannot be had is a failed Outcome. Raises ReadError if nothing can.
    """
    try:
        parts = zipfile.ZipFile(raw.file if raw.file.seekable() else io.BytesIO(raw.data(LIMIT)))
    except Exception as error:
        raise _damaged(raw, error) from error
    with parts:
        found = sorted(parts.infolist(), key=lambda info: info.filename)
        wanted = [info for info in found if _is_wanted(info, suffixes)]
        check_sizes(raw.name, wanted)
        for info in wanted:
            name = f"{said(info.filename)} in {raw.name}"
            origin = f"{raw.origin or 'text:stdin'}!/{quote(info.filename)}"
            refusal = _refusal(info)
            if refusal:
                yield Outcome(origin, "failed", reason=f"{name} {refusal}")
                continue
            try:
                inner = parts.open(info)
            except Exception as error:
                yield Outcome(origin, "failed", reason=str(_damaged(raw, error, name)))
                continue
            with inner:
                file = opened(_Guarded(inner, raw, name))
                yield Raw(name, origin, file, PurePosixPath(info.filename).suffix.lower())
        if not wanted:
            raise ReadError(
                f"{raw.name} has no articles in it that can be read; unpack it to check."
            )


def gunzipped(raw: Raw) -> Raw:
    """Return what is in a gzip file; it is unpacked as it is read."""
    inner = gzip.GzipFile(fileobj=raw.file)
    name = PurePosixPath(raw.name.lower().removesuffix(".gz"))
    suffix = name.suffix if raw.suffix == ".gz" else ""
    file = opened(_Guarded(inner, raw, raw.name))
    return Raw(raw.name, raw.origin, file, suffix, None, raw.charset)


def zip_kind(raw: Raw) -> str:
    """Return what a zip file in truth is: "zip", "docx", or the name of a kind not read."""
    try:
        with zipfile.ZipFile(raw.file) as parts:
            names = set(parts.namelist())
            mime = parts.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception as error:
        raise _damaged(raw, error) from error
    finally:
        raw.file.seek(0)
    if "word/document.xml" in names:
        return "docx"
    if b"epub" in mime:
        return "an EPUB book"
    if b"opendocument" in mime:
        return "an OpenDocument file"
    if "xl/workbook.xml" in names:
        return "an Excel file"
    return "a PowerPoint file" if "ppt/presentation.xml" in names else "zip"


def check_sizes(name: str, found: Collection[zipfile.ZipInfo], limit: int = UNPACKED) -> None:
    """Raise ReadError if there are too many files, or too much when unpacked.

    A zip cannot give more than it says: what exceeds it is cut off and fails its checksum.
    """
    if len(found) > FILES:
        raise ReadError(f"{name} has {len(found)} files in it; the limit is {FILES}: split it.")
    total = sum(info.file_size for info in found)
    if total > limit:
        raise ReadError(
            f"{name} unpacks to {total // 1_000_000} MB;"
            f" the limit is {limit // 1_000_000} MB: split it."
        )


def _is_wanted(info: zipfile.ZipInfo, suffixes: Collection[str]) -> bool:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return not info.is_dir() and not hidden and path.suffix.lower() in suffixes


def _refusal(info: zipfile.ZipInfo) -> str:
    """Return why a file is not read, as the end of a sentence; nothing if it is."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if ".." in path.parts or path.is_absolute() or re.match(r"[A-Za-z]:", info.filename):
        return "has a name that leads out of the archive; unpack it and add what you trust."
    if info.flag_bits & 1:
        return "is locked with a password; unpack it and add the file."
    if path.suffix.lower() in (".zip", ".gz"):
        return "is packed twice; unpack it and add the files."
    if info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1):
        times = info.file_size // max(info.compress_size, 1)
        return f"unpacks to {times} times its size, as no text does; unpack it and look at it."
    return ""


def _damaged(raw: Raw, error: BaseException, name: str = "") -> ReadError:
    return ReadError(f"{name or raw.name} cannot be unpacked ({said(error)}); get it again.")


class _Guarded(io.RawIOBase):
    """A packed file: gives up after a limit, and says in words what is wrong with it."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, raw: Raw, name: str):
        self._file, self._raw, self._name = file, raw, name
        self._left = UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(len(buffer))
        except Exception as error:  # each way of packing has errors of its own
            raise _damaged(self._raw, error, self._name) from error
        self._left -= len(data)
        if self._left < 0:
            limit = UNPACKED // 1_000_000
            raise ReadError(f"{self._name} unpacks to more than {limit} MB, the limit; split it.")
        buffer[: len(data)] = data
        return len(data)
