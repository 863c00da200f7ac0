import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.linkage.judged import links_of, new_judgements
from doisoat.records.link import ACCOUNT_PERSON, BENEFICIARY_PERSON, DECISION, JUDGED
from doisoat.records.table import Table

KEYS = {BENEFICIARY_PERSON: "beneficiary_code", ACCOUNT_PERSON: "file"}
NOBODY_DECIDED = DECISION.schema.empty_table()


def night(table: Table, persons: dict[str, str | None], **values: Any) -> pa.Table:
    """Links of records (by code, or by file) to persons, sorted as a night's are."""
    rows = [
        {
            **{"sender": "970405", "row_number": 2, KEYS[table]: key},
            **{"personal_id": person, "match_status": "matched" if person else "unmatched"},
            **{"match_method": "exact_id" if person else "none", "match_evidence": "{}", "model_version": "m"},
            **values,
        }
        for key, person in sorted(persons.items())
    ]
    return pa.Table.from_pylist([{n: row.get(n) for n in table.names} for row in rows], schema=table.schema)


def nothing(table: Table) -> pa.Table:
    return table.schema.empty_table()


PERSONS = st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from(["1", "2", None]), max_size=5)


@pytest.mark.parametrize("table", KEYS, ids=lambda table: table.name)
@given(states=st.lists(PERSONS, min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_links_of_every_night_can_be_made_again_from_judgements_alone(
    table: Table, states: list[dict[str, str | None]]
) -> None:
    former, kept = nothing(table), []
    for persons in states:
        links = night(table, persons)
        kept.append(new_judgements(table, links, former, NOBODY_DECIDED))
        assert links_of(table, kept).equals(links)
        former = links


def test_what_is_judged_as_before_adds_nothing() -> None:
    before, after = ({"A": "1", "B": "2"}, {"A": "1", "B": None, "C": "3"})
    links = [night(BENEFICIARY_PERSON, persons) for persons in (before, after)]
    added = new_judgements(BENEFICIARY_PERSON, links[1], links[0], NOBODY_DECIDED)
    assert added.schema == JUDGED.schema
    assert added["beneficiary_code"].to_pylist() == ["B", "C"]
    assert added["decided_by"].to_pylist() == ["model", "model"]


def test_entry_that_left_is_judged_no_more() -> None:
    links = [night(BENEFICIARY_PERSON, persons) for persons in ({"A": "1", "B": "2"}, {"A": "1"})]
    (row,) = new_judgements(BENEFICIARY_PERSON, links[1], links[0], NOBODY_DECIDED).to_pylist()
    assert (row["beneficiary_code"], row["left"], row["decided_by"]) == ("B", True, None)


def test_judgement_of_a_person_says_whose_it_was() -> None:
    told = [{"decision_id": 6, "verdict": "different", "state": "stands"}]
    told += [{"decision_id": 7, "verdict": "same", "state": "stands"}]
    evidence = json.dumps({"pass": "clerical", "decisions": told})
    links = night(BENEFICIARY_PERSON, {"A": "1"}, match_method="clerical", match_evidence=evidence)
    decision = dict.fromkeys(("decided_at", "subject", "personal_id", "verdict", "reason", "evidence_digest"), "")
    rows = [{**decision, "decision_id": 7, "decided_by": "canbo.lan", "contested": False}]
    decisions = pa.Table.from_pylist(rows, schema=DECISION.schema)
    (row,) = new_judgements(BENEFICIARY_PERSON, links, nothing(BENEFICIARY_PERSON), decisions).to_pylist()
    assert (row["decided_by"], row["decision_id"]) == ("canbo.lan", 7)


def test_judgements_of_accounts_and_entries_do_not_mix() -> None:
    kept = [
        pa.concat_tables(
            new_judgements(table, night(table, {"A": "1"}), nothing(table), NOBODY_DECIDED) for table in KEYS
        )
    ]
    for table in KEYS:
        assert links_of(table, kept).equals(night(table, {"A": "1"}))
