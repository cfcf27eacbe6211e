"""The SQLite file of an archive: its tables, its transactions, its errors. Knows no article.

Plain tables, so that another database could take their place; only `words` is SQLite's own.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import ArchiveBusy, ArchiveError, ReadError, UsageError

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE articles (
        id TEXT NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL,
        origin TEXT NOT NULL, title TEXT NOT NULL, outlet TEXT, author TEXT, published TEXT,
        language TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL,
        page_origin TEXT NOT NULL, page_digest TEXT NOT NULL, page_text BLOB NOT NULL,
        page_media TEXT NOT NULL, page_encoding TEXT NOT NULL, added TEXT NOT NULL,
        PRIMARY KEY (id, version))""",
    "CREATE UNIQUE INDEX current_articles ON articles (id) WHERE current = 1",
    "CREATE INDEX articles_by_page ON articles (page_origin)",
    """CREATE TABLE passages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        article_id TEXT NOT NULL, version INTEGER NOT NULL, place INTEGER NOT NULL,
        span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, heading TEXT NOT NULL,
        sentences TEXT NOT NULL, indexed_text TEXT NOT NULL, embedding BLOB,
        FOREIGN KEY (article_id, version) REFERENCES articles (id, version) ON DELETE CASCADE)""",
    "CREATE INDEX passages_by_article ON passages (article_id, version)",
    "CREATE INDEX searchable_passages ON passages (number) WHERE embedding IS NOT NULL",
    "CREATE TABLE pending (number INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL)",
    "CREATE TABLE staged (number INTEGER PRIMARY KEY, embedding BLOB NOT NULL)",
    """CREATE VIRTUAL TABLE words USING fts5 (
        title, heading, body, tokenize = 'porter unicode61 remove_diacritics 2')""",
)
_COPIES = (
    # Numbers are never given again: they order the articles by when they were first added.
    """CREATE TABLE stories (
        number INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL UNIQUE,
        prints BLOB NOT NULL, origin INTEGER NOT NULL)""",
    "CREATE INDEX stories_by_origin ON stories (origin)",
    """CREATE TABLE prints (
        print INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (print, number))
        WITHOUT ROWID""",
    """CREATE TABLE copies (
        one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID""",
)
_SENTENCES = (
    # A row of int8 for each sentence of the passage, NULL where none were made.
    "ALTER TABLE passages ADD COLUMN sentence_vectors BLOB",
    "ALTER TABLE staged ADD COLUMN sentence_vectors BLOB",
)
STEPS = (_FIRST, _COPIES, _SENTENCES)
"""Each brings a file one schema on, a new file through all; none is ever changed, one more is added."""

SCHEMA = str(len(STEPS))


class Database:
    """The file `path`, made if it is not there. May be used from several threads.

    Every method raises ArchiveError if the file is damaged, cannot be written, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._translated():
            self._db = sqlite3.connect(
                path, timeout=10, isolation_level=None, check_same_thread=False
            )
        try:
            with self._translated():
                self._db.execute("PRAGMA journal_mode = WAL")
                # An article is acknowledged when it is on the disk, not only in its cache.
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("PRAGMA foreign_keys = ON")
            self._require_schema()
        except BaseException:
            self._db.close()
            raise

    def _require_schema(self) -> None:
        """Bring the file to SCHEMA, all at once: one that is stopped on the way is as it was."""
        if self._steps_done() == len(STEPS):
            return
        with self.writing() as write:
            for step in STEPS[self._steps_done() :]:
                for statement in step:
                    write.execute(statement)
            write.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (SCHEMA,))

    def _steps_done(self) -> int:
        tables = {name for (name,) in self.rows("SELECT name FROM sqlite_master")}
        if not tables:
            return 0
        if "meta" not in tables:
            raise ArchiveError(f"{self.path} is not a newscite catalog; use another --archive.")
        found = self.meta("schema")
        if found not in map(str, range(1, len(STEPS) + 1)):
            raise ArchiveError(
                f"{self.path} has schema {found or 'unknown'} and this newscite works with "
                f"{SCHEMA}; use the newscite that made it, or another --archive."
            )
        return int(found)

    def rows(
        self, sql: str, values: Sequence[Any] = (), *, chosen: bytes | None = None
    ) -> list[Any]:
        """Return all rows of a query; its function `chosen(number)` is whether that byte is set."""
        with self._lock, self._translated():
            if chosen is not None:
                size = len(chosen)
                self._db.create_function(
                    "chosen", 1, lambda number: number < size and chosen[number]
                )
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all that happens inside is kept, or none of it."""
        with self._lock, self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def meta(self, key: str) -> str:
        """Return a value of `meta`, "" if it is not set."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def set_meta(self, **values: str) -> None:
        """Set keys of `meta`, all at once, or as part of the transaction that is open."""
        with self._lock:
            if self._db.in_transaction:
                self._set(values)
            else:
                with self.writing():
                    self._set(values)

    def _set(self, values: dict[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    def settle(self, number: int, **values: str) -> None:
        """Strike `pending` up to `number`, and set these keys of `meta` at the same moment."""
        with self.writing() as write:
            write.execute("DELETE FROM pending WHERE number <= ?", (number,))
            self._set(values)

    def check(self) -> list[str]:
        """Read the whole file and return what is wrong with it, one sentence each."""
        found = [
            f"The catalog is damaged: {text}."
            for (text,) in self.rows("PRAGMA integrity_check(5)")
            if text != "ok"
        ]
        if self.rows("PRAGMA foreign_key_check"):
            found.append("Some passages belong to no article.")
        return found

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            if "closed" not in str(error):
                raise
            raise UsageError("This archive has been closed; open it again.") from error
        except sqlite3.Error as error:
            raise _error(self.path, error) from error
        except UnicodeEncodeError as error:
            raise ReadError(
                "The text holds broken characters (half of a surrogate pair); save it as UTF-8."
            ) from error


def _error(path: Path, error: sqlite3.Error) -> ArchiveError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return ArchiveBusy(f"{path} is in use by another program; close it there and try again.")
    if "full" in text:
        return ArchiveError(
            f"The disk of {path} is full; free some space and try again, nothing stored is lost."
        )
    if "readonly" in text or "unable to open" in text:
        return ArchiveError(
            f"{path} cannot be written ({text}); set its permissions, or use another --archive."
        )
    if "fts5" in text or "no such module" in text:
        return ArchiveError(
            f"SQLite of this Python has no FTS5 ({text}); use another Python 3.11+."
        )
    if "disk I/O" in text:
        return ArchiveError(
            f"{path} cannot be read or written ({text}); check the disk and try again, nothing "
            "stored is lost."
        )
    return ArchiveError(
        f"{path} is damaged ({text}); restore it from a backup, or move it away and add the "
        "articles again."
    )
