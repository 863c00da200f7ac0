import csv
import random
import time
import unicodedata

import pyarrow as pa
import pytest

from doisoat.encodings.columns import decode_column
from doisoat.encodings.decode import decode_bytes
from doisoat.encodings.detect import detect_encoding
from doisoat.encodings.encode import encode_text
from doisoat.names.fold import fold
from doisoat.paths import REFERENCE


def values(table: str, column: str = "name") -> list[str]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return sorted({row[column] for row in csv.DictReader(file)} - {"(none)"})


def make_names(count: int) -> list[str]:
    """Surname, middle name, given name; distinct, in no order."""
    middles = values("middle_male") + values("middle_female")
    parts = (values("surnames"), middles, values("given_male") + values("given_female"))
    dice, names = random.Random(4), {}
    while len(names) < count:
        names[" ".join(map(dice.choice, parts))] = None
    return list(names)


NAMES = make_names(100_000)
SOME = NAMES[:10_000]


def cp1258(text: str) -> bytes:
    """Composed letters that CP1258 has, its tone marks behind them."""
    out = b""
    for letter in text:
        tones = [mark for mark in unicodedata.normalize("NFD", letter) if mark in "\u0300\u0301\u0303\u0309\u0323"]
        toneless = unicodedata.normalize("NFD", letter)
        for tone in tones:
            toneless = toneless.replace(tone, "")
        out += (unicodedata.normalize("NFC", toneless) + "".join(tones)).encode("cp1258")
    return out


WRITERS = {
    "utf-8": str.encode,
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "tcvn3": lambda text: encode_text(text, "tcvn3"),
    "vni": lambda text: encode_text(text, "vni"),
    "cp1258": cp1258,
}


@pytest.mark.parametrize("encoding", WRITERS)
@pytest.mark.parametrize("case", ["as-written", "capitals"])
def test_a_file_of_10000_names_comes_back_as_it_was_written(encoding, case):
    text = "\r\n".join(SOME if case == "as-written" else map(str.upper, SOME[:1000]))
    data = WRITERS[encoding](text)
    found = detect_encoding(data)
    assert found.encoding == encoding
    assert found.confidence > 0.9
    assert decode_bytes(data, encoding) == text


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258"])
def test_a_column_of_10000_names_in_legacy_characters_comes_back(encoding):
    sent = [WRITERS[encoding](name).decode("latin-1") for name in SOME]
    decoded = decode_column(pa.array(sent))
    assert decoded.values.to_pylist() == SOME
    changed = [name for name, codes in zip(SOME, sent, strict=True) if name != codes]
    assert sum(codes == [encoding] for codes in decoded.repairs.to_pylist()) == len(changed)


def test_of_300000_distinct_clean_names_none_is_altered_or_flagged():
    clean = [*NAMES, *(name.upper() for name in NAMES), *(fold(name).upper() for name in NAMES)]
    decoded = decode_column(pa.array(clean))
    assert decoded.values.to_pylist() == clean
    assert len(decoded.repairs.values) == 0


def test_cells_of_another_legacy_encoding_than_their_file_are_read_or_doubted():
    """A name of which one word has marks, or whose words are Vietnamese either way, stays as it is: one in ten."""
    for file, cell in (("tcvn3", "vni"), ("vni", "tcvn3")):
        sent = [decode_bytes(WRITERS[cell](name), file) for name in SOME[:2000]]
        decoded = decode_column(pa.array([*SOME[2000:4000], *sent]))
        assert decoded.values.to_pylist()[:2000] == SOME[2000:4000]
        read = list(zip(sent, decoded.values.to_pylist()[2000:], SOME[:2000], strict=True))
        assert sum(said == name for _, said, name in read) > 0.85 * len(read)
        assert sum(said not in {name, was} for was, said, name in read) < 0.03 * len(read)


def test_a_clean_name_is_not_altered_beside_legacy_ones():
    sent = [*SOME, *(encode_text(name, "tcvn3").decode("latin-1") for name in SOME[:300])]
    decoded = decode_column(pa.array(sent)).values.to_pylist()
    assert decoded[: len(SOME)] == SOME


@pytest.mark.parametrize("table", ["hanoi_wards_2024", "hanoi_districts_2024", "hanoi_wards_2025", "banks"])
def test_names_of_areas_and_banks_are_not_altered(table):
    column = {"hanoi_districts_2024": "district_name", "banks": "name_vi"}.get(table, "ward_name")
    clean = values(table, column)
    assert decode_column(pa.array(clean)).values.to_pylist() == clean


def test_half_a_million_clean_values_are_passed_within_a_second():
    """0.05 to 0.1 s on two quiet cores; the bound leaves room for a busy machine."""
    clean = pa.array((NAMES * 5)[:500_000])
    start = time.process_time()
    decode_column(clean, files=pa.array(["a", "b"] * 250_000))
    assert time.process_time() - start < 1


def test_a_cell_that_fits_both_readings_follows_its_column():
    column = pa.array(["NguyÔn V¨n An", "TrÇn ThÞ Hång", "Vò Thanh", "Hoa"])
    decoded = decode_column(column)
    assert decoded.values.to_pylist() == ["Nguyễn Văn An", "Trần Thị Hồng", "Vũ Thanh", "Hoa"]
    assert decoded.repairs.to_pylist() == [["tcvn3"], ["tcvn3"], ["tcvn3"], []]


def test_a_file_is_judged_by_its_own_cells():
    column = pa.array(["NguyÔn V¨n An", "Vò Thanh", "TrÇn ThÞ Hång", "Vò Thanh", None])
    decoded = decode_column(column, files=pa.chunked_array([["a", "b"], ["a", "a", "b"]]))
    assert decoded.values.to_pylist() == ["Nguyễn Văn An", "Vò Thanh", "Trần Thị Hồng", "Vũ Thanh", None]


def test_a_unicode_cell_stays_in_a_legacy_column():
    column = pa.array([
        *("NguyÔn V¨n An", "TrÇn ThÞ Hång") * 10,
        *map(encode, SOME[:40]),
        "Lê Thị Đào",
        "Hoàng Hà Péter",
    ])
    assert decode_column(column).values.to_pylist()[-2:] == ["Lê Thị Đào", "Hoàng Hà Péter"]


def test_where_a_column_mixes_a_cell_that_fits_both_readings_is_doubtful():
    column = pa.array(["NguyÔn V¨n An", "Nguyễn Thị Đào", "Vò Thanh"])
    decoded = decode_column(column)
    assert decoded.values.to_pylist() == ["Nguyễn Văn An", "Nguyễn Thị Đào", "Vò Thanh"]
    assert decoded.repairs.to_pylist() == [["tcvn3"], [], ["encoding_doubtful"]]


def test_columns_of_a_mixed_file_are_decoded_each_for_itself():
    rows = [(encode_text(name, "tcvn3"), f"Thôn {name}".encode()) for name in SOME[:50]]
    data = b"\n".join(b";".join(row) for row in rows)
    assert detect_encoding(data).encoding == "mixed"
    names, villages = zip(*(line.split(";") for line in decode_bytes(data, "mixed").split("\n")), strict=True)
    assert decode_column(pa.array(names)).values.to_pylist() == SOME[:50]
    assert decode_column(pa.array(villages)).values.to_pylist() == [f"Thôn {name}" for name in SOME[:50]]


def test_columns_of_two_legacy_encodings_are_decoded_each_for_itself():
    data = b"\n".join(encode_text(name, "vni") + b";" + encode_text(f"Thôn {name}", "tcvn3") for name in SOME[:50])
    assert detect_encoding(data).encoding == "mixed"
    names, villages = zip(*(line.split(";") for line in decode_bytes(data, "mixed").split("\n")), strict=True)
    assert decode_column(pa.array(names)).values.to_pylist() == SOME[:50]
    assert decode_column(pa.array(villages)).values.to_pylist() == [f"Thôn {name}" for name in SOME[:50]]


@pytest.mark.parametrize("column", [pa.array([], pa.string()), pa.array([None], pa.string()), pa.array([""])])
def test_empty_columns_stay_empty(column):
    decoded = decode_column(column)
    assert decoded.values.equals(column)
    assert decoded.repairs.to_pylist() == [[]] * len(column)


def encode(name: str) -> str:
    return encode_text(name, "tcvn3").decode("latin-1")
