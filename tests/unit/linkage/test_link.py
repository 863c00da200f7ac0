import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.records import core, link
from doisoat.records.table import Table
from linked import link_whole

TONES = str.maketrans(
    "ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ",
    "aadeoou" + "a" * 15 + "e" * 10 + "i" * 5 + "o" * 15 + "u" * 10 + "y" * 5,
)
WARD = {"ward_code": "00004", "district_code": "001", "village": "Tổ 5"}


def person(name: str, birth: str | None, **values: Any) -> dict[str, Any]:
    parts = [int(part) for part in birth.split("-")] if birth else []
    year, month, day = (*parts, None, None, None)[:3]
    return {
        "full_name": name,
        "name": name,
        "name_folded": name.translate(TONES),
        "date_of_birth": birth,
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "sex": "F" if " thị " in name else "M",
        **values,
    }


def table(kind: Table, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in rows], schema=kind.schema)


NO_ENTRIES, NO_ACCOUNTS = table(core.BENEFICIARIES, []), table(core.ACCOUNTS, [])
PERSONS = [
    person("nguyễn thị lan", "1945-03-15", personal_id="001145000101", old_id="012345601", **WARD),
    person("trần văn hùng", "1950-07-20", personal_id="001050000102", old_id="012345602", **WARD),
    person("phạm thị mây", "1960-01-02", personal_id="001160000103", **WARD),
    person("vũ văn tài", "1970-05-05", personal_id="001070000104", **WARD),  # Tài and Tái are twins
    person("vũ văn tái", "1970-05-05", personal_id="001070000105", **WARD),
    person("lê văn khuê", "1938-02-11", personal_id="001038000106", **WARD),
    person("phạm thị mây", "1960-09-09", personal_id="001160000107", ward_code="00301", district_code="008"),
]


@pytest.fixture
def population(tmp_path: Path) -> Path:
    crowd = [
        person(f"đặng văn {a}{b}", f"19{30 + k}-06-{1 + k % 28:02d}", personal_id=f"0010{30 + k}{k:06d}", **WARD)
        for k, (a, b) in enumerate((a, b) for a in "bcdghk" for b in ("an", "inh", "oan"))
    ]
    path = tmp_path / "population.parquet"
    pq.write_table(table(core.POPULATION, [row | {"status": "alive"} for row in PERSONS + crowd]), path)
    return path


HOLDER = {
    "bank_bin": "970405",
    "account_number": "1",
    "request_ref": "B1",
    "sender": "970405",
    "file": "a.csv",
    "row_number": 2,
    "account_type": "bank",
    "status": "active",
    "id_kind": "missing",
}


def link_one(population: Path, *, account: dict[str, Any] | None = None, **row: Any) -> dict[str, Any]:
    entry = {"beneficiary_code": "B1", "id_kind": "missing", **WARD, **row}
    accounts = table(core.ACCOUNTS, [HOLDER | account]) if account else NO_ACCOUNTS
    found: list[dict[str, Any]] = link_whole(
        population, table(core.BENEFICIARIES, [entry]), accounts
    ).entries.to_pylist()
    return found[0]


def test_an_identifier_that_name_and_birth_confirm_is_a_link(population: Path) -> None:
    found = link_one(population, **person("nguyen thi lan", "1945", id_number="001145000101"))
    assert (found["match_status"], found["match_method"]) == ("matched", "exact_id")
    assert found["personal_id"] == "001145000101"
    assert 0.99 < found["match_probability"] < 1


def test_the_nine_digit_number_links_too(population: Path) -> None:
    found = link_one(population, **person("nguyễn thị lan", "1945-03-15", id_number="012345601"))
    assert (found["personal_id"], found["match_method"]) == ("001145000101", "exact_id")


def test_a_number_of_somebody_else_is_no_link(population: Path) -> None:
    found = link_one(population, **person("nguyễn thị lan", "1945-03-15", id_number="001050000102"))
    assert (found["personal_id"], found["match_method"]) == ("001145000101", "probabilistic")
    evidence = json.loads(found["match_evidence"])
    assert evidence["fields"]["id"]["level"] == "relative"  # whoever bears it lives in her village
    assert evidence["fields"]["id"]["weight"] < 0


def test_a_number_of_somebody_else_and_nobody_alike_is_not_accepted(population: Path) -> None:
    found = link_one(population, **person("đỗ đức quý", "1999-09-09", id_number="001050000102"))
    assert found["match_status"] != "matched"


def test_a_number_that_name_confirms_and_birth_contradicts_goes_to_review(population: Path) -> None:
    found = link_one(population, **person("nguyễn thị lan", "1981-11-30", id_number="001145000101"))
    assert (found["match_status"], found["personal_id"]) == ("review", "001145000101")
    assert json.loads(found["match_evidence"])["fields"]["birth"]["level"] == "other"


def test_without_a_number_name_birth_and_place_find_the_person(population: Path) -> None:
    found = link_one(population, **person("phạm thị mây", "1960-01-02"))
    assert (found["match_status"], found["personal_id"]) == ("matched", "001160000103")


def test_twins_whom_the_entry_does_not_tell_apart_go_to_review(population: Path) -> None:
    found = link_one(population, **person("vu van tai", "1970-05-05"))
    assert found["match_status"] == "review"
    rivals = [candidate["personal_id"] for candidate in json.loads(found["match_evidence"])["candidates"]]
    assert set(rivals[:2]) == {"001070000104", "001070000105"}


def test_the_number_of_a_twin_with_ones_own_name_goes_to_review(population: Path) -> None:
    found = link_one(population, **person("vũ văn tái", "1970-05-05", id_number="001070000104"))
    assert found["match_status"] == "review"


def test_a_bank_that_knows_the_holders_number_tells_twins_apart(population: Path) -> None:
    bank = person("vu van tai", "1970-05-05", id_number="001070000105", id_kind="citizen")
    found = link_one(population, account=bank, **person("vu van tai", "1970-05-05"))
    assert (found["match_status"], found["personal_id"]) == ("matched", "001070000105")
    evidence = json.loads(found["match_evidence"])
    assert (evidence["pass"], evidence["lent_by"], evidence["fields"]["id"]["level"]) == ("lent", "account", "same")


def test_the_number_of_another_holder_is_not_lent(population: Path) -> None:
    bank = person("tran van hung", "1970-05-05", id_number="001070000105", id_kind="citizen")
    found = link_one(population, account=bank, **person("vu van tai", "1970-05-05"))
    assert found["match_status"] == "review"
    assert json.loads(found["match_evidence"])["pass"] == "probabilistic"


def test_a_lent_number_that_birth_contradicts_links_nobody(population: Path) -> None:
    bank = person("vu van tai", None, id_number="001070000105", id_kind="citizen")
    found = link_one(population, account=bank, **person("vu van tai", "1951-01-09"))
    assert found["match_status"] != "matched"


def test_a_lent_number_against_a_link_puts_the_entry_before_a_person(population: Path) -> None:
    entry = person("phạm thị mây", "1960")
    assert link_one(population, **entry)["personal_id"] == "001160000103"
    namesake = person("pham thi may", "1960-09-09", id_number="001160000107", id_kind="citizen")
    found = link_one(population, account=namesake, **entry)
    assert (found["match_status"], found["personal_id"]) == ("review", "001160000107")


def test_nobody_alike_is_unmatched(population: Path) -> None:
    found = link_one(population, **person("hồ xuân quang", "2001-10-10", ward_code=None, district_code=None))
    assert (found["match_status"], found["personal_id"], found["match_method"]) == ("unmatched", None, "none")


def test_evidence_holds_kinds_and_no_names(population: Path) -> None:
    found = link_one(population, **person("phạm thị mây", "1960-01-02"))
    assert json.loads(found["match_evidence"])["fields"]["name"]["level"] == "same"
    assert "mây" not in found["match_evidence"]


def test_two_entries_of_one_person_are_both_linked(population: Path) -> None:
    rows = [
        {
            "beneficiary_code": code,
            "id_kind": "citizen",
            **WARD,
            **person("lê văn khuê", "1938-02-11", id_number="001038000106"),
        }
        for code in ("B1", "B2")
    ]
    found = link_whole(population, table(core.BENEFICIARIES, rows), NO_ACCOUNTS).entries
    assert found.schema == link.BENEFICIARY_PERSON.schema
    assert found["personal_id"].to_pylist() == ["001038000106"] * 2


def test_a_bank_writes_capitals_and_no_ward(population: Path) -> None:
    holder = person("tran van hung", "1950-07-20", id_number="001050000102", id_kind="citizen")
    keys = {"bank_bin": "970405", "account_number": "1", "account_type": "bank", "status": "active"}
    rows = [holder | keys | {"sender": "970405", "file": "a.csv", "row_number": 2}]
    found = link_whole(population, NO_ENTRIES, table(core.ACCOUNTS, rows)).holders
    assert found.schema == link.ACCOUNT_PERSON.schema
    assert found["personal_id"].to_pylist() == ["001050000102"]


def test_the_entry_that_an_account_answers_for_lends_the_holder_its_number(population: Path) -> None:
    entry = {"beneficiary_code": "B1", "id_kind": "citizen"} | WARD
    entry |= person("vũ văn tái", "1970-05-05", id_number="001070000105")
    holder = table(core.ACCOUNTS, [HOLDER | person("vu van tai", "1970-05-05")])
    alone = link_whole(population, NO_ENTRIES, holder).holders
    assert alone["match_status"].to_pylist() == ["review"]
    found = link_whole(population, table(core.BENEFICIARIES, [entry]), holder).holders
    assert found["personal_id"].to_pylist() == ["001070000105"]
    assert json.loads(found["match_evidence"][0].as_py())["lent_by"] == "entry"


def test_no_records_no_links(population: Path) -> None:
    found = link_whole(population, NO_ENTRIES, NO_ACCOUNTS).entries
    assert (len(found), found.schema) == (0, link.BENEFICIARY_PERSON.schema)


def test_progress_tells_counts_only(population: Path) -> None:
    lines: list[str] = []
    rows = [{"beneficiary_code": "B1", "id_kind": "missing", **WARD, **person("phạm thị mây", "1960-01-02")}]
    link_whole(population, table(core.BENEFICIARIES, rows), NO_ACCOUNTS, progress=lines.append)
    assert lines
    assert not any("mây" in line or "001160000103" in line for line in lines)
