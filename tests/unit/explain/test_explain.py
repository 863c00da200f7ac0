import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from doisoat.errors import NothingToExplain
from doisoat.explain.lookup import look_up, look_up_holders
from doisoat.explain.waterfall import waterfall
from doisoat.linkage.model import current_model
from doisoat.names.fold import fold
from doisoat.records import core, link
from doisoat.records.table import Table
from doisoat.storage.lake import Lake
from linked import link_whole

DATE = dt.date(2024, 1, 12)
ELDER, YOUNGER = "001070000104", "001070000105"


def someone(name: str, year: int, **values: Any) -> dict[str, Any]:
    place = {"ward_code": "00004", "district_code": "001", "village": "Tổ 5"}
    born = {"birth_year": year, "birth_month": 5, "birth_day": 5, "date_of_birth": f"{year}-05-05", "sex": "M"}
    return {"full_name": name, "name": name, "name_folded": fold(name), **born, **place, "status": "alive", **values}


def table(kind: Table, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in rows], schema=kind.schema)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A night with twins, an entry that one of them could be, and one that is nobody."""
    lake = Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))
    crowd = [someone(f"đặng văn {a}inh", 1930 + k, personal_id=f"00103000000{k}") for k, a in enumerate("bcdgh")]
    twins = [someone("vũ văn tài", 1970, personal_id=ELDER), someone("vũ văn tái", 1970, personal_id=YOUNGER)]
    origin = {"sender": "s", "file": "f", "row_number": 1, "id_kind": "missing"}
    entries = [
        someone("vũ văn tài", 1970, beneficiary_code="B1", id_number="012345678", **origin),
        someone("hồ xuân quang", 2001, beneficiary_code="B2", **{**origin, "ward_code": None, "district_code": None}),
    ]
    lake.write(core.POPULATION, DATE, table(core.POPULATION, *twins, *crowd))
    lake.write(core.BENEFICIARIES, DATE, table(core.BENEFICIARIES, *entries))
    with lake.file(core.POPULATION, DATE) as population:
        links = link_whole(population, lake.read(core.BENEFICIARIES, DATE), table(core.ACCOUNTS))
    lake.write(link.BENEFICIARY_PERSON, DATE, links.entries)
    return lake


@pytest.fixture
def returned(lake: Lake) -> Lake:
    """The same night with three accounts: returned for B1, declared by B1, and another entry's."""
    account = {
        "bank_bin": "970436",
        "account_type": "bank",
        "status": "active",
        "id_kind": "missing",
        "file": "tra-loi.csv",
    }
    holders = [
        someone(
            "vu van tai", 1970, account_number="11112222", request_ref="B1", sender="970436", row_number=7, **account
        ),
        someone("dang van binh", 1930, account_number="33334444", sender="970436", row_number=8, **account),
        someone(
            "ho xuan quang", 2001, account_number="5555", request_ref="B2", sender="970436", row_number=9, **account
        ),
    ]
    accounts = table(core.ACCOUNTS, *holders)
    first, second = lake.read(core.BENEFICIARIES, DATE).to_pylist()
    first |= {"bank_bin": "970436", "account_number": "33334444"}
    lake.write(core.BENEFICIARIES, DATE, table(core.BENEFICIARIES, first, second))
    lake.write(core.ACCOUNTS, DATE, accounts)
    with lake.file(core.POPULATION, DATE) as population:
        links = link_whole(population, lake.read(core.BENEFICIARIES, DATE), accounts)
    lake.write(link.ACCOUNT_PERSON, DATE, links.holders)
    return lake


def told(lake: Lake, code: str = "B1", *, values: bool = False) -> str:
    return "\n".join(waterfall(look_up(code, None, lake, current_model()), values=values))


def test_weights_of_the_fields_and_the_prior_add_up_to_what_is_said_together(lake: Lake) -> None:
    lines = told(lake).splitlines()
    first = next(k for k, line in enumerate(lines) if "before comparing" in line)
    last = next(k for k, line in enumerate(lines) if line.startswith("together"))
    bits = [float(line[28:36]) for line in lines[first : last + 1]]
    assert sum(bits[:-1]) == pytest.approx(bits[-1], abs=0.06)
    assert [line.split()[0] for line in lines[first + 1 : last]] == ["name", "birth", "id", "sex", "ward", "village"]


def test_rival_is_told_with_the_fields_in_which_it_lost(lake: Lake) -> None:
    rival = next(line for line in told(lake).splitlines() if line.startswith("  2"))
    assert "name tones -" in rival
    assert "birth" not in rival


def test_values_are_shown_only_where_they_are_asked_for(lake: Lake) -> None:
    for value in ("tài", "1970-05-05", ELDER, "012345678", "00004", "Tổ 5"):
        assert value not in told(lake)
        assert value in told(lake, values=True)


def test_entry_that_is_nobody_says_so(lake: Lake) -> None:
    text = told(lake, "B2")
    assert text.startswith("B2: linked to nobody")
    assert "Nobody in the register comes near." in text


def test_holders_of_the_accounts_returned_for_an_entry_or_declared_by_it_are_explained(returned: Lake) -> None:
    told = ["\n".join(waterfall(each, values=False)) for each in look_up_holders("B1", None, returned, current_model())]
    assert [text.splitlines()[0].split(":")[0] for text in told] == [
        "account at 970436, row 7 of tra-loi.csv",
        "account at 970436, row 8 of tra-loi.csv",
    ]
    assert "toneless" in told[0]
    for value in ("tai", "1111", "3333", ELDER):
        assert value not in told[0].replace("tra-loi", "")


def test_account_numbers_stay_out_of_an_explanation_with_values_too(returned: Lake) -> None:
    for each in look_up_holders("B1", None, returned, current_model()):
        text = "\n".join(waterfall(each, values=True))
        assert "11112222" not in text
        assert "33334444" not in text


def test_night_without_account_links_explains_the_entry_alone(lake: Lake) -> None:
    assert look_up_holders("B1", None, lake, current_model()) == []


def test_evidence_says_in_which_fields_other_candidates_lost(lake: Lake) -> None:
    (judgement, _) = lake.read(link.BENEFICIARY_PERSON, DATE).to_pylist()
    first, second, *_ = json.loads(judgement["match_evidence"])["candidates"]
    assert first["differs"] == {}
    assert second["differs"]["name"]["level"] == "tones"
    assert second["differs"]["name"]["weight"] < 0
    assert "birth" not in second["differs"]


def test_decisions_of_people_are_told(lake: Lake) -> None:
    links = lake.read(link.BENEFICIARY_PERSON, DATE).to_pylist()
    decided = {"decision_id": 7, "decided_at": "2024-01-11T03:00:00Z", "verdict": "same", "reason": "documents_seen"}
    evidence = json.loads(links[0]["match_evidence"]) | {"decisions": [{**decided, "state": "evidence_changed"}]}
    links[0]["match_evidence"] = json.dumps(evidence)
    lake.write(link.BENEFICIARY_PERSON, DATE, table(link.BENEFICIARY_PERSON, *links))
    assert "    7  2024-01-11  same (documents_seen): evidence_changed" in told(lake)


def test_candidate_who_left_the_register_is_told_without_comparison(lake: Lake) -> None:
    rest = [row for row in lake.read(core.POPULATION, DATE).to_pylist() if row["personal_id"] != YOUNGER]
    lake.write(core.POPULATION, DATE, table(core.POPULATION, *rest))
    assert "no longer in the register" in told(lake)


@pytest.mark.parametrize(
    ("code", "date", "problem"),
    [
        pytest.param("B9", DATE, "no entry with this code", id="no such entry"),
        pytest.param("B1", dt.date(2024, 1, 13), "no links of 2024-01-13", id="no such night"),
    ],
)
def test_what_the_lake_does_not_hold_is_said_plainly(lake: Lake, code: str, date: dt.date, problem: str) -> None:
    with pytest.raises(NothingToExplain, match=problem):
        look_up(code, date, lake, current_model())
