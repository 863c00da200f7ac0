"""What is shown of a file: everything one needs to judge a layout, and nothing that tells who is in it."""

import re
from pathlib import Path

import pytest

from doisoat.intake.masking import mask
from doisoat.intake.try_file import main
from factory import (
    BANK_HEADER,
    POPULATION_HEADER,
    account_row,
    csv_file,
    person,
    roll_file,
    roll_row,
)

ROLL = roll_file(
    [
        roll_row(full_name="Ông  NGUYỄN VĂN AN", id_number="1145012345"),
        roll_row(beneficiary_code="BT-000002", monthly_amount="nhiều"),
        *(roll_row(beneficiary_code="BT-000001") for _ in range(12)),
    ],
    total=540000,
)


def shown(folder: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    path = folder / name
    path.write_bytes(data)
    code = main([*arguments, "--date", "2024-01-12", str(path)])
    return code, capsys.readouterr().out


def test_a_roll_is_shown_with_what_would_become_of_its_rows(tmp_path, capsys):
    code, text = shown(tmp_path, "r.xlsx", ROLL, capsys)
    assert code == 0
    assert re.search(r"^layout +roll-standard \(beneficiaries\)$", text, re.MULTILINE)
    assert "not roll-split-year: it lacks the columns date_of_birth" in text
    assert re.search(r"rows read +14\n +accepted +1\n +quarantined +13", text)
    assert re.search(r"monthly_amount: invalid_amount: 1 \(rows \d+\)", text)
    assert re.search(r"beneficiary_code: duplicate_beneficiary_code: 12 \(rows (\d+, ){10}…\)", text)
    assert re.search(r"^id_repairs +\w+ 1", text, re.MULTILINE)
    assert re.search(r"no data +total: 1 \(rows \d+\)", text)
    assert "warning      the total line is not the sum of its rows" in text
    assert re.search(r"example 1\n", text)


def test_nothing_tells_who_is_in_the_file(tmp_path, capsys):
    _, text = shown(tmp_path, "r.xlsx", ROLL, capsys)
    for secret in ("NGUYỄN", "Nguyễn", "BT-000001", "0011001234567", "15/03", "1945-03", "001145012345", "nhiều"):
        assert secret not in text


def test_nothing_is_left_behind(tmp_path, capsys, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    shown(tmp_path, "r.xlsx", ROLL, capsys)
    assert list(scratch.iterdir()) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.xlsx", "scratch"]


@pytest.mark.parametrize(
    ("name", "data", "layout"),
    [
        pytest.param("b.csv", csv_file([account_row()], BANK_HEADER), "bank-csv (accounts)", id="accounts"),
        pytest.param("p.csv", csv_file([person()], POPULATION_HEADER), "population-csv (population)", id="population"),
    ],
)
def test_the_feed_is_found_by_the_header(tmp_path, capsys, name, data, layout):
    code, text = shown(tmp_path, name, data, capsys)
    assert (code, layout in text) == (0, True)
    assert re.search(r"encoding +utf-8", text)
    assert re.search(r"accepted +1\n +quarantined +0", text)


@pytest.mark.parametrize(("ward", "told"), [("Phúc Xá", False), ("Không Có Xã Này", True)])
def test_the_day_of_the_areas_is_told_where_one_is_not_understood(tmp_path, capsys, ward, told):
    _, text = shown(tmp_path, "r.xlsx", roll_file([roll_row(ward_name=ward)]), capsys)
    assert ("areas are those of 2024-01-12" in text) == told


def test_dates_of_a_bank_that_are_not_understood_are_told_with_their_rows(tmp_path, capsys):
    rows = [account_row(), account_row(ACCOUNT_NO="0011001234568", OPEN_DATE="05/20")]
    _, text = shown(tmp_path, "b.csv", csv_file(rows, BANK_HEADER), capsys)
    assert "not understood  opened_on: 1 (rows 3)" in text


def test_fields_of_the_register_that_are_not_understood_are_told_with_how_many(tmp_path, capsys):
    people = [person(), person(personal_id="001145000009", status="deceased", old_id="12345", status_date="12/2023")]
    _, text = shown(tmp_path, "p.csv", csv_file(people, POPULATION_HEADER), capsys)
    assert "not understood  old_id: 1\n" in text
    assert "not understood  status_date: 1\n" in text


def test_unknown_columns_are_named(tmp_path, capsys):
    data = csv_file([account_row(CHI_NHANH="Bùi Văn An")], [*BANK_HEADER, "CHI_NHANH"])
    _, text = shown(tmp_path, "b.csv", data, capsys)
    assert "unknown columns  CHI_NHANH" in text
    assert "Bùi" not in text


@pytest.mark.parametrize(
    ("data", "arguments", "code", "problem"),
    [
        pytest.param(b"STT;HOTEN;MADT\n1;x;y\n", [], 1, "REFUSED (columns_missing)", id="no layout fits"),
        pytest.param(b"x", ["--layout", "none"], 1, "REFUSED (layout_unknown)", id="unknown layout"),
        pytest.param(b"PK\x03\x04broken", [], 1, "REFUSED (file_damaged)", id="damaged"),
        pytest.param(b"PK\x03\x04broken", [], 1, "r.csv bị hỏng, không đọc được (", id="damaged, in Vietnamese"),
        pytest.param(b"x", [], 1, "it was tried as population, beneficiaries,", id="of no feed"),
        pytest.param(ROLL, ["--layout", "bank-csv"], 1, "REFUSED (layout_kind)", id="layout of another kind"),
    ],
)
def test_a_file_that_would_be_refused_is_told_in_both_languages(tmp_path, capsys, data, arguments, code, problem):
    found, text = shown(tmp_path, "r.csv", data, capsys, *arguments)
    assert (found, problem in text) == (code, True)


def test_a_file_in_the_home_folder_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "b.csv").write_bytes(csv_file([account_row()], BANK_HEADER))
    assert main(["~/b.csv"]) == 0


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        pytest.param("full_name", "Nguyễn Văn A", "N••••• V•• A", id="name"),
        pytest.param("id_number", "001185001234", "001185••1234", id="identity number"),
        pytest.param("id_number", "012345678", "•••••••••", id="old number"),
        pytest.param("account_number", "0011001234567", "•••••••••••••", id="account"),
        pytest.param("date_of_birth", "1945-03-15", "1945-••-••", id="birth date"),
        pytest.param("village", "Thôn 5", "•••• •", id="village"),
        pytest.param("bank_name", "001185001234", "••••••••••••", id="a number in the wrong column"),
        pytest.param("sex", "F", "F", id="code"),
        pytest.param("sex", None, "", id="nothing"),
    ],
)
def test_a_value_is_masked(field, value, text):
    assert mask(field, value) == text
