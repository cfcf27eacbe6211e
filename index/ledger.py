"""What the vector index is to hold, and what it has not followed yet; all from the catalog's file.

Also the place where new embeddings wait while an archive is embedded anew. Knows nothing of Chroma.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.sentence_vectors import Made


@dataclass(frozen=True, slots=True)
class Entry:
    """What the vector index holds of one passage. `number` orders the passages of a catalog."""

    number: int
    passage_id: str
    vector: NDArray[np.float32]
    document: str
    metadata: dict[str, str | int | None]


class Ledger:
    """The embeddings in `database`. Errors are those of Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def count(self) -> int:
        """Return how many passages can be found."""
        return int(self._db.rows("SELECT count(*) FROM passages WHERE embedding IS NOT NULL")[0][0])

    def state(self) -> tuple[str, int]:
        """Return what the vectors are of, and a count that grows with every change of passages."""
        keys = "('model', 'dimensions', 'embedded')"
        rows = self._db.rows(f"SELECT value FROM meta WHERE key IN {keys} ORDER BY key")
        counts = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'pending'")
        return " ".join(value for (value,) in rows), int(counts[0][0]) if counts else 0

    def numbers(self) -> NDArray[np.int64]:
        """Return the numbers of the passages that can be found, ascending."""
        rows = self._db.rows(
            "SELECT number FROM passages WHERE embedding IS NOT NULL ORDER BY number"
        )
        return np.array(rows, np.int64).reshape(-1)

    def halves_after(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Return the numbers above `number` of passages that can be found, and their vectors."""
        rows = self._db.rows(
            "SELECT number, embedding FROM passages WHERE embedding IS NOT NULL AND number > ?"
            " ORDER BY number",
            (number,),
        )
        numbers = np.array([row[0] for row in rows], np.int64)
        vectors = np.frombuffer(b"".join(row[1] for row in rows), "<f2")
        return numbers, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)

    def halves_of(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float16]]:
        """Return the vectors of these passages as they are stored."""
        rows = self._db.rows(
            "SELECT number, embedding FROM passages WHERE embedding IS NOT NULL"
            " AND number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        return {number: np.frombuffer(stored, "<f2") for number, stored in rows}

    def entries(self, size: int = 100) -> Iterator[list[Entry]]:
        """Yield every passage that can be found, in batches of `size`."""
        last = 0
        while True:
            batch = self._entries("p.number > ? ORDER BY p.number LIMIT ?", (last, size))
            if not batch:
                return
            yield batch
            last = batch[-1].number

    def entries_of(self, passage_ids: Sequence[str]) -> list[Entry]:
        """Return those of these passages that can be found."""
        where = "p.id IN (SELECT value FROM json_each(?)) ORDER BY p.number"
        return self._entries(where, (json.dumps(list(passage_ids)),))

    def sample(self, size: int) -> list[Entry]:
        """Return up to `size` passages, spread evenly over all that can be found."""
        total = self.count()
        ids: list[str] = []
        for at in sorted({i * total // size for i in range(size)} if total else ()):
            ids += [
                row[0]
                for row in self._db.rows(
                    "SELECT id FROM passages WHERE embedding IS NOT NULL"
                    " ORDER BY number LIMIT 1 OFFSET ?",
                    (at,),
                )
            ]
        return self.entries_of(ids)

    def _entries(self, where: str, values: Sequence[Any]) -> list[Entry]:
        rows = self._db.rows(
            "SELECT p.number, p.id, p.embedding, p.span_start, p.span_end, p.heading, a.id,"
            " a.version, a.title, a.outlet, a.author, a.language, a.published, a.origin, a.text FROM passages p JOIN articles a"
            " ON a.id = p.article_id AND a.version = p.version"
            f" WHERE p.embedding IS NOT NULL AND {where}",
            values,
        )
        return [_entry(r) for r in rows]

    def pending(self, size: int = 100) -> list[tuple[int, str]]:
        """Return the oldest (number, passage id) that the vector index has not followed yet."""
        return self._db.rows(
            "SELECT number, passage_id FROM pending ORDER BY number LIMIT ?", (size,)
        )

    def waiting(self) -> int:
        """Return how many changes the vector index has not followed yet."""
        return int(self._db.rows("SELECT count(*) FROM pending")[0][0])

    def last_pending(self) -> int:
        """Return the highest number in `pending`, 0 if it is empty."""
        return int(self._db.rows("SELECT coalesce(max(number), 0) FROM pending")[0][0])

    # Embedding anew: beside the old vectors, then all at once

    def texts_of(self, article_id: str) -> list[str]:
        """Return what the passages of the current version of an article are found by, in order."""
        rows = self._db.rows(
            "SELECT indexed_text FROM passages"
            " WHERE article_id = ? AND embedding IS NOT NULL ORDER BY place",
            (article_id,),
        )
        return [text for (text,) in rows]

    def made_by_text(self, article_id: str) -> dict[str, Made]:
        """Return the vectors of the current version of an article by the text they were made of."""
        rows = self._db.rows(
            "SELECT indexed_text, embedding, sentence_vectors FROM passages"
            " WHERE article_id = ? AND embedding IS NOT NULL",
            (article_id,),
        )
        return {text: Made(vector_of(stored), sentences) for text, stored, sentences in rows}

    def lacks_sentences(self) -> bool:
        """Whether a passage can be found of whose sentences no vectors are stored."""
        return bool(
            self._db.rows(
                "SELECT 1 FROM passages"
                " WHERE embedding IS NOT NULL AND sentence_vectors IS NULL LIMIT 1"
            )
        )

    def texts(self, size: int) -> Iterator[list[tuple[int, str]]]:
        """Yield (number, text to embed) of every passage that can be found, `size` at a time."""
        last = 0
        while True:
            batch = self._db.rows(
                "SELECT number, indexed_text FROM passages"
                " WHERE embedding IS NOT NULL AND number > ? ORDER BY number LIMIT ?",
                (last, size),
            )
            if not batch:
                return
            yield batch
            last = batch[-1][0]

    def stage(self, numbers: Sequence[int], vectors: Sequence[Made]) -> None:
        """Put new vectors aside until `adopt`."""
        with self._db.writing() as write:
            write.executemany(
                "INSERT OR REPLACE INTO staged VALUES (?, ?, ?)",
                [(n, blob(m.vector), m.sentences) for n, m in zip(numbers, vectors, strict=True)],
            )

    def adopt(self, **values: str) -> None:
        """Take the staged vectors for those in use, and set these keys of `meta`, all at once."""
        with self._db.writing() as write:
            write.execute(
                "UPDATE passages SET (embedding, sentence_vectors) ="
                " (SELECT s.embedding, s.sentence_vectors FROM staged s"
                " WHERE s.number = passages.number)"
                " WHERE embedding IS NOT NULL"
            )
            write.execute("DELETE FROM staged")
            self._db.set_meta(embedded=secrets.token_hex(8), **values)

    def unstage(self) -> None:
        """Drop what an interrupted re-embedding left."""
        with self._db.writing() as write:
            write.execute("DELETE FROM staged")


def _entry(row: tuple[Any, ...]) -> Entry:
    (
        number,
        id_,
        stored,
        start,
        end,
        heading,
        article_id,
        version,
        title,
        outlet,
        author,
        language,
        published,
        origin,
        text,
    ) = row
    metadata: dict[str, str | int | None] = {
        "article_id": article_id,
        "version": version,
        "start": start,
        "end": end,
        "title": title,
        "outlet": outlet or "",
        "author": author or "",
        "language": language,
        "published": published or "",
        "published_at": moment(published),
        "origin": origin,
        "heading": heading,
    }
    return Entry(number, id_, vector_of(stored), text[start:end], metadata)


def moment(published: str | None) -> int | None:
    """Return an ISO 8601 date or datetime as seconds since 1970; without an offset it is UTC."""
    try:
        when = datetime.fromisoformat(published or "")
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def blob(vector: NDArray[np.float32]) -> bytes:
    """Return a vector as it is stored: 16-bit floats, little end first."""
    return vector.astype("<f2").tobytes()


def vector_of(stored: bytes) -> NDArray[np.float32]:
    """Return a vector that was stored by `blob`."""
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)
