"""receive and standardise together, on deliveries in a folder."""

import datetime as dt
import json
from pathlib import Path

import pytest

from doisoat.errors import SourceMissing
from factory import (
    BANK_BIN,
    account_row,
    bank_file,
    parquet_file,
    person,
    population_file,
    roll_file,
    roll_row,
    write_delivery,
)
from landed import Night


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("p.csv", population_file([person()]), id="csv"),
        pytest.param("p.csv.gz", population_file([person()], packed=True), id="csv.gz"),
        pytest.param("p.parquet", parquet_file([person()]), id="parquet"),
    ],
)
def test_population_arrives_in_each_of_its_layouts(night, name, data):
    write_delivery(night.landing, "population", "c06", {name: data}, entry={"rows": 1})
    (row,) = night.run("population")
    assert (row["personal_id"], row["name_folded"]) == ("001145012345", "nguyen thi hoa mai")
    assert (row["date_of_birth"], row["birth_year"], row["sex"]) == ("1945-03-15", 1945, "F")


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        pytest.param({"personal_id": "1145012345"}, "personal_id", "invalid_personal_id", id="short id"),
        pytest.param({"full_name": ""}, "full_name", "missing", id="no name"),
        pytest.param({"full_name": "..."}, "full_name", "invalid_name", id="no letter"),
        pytest.param({"date_of_birth": "chưa rõ"}, "date_of_birth", "invalid_birth_date", id="birth"),
        pytest.param({"date_of_birth": "2045-01-01"}, "date_of_birth", "invalid_birth_date", id="future"),
        pytest.param({"sex": "X"}, "sex", "unknown_code", id="sex"),
        pytest.param({"status": "asleep"}, "status", "unknown_code", id="status"),
    ],
)
def test_a_bad_person_is_put_aside_with_its_reason(night, fields, field, reason):
    rows = [person(personal_id="001145000001"), person(**fields)]
    write_delivery(night.landing, "population", "c06", {"p.csv": population_file(rows)})
    assert len(night.run("population")) == 1
    (bad,) = night.quarantine
    assert (bad["row_number"], bad["field"], bad["reason"]) == (3, field, reason)
    assert night.accounting[0]["rows_read"] == 2
    assert (night.accounting[0]["rows_accepted"], night.accounting[0]["rows_quarantined"]) == (1, 1)


def test_the_second_row_of_a_person_is_put_aside(night):
    write_delivery(night.landing, "population", "c06", {"p.csv": population_file([person(), person()])})
    assert len(night.run("population")) == 1
    assert [(q["row_number"], q["reason"]) for q in night.quarantine] == [(3, "duplicate_personal_id")]


def test_a_line_of_another_width_is_put_aside_as_a_whole(night):
    data = population_file([person()]) + b"001,short\n" + population_file([person()]).splitlines()[1] + b"\n"
    write_delivery(night.landing, "population", "c06", {"p.csv": data}, entry={"rows": 3})
    assert len(night.run("population")) == 1
    assert [(q["row_number"], q["reason"]) for q in night.quarantine] == [
        (3, "malformed_row"),
        (4, "duplicate_personal_id"),
    ]
    assert json.loads(night.quarantine[0]["raw"]) == {"malformed": "001,short"}


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        pytest.param({"BANK_BIN": "970415"}, "bank_bin", "not_the_sender", id="another bank"),
        pytest.param({"ACCOUNT_NO": ""}, "account_number", "missing", id="no number"),
        pytest.param({"ACCOUNT_TYPE": "card"}, "account_type", "unknown_code", id="type"),
        pytest.param({"STATUS": "lost"}, "status", "unknown_code", id="status"),
        pytest.param({"HOLDER_NAME": " "}, "holder_name", "missing", id="no holder"),
        pytest.param({}, "row", "duplicate_row", id="the same row again"),
    ],
)
def test_a_bad_account_is_put_aside_with_its_reason(night, fields, field, reason):
    rows = [account_row(), account_row(**fields)]
    write_delivery(night.landing, "accounts", BANK_BIN, {"a.csv": bank_file(rows)})
    assert len(night.run("accounts")) == 1
    assert [(q["row_number"], q["field"], q["reason"]) for q in night.quarantine] == [(3, field, reason)]


def test_an_account_may_serve_several_requests(night):
    rows = [account_row(), account_row(REQUEST_REF="BT-000002")]
    write_delivery(night.landing, "accounts", BANK_BIN, {"a.csv": bank_file(rows)})
    assert [r["request_ref"] for r in night.run("accounts")] == ["BT-000001", "BT-000002"]


def test_a_roll_is_read_between_its_titles_and_its_total(night):
    rows = [roll_row(date_of_birth=dt.date(1945, 3, 15)), roll_row(beneficiary_code="BT-000002", sex=1)]
    entry = {"rows": 2, "totals": {"monthly_amount": 1080000}, "layout": "roll-standard"}
    write_delivery(night.landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": roll_file(rows, total=1080000)}, entry=entry)
    first, second = night.run("beneficiaries")
    assert (first["row_number"], first["date_of_birth"], first["sex"]) == (6, "1945-03-15", "F")
    assert (second["row_number"], second["monthly_amount"], second["sex"]) == (7, 540000, "M")
    assert (first["payment_method"], first["bank_bin"], first["ward_code"]) == ("bank", "970436", "00001")
    assert "warning" not in night.counts


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        pytest.param({"beneficiary_code": None}, "beneficiary_code", "missing", id="no code"),
        pytest.param({"beneficiary_code": "BT-000001"}, "beneficiary_code", "duplicate_beneficiary_code", id="twice"),
        pytest.param({"full_name": None}, "full_name", "missing", id="no name"),
        pytest.param({"monthly_amount": "nhiều"}, "monthly_amount", "invalid_amount", id="amount"),
        pytest.param({"monthly_amount": -5}, "monthly_amount", "negative_amount", id="negative"),
    ],
)
def test_a_bad_roll_row_is_put_aside_with_its_reason(night, fields, field, reason):
    rows = [roll_row(), roll_row(**{"beneficiary_code": "BT-000002", **fields})]
    write_delivery(night.landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": roll_file(rows)})
    assert len(night.run("beneficiaries")) == 1
    assert [(q["row_number"], q["field"], q["reason"]) for q in night.quarantine] == [(7, field, reason)]


def test_damage_that_can_be_lived_with_keeps_the_row(night):
    row = roll_row(date_of_birth="tuổi Dậu", id_number="1.2E+10", sex=None, ward_name="Nơi Nào Đó")
    write_delivery(night.landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": roll_file([row])})
    (kept,) = night.run("beneficiaries")
    assert (kept["date_of_birth"], kept["id_kind"], kept["sex"], kept["ward_code"]) == (
        None,
        "damaged",
        None,
        None,
    )


def test_a_total_line_that_does_not_add_up_is_a_warning(night):
    write_delivery(night.landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": roll_file([roll_row()], total=1)})
    night.run("beneficiaries")
    assert "total line" in night.counts["warning"]


def test_a_feed_without_deliveries_is_missing(night):
    with pytest.raises(SourceMissing, match="population has no delivery that can be used for 2024-01-12"):
        night.run("population")
