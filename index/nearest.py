"""The nearest rows of a matrix: two bits of each number first, then the best ones in full.

A row is coded as two bits a number, sign and size against the mean of all rows; a query as four.
Their products are counts of common bits, which costs a tenth of the floating-point products and
needs no library but numpy. The best `SHORTLIST` rows by code are compared as they are stored; where
no more rows are asked about, all of them. Knows no files and no passages.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Halves = NDArray[np.float16]
Gather = Callable[[NDArray[np.intp]], Halves]

SHORTLIST = 1_000
"""Rows that are compared in full: measured in docs/retrieval-exact.md."""

_LARGE = 1.1
"""A number counts as large from this multiple of the mean size in its row: about two in five do."""
_QUERY_BITS = 4
_CLIP = 0.8
"""Share of a query's largest number that its own code reaches to: large ones are rare."""
_BLOCK = 1_024
"""Rows compared at once."""
_PART = 32_768
"""Rows scored at once."""


def words(dimensions: int) -> int:
    """Return how many 64-bit words the code of a row has."""
    return 2 * -(-dimensions // 64)


def coded(rows: Halves, mean: NDArray[np.float32]) -> NDArray[np.uint64]:
    """Return the codes of `rows`, shape (rows, words): the signs, then which numbers are far out."""
    count, dimensions = rows.shape
    planes = np.zeros((count, 2, words(dimensions) // 2 * 8), np.uint8)
    for at in range(0, count, _BLOCK):
        off = widened(rows[at : at + _BLOCK]) - mean
        size = np.abs(off)
        large = size > _LARGE * size.mean(axis=1, keepdims=True)
        above = off > 0
        for plane, bits in enumerate((above, above == large)):  # -3, -1, 1, 3 as 0, 1, 2, 3
            packed = np.packbits(bits, axis=1)
            planes[at : at + _BLOCK, plane, : packed.shape[1]] = packed
    return planes.reshape(count, -1).view(np.uint64)


class Codes:
    """Codes of rows, column by column, with room to grow."""

    def __init__(self, dimensions: int) -> None:
        self._columns = np.zeros((words(dimensions), 0), np.uint64)
        self._sums = np.zeros(0, np.int32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, codes: NDArray[np.uint64]) -> None:
        """Add the codes of more rows, shape (rows, words)."""
        new = self._count + len(codes)
        if new > self._columns.shape[1]:
            room = max(new, self._columns.shape[1] * 5 // 4)
            columns, sums = (
                np.zeros((len(self._columns), room), np.uint64),
                np.zeros(room, np.int32),
            )
            columns[:, : self._count] = self._columns[:, : self._count]
            sums[: self._count] = self._sums[: self._count]
            self._columns, self._sums = columns, sums
        self._columns[:, self._count : new] = codes.T
        half = codes.shape[1] // 2
        ones = np.bitwise_count(codes)
        self._sums[self._count : new] = 2 * ones[:, :half].sum(axis=1, dtype=np.int32)
        self._sums[self._count : new] += ones[:, half:].sum(axis=1, dtype=np.int32)
        self._count = new

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.int32]:
        """Return for each row what orders it by its code: higher is nearer."""
        top = 2**_QUERY_BITS - 1
        reach = max(float(np.abs(query).max()) * _CLIP, 1e-12)
        levels = np.clip(np.rint((query / reach + 1) / 2 * top), 0, top).astype(np.uint8)
        planes = np.zeros((_QUERY_BITS, len(self._columns) // 2 * 8), np.uint8)
        for bit in range(_QUERY_BITS):
            packed = np.packbits(levels >> bit & 1)
            planes[bit, : len(packed)] = packed
        asked = planes.view(np.uint64)
        found: NDArray[np.int32] = np.empty(self._count, np.int32)
        for at in range(0, self._count, _PART):
            part = slice(at, min(at + _PART, self._count))
            found[part] = _products(self._columns[:, part], asked)
        # Levels count from 0; what they were raised by is taken off, doubled to stay whole.
        found += found
        found -= top * self._sums[: self._count]
        return found


def widened(halves: Halves) -> NDArray[np.float32]:
    """Return finite 16-bit floats as 32-bit ones: what `astype` does, seven times as fast."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= ~0x70000000  # copies of the sign
    return bits.view(np.float32) * np.float32(2.0**112)


def _products(columns: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the product of each row's code with the query's, both as unsigned numbers."""
    half = len(columns) // 2
    total: NDArray[np.int32] = np.zeros(columns.shape[1], np.int32)
    for plane in asked[::-1]:
        total += total
        signs = _common(columns[:half], plane)
        signs <<= 1
        total += signs
        total += _common(columns[half:], plane)
    return total


def _common(columns: NDArray[np.uint64], plane: NDArray[np.uint64]) -> NDArray[np.uint16]:
    total: NDArray[np.uint16] = np.zeros(columns.shape[1], np.uint16)
    for at in range(0, len(columns), 3):  # three words' counts fit a byte
        count = np.bitwise_count(columns[at] & plane[at])
        for column, word in zip(columns[at + 1 : at + 3], plane[at + 1 : at + 3], strict=True):
            count += np.bitwise_count(column & word)
        total += count
    return total


def nearest(
    query: NDArray[np.float32],
    k: int,
    codes: Codes,
    gather: Gather,
    rows: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the `k` of `rows` (ascending) with the largest products with `query`, best first.

    `gather` returns the numbers of rows. Equal ones come in the order of the rows.
    """
    limit = max(SHORTLIST, 4 * k)
    if len(rows) > limit:
        by_code = codes.scores(query)[rows]
        rows = np.sort(rows[np.argpartition(by_code, len(rows) - limit)[-limit:]])
    found = np.empty(len(rows), np.float32)
    for at in range(0, len(rows), _BLOCK):
        part = gather(rows[at : at + _BLOCK])
        # BLAS would wait for all cores, which are seldom free at once.
        found[at : at + _BLOCK] = np.einsum("ij,j->i", widened(part), query)
    best = np.argsort(-found, kind="stable")[:k]
    return rows[best], found[best]
