from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.linkage.changes import Changes, changes_since, register_digest
from doisoat.linkage.extract import Extract
from doisoat.linkage.register import Register
from doisoat.records import core

LAN = {"personal_id": "001145000001", "name": "nguyễn thị lan", "name_folded": "nguyen thi lan", "birth_year": 1945}
MAY = {"personal_id": "001145000002", "name": "nguyễn thị mây", "name_folded": "nguyen thi may", "village": "Tổ 5"}


def register(path: Path, *people: dict[str, Any]) -> Path:
    filled = [{"full_name": row["name"], "status": "alive", **row} for row in people]
    rows = [{name: row.get(name) for name in core.POPULATION.names} for row in filled]
    pq.write_table(pa.Table.from_pylist(rows, schema=core.POPULATION.schema), path)
    return path


def changes(folder: Path, former: list[dict[str, Any]], tonight: list[dict[str, Any]]) -> Changes:
    before = Extract(register(folder / "former.parquet", *former))
    with Register.read(before) as read:
        as_read = register_digest(read)
    found = changes_since(
        before, Register.read(Extract(register(folder / "tonight.parquet", *tonight))), as_read=as_read
    )
    assert found is not None
    return found


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
    assert sorted(found.new_syllables()) == ["lanh", "may"]


def test_a_syllable_that_somebody_else_bears_stays_in_use(tmp_path: Path) -> None:
    found = changes(tmp_path, [LAN, MAY, {**MAY, "personal_id": "001145000003"}], [LAN, MAY])
    assert found.new_syllables() == []


def test_a_register_that_was_replaced_since_it_was_read_tells_no_changes(tmp_path: Path) -> None:
    replaced = Extract(register(tmp_path / "former.parquet", LAN))
    with Register.read(Extract(register(tmp_path / "tonight.parquet", LAN, MAY))) as tonight:
        assert changes_since(replaced, tonight, as_read=register_digest(tonight)) is None


def test_the_digest_of_a_register_is_the_same_in_another_order(tmp_path: Path) -> None:
    registers = [
        Register.read(Extract(register(tmp_path / "p.parquet", *each))) for each in ((LAN, MAY), (MAY, LAN), (LAN,))
    ]
    assert [register_digest(each) == register_digest(registers[0]) for each in registers] == [True, True, False]
