"""Columns as a file has them become the fields of its feed: cleaned, joined where split, in the contract's terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.config import Limits
from doisoat.intake.distinct import TextColumn
from doisoat.intake.layout import UNDER, Layout, Split
from doisoat.intake.raw import FIELDS, MALFORMED
from doisoat.intake.refusals import refuse
from doisoat.intake.terms import translated

_SHOWN = 4096  # characters kept of a line with an enormous cell


@dataclass(frozen=True)
class Shape:
    """Makes tables of the fields of a layout's feed. DeliveryRefused for what no reader may pass on."""

    layout: Layout
    limits: Limits

    def __call__(
        self,
        numbers: pa.Array,
        places: list[str | None],
        columns: list[TextColumn],
        malformed: Mapping[int, str],
    ) -> pa.Table:
        """Rows that are blank are left out; malformed lines and rows with an enormous cell have no fields."""
        fields = FIELDS[self.layout.feed]
        found = {place: self._clean(c, place, numbers) for place, c in zip(places, columns, strict=True) if place}
        for f, column in self.layout.columns.items():
            if column.split is not None:
                found |= _joined(f, column.split, found, len(numbers))
        nothing = pa.nulls(len(numbers), pa.string())
        table = pa.table({"row_number": numbers, **{f: found.get(f, nothing) for f in fields}})
        table = table.append_column(MALFORMED.name, nothing)
        table = _without_blank(table, self.layout.filled_in or fields)
        table, enormous = self._without_enormous(table, fields)
        for f, column in self.layout.columns.items():
            if column.split is None:
                table = table.set_column(table.column_names.index(f), f, translated(table[f], column))
        return _with_malformed(
            table, {**enormous, **{n: t[: self.limits.max_cell_bytes] for n, t in malformed.items()}}
        )

    def _clean(self, column: TextColumn, place: str, numbers: pa.Array) -> TextColumn:
        """Spaces around a value are taken off, and an empty one is null. A zero byte is no text of anybody."""
        if _may_hold_zero(column) and (at := pc.index(pc.match_substring(column, "\0"), True).as_py()) >= 0:
            raise refuse("zero_bytes", row=numbers[at].as_py(), column=self.layout.written(place))
        trimmed = pc.utf8_trim_whitespace(column)
        cleaned: TextColumn = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        return cleaned

    def _without_enormous(self, table: pa.Table, fields: tuple[str, ...]) -> tuple[pa.Table, dict[int, str]]:
        limit = self.limits.max_cell_bytes
        large = [f for f in fields if (pc.max(pc.binary_length(table[f])).as_py() or 0) > limit]
        if not large:
            return table, {}
        marks = _any([pc.fill_null(pc.greater(pc.binary_length(table[f]), limit), False) for f in large])
        bad = table.filter(marks).to_pylist()
        lines = {row["row_number"]: " | ".join((row[f] or "")[:_SHOWN] for f in fields) for row in bad}
        return table.filter(pc.invert(marks)), lines


def _joined(f: str, split: Split, found: dict[str, TextColumn], rows: int) -> dict[str, TextColumn]:
    """A split field's value and what its place gives. Where two places hold values both are kept: neither is right."""
    columns = [found.pop(f + UNDER + key, pa.nulls(rows, pa.string())) for key in split.under]
    filled = [column.is_valid() for column in columns]
    count = filled[0].cast(pa.int8())
    for one in filled[1:]:
        count = pc.add(count, one.cast(pa.int8()))
    # Not joined with "skip": pyarrow gives no row at all where every value of the file is null.
    joined = pc.binary_join_element_wise(*columns, " | ", null_handling="replace")
    value = pc.if_else(pc.equal(count, 1), pc.coalesce(*columns), joined)
    gives = pc.case_when(pc.make_struct(*filled), *[pa.scalar(key) for key in split.under])
    return {
        f: pc.if_else(pc.equal(count, 0), None, value),
        split.gives: pc.if_else(pc.equal(count, 1), gives, None),
    }


def _without_blank(table: pa.Table, fields: tuple[str, ...]) -> pa.Table:
    filled = _any([table[f].is_valid() for f in fields])
    return table if pc.all(filled).as_py() else table.filter(filled)


def _any(marks: list[TextColumn]) -> TextColumn:
    return reduce(pc.or_, marks)


def _with_malformed(table: pa.Table, lines: Mapping[int, str]) -> pa.Table:
    if not lines:
        return table
    extra = pa.table({"row_number": list(lines), MALFORMED.name: list(lines.values())})
    return pa.concat_tables([table, extra], promote_options="default")


def _may_hold_zero(column: TextColumn) -> bool:
    """Whether any byte is zero where the texts lie: told thirty times sooner than which text holds one."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    texts = (chunk.buffers()[2] for chunk in chunks)
    return any(text is not None and not np.frombuffer(text, np.uint8).all() for text in texts)
