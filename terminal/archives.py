"""From arguments to archives: which folder is meant, what opens it, which words are pages."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArchiveError, UsageError
from index.home import home
from terminal.show import write
from terminal.waiting import Busy, busy

if TYPE_CHECKING:
    from rag.archive import Archive


class EmptyArchiveError(ArchiveError):
    """The archive does not exist, or has no articles."""


@contextmanager
def open_archive(
    args: argparse.Namespace,
    doing: str,
    *,
    alone: bool = False,
    new: bool = False,
    mismatched: bool = False,
) -> Iterator[tuple[Archive, Busy]]:
    """Open the archive, or with `alone` an empty one that goes afterwards; `new` may make it."""
    folder = None if alone else folder_of(args)
    if folder and not new and not exists(folder):
        raise empty(folder)
    if "-" in _sources(args) and sys.stdin.isatty():
        write(sys.stderr, "Paste the article, then press Ctrl-D (on Windows Ctrl-Z and Enter).")
    with busy(args, doing) as shown:
        from rag.archive import Archive

        def progress(what: str, done: int, total: int) -> None:
            count = f": {done}" + (f" of {total}" if total else "") if done or total else ""
            shown.say(f"{what[:1].upper()}{what[1:]}{count}")

        settings = settings_of(args)
        with Archive(folder, progress=progress, allow_mismatch=mismatched, **settings) as archive:
            yield archive, shown


def _sources(args: argparse.Namespace) -> list[str]:
    return [text for name in ("sources", "what", "file") for text in getattr(args, name, [])]


def settings_of(args: argparse.Namespace) -> dict[str, Any]:
    """Return the engine and the model, as far as given: who names a model wants one."""
    model, engine = getattr(args, "model", None), getattr(args, "engine", None)
    return {"model": model, "engine": engine or ("model" if model else None)}


def folder_of(args: argparse.Namespace) -> Path:
    """Return the archive's folder, which need not be there. Raises UsageError for an empty name."""
    named = args.archive if args.archive is not None else os.environ.get("NEWSCITE_ARCHIVE")
    if args.archive is not None and not args.archive.strip():
        raise UsageError("--archive is empty: name a folder.")
    if named:
        return Path(named).expanduser()
    return home() / "archive"


def exists(folder: Path) -> bool:
    """Return whether there is an archive."""
    # A file in the folder's place is left to Archive to explain.
    return os.path.isfile(folder) or os.path.exists(folder / "catalog.sqlite")


def empty(folder: Path) -> EmptyArchiveError:
    """Return the error that says how to fill the archive."""
    return EmptyArchiveError(
        f"The archive {folder} has no articles yet: add some with `newscite add PATH`."
    )


def is_place(text: str) -> bool:
    """Return whether a word is a path, web address or "-", not an article's id or a query."""
    from index.read import SUFFIXES

    return (
        text == "-"
        or _is_url(text)
        or os.path.exists(text)
        or Path(text).suffix.lower() in SUFFIXES
    )


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def place(text: str) -> str | Path:
    """Return a path, web address or "-" as `rag.Archive` takes it for nothing else."""
    # Absolute, so that a file called "beef" is not taken for an article's id.
    return text if text == "-" or _is_url(text) else Path(text).absolute()
