import datetime as dt
import struct
from pathlib import Path

import pytest

from doisoat.synthetic.dbf import write_dbf
from doisoat.synthetic.oldfonts import tcvn3_bytes

FIELDS = (("STT", "N", 3), ("HOTEN", "C", 10))
DATE = dt.date(2024, 1, 12)


def test_a_table_has_its_header_its_fields_and_its_records(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    write_dbf(path, FIELDS, [["1", "Lê Hòa"], ["2", ""]], date=DATE)
    content = path.read_bytes()
    version, year, month, day, records, header, width = struct.unpack("<4BIHH", content[:12])
    assert (version, year, month, day) == (3, 124, 1, 12)
    assert (records, header, width) == (2, 32 + 2 * 32 + 1, 14)
    assert content[32:38] == b"STT\0\0\0"
    assert content[64 + 11 : 64 + 12] == b"C"
    assert content[64 + 16] == 10
    assert content[header:] == b"   1" + tcvn3_bytes("Lê Hòa") + b"    " + b"   2" + b" " * 10 + b"\x1a"


def test_a_text_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="HOTEN holds 10"):
        write_dbf(tmp_path / "a.dbf", FIELDS, [["1", "Nguyễn Thị Hai"]], date=DATE)
