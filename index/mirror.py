"""Keeps the vector index equal to the catalog, notices when it is not, and makes it anew.

A damaged index is never mended in place: another one is filled in a fresh folder, the catalog is
told its name, and the old folder goes. Chroma is loaded at the first use, not before.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.errors import ArchiveError
from index.ledger import Entry, Ledger
from index.vectors import BATCH, VectorIndex, VectorsError, release

Progress = Callable[[int, int], None]

_SAMPLE = 16
_log = logging.getLogger(__name__)


class Mirror:
    """The vector index of the archive in `folder`, for vectors of `dimensions` made by `model`.

    Methods raise ArchiveError when not even a new index can be made.
    """

    def __init__(self, folder: Path, database: Database, model: str, dimensions: int) -> None:
        self._folder = folder
        self._db = database
        self._ledger = Ledger(database)
        self._model = model
        self._dimensions = dimensions
        self._vectors: VectorIndex | None = None
        self._lock = threading.RLock()

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return up to `k` (passage id, cosine similarity), best first."""
        with self._lock:
            self.follow()
            try:
                return self._opened().query(vector, k)
            except VectorsError as error:
                self._replace(str(error))
                return self._opened().query(vector, k)

    def follow(self, late: int = 0) -> None:
        """Bring the vector index in line with the catalog, if more than `late` passages wait.

        Few at a time cost as much as many.
        """
        with self._lock:
            if self._ledger.waiting() <= late:
                return
            try:
                self._drain(self._opened())
            except VectorsError as error:
                self._replace(str(error))

    def check(self) -> str:
        """Compare index and catalog; return what was wrong, "" if nothing. It is then mended."""
        with self._lock:
            if self._vectors is None:
                return self._open()
            self.follow()
            wrong = self._fault(self._vectors)
            if wrong:
                self._replace(wrong)
            return wrong

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the vector index anew from the catalog; `progress` gets (done, total) passages."""
        with self._lock:
            self._close()
            old = self._db.meta("chroma")
            name = self._fresh_name(old)
            self._db.set_meta(discard=" ".join([*self._db.meta("discard").split(), name]))
            upto, total, done = self._ledger.last_pending(), self._ledger.count(), 0
            vectors: VectorIndex | None = None
            try:
                vectors = VectorIndex(self._folder / name, self._model, self._dimensions)
                for batch in self._ledger.entries(BATCH):
                    _upsert(vectors, batch)
                    done += len(batch)
                    if progress is not None:
                        progress(done, total)
                self._db.settle(
                    upto, chroma=name, chroma_release=release(), chroma_opening="", discard=old
                )
            except BaseException as error:
                if vectors is not None:
                    with suppress(VectorsError):
                        vectors.close()
                self._discard()
                if isinstance(error, VectorsError):
                    raise ArchiveError(
                        f"The vector index in {self._folder} cannot be made ({error.__cause__}); "
                        "free space or check the disk, then run `newscite rebuild`: the articles "
                        "are safe."
                    ) from error
                raise
            self._vectors = vectors
            self._discard()

    def close(self) -> None:
        """Let go of the files; a later call opens them again."""
        with self._lock:
            self._close()

    def _opened(self) -> VectorIndex:
        if self._vectors is None:
            self._open()
        assert self._vectors is not None
        return self._vectors

    def _open(self) -> str:
        """Open, check and if need be replace the index; return what was wrong."""
        self._discard()
        name = self._db.meta("chroma")
        if not name:
            self.rebuild()
            return ""
        if self._db.meta("chroma_release") != release():
            wrong = "It was written by another release of Chroma."
        elif self._db.meta("chroma_opening"):
            # Damaged files can end the process inside Chroma; once is enough.
            wrong = "The last attempt to open it did not come to an end."
        else:
            wrong = self._open_checked(self._folder / name)
        if wrong:
            self._replace(wrong)
        return wrong

    def _open_checked(self, folder: Path) -> str:
        self._db.set_meta(chroma_opening="yes")
        try:
            self._vectors = VectorIndex(folder, self._model, self._dimensions)
            self._drain(self._vectors)
            return self._fault(self._vectors)
        except VectorsError as error:
            return str(error)
        finally:
            self._db.set_meta(chroma_opening="")

    def _replace(self, wrong: str) -> None:
        _log.warning("The vector index is made anew from the catalog. %s", wrong)
        self.rebuild()

    def _drain(self, vectors: VectorIndex) -> None:
        while pending := self._ledger.pending(BATCH):
            ids = list(dict.fromkeys(passage_id for _, passage_id in pending))
            entries = self._ledger.entries_of(ids)
            _upsert(vectors, entries)
            found = {e.passage_id for e in entries}
            vectors.delete([id_ for id_ in ids if id_ not in found])
            self._db.settle(pending[-1][0])

    def _fault(self, vectors: VectorIndex) -> str:
        """Return how `vectors` differs from the catalog, "" if it does not seem to."""
        try:
            have, total = vectors.count(), self._ledger.count()
            if have != total:
                return f"It has {have} passages, the catalog {total}."
            sample = [e for e in self._ledger.sample(_SAMPLE) if np.any(e.vector)]
            if not sample:
                return ""
            found = vectors.query_each(np.stack([e.vector for e in sample]), _SAMPLE)
        except VectorsError as error:
            return str(error)
        lost = sum(not _finds_itself(e, hits) for e, hits in zip(sample, found, strict=True))
        # The search is approximate, though among a thousand it has not been seen to miss.
        allowed = 1 if total > 1000 else 0
        return f"{lost} of {len(sample)} passages do not find themselves." if lost > allowed else ""

    def _fresh_name(self, old: str) -> str:
        number = int(old.rpartition("-")[2] or 0) if old else 0
        while True:
            number += 1
            if not (self._folder / f"chroma-{number}").exists():
                return f"chroma-{number}"

    def _discard(self) -> None:
        """Delete the folders that are no longer of use; only ever those this class made."""
        names = self._db.meta("discard").split()
        for name in names:
            shutil.rmtree(self._folder / name, ignore_errors=True)
        left = " ".join(name for name in names if (self._folder / name).exists())
        if names:
            self._db.set_meta(discard=left)

    def _close(self) -> None:
        vectors, self._vectors = self._vectors, None
        if vectors is not None:
            try:
                vectors.close()
            except VectorsError as error:
                _log.warning("%s", error)


def _upsert(vectors: VectorIndex, entries: Sequence[Entry]) -> None:
    if entries:
        vectors.upsert(
            [e.passage_id for e in entries],
            np.stack([e.vector for e in entries]),
            [e.document for e in entries],
            [e.metadata for e in entries],
        )


def _finds_itself(entry: Entry, hits: list[tuple[str, float]]) -> bool:
    """Many copies of one text may crowd out the passage's own id; they are as good."""
    if any(id_ == entry.passage_id and similarity > 0.999 for id_, similarity in hits):
        return True
    return len(hits) == _SAMPLE and hits[-1][1] > 0.999
