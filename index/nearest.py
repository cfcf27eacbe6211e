"""The nearest rows of a matrix: two bits of each number first, then the best ones in full.

A row is coded as two bits a number, sign and size against the mean of all rows; a query as four.
Their products are counts of common bits, which costs a tenth of the floating-point products and
needs no library but numpy. The signs alone, with two bits of the query, choose the rows whose whole
codes are looked at; the best `SHORTLIST` of these are compared as they are stored. Where no more
rows are asked about, all of them are. Knows no files and no passages.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Halves = NDArray[np.float16]
Gather = Callable[[NDArray[np.intp]], Halves]

SHORTLIST = 1_000
"""Rows that are compared in full: measured in docs/retrieval.md."""

_LARGE = 1.1
"""A number counts as large from this multiple of the mean size in its row: about two in five do."""
_BY_SIGNS, _ONE_IN = 5, 20
"""Rows whose whole codes are looked at: so many times the shortlist, and one in so many of all."""
_QUERY_BITS, _CLIP = 4, 0.8
"""Of a query's code, and the share of its largest number that it reaches to: large ones are rare."""
_ROUGH_BITS, _ROUGH_CLIP = 2, 0.6
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
        self._sums = np.zeros((2, 0), np.int32)
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
                np.zeros((2, room), np.int32),
            )
            columns[:, : self._count] = self._columns[:, : self._count]
            sums[:, : self._count] = self._sums[:, : self._count]
            self._columns, self._sums = columns, sums
        self._columns[:, self._count : new] = codes.T
        half = codes.shape[1] // 2
        ones = np.bitwise_count(codes)
        signs = ones[:, :half].sum(axis=1, dtype=np.int32)
        self._sums[0, self._count : new] = signs
        self._sums[1, self._count : new] = 2 * signs + ones[:, half:].sum(axis=1, dtype=np.int32)
        self._count = new

    def best(
        self, query: NDArray[np.float32], rows: NDArray[np.intp], count: int, *, rough: bool = False
    ) -> NDArray[np.intp]:
        """Return the `count` of `rows` nearest by code, or a few more that are as near, in order.

        A `rough` look takes the signs alone.
        """
        if len(rows) <= count:
            return rows
        if len(rows) * 4 > self._count:  # taking columns apart costs more than counting all bits
            found = self.scores(query, rough=rough)
            found = found if len(rows) == self._count else found[rows]
        else:
            found = self.scores(query, rows, rough=rough)
        least = np.partition(found, len(found) - count)[len(found) - count]
        return np.asarray(rows[found >= least])

    def scores(
        self,
        query: NDArray[np.float32],
        rows: NDArray[np.intp] | None = None,
        *,
        rough: bool = False,
    ) -> NDArray[np.int32]:
        """Return for each of `rows`, else of all, what orders it by its code: higher is nearer."""
        half = len(self._columns) // 2
        bits, clip = (_ROUGH_BITS, _ROUGH_CLIP) if rough else (_QUERY_BITS, _CLIP)
        some = slice(0, self._count) if rows is None else rows
        columns = self._columns[: half if rough else None, some]
        asked = _planes(query, bits, clip, half * 8)
        found: NDArray[np.int32] = np.empty(columns.shape[1], np.int32)
        for at in range(0, len(found), _PART):
            part = columns[:, at : at + _PART]
            found[at : at + _PART] = _sums(part, asked) if rough else _products(part, asked)
        # Levels count from 0; what they were raised by is taken off, doubled to stay whole.
        found += found
        found -= (2**bits - 1) * self._sums[0 if rough else 1, some]
        return found


def _planes(query: NDArray[np.float32], bits: int, clip: float, width: int) -> NDArray[np.uint64]:
    """Return the query's code: its lowest bits packed into `width` bytes, then the next."""
    top = 2**bits - 1
    reach = max(float(np.abs(query).max()) * clip, 1e-12)
    levels = np.clip(np.rint((query / reach + 1) / 2 * top), 0, top).astype(np.uint8)
    planes = np.zeros((bits, width), np.uint8)
    for bit in range(bits):
        packed = np.packbits(levels >> bit & 1)
        planes[bit, : len(packed)] = packed
    return planes.view(np.uint64)


def widened(halves: Halves) -> NDArray[np.float32]:
    """Return finite 16-bit floats as 32-bit ones: what `astype` does, seven times as fast."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= ~0x70000000  # copies of the sign
    return bits.view(np.float32) * np.float32(2.0**112)


def _products(columns: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the product of each row's code with the query's, both as unsigned numbers."""
    half = len(columns) // 2
    total = _sums(columns[:half], asked)
    total += total
    total += _sums(columns[half:], asked)
    return total


def _sums(columns: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the product of one bit a number of each row with the query's code."""
    total: NDArray[np.int32] = np.zeros(columns.shape[1], np.int32)
    for plane in asked[::-1]:
        total += total
        total += _common(columns, plane)
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
    rows = codes.best(query, rows, max(_BY_SIGNS * limit, len(codes) // _ONE_IN), rough=True)
    rows = codes.best(query, rows, limit)
    found = np.empty(len(rows), np.float32)
    for at in range(0, len(rows), _BLOCK):
        part = gather(rows[at : at + _BLOCK])
        # BLAS would wait for all cores, which are seldom free at once.
        found[at : at + _BLOCK] = np.einsum("ij,j->i", widened(part), query)
    best = np.argsort(-found, kind="stable")[:k]
    return rows[best], found[best]
