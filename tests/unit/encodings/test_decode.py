import csv
import shutil
import subprocess
import unicodedata

import pytest

from doisoat.encodings.decode import UndecodableText, decode_bytes, tcvn3_to_unicode, vni_to_unicode
from doisoat.paths import REFERENCE

MARKS = range(0xB0, 0xB5)


def table(name: str) -> list[list[str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [[row[0], row[3] if name == "tcvn3_to_unicode" else row[2]] for row in list(csv.reader(file))[1:]]


def iconv(data: bytes) -> str:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    run = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=data, capture_output=True)
    if b"not supported" in run.stderr:
        pytest.skip("this iconv does not know TCVN5712-1")
    assert run.returncode == 0, run.stderr
    return run.stdout.decode()


def test_every_code_point_of_tcvn_5712_is_read_as_iconv_reads_it():
    for code in range(256):
        assert decode_bytes(bytes([code]), "tcvn3") == iconv(bytes([code])), hex(code)


def test_a_letter_and_its_mark_are_composed_as_iconv_composes_them():
    letters = [*b"aeiouyAEIOUY", *range(0xA1, 0xAE)]
    for mark in MARKS:
        line = b";".join(bytes([letter, mark]) for letter in letters)
        assert unicodedata.normalize("NFC", iconv(line)) == decode_bytes(line, "tcvn3")


@pytest.mark.parametrize("name", ["tcvn3_to_unicode", "tcvn3_upper_pairs"])
def test_every_code_of_the_tcvn3_tables_is_read(name):
    assert [tcvn3_to_unicode(code) for code, _ in table(name)] == [letter for _, letter in table(name)]


def test_every_sequence_of_the_vni_table_is_read():
    assert [vni_to_unicode(code) for code, _ in table("vni_to_unicode")] == [x for _, x in table("vni_to_unicode")]


def test_vni_takes_the_longest_sequence_first():
    assert vni_to_unicode("Ñöùc") == "Đức"
    assert vni_to_unicode("Sôn") == "Sơn"
    assert vni_to_unicode("Hoàng Hoaøng") == "Hồng Hoàng"


def test_a_vni_letter_decides_the_case_of_its_mark():
    assert vni_to_unicode("NGUYEãN") == "NGUYỄN"


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ("NGUYÔN V¡N LuyÖn", "NGUYỄN VĂN Luyện"),
        ("TRÇN THÞ L£", "TRẦN THỊ LÊ"),
        ("D­¬NG §×NH L­ v", "DƯƠNG ĐÌNH Lư v"),
        ("TRÇN Lª", "TRẦN LÊ"),
        ("Hoµng Lª", "Hoàng Lê"),
        ("Vò ¸nh H¹nh", "Vũ Ánh Hạnh"),
        ("¸nh h¹nh", "ánh hạnh"),
        ("¸nh", "ánh"),
        ("A¸nh ¦íc", "Ánh Ước"),
        ("Tr\u2212\u03bc", "Trưà"),
    ],
    ids=[
        "capitals",
        "pair",
        "one-word-small",
        "follows-its-cell",
        "title-case",
        "initial",
        "small",
        "alone",
        "pairs",
        "pdf-minus",
    ],
)
def test_toned_capitals_of_tcvn3_are_restored_by_the_letters_around(codes, text):
    assert tcvn3_to_unicode(codes) == text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("Nguyễn".encode(), "utf-8", "Nguyễn"),
        ("Nguyễn".encode("utf-8-sig"), "utf-8", "Nguyễn"),
        ("Nguyễn".encode("utf-8-sig"), "utf-8-sig", "Nguyễn"),
        ("\ufeffĐức".encode("utf-16-le"), "utf-16-le", "Đức"),
        ("Đức".encode("utf-16-be"), "utf-16-be", "Đức"),
        (b"Nguy\xea\xden V\xe3n \xd0\xfd\xec", "cp1258", "Nguyễn Văn Đứ"),
        (b"NGUYEN", "ascii", "NGUYEN"),
        (b"\xe1\xbb\x85;\xd4", "mixed", "\xe1\xbb\x85;\xd4"),
    ],
)
def test_every_encoding_is_decoded(data, encoding, text):
    assert decode_bytes(data, encoding) == text


@pytest.mark.parametrize(
    ("data", "encoding", "place"),
    [
        (b"Nguy\xc3n", "utf-8", 5),
        (b"A\x00B", "utf-16-le", 3),
        (b"ab\x81", "vni", 3),
        (b"a\x8a", "cp1258", 2),
        (b"a\xff", "ascii", 2),
    ],
)
def test_undefined_bytes_are_refused_by_their_place_not_their_value(data, encoding, place):
    with pytest.raises(UndecodableText, match=f"^byte {place} is not {encoding} text$"):
        decode_bytes(data, encoding)
