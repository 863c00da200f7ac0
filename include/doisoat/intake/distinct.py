"""Apply Python functions to a column once per distinct value: a roll repeats names, areas and codes a lot."""

from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")
TextColumn: TypeAlias = pa.Array | pa.ChunkedArray


class Mapped(Generic[T]):
    """What a function makes of a column: one result per distinct value, null included, and which row has which.

    `settled`: rows of which the function is not asked, because the result is known to be `result`.
    """

    def __init__(
        self,
        column: pa.Array | pa.ChunkedArray,
        function: Callable[[str | None], T],
        *,
        settled: tuple[pa.Array, T] | None = None,
    ) -> None:
        column = as_one(column)
        asked = column if settled is None else pc.if_else(settled[0], None, column)
        encoded = asked.dictionary_encode(null_encoding="encode")
        self._rows = encoded.indices
        self._results = [function(value) for value in encoded.dictionary.to_pylist()]
        if settled is not None:
            self._rows = pc.if_else(settled[0], len(self._results), self._rows)
            self._results.append(settled[1])

    def column(self, part: Callable[[T], object], type: pa.DataType) -> pa.Array:
        """A part of every row's result as a column."""
        return pa.array([part(result) for result in self._results], type).take(self._rows)


def map_distinct(
    column: pa.Array | pa.ChunkedArray,
    function: Callable[[str | None], object],
    type: pa.DataType | None = None,
) -> pa.Array:
    """`function` of every value (None for null) as a column of `type`, text by default."""
    return Mapped(column, function).column(lambda result: result, type or pa.string())


def as_one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
