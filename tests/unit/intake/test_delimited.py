"""Delimited text: no line takes another with it, and a row's number is that of its line."""

import re
import unicodedata
from pathlib import Path

import pytest

from doisoat.encodings.encode import encode_text
from doisoat.errors import DeliveryRefused
from doisoat.intake.config import load_limits
from doisoat.intake.reading import open_reading
from factory import BANK_HEADER

HEAD = ",".join(BANK_HEADER)
ROLL_HEAD = (
    "STT;MADT;HOTEN;NGAYSINH;GIOITINH;SOCMND;CHEDO;MUC;THON;XA;HUYEN;HINHTHUC;SOTK;NGANHANG;"
    "NGUOINHAN;CMNDNGUOINHAN;QUANHE"
)


def account(number: int, name: str = "AN") -> str:
    return f"970436,00{number},bank,{name},001145012345,1945-03-15,active,2020-01-01,BT-{number}"


def read(folder: Path, data: bytes, feed: str = "accounts"):
    path = folder / "x.csv"
    path.write_bytes(data)
    reading = open_reading(path, "x.csv", None, feed=feed, limits=load_limits(feed))
    return reading, [row for table in reading.tables for row in table.to_pylist()]


def numbers(rows) -> tuple[list[int], list[int]]:
    """Rows that were read, and malformed ones."""
    good = sorted(row["row_number"] for row in rows if row["malformed"] is None)
    return good, sorted(row["row_number"] for row in rows if row["malformed"] is not None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "dos", "mac"])
@pytest.mark.parametrize(
    ("lines", "good", "bad"),
    [
        pytest.param([account(1), account(2, '"AN'), account(3)], [2, 4], [3], id="a quote that does not end"),
        pytest.param([account(1, '"AN'), account(2, '"AN'), account(3)], [4], [2, 3], id="two of them"),
        pytest.param([account(1, 'A"N'), account(2)], [2, 3], [], id="a quote within a value"),
        pytest.param([account(1, '"A, N"'), account(2)], [2, 3], [], id="a quoted value"),
        pytest.param([account(1), "", account(2)], [2, 4], [], id="a blank line"),
        pytest.param([account(1) + ",x", "abc", account(2)], [4], [2, 3], id="other widths"),
    ],
)
def test_a_bad_line_puts_itself_aside_only(tmp_path, lines, good, bad, end):
    _, rows = read(tmp_path, end.join([HEAD, *lines, ""]).encode())
    assert numbers(rows) == (good, bad)


def test_lines_that_end_in_different_ways_keep_their_numbers(tmp_path):
    _, rows = read(tmp_path, f'{HEAD}\n{account(1)}\r"\n{account(2)}\n'.encode())
    assert numbers(rows) == ([2, 4], [3])


def test_a_line_put_aside_keeps_its_text(tmp_path):
    line = account(1, '"AN')
    assert read(tmp_path, f"{HEAD}\n{line}\n".encode())[1][0]["malformed"] == line


@pytest.mark.parametrize("line", [account(2, "H\xd2A"), account(2, "H\xd2A") + ",x", account(2, '"H\xd2A')])
def test_a_line_whose_bytes_are_no_text_puts_itself_aside_only_and_is_kept(tmp_path, capfd, line):
    good = [account(number) for number in range(3, 13)]
    data = "\n".join([HEAD, line, *good, ""]).encode("latin-1")
    _, rows = read(tmp_path, data)
    assert numbers(rows) == ([*range(3, 13)], [2])
    assert [row["malformed"] for row in rows if row["malformed"]] == [line.replace("\xd2", "\\xd2")]
    assert capfd.readouterr() == ("", "")  # a library that cannot decode it writes to the log


def test_a_header_with_bytes_that_are_no_text_is_no_row(tmp_path):
    data = "\n".join([HEAD + ",CHI NH\xc1NH", *(account(number) + "," for number in range(2, 13)), ""]).encode(
        "latin-1"
    )
    reading, rows = read(tmp_path, data)
    assert (numbers(rows), reading.unknown_columns) == (([*range(2, 13)], []), ["CHI NH\ufffdNH"])


def roll(encoding: str) -> bytes:
    entry = "1;BT-1;Nguyễn Thị Mưa;1945;Nữ;001145012345;ND20;540000;;Phúc Xá;Ba Đình;;;;;;"
    text = f"{ROLL_HEAD}\r\n{entry}\r\n"
    if encoding == "cp1258":
        return as_cp1258(text)
    return encode_text(text, encoding) if encoding in {"tcvn3", "vni"} else text.encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "found", "warned"),
    [
        pytest.param("tcvn3", "tcvn3", False, id="as the layout says"),
        pytest.param("utf-8", "utf-8", True, id="utf-8"),
        pytest.param("utf-8-sig", "utf-8", True, id="utf-8 with mark"),
        pytest.param("utf-16", "utf-16-le", True, id="utf-16"),
        pytest.param("utf-16-le", "utf-16-le", True, id="utf-16 without mark"),
        pytest.param("vni", "vni", True, id="vni"),
        pytest.param("cp1258", "cp1258", True, id="cp1258"),
    ],
)
def test_a_roll_of_an_old_program_is_read_in_the_encoding_it_really_has(tmp_path, encoding, found, warned):
    reading, (row,) = read(tmp_path, roll(encoding), "beneficiaries")
    assert (reading.layout.name, reading.encoding, bool(reading.warnings)) == ("roll-tcvn3", found, warned)
    assert (row["full_name"], row["sex"], row["ward_name"]) == ("Nguyễn Thị Mưa", "Nữ", "Phúc Xá")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1258"])
def test_text_that_a_layout_says_is_utf8_is_read_as_what_it_surely_is(tmp_path, encoding):
    names = ["Trần Văn Đức", "Đặng Thị Mười", "Vũ Hữu Thắng", "Phạm Quốc Hưng", "Lê Thị Ánh Tuyết"]
    text = "\n".join([HEAD, *(account(number, name) for number, name in enumerate(names, 1)), ""])
    sent = as_cp1258(text) if encoding == "cp1258" else text.encode(encoding)
    reading, rows = read(tmp_path, sent)
    assert [unicodedata.normalize("NFC", row["holder_name"]) for row in rows] == names
    assert [warning.english for warning in reading.warnings] == [
        f"its text is {reading.encoding}, not utf-8 as the layout says"
    ]


def as_cp1258(text: str) -> bytes:
    """Letters with their vowel marks, and the tones as signs behind them; some toned letters are one code too."""
    return b"".join(_as_cp1258(letter) for letter in unicodedata.normalize("NFC", text))


def _as_cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        return (unicodedata.normalize("NFC", marks.replace(tone, "")) + tone).encode("cp1258")


def test_text_that_is_not_what_a_unicode_layout_says_is_refused(tmp_path):
    with pytest.raises(DeliveryRefused, match="1 lines, the first of them line 2, hold bytes that are not utf-8"):
        read(tmp_path, f"{HEAD}\n".encode() + account(1, "L\xca").encode("latin-1"))


@pytest.mark.parametrize(
    ("data", "feed", "told"),
    [
        pytest.param(HEAD.replace(",", ";"), "accounts", "by ';', where layout bank-csv wants ','", id="semicolon"),
        pytest.param(HEAD.replace(",", "\t"), "accounts", "by tab, where layout bank-csv wants ','", id="tab"),
        pytest.param(
            ROLL_HEAD.replace(";", ","), "beneficiaries", "by ',', where layout roll-tcvn3 wants ';'", id="comma"
        ),
    ],
)
def test_a_file_with_other_signs_between_its_columns_is_refused_for_that(tmp_path, data, feed, told):
    with pytest.raises(DeliveryRefused, match=re.escape(told)) as refused:
        read(tmp_path, f"{data}\r\n".encode(), feed)
    assert refused.value.vietnamese.startswith("Các cột được phân cách bằng ")


def test_a_column_that_is_there_twice_is_called_what_its_sender_calls_it(tmp_path):
    with pytest.raises(DeliveryRefused, match="it has the columns HOTEN more than once"):
        read(tmp_path, f"{ROLL_HEAD};hoten\r\n".encode(), "beneficiaries")
