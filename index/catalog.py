"""The truth of an archive: pages, articles in all their versions, passages, and words to find them.

Every change is one transaction, which also notes in `pending` the passages that the vector index
must then be brought in line for. A passage has an embedding, and words to be found by, exactly if
its article's version is the current one. Knows nothing of Chroma, models or cleaning.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.errors import UsageError
from index.ledger import blob, vector_of
from index.ranking import ROWS, rarest
from index.records import digest, packed, pair, parts_json, parts_of, repairs, spans, unpacked
from index.stories import Mark, Stories, marked
from index.types import Article, Listed, Page, Passage, Span
from index.words import folded, match_terms

_WEIGHTS = "1.0, 0.5, 1.0"
"""Of title, heading and body in BM25; the body repeats title and heading, so they count more."""


_ARTICLE = "id, version, origin, title, outlet, author, published, language, text, parts"
"""Without the page, which is the larger half."""

_PASSAGE = (
    "p.id, p.article_id, p.version, p.place, p.span_start, p.span_end, p.heading, p.sentences"
)


class Catalog:
    """The articles in `database`. Errors are those of Database, and UsageError for unknown ids."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.stories = Stories(database)
        self._counts: dict[str, int] = {}
        self._counted_at = -1

    # What is written

    def put(
        self,
        article: Article,
        page: Page,
        passages: Sequence[Passage],
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        sentences: Sequence[bytes | None] | None = None,
        mark: Mark | None = None,
    ) -> None:
        """Store a version of an article and make it the current one, all or nothing.

        `texts` and `vectors`, shape (passages, dimensions), are what each passage is found by,
        `sentences` the stored vectors of its sentences, `mark` that of the article if it is made.
        An older version stays and can be read, but not found; the same version is replaced.
        """
        sentences = sentences or [None] * len(passages)
        mark = mark or marked(article)
        with self._db.writing() as write:
            _retire(write, article.id)
            same = (article.id, article.version)
            before = write.execute(
                "DELETE FROM articles WHERE id = ? AND version = ? RETURNING added", same
            ).fetchall()
            added = before[0][0] if before else datetime.now(UTC).isoformat(timespec="seconds")
            write.execute("UPDATE articles SET current = 0 WHERE id = ?", (article.id,))
            row = (*_article_row(article, page), added)
            write.execute(f"INSERT INTO articles VALUES ({', '.join('?' * len(row))})", row)
            for passage, text, vector, inside in zip(
                passages, texts, vectors, sentences, strict=True
            ):
                _insert(write, article, passage, text, vector, inside)
            self.stories.place(write, article, mark)

    def group(self, article_id: str) -> None:
        """Put an article among its copies that is there already."""
        article = self.get(article_id)
        mark = marked(article)
        with self._db.writing() as write:
            self.stories.place(write, article, mark)

    def remove(self, article_id: str) -> None:
        """Forget an article, all its versions and their pages."""
        with self._db.writing() as write:
            _retire(write, article_id)
            self.stories.remove(write, article_id)
            write.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    # What is read

    def get(self, article_id: str, version: int | None = None) -> Article:
        """Return an article as it was put, the current version unless another is named.

        Raises UsageError if there is none.
        """
        return _article(self._version(_ARTICLE, article_id, version))

    def page(self, article_id: str, version: int | None = None) -> Page:
        """Return the page of an article as it was handed in. Raises UsageError if there is none."""
        row = self._version(
            "page_origin, page_text, page_media, page_encoding", article_id, version
        )
        origin, text, media, encoding = row
        return Page(origin, unpacked(text), media, encoding)

    def articles(self) -> list[Article]:
        """Return the current articles by date of publication, then title; undated ones last."""
        order = "ORDER BY published IS NULL, published, title, id"
        return [
            _article(r)
            for r in self._db.rows(f"SELECT {_ARTICLE} FROM articles WHERE current = 1 {order}")
        ]

    def listed(self, article_ids: Sequence[str] | None = None) -> list[Listed]:
        """Return the facts of these articles, of all without any, ordered as `articles` are."""
        narrowed = "" if article_ids is None else "AND a.id IN (SELECT value FROM json_each(?))"
        rows = self._db.rows(
            "SELECT a.id, a.version, a.origin, a.title, a.outlet, a.author, a.published, a.language,"
            " a.added, json_extract(a.parts, '$.notices'), o.article_id,"
            " json_extract(a.parts, '$.updated'), json_extract(a.parts, '$.published_by'),"
            " json_extract(a.parts, '$.repairs') FROM articles a"
            " LEFT JOIN stories s ON s.article_id = a.id LEFT JOIN stories o ON o.number = s.origin"
            f" WHERE a.current = 1 {narrowed} ORDER BY published IS NULL, published, title, id",
            () if article_ids is None else (json.dumps(list(article_ids)),),
        )
        return [
            replace(
                Listed(*row[:9]),
                notices=tuple(json.loads(row[9])),
                copy_of=None if row[10] == row[0] else row[10],
                updated=row[11],
                published_by=row[12],
                repairs=repairs(json.loads(row[13])),
            )
            for row in rows
        ]

    def versions(self, article_id: str) -> list[tuple[int, str]]:
        """Return the versions of an article, the oldest first, and when each was added."""
        return self._db.rows(
            "SELECT version, added FROM articles WHERE id = ? ORDER BY version", (article_id,)
        )

    def ids(self) -> list[str]:
        """Return the ids of all articles."""
        return [id_ for (id_,) in self._db.rows("SELECT id FROM articles WHERE current = 1")]

    def origins(self) -> list[tuple[str, int, str, str | None]]:
        """Return (id, version, origin, outlet) of the current articles."""
        return self._db.rows("SELECT id, version, origin, outlet FROM articles WHERE current = 1")

    def count(self) -> int:
        """Return how many passages can be found."""
        rows = self._db.rows("SELECT count(*) FROM passages WHERE embedding IS NOT NULL")
        return int(rows[0][0])

    def empty(self) -> bool:
        """Whether no passage can be found."""
        return not self._db.rows("SELECT 1 FROM passages WHERE embedding IS NOT NULL LIMIT 1")

    def resolve(self, prefix: str) -> str:
        """Return the article id that starts with `prefix`, of 4 characters or more.

        Raises UsageError if none does, or several.
        """
        wanted = prefix.strip().lower()
        found = [
            id_
            for (id_,) in self._db.rows(
                "SELECT DISTINCT id FROM articles WHERE substr(lower(id), 1, ?) = ?",
                (len(wanted), wanted),
            )
        ]
        exact = [id_ for id_ in found if id_.lower() == wanted]
        if exact:
            return str(exact[0])
        if len(wanted) < 4:
            raise UsageError(f"{prefix!r} is too short for an article id; give 4 characters.")
        if len(found) > 1:
            raise UsageError(f"{len(found)} articles start with {prefix!r}; give more of the id.")
        if not found:
            raise _unknown(prefix)
        return str(found[0])

    def digest_of(self, article_id: str) -> str | None:
        """Return the digest of the current page of an article, None if there is no such article."""
        rows = self._db.rows(
            "SELECT page_digest FROM articles WHERE id = ? AND current = 1", (article_id,)
        )
        return str(rows[0][0]) if rows else None

    def holding(self, page: Page) -> str | None:
        """Return the id of the article whose current page is exactly `page`, None if none is."""
        rows = self._db.rows(
            "SELECT id FROM articles WHERE page_origin = ? AND page_digest = ? AND current = 1",
            (page.origin, digest(page)),
        )
        return str(rows[0][0]) if rows else None

    def latest_version(self, article_id: str) -> int:
        """Return the highest version of an article, 0 if there is none."""
        rows = self._db.rows("SELECT max(version) FROM articles WHERE id = ?", (article_id,))
        return int(rows[0][0] or 0)

    def passages(self, article_id: str, version: int | None = None) -> list[Passage]:
        """Return the passages of a version of an article, in order."""
        (number,) = self._version("version", article_id, version)
        rows = self._db.rows(
            f"SELECT {_PASSAGE} FROM passages p"
            " WHERE article_id = ? AND version = ? ORDER BY place",
            (article_id, number),
        )
        return [_passage(r) for r in rows]

    def by_ids(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return these passages, of any version, in the order given; unknown ids are left out."""
        rows = self._db.rows(
            f"SELECT {_PASSAGE} FROM passages p WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(passage_ids)),),
        )
        found = {r[0]: _passage(r) for r in rows}
        return [found[id_] for id_ in passage_ids if id_ in found]

    def match(
        self, query: str, k: int, chosen: NDArray[np.bool_] | None = None
    ) -> list[tuple[str, float]]:
        """Return up to `k` (passage id, BM25 score), best first and higher is better.

        Any text is a valid query; a passage with one of its words is found, where there are many
        passages with one of its rarer words. `chosen` tells by their numbers which passages are
        meant.
        """
        found = self.match_numbers(query, k, chosen)
        ids = self.ids_of([number for number, _ in found])
        return [(ids[number], score) for number, score in found if number in ids]

    def match_numbers(
        self, query: str, k: int, chosen: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return what `match` does, with the passages' numbers for their ids."""
        terms = self._telling(match_terms(query))
        if not terms or k < 1:
            return []
        narrowed = "" if chosen is None else "AND chosen(rowid)"
        return self._db.rows(
            f"SELECT rowid, -bm25(words, {_WEIGHTS}) AS score FROM words"
            f" WHERE words MATCH ? {narrowed} ORDER BY score DESC, rowid LIMIT ?",
            (" OR ".join(terms), k),
            chosen=None if chosen is None else chosen.tobytes(),
        )

    def by_numbers(self, numbers: Sequence[int]) -> list[tuple[int, Passage]]:
        """Return these passages with their numbers, in the order given; unknown ones are left out."""
        rows = self._db.rows(
            f"SELECT {_PASSAGE}, p.number FROM passages p"
            " WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        found = {r[-1]: _passage(r[:-1]) for r in rows}
        return [(number, found[number]) for number in numbers if number in found]

    def numbers_of(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Return the numbers of these passages; unknown ones are left out."""
        rows = self._db.rows(
            "SELECT id, number FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(passage_ids)),),
        )
        return dict(rows)

    def ids_of(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the ids of the passages with these numbers; unknown ones are left out."""
        rows = self._db.rows(
            "SELECT number, id FROM passages WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        return dict(rows)

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """Return the terms that tell passages apart: all of them, where there are few passages."""
        last = self._db.rows("SELECT max(number) FROM passages")[0][0]
        if (last or 0) <= ROWS:
            return list(terms)
        changes = self._db.rows("SELECT total_changes()")[0][0]
        if changes != self._counted_at:
            self._counts, self._counted_at = {}, changes
        for term in terms:
            if term not in self._counts:
                rows = self._db.rows(
                    "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)",
                    (term, ROWS + 1),
                )
                self._counts[term] = rows[0][0]
        return rarest((term, self._counts[term]) for term in terms)

    def cosines(self, vector: NDArray[np.float32], passage_ids: Sequence[str]) -> dict[str, float]:
        """Return the cosine of a unit `vector` with each of these passages that can be found."""
        rows = self._db.rows(
            "SELECT id, embedding FROM passages"
            " WHERE id IN (SELECT value FROM json_each(?)) AND embedding IS NOT NULL",
            (json.dumps(list(passage_ids)),),
        )
        return {id_: float(vector_of(stored) @ vector) for id_, stored in rows}

    def vectors(
        self, passage_ids: Sequence[str]
    ) -> dict[str, tuple[NDArray[np.float32], bytes | None]]:
        """Return of these passages, as far as they can be found, their vector and sentences'."""
        rows = self._db.rows(
            "SELECT id, embedding, sentence_vectors FROM passages"
            " WHERE id IN (SELECT value FROM json_each(?)) AND embedding IS NOT NULL",
            (json.dumps(list(passage_ids)),),
        )
        return {id_: (vector_of(stored), inside) for id_, stored, inside in rows}

    def check(self) -> list[str]:
        """Return what is wrong with the file or with what the words say, one sentence each."""
        words = self._db.rows("SELECT count(*) FROM words")[0][0]
        return self._db.check() + (
            [] if words == self.count() else ["The words of some passages are not indexed."]
        )

    def _version(self, columns: str, article_id: str, version: int | None) -> tuple[Any, ...]:
        which = "current = 1" if version is None else "version = ?"
        values = (article_id,) if version is None else (article_id, version)
        rows = self._db.rows(f"SELECT {columns} FROM articles WHERE id = ? AND {which}", values)
        if not rows:
            raise _unknown(article_id, version)
        found: tuple[Any, ...] = rows[0]
        return found


def _retire(write: sqlite3.Connection, article_id: str) -> None:
    """Take the passages of the current version out of every search."""
    found = "FROM passages WHERE article_id = ? AND embedding IS NOT NULL"
    write.execute(f"INSERT INTO pending (passage_id) SELECT id {found}", (article_id,))
    write.execute(f"DELETE FROM words WHERE rowid IN (SELECT number {found})", (article_id,))
    write.execute(
        "UPDATE passages SET embedding = NULL, sentence_vectors = NULL"
        " WHERE article_id = ? AND embedding IS NOT NULL",
        (article_id,),
    )


def _insert(
    write: sqlite3.Connection,
    article: Article,
    passage: Passage,
    text: str,
    vector: NDArray[np.float32],
    inside: bytes | None,
) -> None:
    # Numbers of `pending` are never given twice, and so those of passages are not either.
    number = write.execute("INSERT INTO pending (passage_id) VALUES (?)", (passage.id,)).lastrowid
    write.execute(
        "INSERT INTO passages (number, id, article_id, version, place, span_start, span_end, heading,"
        " sentences, indexed_text, embedding, sentence_vectors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            passage.id,
            article.id,
            article.version,
            passage.number,
            passage.span.start,
            passage.span.end,
            passage.heading,
            json.dumps([pair(s) for s in passage.sentences]),
            text,
            blob(vector),
            inside,
        ),
    )
    write.execute(
        "INSERT INTO words (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
        (number, folded(article.title), folded(passage.heading), folded(text)),
    )


def _article_row(article: Article, page: Page) -> tuple[Any, ...]:
    return (
        article.id,
        article.version,
        1,
        article.origin,
        article.title,
        article.outlet,
        article.author,
        article.published,
        article.language,
        article.text,
        parts_json(article),
        page.origin,
        digest(page),
        packed(page.text),
        page.media,
        page.encoding,
    )


def _article(row: tuple[Any, ...]) -> Article:
    id_, version, origin, title, outlet, author, published, language, text, parts = row
    return Article(
        id_, version, origin, title, outlet, author, published, language, text, **parts_of(parts)
    )


def _passage(row: tuple[Any, ...]) -> Passage:
    id_, article_id, version, place, start, end, heading, sentences = row
    inside = spans(json.loads(sentences))
    return Passage(id_, article_id, version, place, Span(start, end), heading, inside)


def _unknown(article_id: str, version: int | None = None) -> UsageError:
    which = f"article {article_id}" + ("" if version is None else f", version {version}")
    return UsageError(f"The archive has no {which}; `newscite list` shows what it has.")
