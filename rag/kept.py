"""Replies of a model that were paid for, kept on disk so that nobody pays for the same call again.

A file for each reply, named by a hash of the model, its server, the messages and the parameters. Only
whole replies are kept. A file that cannot be read is passed over and logged; old ones go first.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.reply import Reply, Usage

DAYS = 30
"""Days that a reply is kept."""

BYTES = 64 << 20
"""Bytes of all replies in a folder, above which the oldest go."""

FOLDER = "replies"

_SCHEMA = "newscite.reply/1"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A whole reply. Iterated like one that arrives; `kept` tells that it was not paid for now."""

    text: str
    truncated: bool = False
    usage: Usage = field(default_factory=Usage)
    kept: bool = False

    def __iter__(self) -> Generator[str, None, None]:
        yield self.text


class Replies:
    """A folder of replies. Safe to share between threads and between processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full = ""

    def get(self, key: str) -> Said | None:
        """Return the reply called `key`, None where there is none that can be used."""
        path = self._path(key)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            text, truncated = found["text"], found["truncated"]
            if found["schema"] != _SCHEMA or found["sha256"] != _digest(text) or not text.strip():
                raise ValueError("it is not what was written")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("%s was passed over: %s", path, error)
            return None
        return Said(text, bool(truncated), kept=True)

    def put(self, key: str, said: Said) -> None:
        """Keep a reply; where it cannot be written, log it, and say so in `full`."""
        content = {
            "schema": _SCHEMA,
            "text": said.text,
            "truncated": said.truncated,
            "sha256": _digest(said.text),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(content, file, ensure_ascii=False)
                os.replace(name, self._path(key))
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(name)
                raise
        except OSError as error:
            _log.warning("a reply could not be kept in %s: %s", self.folder, error)
            self.full = f"Replies could not be kept in {self.folder} ({error.strerror})."

    def prune(self) -> None:
        """Delete what is older than DAYS, and the oldest of what is beyond BYTES."""
        now, total = time.time(), 0
        for path, size, changed in sorted(self._files(), key=lambda f: -f[2]):
            total += size
            if total > BYTES or now - changed > DAYS * 86_400:
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    _log.warning("%s could not be deleted: %s", path, error)

    def _files(self) -> list[tuple[Path, int, float]]:
        found = []
        try:
            for path in self.folder.iterdir():
                with suppress(FileNotFoundError):  # another process deleted it
                    if path.suffix in (".json", ".part"):
                        status = path.stat()
                        found.append((path, status.st_size, status.st_mtime))
        except FileNotFoundError:
            pass  # nothing has been kept yet
        except OSError as error:
            _log.warning("%s could not be looked through: %s", self.folder, error)
        return found

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


class Keeping:
    """A reply that is kept when it has arrived whole; a Reply to whoever iterates it."""

    def __init__(self, reply: Reply, replies: Replies, key: str) -> None:
        self._reply, self._replies, self._key = reply, replies, key

    @property
    def truncated(self) -> bool:
        """Whether its end is missing."""
        return self._reply.truncated

    @property
    def usage(self) -> Usage:
        """The tokens that it cost, once it has been iterated."""
        return self._reply.usage

    def __iter__(self) -> Generator[str, None, None]:
        pieces: list[str] = []
        with closing(iter(self._reply)) as arriving:
            for piece in arriving:
                pieces.append(piece)
                yield piece
        self._replies.put(self._key, Said("".join(pieces), self._reply.truncated))


def key_of(model: str, where: str, messages: object, parameters: dict[str, Any]) -> str:
    """Return the name of the reply to these messages from this model with these parameters."""
    asked = [_SCHEMA, model, where, messages, parameters]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:40]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
