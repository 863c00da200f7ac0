import pytest

from doisoat.encodings.decode import decode_bytes
from doisoat.encodings.encode import UnencodableText, encode_text

NAMES = [
    "Nguyễn Thị Ánh",
    "Đỗ Ước",
    "NGUYỄN VĂN LÊ ĐỖ",
    "Vũ Lê Ý Ớ",
    "Dương Đình Nghĩa; Tổ 5",
    "TRẦN THỊ ẤT",
    "hoàng kỳ",
]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_can_be_read_back(name, encoding):
    assert decode_bytes(encode_text(name, encoding), encoding) == name


def test_capitals_without_pairs_are_the_small_codes_of_the_capitals_font():
    assert encode_text("NGUYỄN", "tcvn3", pair_capitals=False) == b"NGUY\xd4N"
    assert encode_text("NGUYỄN", "tcvn3") == b"NGUY\xa3\xd4N"


def test_decomposed_text_is_written_like_composed_text():
    assert encode_text("Nguye\u0302\u0303n", "tcvn3") == encode_text("Nguyễn", "tcvn3")


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_letter_that_the_encoding_has_not_is_refused_by_its_place(encoding):
    with pytest.raises(UnencodableText, match="character 3 cannot be written"):
        encode_text("ab€", encoding)
