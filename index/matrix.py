"""The vectors of all passages that can be found, in files that are mapped into memory.

Rows stand in the order of the passages' numbers, which the catalog gives only once, so that a row
stays true as long as its passage is there; which are there, the catalog is asked. The files are a
copy: what is missing at their end is read from the catalog, and where they are not of the catalog's
make, or a sample differs, they are made anew.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.ledger import Ledger
from index.nearest import Codes, Halves, coded, nearest, widened, words

_FORMAT = 1
_HEADER = 4_096
_BATCH = 4_096
UNSAVED = 4_096
"""Rows that are read from the catalog again rather than kept in files."""
_AVERAGED = 20_000
"""Rows that the mean is taken of."""
_SAMPLE = 16
_log = logging.getLogger(__name__)


class Matrix:
    """The vectors, of `dimensions` numbers, of the passages in `ledger`; its files are in `folder`.

    Brought in line with the catalog at each use. Rows stay in memory until there are `unsaved` of
    them: reading so many from the catalog costs nothing. May be used from several threads.
    """

    _header: dict[str, Any]
    _saved: Halves
    _unsaved: Halves
    _numbers: NDArray[np.int64]
    _alive: NDArray[np.bool_]
    _codes: Codes
    _mean: NDArray[np.float32]

    def __init__(
        self, folder: Path, ledger: Ledger, dimensions: int, unsaved: int = UNSAVED
    ) -> None:
        self._path = folder / "matrix.bin"
        self._ledger = ledger
        self._dimensions = dimensions
        self._lock = threading.RLock()
        self._most = unsaved
        self._opened = False
        self._make, self._state = "", ("", 0)
        self._forget()

    def query(
        self, vector: NDArray[np.float32], k: int, chosen: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage number, cosine similarity), best first.

        `chosen` tells by their numbers which passages are meant.
        """
        if k < 1:
            return []
        with self._lock:
            self.follow()
            rows = np.flatnonzero(self._alive)
            if chosen is not None:
                rows = rows[self._numbers[rows] < len(chosen)]
                rows = rows[chosen[self._numbers[rows]]]
            rows, found = nearest(vector, k, self._codes, self._gather, rows)
            return list(zip(self._numbers[rows].tolist(), found.tolist(), strict=True))

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> dict[int, float]:
        """Return the cosine of a unit `vector` with each of these passages that can be found."""
        with self._lock:
            self.follow()
            asked = np.array(sorted(numbers), np.int64)
            rows = np.searchsorted(self._numbers, asked)
            asked, rows = asked[rows < len(self._numbers)], rows[rows < len(self._numbers)]
            rows = rows[(self._numbers[rows] == asked) & self._alive[rows]]
            found = np.einsum("ij,j->i", widened(self._gather(rows)), vector)
            return dict(zip(self._numbers[rows].tolist(), found.tolist(), strict=True))

    def follow(self) -> None:
        """Bring the rows in line with the catalog."""
        with self._lock:
            state = self._ledger.state()
            if self._opened and state == self._state:
                return
            if not self._opened or state[0] != self._state[0]:
                self._open(state[0])
            numbers, halves = self._ledger.halves_after(self._last())
            if len(numbers):
                self._append(numbers, halves)
            if self._ledger.count() != np.count_nonzero(self._alive):
                self._alive = np.isin(self._numbers, self._ledger.numbers(), assume_unique=True)
            self._state = state
            if len(self._unsaved) >= self._most:
                self._save()
            if len(self._codes) < len(self._numbers):
                late = self._unsaved[len(self._codes) - len(self._numbers) :]
                self._codes.extend(coded(late, self._mean))

    def close(self) -> None:
        """Let go of the files; a later call opens them again."""
        with self._lock:
            self._opened = False
            self._forget()

    # What is in memory

    def _forget(self) -> None:
        self._header = {}
        self._saved = np.zeros((0, self._dimensions), np.float16)
        self._unsaved = self._saved
        self._numbers = np.zeros(0, np.int64)
        self._alive = np.zeros(0, np.bool_)
        self._codes = Codes(self._dimensions)
        self._mean = np.zeros(self._dimensions, np.float32)

    def _last(self) -> int:
        return int(self._numbers[-1]) if len(self._numbers) else 0

    def _append(self, numbers: NDArray[np.int64], halves: Halves) -> None:
        if not len(self._numbers) and len(numbers):
            self._mean = _mean(halves)
        self._unsaved = np.concatenate([self._unsaved, halves])
        self._numbers = np.concatenate([self._numbers, numbers])
        self._alive = np.concatenate([self._alive, np.ones(len(numbers), np.bool_)])

    def _gather(self, rows: NDArray[np.intp]) -> Halves:
        first = int(np.searchsorted(rows, len(self._saved)))
        if first == len(rows):
            return np.asarray(self._saved[rows])
        late = self._unsaved[rows[first:] - len(self._saved)]
        return np.concatenate([self._saved[rows[:first]], late]) if first else late

    # The files: one of numbers and codes, whose head names the other, of vectors

    def _open(self, make: str) -> None:
        self._forget()
        self._opened, self._make = True, make
        if not self._path.exists():
            return
        try:
            self._read()
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("The vectors in %s are read anew from the catalog. %s", self._path, error)
            self._forget()

    def _read(self) -> None:
        with self._path.open("rb") as file:
            header = json.loads(file.read(_HEADER))
            if header["make"] != self._of():
                return  # of another model, or before it was asked to embed again
            count = header["rows"]
            mean = np.frombuffer(file.read(4 * self._dimensions), "<f4")
            records = np.fromfile(file, self._record(), count)
        if len(records) != count or len(mean) != self._dimensions:
            raise ValueError("They are not complete.")
        saved = np.memmap(self._path.parent / header["vectors"], "<f2", "r").reshape(
            -1, self._dimensions
        )[:count]
        alive = np.isin(records["number"], self._ledger.numbers(), assume_unique=True)
        if len(saved) != count or not self._agrees(records["number"], saved, alive):
            raise ValueError("They are not those of the catalog.")
        self._header, self._saved, self._mean = header, saved, mean
        self._numbers, self._alive = records["number"].astype(np.int64), alive
        self._codes.extend(records["code"])

    def _agrees(self, numbers: NDArray[np.int64], saved: Halves, alive: NDArray[np.bool_]) -> bool:
        """Compare some rows with the catalog, the last ones above all, which a mix-up would hit."""
        rows = np.flatnonzero(alive)
        if not len(rows):
            return True
        spread = rows[np.linspace(0, len(rows) - 1, _SAMPLE).astype(int)]
        asked = np.unique(np.concatenate([spread, rows[-_SAMPLE:]]))
        found = self._ledger.halves_of(numbers[asked].tolist())
        return all(np.array_equal(saved[row], found[int(numbers[row])]) for row in asked)

    def _of(self) -> list[object]:
        return [_FORMAT, self._make, self._dimensions]

    def _record(self) -> np.dtype[Any]:
        return np.dtype([("number", "<i8"), ("code", "<u8", (words(self._dimensions),))])

    def _save(self) -> None:
        """Write what is new to the files; where the disk refuses, it is read again another time."""
        rows, alive = len(self._numbers), int(np.count_nonzero(self._alive))
        # A mean of much fewer rows than there are now makes worse codes.
        whole = rows > 2 * self._header.get("averaged", 0) or rows > 2 * alive
        try:
            name = self._write_whole() if whole else self._write_end()
            self._open(self._make)
            for other in self._path.parent.glob("matrix-*.f16"):
                if other.name != name:
                    other.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("New vectors are kept in memory alone (%s).", error)

    def _write_end(self) -> str:
        saved = len(self._saved)
        name = str(self._header["vectors"])
        with (self._path.parent / name).open("r+b") as file:
            file.seek(saved * 2 * self._dimensions)
            file.write(self._unsaved.tobytes())
            _on_disk(file)
        with self._path.open("r+b") as file:
            file.seek(_HEADER + 4 * self._dimensions + saved * self._record().itemsize)
            file.write(self._records(self._numbers[saved:], self._unsaved, self._mean))
            _on_disk(file)
            file.seek(0)
            file.write(_padded(self._header | {"rows": len(self._numbers)}))
        return name

    def _write_whole(self) -> str:
        """Write new files without the dead rows; they count from when they are complete."""
        rows = np.flatnonzero(self._alive)
        name = f"matrix-{secrets.token_hex(4)}.f16"
        mean = _mean(self._gather(rows[:: max(1, len(rows) // _AVERAGED)]))
        header = {"make": self._of(), "rows": len(rows), "averaged": len(rows), "vectors": name}
        part = self._path.with_suffix(".part")
        with (self._path.parent / name).open("wb") as vectors, part.open("wb") as file:
            file.write(_padded(header))
            file.write(mean.astype("<f4").tobytes())
            for at in range(0, len(rows), _BATCH):
                batch = rows[at : at + _BATCH]
                halves = self._gather(batch)
                vectors.write(halves.tobytes())
                file.write(self._records(self._numbers[batch], halves, mean))
            _on_disk(vectors)
            _on_disk(file)
        os.replace(part, self._path)
        return name

    def _records(
        self, numbers: NDArray[np.int64], halves: Halves, mean: NDArray[np.float32]
    ) -> bytes:
        records = np.zeros(len(numbers), self._record())
        records["number"] = numbers
        records["code"] = coded(halves, mean)
        return records.tobytes()


def _mean(halves: Halves) -> NDArray[np.float32]:
    if not len(halves):
        return np.zeros(halves.shape[1], np.float32)
    return np.asarray(halves.mean(axis=0, dtype=np.float32))


def _padded(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode("ascii").ljust(_HEADER)


def _on_disk(file: BinaryIO) -> None:
    """What a header counts is there, even after a power cut."""
    file.flush()
    os.fsync(file.fileno())
