import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.encodings.detect import detect_encoding
from doisoat.encodings.encode import encode_text

LINE = "Nguyễn Thị Hồng;Thôn Đông;Nữ\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "ascii"),
        (b"NGUYEN VAN A\r\n", "ascii"),
        (LINE.encode(), "utf-8"),
        (LINE.encode("utf-8-sig"), "utf-8-sig"),
        (LINE.encode("utf-16"), "utf-16-le"),
        (LINE.encode("utf-16-le"), "utf-16-le"),
        (LINE.encode("utf-16-be"), "utf-16-be"),
        (encode_text(LINE, "tcvn3"), "tcvn3"),
        (encode_text(LINE, "vni"), "vni"),
        (encode_text("Đặng", "tcvn3"), "tcvn3"),
        (b"MADT;HOTEN\r\n" * 400_000 + encode_text(LINE, "tcvn3"), "tcvn3"),
    ],
    ids=["empty", "ascii", "utf-8", "mark", "mark-16", "le", "be", "tcvn3", "vni", "a-word", "late-in-the-file"],
)
def test_an_encoding_is_found(data, encoding):
    found = detect_encoding(data)
    assert found.encoding == encoding
    assert found.confidence >= 0.5
    assert found.reason


def test_utf8_that_is_cut_within_a_letter_is_utf8():
    assert detect_encoding(LINE.encode() + "ễ".encode()[:2]).encoding == "utf-8"


@pytest.mark.parametrize(
    "data", [b"\xe9", b"\xa0", bytes(range(256)) * 4, b"\xff\xd8\xff\xe0\x00\x10JFIF", b"caf\xe9 M\xfcller"]
)
def test_bytes_that_are_no_vietnamese_text_are_given_no_confidence(data):
    assert detect_encoding(data).confidence < 0.5


def test_the_reason_tells_no_text():
    assert "Nguy" not in detect_encoding(encode_text(LINE, "tcvn3")).reason


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data):
    assert 0 <= detect_encoding(data).confidence <= 1
