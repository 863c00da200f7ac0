from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doisoat.linkage.blocking import RULES, Rule
from doisoat.linkage.coded import COLUMNS, code
from doisoat.linkage.coded_register import CodedRegister
from doisoat.linkage.people import People
from doisoat.linkage.register import Register
from doisoat.names.fold import fold
from doisoat.records import core, link

RECORD = {
    **{"name": "nguyễn thị lan", "sex": "F", "ward_code": "00004", "district_code": "001", "village": "Tổ 5"},
    **{"birth_year": 1945, "birth_month": 3, "birth_day": 5, "id_number": "001145123456"},
}
STRANGER = {
    **{"name": "lê văn hùng", "sex": "M", "ward_code": "00301", "district_code": "008", "village": "Tổ 7"},
    **{"birth_year": 1960, "birth_month": 7, "birth_day": 9, "personal_id": "001160999999"},
}
BIRTH = ("birth_year", "birth_month", "birth_day")
# What a person needs to agree with RECORD on a key of blocking.
AGREEING: dict[str, dict[str, Any]] = {
    "folded": {"name": "nguyên thi lân"},
    "given": {"name": "lê văn lân"},
    "surname": {"name": "nguyễn văn hùng"},
    "birth": {name: RECORD[name] for name in BIRTH},
    "swapped": {"birth_year": 1945, "birth_month": 5, "birth_day": 3},
    "tail": {"personal_id": "001160123456"},
    "ward": {"ward_code": "00004"},
    "district": {"district_code": "001"},
    **{name: {name: RECORD[name]} for name in (*BIRTH, "sex", "village")},
}


def people(*persons: dict[str, Any]) -> People:
    with Register(table(persons)) as register:
        return People(code(register))


def table(persons: tuple[dict[str, Any], ...]) -> pa.Table:
    rows = [{**row, "name_folded": fold(row["name"])} for row in persons]
    schema = pa.schema([core.POPULATION.schema.field(name) for name in COLUMNS])
    return pa.Table.from_pylist([{name: row.get(name) for name in COLUMNS} for row in rows], schema=schema)


def near(everybody: People, record: dict[str, Any]) -> list[int]:
    row = {**record, "name_folded": fold(record["name"])}
    records = pa.table({name: pa.array([row.get(name)], kind) for name, kind in link.CONTENT.items()})
    nobody = np.zeros(0, np.int64)
    with CodedRegister(everybody, nobody, everybody.whole()) as register:
        return everybody.near_to(register.encode(records)).tolist()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_person_who_agrees_on_all_that_a_rule_asks_is_near(rule: Rule) -> None:
    agreeing = {name: value for key in rule.keys for name, value in AGREEING[key].items()}
    if {"given", "surname"} <= set(rule.keys):
        agreeing["name"] = "nguyễn văn lân"
    assert near(people(STRANGER, {**STRANGER, **agreeing}), RECORD) == [1]


@pytest.mark.parametrize(
    "number", ["001145123456", "001145123457", "001145123465"], ids=["equal", "a slip", "exchanged"]
)
def test_a_person_with_the_number_of_a_record_or_a_slip_of_it_is_near(number: str) -> None:
    assert near(
        people(STRANGER, {**STRANGER, "personal_id": number}), {**RECORD, "name": "trần x", "ward_code": None}
    ) == [1]


def test_those_who_left_are_neither_near_nor_counted_and_those_who_came_are() -> None:
    lan, lan_again = ({**STRANGER, "name": "nguyễn thị lan", "personal_id": f"00114512000{k}"} for k in range(2))
    everybody = people(STRANGER, lan)
    everybody.leave(np.array([1]))
    with Register(table(({**lan_again, "name": "nguyễn thị làn"}, lan_again))) as register:
        rows = everybody.join(code(register))
    assert near(everybody, RECORD) == rows.tolist() == [2, 3]
    whole = everybody.whole()
    assert dict(zip(whole.names.to_pylist(), whole.persons.tolist(), strict=True)) == {
        "le van hung": 1,
        "nguyen thi lan": 2,
    }


def test_a_register_from_codes_is_that_of_the_rows_written_out() -> None:
    persons = (STRANGER, {**STRANGER, **AGREEING["birth"], "village": "Thôn Khu Đông", "old_id": "012345678"})
    everybody = people(STRANGER)
    with Register(table(persons[1:])) as register:
        everybody.join(code(register))
    with Register(table(persons)) as written, CodedRegister(everybody, np.arange(2), everybody.whole()) as coded:
        assert told(coded) == told(written)


def told(register: Register) -> list[list[Any]]:
    """The persons of a register, with texts where it has codes that mean nothing by themselves."""
    found = register.persons(np.arange(2))
    villages, texts = register.villages(), found["village"].to_pylist()
    plain = found.drop_columns(["village"]).to_pylist()
    return [[row, villages[village - 1]] for row, village in zip(plain, texts, strict=True)]
