import struct
from pathlib import Path

import pytest

from doisoat.encodings.encode import encode_text
from doisoat.errors import DeliveryRefused
from doisoat.intake.config import load_limits
from doisoat.intake.reading import open_reading

NAMES = (
    *("MADT", "HOTEN", "NGAYSINH", "GIOITINH", "SOCMND", "CHEDO", "MUC", "THON", "XA", "HUYEN", "HINHTHUC"),
    *("SOTK", "NGANHANG", "NGUOINHAN", "CMNDNN", "QUANHE"),
)
ENTRY = {
    "MADT": "BT-000001",
    "HOTEN": "Nguyễn Thị Hoà Mưa",
    "NGAYSINH": "15/03/1945",
    "GIOITINH": "Nữ",
    "SOCMND": "001145012345",
    "CHEDO": "ND20-5.5",
    "MUC": "540000",
    "XA": "Phúc Xá",
    "HUYEN": "Ba Đình",
}


def dbf(
    *entries: dict[str, str], kinds: dict[str, tuple[str, int]] | None = None, marks: str = "", **change: bytes
) -> bytes:
    """A table as FoxPro writes it; `marks` is the mark of each record."""
    columns = dict.fromkeys(NAMES, ("C", 40)) | (kinds or {})
    fields = b"".join(
        struct.pack("<11sc4xB15x", name.encode(), kind.encode(), length) for name, (kind, length) in columns.items()
    )
    length = 1 + sum(length for _, length in columns.values())
    head = struct.pack("<B3BIHH20x", 0x03, 124, 1, 11, len(entries), 33 + len(fields), length)
    records = b""
    for mark, entry in zip(marks or " " * len(entries), entries, strict=True):
        cells = (_cell(entry.get(name, ""), size) for name, (_, size) in columns.items())
        records += mark.encode() + b"".join(cells)
    return head + fields + change.get("end", b"\r") + records + change.get("tail", b"\x1a")


def _cell(value: str | bytes, size: int) -> bytes:
    return value if isinstance(value, bytes) else encode_text(value, "tcvn3").ljust(size)[:size]


def read(folder: Path, data: bytes, **_: object):
    path = folder / "r.dbf"
    path.write_bytes(data)
    reading = open_reading(path, "r.dbf", None, feed="beneficiaries", limits=load_limits("beneficiaries"))
    return reading, [row for table in reading.tables for row in table.to_pylist()]


def test_a_tables_text_is_read_out_of_tcvn3(tmp_path):
    reading, (row,) = read(tmp_path, dbf(ENTRY))
    assert reading.layout.name == "roll-dbf"
    assert (row["full_name"], row["sex"], row["ward_name"]) == ("Nguyễn Thị Hoà Mưa", "Nữ", "Phúc Xá")
    assert (row["row_number"], row["village"], row["malformed"]) == (1, None, None)


def test_a_table_in_vni_is_read_as_that(tmp_path):
    in_vni = {name: encode_text(text, "vni").ljust(40) for name, text in ENTRY.items()}
    reading, (row,) = read(tmp_path, dbf(in_vni))
    assert (row["full_name"], row["sex"], row["ward_name"]) == ("Nguyễn Thị Hoà Mưa", "Nữ", "Phúc Xá")
    assert [warning.english for warning in reading.warnings] == ["its text is vni, not tcvn3 as the layout says"]


def test_deleted_records_are_no_rows_and_are_told(tmp_path):
    reading, rows = read(tmp_path, dbf(ENTRY, ENTRY, ENTRY, marks=" * "))
    assert [row["row_number"] for row in rows] == [1, 3]
    assert reading.aside == {"deleted": [2]}
    assert [warning.english for warning in reading.warnings] == ["1 records are marked as deleted and are not read"]


def test_a_record_with_another_mark_is_put_aside(tmp_path):
    _, rows = read(tmp_path, dbf(ENTRY, ENTRY, marks=" ?"))
    assert [(row["row_number"], row["malformed"] is None) for row in rows] == [(1, True), (2, False)]


@pytest.mark.parametrize(
    ("field", "kind", "size", "value", "column", "text"),
    [
        pytest.param("NGAYSINH", "D", 8, "19450315", "date_of_birth", "1945-03-15", id="date"),
        pytest.param("NGAYSINH", "D", 8, "", "date_of_birth", None, id="no date"),
        pytest.param("NGAYSINH", "T", 8, struct.pack("<ii", 2431530, 0), "date_of_birth", "1945-03-15", id="moment"),
        pytest.param("MUC", "N", 12, "      540000", "monthly_amount", "540000", id="number"),
        pytest.param("MUC", "N", 12, "   540000.00", "monthly_amount", "540000.00", id="fraction"),
        pytest.param("MUC", "I", 4, struct.pack("<i", 540000), "monthly_amount", "540000", id="integer"),
        pytest.param("MUC", "Y", 8, struct.pack("<q", 5_400_000_000), "monthly_amount", "540000", id="money"),
    ],
)
def test_a_field_of_another_type_is_read(tmp_path, field, kind, size, value, column, text):
    _, (row,) = read(tmp_path, dbf({**ENTRY, field: value}, kinds={field: (kind, size)}))
    assert row[column] == text


def test_texts_padded_with_zero_bytes_are_read(tmp_path):
    _, (row,) = read(tmp_path, dbf({**ENTRY, "MADT": b"BT-1".ljust(40, b"\0")}))
    assert row["beneficiary_code"] == "BT-1"


def test_a_memo_that_is_none_of_our_fields_is_an_unknown_column(tmp_path):
    reading, rows = read(tmp_path, dbf(ENTRY, kinds={"GHICHU": ("M", 10)}))
    assert (reading.unknown_columns, len(rows)) == (["GHICHU"], 1)


GOOD = dbf(ENTRY, ENTRY)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(dbf(ENTRY, kinds={"THON": ("M", 10)}), "THON is a memo", id="memo"),
        pytest.param(dbf(ENTRY, kinds={"THON": ("?", 10)}), "THON is of a type that is not read", id="type"),
        pytest.param(dbf(ENTRY, kinds={"THON": ("C", 0)}), "THON is of a type", id="no width"),
        pytest.param(GOOD[:-100], "does not hold the 2 records", id="cut off"),
        pytest.param(GOOD + b" record beyond the count", "does not hold the 2 records", id="more records"),
        pytest.param(
            GOOD[:4] + b"\xff\xff\xff\xff" + GOOD[8:], "does not hold the 4294967295", id="announced too many"
        ),
        pytest.param(GOOD[:15] + b"\1" + GOOD[16:], "encrypted", id="encrypted"),
        pytest.param(GOOD[:10] + b"\1\0" + GOOD[12:], "header of the .dbf", id="record length"),
        pytest.param(GOOD[:8] + b"\0\0" + GOOD[10:], "header of the .dbf", id="header length"),
        pytest.param(dbf(ENTRY, end=b"\0"), "header of the .dbf", id="no end of fields"),
        pytest.param(GOOD[:40], "header of the .dbf", id="header cut off"),
        pytest.param(
            dbf({**ENTRY, "MADT": b"B\0T".ljust(40)}), "row 1 holds a zero byte in column MADT", id="zero byte"
        ),
        pytest.param(
            dbf(ENTRY).replace(b"MADT\0", b"MA\0\0\0", 1), "lacks the columns beneficiary_code", id="field gone"
        ),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(tmp_path, data, problem):
    with pytest.raises(DeliveryRefused, match=problem):
        read(tmp_path, data)
