"""A district's roll as a file, in whichever layout the district uses."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.synthetic.columns import BIRTH, DBF_FIELDS, HEADERS, LEGACY_HEADERS, SEX, SPLIT_HEADERS
from doisoat.synthetic.dbf import write_dbf
from doisoat.synthetic.habits import MALE
from doisoat.synthetic.layouts import DBF, SPLIT, STANDARD, TCVN3
from doisoat.synthetic.oldfonts import tcvn3_bytes
from doisoat.synthetic.workbook import FIRST_ROW, Sheet, write_workbook

# Row of the first entry as intake counts it from 1: rows of a sheet, lines of a text, records of a table.
FIRST_ROWS = {STANDARD: FIRST_ROW + 1, SPLIT: FIRST_ROW + 2, TCVN3: 2, DBF: 1}


@dataclass(frozen=True)
class Roll:
    """A file to write: `rows` are the cells of FIELDS, `sexes` M or F of each row's person."""

    path: Path
    layout: str
    district: str
    date: dt.date
    rows: list[list[Any]]
    sexes: list[str]
    total: int


def write_roll(roll: Roll) -> None:
    if roll.layout == STANDARD:
        write_workbook(_sheet(roll, roll.rows), HEADERS)
    elif roll.layout == SPLIT:
        write_workbook(_sheet(roll, _by_sex(roll)), SPLIT_HEADERS, split=BIRTH + 1)
    elif roll.layout == DBF:
        write_dbf(roll.path, DBF_FIELDS, list(_texts(roll)), date=roll.date)
    else:
        lines = (";".join(map(_quoted, row)) for row in [LEGACY_HEADERS, *_texts(roll)])
        roll.path.write_bytes(b"".join(tcvn3_bytes(line) + b"\r\n" for line in lines))


def _sheet(roll: Roll, rows: list[list[Any]]) -> Sheet:
    return Sheet(roll.path, roll.district, f"{roll.date:%m/%Y}", rows, roll.total)


def _by_sex(roll: Roll) -> list[list[Any]]:
    """Birth dates in the column of the sex that is written, or where none is, of the person's."""
    rows = []
    for cells, sex in zip(roll.rows, roll.sexes, strict=True):
        male = cells[SEX] in MALE if cells[SEX] else sex == "M"
        birth = cells[BIRTH]
        rows.append([*cells[:BIRTH], *((birth, "") if male else ("", birth)), *cells[SEX + 1 :]])
    return rows


def _texts(roll: Roll) -> Iterator[list[str]]:
    for number, cells in enumerate(roll.rows, start=1):
        yield [str(number), *map(_text, cells)]


def _text(cell: Any) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else str(cell)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(';"') else text
