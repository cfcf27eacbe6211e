"""One owner for an archive folder: SQLite could share it, Chroma's files could not.

The only user of filelock. The system drops the lock when its process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from index.errors import ArchiveBusy, ArchiveError


class FolderLock:
    """Holds `folder` from construction to `release()`.

    Raises ArchiveBusy if another process, or another FolderLock of this one, holds it, and
    ArchiveError if the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock, Timeout

        # Beside the lock, not in it: some releases of filelock empty the file they try to lock.
        self._owner = folder / "lock.pid"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "lock", timeout=0)
            self._lock.acquire()
        except Timeout:
            raise ArchiveBusy(_busy(folder, self._owner)) from None
        except (OSError, NotImplementedError) as error:
            raise unwritable(folder, error) from error
        try:
            self._owner.write_text(f"{os.getpid()}\n", encoding="ascii")
        except OSError as error:
            self._lock.release()
            raise unwritable(folder, error) from error

    def release(self) -> None:
        """Let go of the folder; harmless when that has been done."""
        if self._lock.is_locked:
            # Losing the note of who held it harms nobody, and the lock must go in any case.
            with contextlib.suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._lock.release()


def unwritable(folder: Path, error: Exception) -> ArchiveError:
    """Return the error for a folder that does not take files."""
    return ArchiveError(
        f"The archive {folder} cannot be written ({getattr(error, 'strerror', None) or error}); "
        "free space or set its permissions, or use another --archive."
    )


def _busy(folder: Path, owner: Path) -> str:
    try:
        who = f"process {int(owner.read_text(encoding='ascii'))}"
    except (OSError, ValueError):
        who = "another process"
    if who == f"process {os.getpid()}":
        who = "this very process"
    return (
        f"The archive {folder} is in use by {who}; close it there (the page or another command), "
        "or use another --archive."
    )
