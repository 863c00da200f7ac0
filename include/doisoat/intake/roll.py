"""A roll as the agencies lay it out: title lines, a header row, data, a total line, signatures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from doisoat.intake.amounts import read_amount
from doisoat.intake.config import Layout, plain_header

_TITLE_LINES = 60  # rows in which the header row is looked for
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")


@dataclass
class Roll:
    """Rows by logical field, None for an empty cell, with their row numbers; `printed_total` of `layout.total_of`."""

    numbers: list[int] = field(default_factory=list)
    rows: list[dict[str, str | None]] = field(default_factory=list)
    printed_total: int | None = None


def find_header(cells: list[list[str]], layout: Layout) -> int | None:
    """Index of the header row: the first among the top rows that names every mandatory column."""
    return next((i for i, row in enumerate(cells[:_TITLE_LINES]) if layout.matches(row)), None)


def nearest_header(cells: list[list[str]], layout: Layout) -> list[str]:
    """The row among the top rows that names most columns of the layout: what a refusal is explained with."""
    return max(cells[:_TITLE_LINES], key=lambda row: len({*layout.fields(row)} - {None}), default=[])


def read_roll(cells: list[list[str]], header: int, layout: Layout) -> Roll:
    """The data rows under the header. Rows without content are passed over, so are total lines and what follows them,
    unless a row there names an entry: then it is data again (rolls of several wards in one sheet)."""
    roll, ended = Roll(), False
    fields = layout.fields(cells[header])
    for number, row in _body(cells, header):
        values = {f: cell or None for f, cell in zip(fields, row, strict=False) if f is not None}
        if _is_end(row, values, layout):
            ended = True
            roll.printed_total = read_amount(values.get(layout.total_of or "")) or roll.printed_total
        elif any(values.values()) and not (ended and _is_footer(values, layout)):
            roll.numbers.append(number)
            roll.rows.append(values)
    return roll


def _body(cells: list[list[str]], header: int) -> Iterator[tuple[int, list[str]]]:
    body = enumerate(cells[header + 1 :], header + 2)
    return (
        (number, row)
        for number, row in body
        if not (number == header + 2 and _numbers_the_columns(filter(None, row)))
    )


def _numbers_the_columns(cells: Iterable[str]) -> bool:
    """(1) (2) (3) … under the header, as on printed forms."""
    cells = list(cells)
    return len(cells) > 2 and all(map(_COLUMN_NUMBER.fullmatch, cells))


def _is_end(row: list[str], values: dict[str, str | None], layout: Layout) -> bool:
    marked = any(plain_header(cell).startswith(layout.end_markers) for cell in row if cell)
    return bool(layout.end_markers) and marked and _is_footer(values, layout)


def _is_footer(values: dict[str, str | None], layout: Layout) -> bool:
    """Fewer than half of the mandatory cells are filled: nobody's entry."""
    return 2 * sum(values.get(f) is not None for f in layout.required) < len(layout.required)
