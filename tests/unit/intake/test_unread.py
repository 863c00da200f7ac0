"""What a roll says and nobody understands is kept, counted and told."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.intake.raw import FIELDS, raw_table
from doisoat.intake.standardise import standardise_rows
from doisoat.intake.unread import unread_fields
from factory import DATE, person, roll_row


@pytest.mark.parametrize("text", ["", "-", "000000", "không có", "Chưa có", "N/A", "x"])
def test_what_stands_for_nothing_says_nothing(text):
    raw = pa.table({"account_number": pa.array([text, None], pa.string())})
    assert unread_fields(raw, {"account_number": pa.nulls(2, pa.string())}).to_pylist() == [[], []]


@pytest.mark.parametrize(
    ("sent", "unread"),
    [
        pytest.param({}, [], id="all understood"),
        pytest.param({"account_number": "1.011E+12"}, ["account_number"], id="exponent"),
        pytest.param({"account_number": "VCB: 0011001234567"}, ["account_number"], id="bank in the number"),
        pytest.param({"account_number": "9704 0500 0000 0013"}, ["account_number"], id="a card"),
        pytest.param({"date_of_birth": "tuổi Ất Dậu", "sex": "?a"}, ["date_of_birth", "sex"], id="two fields"),
        pytest.param({"ward_name": "Quang Trung", "district_name": None}, ["ward_name"], id="three wards of it"),
        pytest.param({"ward_name": "Bến Nghé", "district_name": "Quận 1"}, ["ward_name", "district_name"], id="Saigon"),
        pytest.param({"payment_method": "séc", "bank_name": "NH X"}, ["payment_method", "bank_name"], id="words"),
    ],
)
def test_a_field_that_is_not_understood_is_told_with_its_row(tmp_path, sent, unread):
    outcome, (row,) = standardised(tmp_path, DATE, sent)
    assert row["unread"] == unread
    assert outcome.counts == {f"unread_{field}": 1 for field in unread}


def test_after_july_2025_a_district_is_nothing_that_could_be_understood(tmp_path):
    _, (row,) = standardised(tmp_path, dt.date(2025, 8, 1), {"ward_name": "Ba Đình", "district_name": "Ba Đình"})
    assert (row["ward_code"], row["unread"]) == ("00004", [])


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        pytest.param({"holder_date_of_birth": "1945-03", "opened_on": None}, {}, id="less than a day, nothing"),
        pytest.param({"holder_date_of_birth": "000000", "opened_on": "00000000"}, {}, id="zeros"),
        pytest.param({"holder_date_of_birth": "15.III.45"}, {"unread_holder_date_of_birth": 1}, id="birth date"),
        pytest.param({"opened_on": "05/20"}, {"unread_opened_on": 1}, id="day of opening"),
    ],
)
def test_a_date_of_a_bank_return_that_is_not_understood_is_counted(tmp_path, sent, counts):
    ordinary = dict.fromkeys(FIELDS["accounts"]) | {
        **{"bank_bin": "970436", "account_number": "0011001234567", "account_type": "bank"},
        **{"holder_name": "NGUYEN THI HOA MAI", "status": "active"},
    }
    outcome, _ = standardised_row(tmp_path, "accounts", DATE, ordinary | sent)
    assert outcome.counts == counts
    assert outcome.unread.to_pylist() == [[name.removeprefix("unread_") for name in counts]]


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        pytest.param({"old_id": None, "status_date": None}, {}, id="nothing"),
        pytest.param({"old_id": "không có", "status_date": "-"}, {}, id="words for nothing"),
        pytest.param({"old_id": "011234567", "status_date": "2023-12-30"}, {}, id="understood"),
        pytest.param({"old_id": "11234567"}, {"unread_old_id": 1}, id="a digit lost"),
        pytest.param({"status_date": "30.XII.2023"}, {"unread_status_date": 1}, id="a date in Roman figures"),
        pytest.param({"personal_id": "1", "old_id": "1"}, {}, id="in a row that is put aside"),
    ],
)
def test_what_the_register_says_and_nobody_understands_is_counted(tmp_path, sent, counts):
    values = {name: value or None for name, value in person(status="deceased", **sent).items()}
    outcome, _ = standardised_row(tmp_path, "population", DATE, values)
    assert outcome.counts == counts


def standardised(folder, date, sent):
    values = {name: None if value is None else str(value) for name, value in roll_row(**sent).items()}
    return standardised_row(folder, "beneficiaries", date, values)


def standardised_row(folder, feed, date, values):
    origin = {"delivery_date": date, "sequence": 1, "mode": "full", "sender": "970436", "file": "f", "row_number": 1}
    raw, core = folder / "raw.parquet", folder / "core.parquet"
    pq.write_table(pa.Table.from_pylist([{**values, **origin}], schema=raw_table(feed).schema), raw)
    outcome = standardise_rows(feed, raw, core, date=date, scratch=folder)
    return outcome, pq.read_table(core, partitioning=None).to_pylist()
