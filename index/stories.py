"""Which stored articles are copies of one story; kept in the catalog's file, article by article.

Only current versions take part. What a copy is, `copies` decides; this finds whom to ask about: the
articles that have prints in common. Nothing is held in memory and nothing is made anew with an add.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from index.copies import Place, Telling, is_copy, origins, prints, telling
from index.database import Database
from index.records import parts_of
from index.types import Article

_ASKED = 64
"""Articles that one is held against, those with the most prints in common."""

_COMMON = 0.2
"""Share of the prints of the text with fewer: well under what a copy has, since prints are a sample."""


class Mark(NamedTuple):
    """What an article is compared by."""

    told: Telling
    prints: list[int]


def marked(article: Article) -> Mark:
    """Return what an article is compared by; for a long one this takes a while."""
    told = telling(article)
    return Mark(told, prints(told))


class Stories:
    """The groups of copies in `database`. What changes them goes through an open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def place(self, write: sqlite3.Connection, article: Article, mark: Mark) -> None:
        """Put an article, or its new version, among its copies."""
        told, own = mark
        number, touched = self._taken_out(write, article.id)
        if number is None:
            row = write.execute(
                "INSERT INTO stories (article_id, prints, origin) VALUES (?, ?, 0)",
                (article.id, _packed(own)),
            )
            number = int(row.lastrowid or 0)
        else:
            write.execute("UPDATE stories SET prints = ? WHERE number = ?", (_packed(own), number))
        links = [
            pair
            for other in _with_prints(write, number, own)
            if is_copy(told, telling(_current(write, other)))
            for pair in ((number, other), (other, number))
        ]
        write.executemany(
            "INSERT OR IGNORE INTO prints VALUES (?, ?)", [(print_, number) for print_ in own]
        )
        write.executemany("INSERT INTO copies VALUES (?, ?)", links)
        _settle(write, touched | _linked(write, [number]))

    def remove(self, write: sqlite3.Connection, article_id: str) -> None:
        """Forget an article; where it was the origin, the next one takes its place."""
        number, touched = self._taken_out(write, article_id)
        write.execute("DELETE FROM stories WHERE number = ?", (number,))
        _settle(write, touched - {number})

    def _taken_out(self, write: sqlite3.Connection, article_id: str) -> tuple[int | None, set[int]]:
        """Take out prints and links; return the article's number and all that hung together."""
        rows = write.execute(
            "SELECT number, prints FROM stories WHERE article_id = ?", (article_id,)
        ).fetchall()
        if not rows:
            return None, set()
        number, blob = rows[0]
        touched = _linked(write, [number])
        gone = [(int(print_), number) for print_ in np.frombuffer(blob, "<i8")]
        write.executemany("DELETE FROM prints WHERE print = ? AND number = ?", gone)
        write.execute("DELETE FROM copies WHERE one = ? OR other = ?", (number, number))
        return int(number), touched

    def missing(self) -> list[str]:
        """Return the articles that have no place yet, such as those of an older newscite."""
        rows = self._db.rows(
            "SELECT a.id FROM articles a LEFT JOIN stories s ON s.article_id = a.id"
            " WHERE a.current = 1 AND s.number IS NULL ORDER BY a.added, a.rowid"
        )
        return [id_ for (id_,) in rows]

    def of(self, article_id: str) -> list[str]:
        """Return the articles of one story, its origin first, then by date; [] if it has no copy."""
        rows = self._db.rows(
            "SELECT s.number, s.article_id, s.origin, a.published, a.added FROM stories s"
            " JOIN articles a ON a.id = s.article_id AND a.current = 1"
            " WHERE s.origin = (SELECT origin FROM stories WHERE article_id = ?)",
            (article_id,),
        )
        order = sorted(rows, key=lambda r: (r[0] != r[2], _first(r[3], r[4]), r[0]))
        return [r[1] for r in order] if len(order) > 1 else []

    def origins(self, article_ids: Iterable[str] | None = None) -> dict[str, str]:
        """Return the origin of each of these articles, of all without any; of originals themselves."""
        narrowed = (
            "" if article_ids is None else " WHERE s.article_id IN (SELECT value FROM json_each(?))"
        )
        values = () if article_ids is None else (json.dumps(list(article_ids)),)
        return dict(
            self._db.rows(
                "SELECT s.article_id, o.article_id FROM stories s"
                f" JOIN stories o ON o.number = s.origin{narrowed}",
                values,
            )
        )


def _with_prints(write: sqlite3.Connection, number: int, own: Sequence[int]) -> list[int]:
    """Return the articles that have enough prints in common to be asked about, the most first."""
    rows = write.execute(
        "SELECT s.number, count(*) AS common FROM prints p JOIN stories s ON s.number = p.number"
        " WHERE p.print IN (SELECT value FROM json_each(?)) AND s.number != ?"
        " GROUP BY s.number HAVING common >= ? * min(?, length(s.prints) / 8)"
        " ORDER BY common DESC, s.number LIMIT ?",
        (json.dumps(list(own)), number, _COMMON, len(own), _ASKED),
    )
    return [int(other) for other, _ in rows]


def _linked(write: sqlite3.Connection, numbers: Iterable[int]) -> set[int]:
    """Return these articles and all that hang together with them by being alike."""
    rows = write.execute(
        "WITH RECURSIVE near(number) AS (SELECT value FROM json_each(?) UNION"
        " SELECT c.other FROM copies c JOIN near ON c.one = near.number) SELECT number FROM near",
        (json.dumps(list(numbers)),),
    )
    return {int(number) for (number,) in rows}


def _settle(write: sqlite3.Connection, touched: set[int]) -> None:
    """Say anew who is the copy of whom among articles that hang together."""
    listed = json.dumps(sorted(touched))
    rows = write.execute(
        "SELECT s.number, a.published, a.added FROM stories s"
        " JOIN articles a ON a.id = s.article_id AND a.current = 1"
        " WHERE s.number IN (SELECT value FROM json_each(?))",
        (listed,),
    ).fetchall()
    links: dict[int, set[int]] = {}
    for one, other in write.execute(
        "SELECT one, other FROM copies WHERE one IN (SELECT value FROM json_each(?))", (listed,)
    ):
        links.setdefault(one, set()).add(other)
    credited = {
        number
        for (number,) in write.execute(
            "SELECT c.one FROM copies c JOIN stories s ON s.number = c.one"
            " JOIN articles a ON a.id = s.article_id AND a.current = 1"
            " JOIN stories t ON t.number = c.other"
            " JOIN articles b ON b.id = t.article_id AND b.current = 1"
            " WHERE c.one IN (SELECT value FROM json_each(?)) AND a.outlet != ''"
            " AND instr(b.text || ' ' || coalesce(b.author, ''), a.outlet) > 0",
            (listed,),
        )
    }
    places = [
        Place(_first(published, added, number in credited), number)
        for number, published, added in rows
    ]
    write.executemany(
        "UPDATE stories SET origin = ? WHERE number = ?",
        [(origin, number) for number, origin in origins(places, links).items()],
    )


def _first(published: str | None, added: str, credited: bool = False) -> tuple[str, ...]:
    """Return what orders articles in time: the day, then whom copies credit, then a known time."""
    moment = published or added
    late = "0" if credited else "1"
    if len(moment) <= 10:
        return moment, late, "24"
    found = datetime.fromisoformat(moment)
    if found.tzinfo is not None:
        found = found.astimezone(UTC)
    return found.date().isoformat(), late, found.time().isoformat()


def _current(write: sqlite3.Connection, number: int) -> Article:
    row = write.execute(
        "SELECT a.id, a.version, a.origin, a.title, a.outlet, a.author, a.published, a.language,"
        " a.text, a.parts FROM articles a JOIN stories s ON s.article_id = a.id"
        " WHERE s.number = ? AND a.current = 1",
        (number,),
    ).fetchone()
    return Article(*row[:9], **parts_of(row[9]))


def _packed(own: Sequence[int]) -> bytes:
    return np.array(own, "<i8").tobytes()
