"""The ladders by which two records are compared, field by field. A missing value is a level of its own.

Every function takes a batch of pairs with columns `<field>_left` and `<field>_right` as NumPy arrays, missing numbers
being 0, and returns one level per pair.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doisoat.names.compare import NameDifference

Levels = NDArray[np.int8]
Columns = Mapping[str, NDArray[Any]]


class Birth(IntEnum):
    SAME = 0  # year, month and day
    PARTIAL = 1  # equal as far as both are known: year, or year and month
    NEW_YEAR = 2  # same year, and one side says 1 January, which often means "that year"
    SWAPPED = 3  # day and month exchanged
    ONE_PART = 4  # one of day, month, year differs
    SHIFTED = 5  # four years and a day, as between two spreadsheet calendars; or a lunar date in the same year
    YEAR = 6  # same year, day and month differ
    NEAR_YEAR = 7  # a year apart, nothing else known
    OTHER = 8
    MISSING = 9


class Id(IntEnum):
    SAME = 0
    OLD_SAME = 1  # the 9-digit number
    ONE_DIGIT = 2
    TRANSPOSED = 3
    OTHER = 4
    OLD_OTHER = 5  # another 9-digit number: people had several
    RELATIVE = 6  # the number of somebody else in the same village
    MISSING = 7


class Sex(IntEnum):
    SAME = 0
    OTHER = 1
    MISSING = 2


class Area(IntEnum):
    WARD = 0
    DISTRICT = 1
    OTHER = 2
    MISSING = 3


class Village(IntEnum):
    SAME = 0  # inside the same ward
    OTHER = 1
    MISSING = 2


LADDERS: dict[str, type[IntEnum]] = {
    "name": NameDifference,
    "birth": Birth,
    "id": Id,
    "sex": Sex,
    "ward": Area,
    "village": Village,
}
# By how much numbers differ that one slip turns into each other: a digit, or two neighbours exchanged.
SLIPS = np.unique(np.outer([*range(1, 10), *range(9, 82, 9)], 10 ** np.arange(12, dtype=np.int64)))
BIRTH_AGREES = frozenset(range(Birth.SAME, Birth.SHIFTED + 1))


def compare_birth(pairs: Columns) -> Levels:
    (y, z), (m, n), (d, e) = (
        (pairs[f"birth_{part}_left"], pairs[f"birth_{part}_right"]) for part in ("year", "month", "day")
    )
    full = (d > 0) & (e > 0)
    equal = [y == z, m == n, d == e]
    known = np.minimum(m, n) > 0
    first = ((d == 1) & (m == 1)) | ((e == 1) & (n == 1))
    shift = np.abs(_day_number(y, m, d) - _day_number(z, n, e))
    return _first(
        Birth.OTHER,
        (Birth.MISSING, (y == 0) | (z == 0)),
        (Birth.SAME, full & equal[0] & equal[1] & equal[2]),
        (Birth.PARTIAL, ~full & equal[0] & (equal[1] | ~known)),
        (Birth.NEAR_YEAR, ~full & (np.abs(y - z) == 1)),
        (Birth.NEW_YEAR, full & equal[0] & first),
        (Birth.SWAPPED, full & equal[0] & (d == n) & (m == e)),
        (Birth.ONE_PART, full & (np.sum(equal, axis=0) == 2)),
        (Birth.SHIFTED, full & ((shift == 1462) | (equal[0] & (shift >= 18) & (shift <= 52)))),
        (Birth.YEAR, equal[0]),
    )


def compare_id(pairs: Columns) -> Levels:
    """`id_left` as a number, `old_left` likewise for 9 digits; on the right the register's two numbers.

    RELATIVE shows only beside the person whose number it is: linkage.relatives.
    """
    a, b = pairs["id_left"], pairs["id_right"]
    old, register_old = pairs["old_left"], pairs["old_right"]
    one_digit, transposed = _slips(a, b)
    return _first(
        Id.MISSING,
        (Id.SAME, (a > 0) & (a == b)),
        (Id.OLD_SAME, (old > 0) & (old == register_old)),
        (Id.ONE_DIGIT, one_digit),
        (Id.TRANSPOSED, transposed),
        (Id.OTHER, (a > 0) & (b > 0)),
        (Id.OLD_OTHER, (old > 0) & (register_old > 0)),
    )


def _slips(a: NDArray[np.int64], b: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs of known numbers that differ in one digit, and those that differ by two neighbours exchanged.

    Their difference is one of few, so digits are taken apart only where it is.
    """
    one_digit, transposed = (np.zeros(len(a), dtype=np.bool_) for _ in range(2))
    near = np.flatnonzero((a > 0) & (b > 0) & np.isin(np.abs(a - b), SLIPS))
    x, y = _digits(a[near]), _digits(b[near])
    differing = x != y
    count, column = differing.sum(axis=0), np.arange(len(near))
    last = np.where(differing, np.arange(12)[:, None], 0).max(axis=0, initial=0)
    before = np.maximum(last - 1, 0)
    exchanged = (x[last, column] == y[before, column]) & (x[before, column] == y[last, column])
    one_digit[near] = count == 1
    transposed[near] = (count == 2) & differing[before, column] & exchanged
    return one_digit, transposed


def compare_sex(pairs: Columns) -> Levels:
    a, b = pairs["sex_left"], pairs["sex_right"]
    return _first(Sex.OTHER, (Sex.MISSING, (a == 0) | (b == 0)), (Sex.SAME, a == b))


def compare_area(pairs: Columns) -> Levels:
    a, b = pairs["ward_left"], pairs["ward_right"]
    c, d = pairs["district_left"], pairs["district_right"]
    return _first(
        Area.MISSING,
        (Area.WARD, (a > 0) & (a == b)),
        (Area.DISTRICT, (c > 0) & (c == d)),
        (Area.OTHER, ((a > 0) & (b > 0)) | ((c > 0) & (d > 0))),
    )


def compare_village(pairs: Columns) -> Levels:
    """Village names repeat all over the city, so they speak only inside one ward."""
    a, b = pairs["village_left"], pairs["village_right"]
    comparable = (pairs["ward_left"] > 0) & (pairs["ward_left"] == pairs["ward_right"]) & (a > 0) & (b > 0)
    return _first(Village.MISSING, (Village.SAME, comparable & (a == b)), (Village.OTHER, comparable))


def _first(otherwise: int, *kinds: tuple[int, NDArray[np.bool_]]) -> Levels:
    return np.select([holds for _, holds in kinds], [kind for kind, _ in kinds], otherwise).astype(np.int8)


def _digits(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Twelve rows, one per digit from the left."""
    powers = 10 ** np.arange(11, -1, -1, dtype=np.int64)
    digits: NDArray[np.int64] = number[None, :] // powers[:, None] % 10
    return digits


def _day_number(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since an epoch, of the proleptic Gregorian calendar; meaningless where a part is missing."""
    shifted = np.asarray(year, np.int64) - (month <= 2)
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day
    days: NDArray[np.int64] = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + in_year
    return days
