from pathlib import Path

import pytest

from doisoat.errors import DeliveryRefused
from doisoat.intake.config import load_limits
from doisoat.intake.reading import open_reading

LIMITS = load_limits("accounts")


def record(**fields: str) -> str:
    ordinary = {
        "bin": "970436",
        "account": "0011001234567",
        "type": "B",
        "name": "NGUYEN THI HOA MAI",
        "id": "001145012345",
        "birth": "19450315",
        "status": "A",
        "opened": "20200501",
        "ref": "BT-000001",
    }
    widths = (6, 19, 1, 50, 12, 8, 1, 8, 25)
    texts = {**ordinary, **fields}.values()
    return "".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).ljust(150)


def sent(*records: str, count: int | None = None, end: str = "\r\n") -> bytes:
    last = f"T{len(records) if count is None else count:010d}".ljust(150)
    return (end.join(["H970436".ljust(150), *records, last]) + end).encode("latin-1")


def read(folder: Path, data: bytes) -> list[dict[str, object]]:
    path = folder / "r.txt"
    path.write_bytes(data)
    reading = open_reading(path, "r.txt", None, feed="accounts", limits=LIMITS)
    assert reading.layout.name == "bank-fixed"
    return [row for table in reading.tables for row in table.to_pylist()]


def test_positions_codes_and_dates_are_read_as_the_contract_says(tmp_path):
    (row,) = read(tmp_path, sent(record()))
    assert row == {
        "row_number": 2,
        "bank_bin": "970436",
        "account_number": "0011001234567",
        "account_type": "bank",
        "holder_name": "NGUYEN THI HOA MAI",
        "holder_id_number": "001145012345",
        "holder_date_of_birth": "1945-03-15",
        "status": "active",
        "opened_on": "2020-05-01",
        "request_ref": "BT-000001",
        "malformed": None,
    }


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        pytest.param({"type": "S"}, "account_type", "social_security", id="social security"),
        pytest.param({"type": "M"}, "account_type", "mobile_money", id="mobile money"),
        pytest.param({"type": "X"}, "account_type", "X", id="unknown type stays"),
        pytest.param({"status": "D"}, "status", "dormant", id="dormant"),
        pytest.param({"status": "B"}, "status", "blocked", id="blocked"),
        pytest.param({"status": "C"}, "status", "closed", id="closed"),
        pytest.param({"birth": ""}, "holder_date_of_birth", None, id="no birth date"),
        pytest.param({"birth": "1945"}, "holder_date_of_birth", "1945", id="year only"),
        pytest.param({"ref": ""}, "request_ref", None, id="found, not asked for"),
        pytest.param({"account": "1" * 19}, "account_number", "1" * 19, id="full width"),
    ],
)
def test_a_field_is_read(tmp_path, fields, column, value):
    assert read(tmp_path, sent(record(**fields)))[0][column] == value


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(record()[:-1], id="short"),
        pytest.param(record() + " ", id="long"),
        pytest.param(record(name="NGUYỄN").replace("Ễ", "\xe3"), id="not ASCII"),
        pytest.param(" " * 150, id="blank"),
    ],
)
def test_a_line_of_another_length_or_content_puts_itself_aside_only(tmp_path, line):
    rows = read(tmp_path, sent(record(), line, record()))
    assert sorted((row["row_number"], row["malformed"] is None) for row in rows) == [(2, True), (3, False), (4, True)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\x1a"], ids=["none", "blank line", "end of file of DOS"])
def test_line_ends_and_what_follows_the_last_record_do_not_matter(tmp_path, end, tail):
    assert len(read(tmp_path, sent(record(), record(), end=end) + tail)) == 2


def test_a_return_without_accounts_has_no_rows(tmp_path):
    assert read(tmp_path, sent()) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(sent(record(), count=2), "has 1 records, the last record says 2", id="count"),
        pytest.param(sent(record(), record())[:-160], "may have been cut off", id="cut off"),
        pytest.param(sent(record()).replace(b"T0000000001", b"T          "), "holds no number", id="no count"),
        pytest.param(b"H".ljust(150) + b"\n", "may have been cut off", id="first record only"),
    ],
)
def test_a_return_that_is_not_whole_is_refused(tmp_path, data, problem):
    with pytest.raises(DeliveryRefused, match=problem):
        read(tmp_path, data)


def test_a_return_without_first_record_is_refused(tmp_path):
    path = tmp_path / "r.txt"
    path.write_bytes(sent(record())[152:])
    with pytest.raises(DeliveryRefused, match="not a first record 'H'"):
        open_reading(path, "r.txt", "bank-fixed", feed="accounts", limits=LIMITS)
