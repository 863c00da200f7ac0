"""Whatever stands in the cells of a well-made file, every row comes out: accepted, or put aside with a reason."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.synthetic.bankfile import HEADER, WIDTHS
from doisoat.synthetic.columns import DBF_FIELDS, FIELDS
from doisoat.synthetic.reference import rows as reference_rows
from doisoat.synthetic.rollfile import Roll, write_roll
from fuzz.night import DATE, manifest_of, run
from fuzz.samples import Sample, samples

Rows = list[list[Any]]
ODD = (
    "",
    " ",
    "0",
    "-",
    "Tổng",
    "1.2E+10",
    "31/02/1945",
    "00/00/0000",
    "=1+1",
    "'",
    "NULL",
    "n/a",
    "\u00ad",
    "e\u0323\u0302",
)
# A NUL is in no text: it refuses the file. A line is a row (docs/onboarding.md): a break inside a cell makes two of it,
# and the manifest's count tells.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n")
CELL = st.text(LETTERS, max_size=30) | st.sampled_from(ODD)
SHEET_CELL = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    | st.sampled_from(ODD)
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(dt.date(1900, 3, 1))
)
OLD_LETTERS = [row["unicode_char"] for row in reference_rows("tcvn3_to_unicode")] + list("abcXYZ 0123456789.,;/-\"'")
OLD_CELL = st.text(st.sampled_from(OLD_LETTERS), max_size=12)


def rows_of(cell: st.SearchStrategy[Any], width: int) -> st.SearchStrategy[Rows]:
    """Rows whose first cell is their code, so that none of them is blank."""
    cells = st.lists(st.lists(cell, min_size=width - 1, max_size=width - 1), min_size=1, max_size=6)
    return cells.map(lambda rows: [[f"C{number}", *row] for number, row in enumerate(rows)])


def roll(layout: str, suffix: str) -> Callable[[Rows, Path], bytes]:
    def write(rows: Rows, folder: Path) -> bytes:
        folder.mkdir(exist_ok=True)
        path = folder / f"roll{suffix}"
        write_roll(Roll(path, layout, "Quận Ba Đình", DATE, rows, ["M"] * len(rows), 0))
        return path.read_bytes()

    return write


def bank_csv(rows: Rows, _: Path) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)  # its line ends have it quote both \r and \n
    writer.writerows([HEADER, *rows])
    return text.getvalue().encode()


def bank_fixed(rows: Rows, _: Path) -> bytes:
    records = ["".join(f"{cell:<{width}.{width}}" for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]
    return "".join(f"{line:<150}\r\n" for line in ("H", *records, f"T{len(rows):010d}")).encode("ascii")


CASES: dict[str, tuple[st.SearchStrategy[Rows], Callable[[Rows, Path], bytes]]] = {
    "roll-standard": (rows_of(SHEET_CELL, len(FIELDS)), roll("roll-standard", ".xlsx")),
    "roll-split-year": (rows_of(SHEET_CELL, len(FIELDS)), roll("roll-split-year", ".xlsx")),
    "roll-tcvn3": (rows_of(OLD_CELL, len(FIELDS)), roll("roll-tcvn3", ".csv")),
    "roll-dbf": (
        rows_of(st.text(st.sampled_from(OLD_LETTERS), max_size=5), len(DBF_FIELDS) - 1),
        roll("roll-dbf", ".dbf"),
    ),
    "bank-csv": (rows_of(CELL, len(HEADER)), bank_csv),
    "bank-fixed": (
        rows_of(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12), 9),
        bank_fixed,
    ),
}


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    return samples(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("layout", CASES)
def test_every_row_comes_out(layout: str, good: dict[str, Sample], tmp_path: Path) -> None:
    strategy, write = CASES[layout]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def property_holds(rows: Rows) -> None:
        content = write(rows, tmp_path / "made")
        sample = replace(good[layout], rows=len(rows), totals={})
        manifest = manifest_of(sample, DATE, content)
        assert run(tmp_path / "night", good[layout], content, manifest) == "accepted"

    property_holds()
