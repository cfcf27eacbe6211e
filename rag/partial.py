"""A model's file while it is put together: which bytes are right, is there room, is it whole?

Nothing is noted beside it: after a crash the hashes tell what is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from rag.errors import ModelError
from rag.models import Part

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all; never fewer done than before."""

BLOCK = 1 << 20
_SPARE = 64 << 20


class SourceError(Exception):
    """One source did not give the file; the message is a clause, and another may be tried."""


class Partial:
    """The growing file at `path`. With `parts` known, each is right or wrong by itself."""

    def __init__(self, path: Path, parts: tuple[Part, ...]) -> None:
        self.path = path
        self._parts = parts

    def missing(self) -> list[Part]:
        """Return the parts that are not there whole, each by its hash."""
        if not self.path.exists():
            return list(self._parts)
        with self.path.open("rb") as file:
            return [part for part in self._parts if not _is_whole(file, part)]

    def prefix(self) -> int:
        """Return how many bytes from the start need not be fetched again, as far as one can tell.

        One part is one hash, which tells nothing before the end: there the size must do.
        """
        if len(self._parts) < 2:
            return self.size()
        return min((part.start for part in self.missing()), default=self.size())

    def size(self) -> int:
        """Return the bytes of the file as it is."""
        return self.path.stat().st_size if self.path.exists() else 0

    def open(self, start: int) -> BinaryIO:
        """Return the file to be written from `start` on. Close it."""
        self.path.touch()
        file = self.path.open("r+b")
        file.seek(start)
        return file

    def require_room(self, total: int, besides: int = 0) -> None:
        """Raise ModelError unless the rest of `total` bytes and `besides` fit on the disk."""
        # What lies there already; less than its size where it has holes.
        there = 0
        if self.path.exists():
            status = self.path.stat()
            there = min(status.st_size, getattr(status, "st_blocks", status.st_size) * 512)
        needed = max(total - there, 0) + besides + _SPARE
        free = shutil.disk_usage(self.path.parent).free
        if free < needed:
            under_way = f", parts under way {size(besides)}" if besides else ""
            raise ModelError(
                f"Not enough room in {self.path.parent}: {size(needed)} needed (file "
                f"{size(total)}{under_way}, there already {size(there)}), {size(free)} free; make "
                f"room, or name another folder in NEWSCITE_MODELS."
            )

    def require_whole(self, sha256: str) -> None:
        """Raise SourceError unless the file has this hash; a file of one part is then deleted."""
        # Windows flushes only what is open for writing.
        with self.path.open("r+b") as file:
            os.fsync(file.fileno())
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found == sha256:
            return
        if len(self._parts) < 2:
            self.path.unlink()
        raise SourceError(f"what came has the SHA-256 {found[:12]}… instead of {sha256[:12]}…")


def size(count: int) -> str:
    """Return `count` bytes as a person reads them: "1.1 GB", "98 MB"."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def _is_whole(file: BinaryIO, part: Part) -> bool:
    digest = hashlib.sha256()
    file.seek(part.start)
    left = part.bytes
    while left and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest() == part.sha256
