import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.linkage.digest import evidence_digest
from doisoat.names.fold import fold
from doisoat.records import core, link
from doisoat.records.table import Table
from linked import link_whole

LAN, ELDER, YOUNGER = "001145000101", "001070000104", "001070000105"
HOLDER = {"bank_bin": "970405", "account_number": "1", "sender": "970405", "file": "a.csv", "row_number": 2}


def someone(name: str, year: int, month: int, day: int, **values: Any) -> dict[str, Any]:
    """A row of any core table, of somebody who lives in one ward of Ba Đình."""
    place = {"ward_code": "00004", "district_code": "001", "village": "Tổ 5"}
    born = {"birth_year": year, "birth_month": month, "birth_day": day, "sex": "F" if " thị " in name else "M"}
    return {"full_name": name, "name": name, "name_folded": fold(name), **born, **place, "status": "alive", **values}


def table(kind: Table, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in rows], schema=kind.schema)


PERSONS = {
    row["personal_id"]: row
    for row in (
        someone("nguyễn thị lan", 1945, 3, 15, personal_id=LAN),
        someone("vũ văn tài", 1970, 5, 5, personal_id=ELDER),  # Tài and Tái are twins
        someone("vũ văn tái", 1970, 5, 5, personal_id=YOUNGER),
        *(
            someone(f"đặng văn {a}{b}", 1930 + k, 6, 9, personal_id=f"0010{30 + k}{k:06d}")
            for k, (a, b) in enumerate((a, b) for a in "bcdghk" for b in ("an", "inh", "oan"))
        ),
    )
}
TWIN = someone("vu van tai", 1970, 5, 5, beneficiary_code="B1", id_kind="missing")
NUMBERED = someone("nguyễn thị lan", 1945, 3, 15, beneficiary_code="B1", id_kind="citizen", id_number=LAN)
STRANGER = someone("hồ xuân quang", 2001, 10, 10, beneficiary_code="B1", id_kind="missing")


@pytest.fixture
def population(tmp_path: Path) -> Path:
    path = tmp_path / "population.parquet"
    pq.write_table(table(core.POPULATION, *PERSONS.values()), path)
    return path


def said(verdict: str, personal_id: str, about: dict[str, Any], *, number: int = 1, **values: Any) -> dict[str, Any]:
    """A decision about the roll entry `about`, on the evidence of today."""
    person = PERSONS.get(personal_id)
    return {
        "decision_id": number,
        "decided_at": "2024-01-11T03:00:00Z",
        "decided_by": "canbo.lan",
        "subject": "beneficiary",
        "beneficiary_code": about.get("beneficiary_code"),
        "personal_id": personal_id,
        "verdict": verdict,
        "reason": "documents_seen",
        "evidence_digest": evidence_digest({"id_number": None, **about}, {"old_id": None, **person}) if person else "",
        "contested": False,
        **values,
    }


def judge(population: Path, entry: dict[str, Any], *decisions: dict[str, Any]) -> dict[str, Any]:
    said_so = table(link.DECISION, *decisions)
    found = link_whole(population, table(core.BENEFICIARIES, entry), table(core.ACCOUNTS), decisions=said_so)
    judgement: dict[str, Any] = found.entries.to_pylist()[0]
    return judgement


def outcome(judgement: dict[str, Any]) -> tuple[str, str, str | None]:
    return judgement["match_status"], judgement["match_method"], judgement["personal_id"]


def states(judgement: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["verdict"], each["state"]) for each in json.loads(judgement["match_evidence"])["decisions"]]


def test_same_is_a_link_whatever_the_model_thinks(population: Path) -> None:
    assert judge(population, TWIN)["match_status"] == "review"
    judgement = judge(population, TWIN, said("same", YOUNGER, TWIN))
    assert outcome(judgement) == ("matched", "clerical", YOUNGER)
    assert judgement["match_probability"] == 0.99
    assert states(judgement) == [("same", "stands")]


def test_same_holds_for_a_person_whom_no_rule_would_have_found(population: Path) -> None:
    assert judge(population, STRANGER)["match_status"] == "unmatched"
    assert outcome(judge(population, STRANGER, said("same", LAN, STRANGER))) == ("matched", "clerical", LAN)


def test_different_leaves_the_record_to_its_other_candidates(population: Path) -> None:
    judgement = judge(population, TWIN, said("different", ELDER, TWIN))
    evidence = json.loads(judgement["match_evidence"])
    assert [candidate["personal_id"] for candidate in evidence["candidates"]] == [YOUNGER]
    assert judgement["personal_id"] == YOUNGER
    assert judgement["match_method"] == "probabilistic"


def test_different_outranks_a_verified_number(population: Path) -> None:
    assert outcome(judge(population, NUMBERED)) == ("matched", "exact_id", LAN)
    judgement = judge(population, NUMBERED, said("different", LAN, NUMBERED))
    assert outcome(judgement) == ("unmatched", "none", None)
    assert states(judgement) == [("different", "stands")]


def test_who_cannot_tell_leaves_the_record_in_review(population: Path) -> None:
    judgement = judge(population, NUMBERED, said("cannot_tell", LAN, NUMBERED))
    assert (judgement["match_status"], judgement["personal_id"]) == ("review", LAN)


def test_who_cannot_tell_of_one_says_nothing_of_another(population: Path) -> None:
    assert outcome(judge(population, NUMBERED, said("cannot_tell", ELDER, NUMBERED))) == ("matched", "exact_id", LAN)


@pytest.mark.parametrize("verdict", ["same", "different", "cannot_tell"])
def test_decision_on_other_evidence_binds_nobody_and_is_told(population: Path, verdict: str) -> None:
    before = {**NUMBERED, "birth_day": 16}
    judgement = judge(population, NUMBERED, said(verdict, LAN, before))
    assert outcome(judgement) == ("matched", "exact_id", LAN)
    assert states(judgement) == [(verdict, "evidence_changed")]


def test_decision_about_somebody_who_left_the_register_binds_nobody(population: Path) -> None:
    judgement = judge(population, NUMBERED, said("same", "001199999999", NUMBERED))
    assert outcome(judgement) == ("matched", "exact_id", LAN)
    assert states(judgement) == [("same", "person_gone")]


def test_people_who_contradict_each_other_put_the_record_in_review(population: Path) -> None:
    judgement = judge(population, NUMBERED, said("same", LAN, NUMBERED, contested=True))
    assert (judgement["match_status"], judgement["personal_id"]) == ("review", LAN)
    assert states(judgement) == [("same", "contested")]


def test_record_that_is_said_to_be_two_persons_is_in_review(population: Path) -> None:
    decisions = [said("same", ELDER, TWIN), said("same", YOUNGER, TWIN, number=2)]
    judgement = judge(population, TWIN, *decisions)
    assert judgement["match_status"] == "review"
    assert states(judgement) == [("same", "contested"), ("same", "contested")]


def test_newer_same_on_new_evidence_is_obeyed_beside_an_old_one(population: Path) -> None:
    decisions = [said("same", ELDER, {**TWIN, "sex": None}), said("same", YOUNGER, TWIN, number=2)]
    assert outcome(judge(population, TWIN, *decisions)) == ("matched", "clerical", YOUNGER)


def test_decisions_about_others_change_nothing(population: Path) -> None:
    others = [said("different", LAN, {**NUMBERED, "beneficiary_code": "B2"}), said("same", ELDER, NUMBERED)]
    others[1] |= {"subject": "account", "beneficiary_code": None, "bank_bin": "970405", "account_number": "1"}
    assert judge(population, NUMBERED, *others) == judge(population, NUMBERED)


def test_evidence_names_no_one_who_decided(population: Path) -> None:
    assert "canbo.lan" not in judge(population, TWIN, said("same", YOUNGER, TWIN))["match_evidence"]


def test_every_row_of_an_account_obeys_what_was_decided_about_its_holder(population: Path) -> None:
    holder = {k: v for k, v in TWIN.items() if k not in ("ward_code", "district_code", "village", "beneficiary_code")}
    rows = [{**holder, **HOLDER, "row_number": number, "account_type": "bank", "status": "active"} for number in (2, 3)]
    of_account = {"subject": "account", "bank_bin": "970405", "account_number": "1"}
    decisions = table(link.DECISION, said("same", ELDER, holder, **of_account))
    found = link_whole(population, table(core.BENEFICIARIES), table(core.ACCOUNTS, *rows), decisions=decisions).holders
    assert (
        found.select(["match_method", "personal_id"]).to_pylist()
        == [{"match_method": "clerical", "personal_id": ELDER}] * 2
    )


def test_progress_tells_how_many_decisions_are_in_force(population: Path) -> None:
    lines: list[str] = []
    decisions = table(link.DECISION, said("same", LAN, NUMBERED), said("different", ELDER, TWIN, number=2))
    entries = table(core.BENEFICIARIES, NUMBERED)
    link_whole(population, entries, table(core.ACCOUNTS), decisions=decisions, progress=lines.append)
    assert "entries: decisions of people: 2, in force: 1" in lines
