from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.linkage.changes import Changes, catch_up
from doisoat.linkage.coded import code
from doisoat.linkage.register import Register
from doisoat.records import core
from doisoat.records.link import CHANGED_PERSON

LAN = {"personal_id": "001145000001", "name": "nguyễn thị lan", "name_folded": "nguyen thi lan", "birth_year": 1945}
MAY = {"personal_id": "001145000002", "name": "nguyễn thị mây", "name_folded": "nguyen thi may", "village": "Tổ 5"}


def register(path: Path, *people: dict[str, Any]) -> Path:
    filled = [{"full_name": row["name"], "status": "alive", **row} for row in people]
    rows = [{name: row.get(name) for name in core.POPULATION.names} for row in filled]
    pq.write_table(pa.Table.from_pylist(rows, schema=core.POPULATION.schema), path)
    return path


def changes(folder: Path, former: list[dict[str, Any]], tonight: list[dict[str, Any]]) -> Changes:
    with Register(register(folder / "former.parquet", *former)) as before:
        coded = code(before)
    return catch_up(coded, CHANGED_PERSON.schema.empty_table(), register(folder / "tonight.parquet", *tonight))


@pytest.mark.parametrize(
    ("tonight", "persons"),
    [
        pytest.param([MAY, LAN], [], id="another order"),
        pytest.param([{**LAN, "status": "deceased"}, MAY], [], id="what linkage does not read"),
        pytest.param([{**LAN, "birth_year": 1946}, MAY], [1145000001], id="another birth"),
        pytest.param([LAN, {**MAY, "village": None}], [1145000002], id="nothing where there was something"),
        pytest.param([LAN], [1145000002], id="left"),
        pytest.param([LAN, MAY, {**LAN, "personal_id": "001145000003"}], [1145000003], id="came"),
    ],
)
def test_persons_who_changed_are_found(tmp_path: Path, tonight: list[dict[str, Any]], persons: list[int]) -> None:
    found = changes(tmp_path, [LAN, MAY], tonight)
    assert found.persons.tolist() == persons


def test_syllables_that_came_into_use_or_went_out_of_it_are_named(tmp_path: Path) -> None:
    renamed = {**MAY, "name": "nguyễn thị lanh", "name_folded": "nguyen thi lanh"}
    found = changes(tmp_path, [LAN, MAY], [LAN, renamed])
    assert sorted(found.new_syllables(found.people.whole())) == ["lanh", "may"]


def test_a_syllable_that_somebody_else_bears_stays_in_use(tmp_path: Path) -> None:
    found = changes(tmp_path, [LAN, MAY, {**MAY, "personal_id": "001145000003"}], [LAN, MAY])
    assert found.new_syllables(found.people.whole()) == []
