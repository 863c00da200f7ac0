import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from doisoat.linkage import nights
from doisoat.linkage.model import current_model
from doisoat.records import core, link
from doisoat.steps.search import Night, how_linked, keep_compared, keep_night, open_search
from doisoat.storage.lake import Lake

MODEL = current_model()
FRIDAY = dt.date(2024, 1, 12)
SATURDAY, SUNDAY, MONDAY, NEXT_FRIDAY = (FRIDAY + dt.timedelta(days=age) for age in (1, 2, 3, 7))
NAME = {"full_name": "nguyễn thị lan", "name": "nguyễn thị lan", "name_folded": "nguyen thi lan"}
ENTRY = pa.table({name: [NAME.get(name)] for name in ("name", "name_folded")} | {"id_number": ["001145000001"]})


def person(number: int, **values: Any) -> dict[str, Any]:
    row = {**NAME, "birth_year": 1945, "status": "alive", "personal_id": f"001145{number:06d}", **values}
    return {name: row.get(name) for name in core.POPULATION.names}


REGISTER = [person(number) for number in range(20)]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))


def link_night(lake: Lake, date: dt.date, persons: list[dict[str, Any]] = REGISTER, *, full: bool = False) -> Night:
    """Find the candidates of one entry; the night as it was linked."""
    lake.write(core.POPULATION, date, pa.Table.from_pylist(persons, schema=core.POPULATION.schema))
    with open_search(lake, date, MODEL, full=full) as (search, night):
        records = ENTRY
        for name, kind in link.CONTENT.items():
            if name not in records.column_names:
                records = records.append_column(name, pa.nulls(1, kind))
        (pairs,) = search.identified([records])
        assert pairs["person"].to_pylist() == [1145000001]
        keep_compared(lake, night, search)
        keep_night(lake, night, search)
    return night


def test_the_first_night_is_full_and_the_next_goes_by_it(lake: Lake) -> None:
    assert link_night(lake, FRIDAY).reason == "first"
    changed = [*REGISTER[:19], person(19, birth_year=1946)]
    night = link_night(lake, SATURDAY, changed)
    assert (night.reason, night.since, night.full_on, night.persons_changed) == (None, FRIDAY, FRIDAY, 1)
    assert how_linked(lake, FRIDAY) == "full: first"
    assert how_linked(lake, SATURDAY) == f"incremental since {FRIDAY}"
    (row,) = lake.read(link.LINKED_NIGHT, SATURDAY).to_pylist()
    assert (row["kind"], row["persons"], row["records_by_id"]) == ("incremental", 20, 0)


def test_a_night_is_full_when_somebody_asks_for_it(lake: Lake) -> None:
    link_night(lake, FRIDAY)
    assert link_night(lake, SATURDAY, full=True).reason == "forced"
    assert link_night(lake, SUNDAY).full_on == SATURDAY


def test_a_night_is_full_again_after_a_week(lake: Lake) -> None:
    for age in range(7):
        assert link_night(lake, FRIDAY + dt.timedelta(days=age)).reason == (None if age else "first")
    assert link_night(lake, NEXT_FRIDAY).reason == "due"


def test_a_night_is_full_when_the_code_or_the_model_changed(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    link_night(lake, FRIDAY)
    monkeypatch.setattr(nights, "method_digest", lambda _: "another")
    assert link_night(lake, SATURDAY).reason == "other_method"


def test_a_night_is_full_when_much_of_the_register_changed(lake: Lake) -> None:
    link_night(lake, FRIDAY)
    others = [*REGISTER[:17], *(person(number, birth_year=1946) for number in range(17, 20))]
    assert link_night(lake, SATURDAY, others).reason == "many_changes"


def test_a_night_is_full_when_the_register_of_the_night_before_was_replaced_or_removed(lake: Lake) -> None:
    link_night(lake, FRIDAY)
    replaced = pa.Table.from_pylist(REGISTER[:19], schema=core.POPULATION.schema)
    lake.write(core.POPULATION, FRIDAY, replaced)
    assert link_night(lake, SATURDAY, [*REGISTER, person(20)]).reason == "nothing_kept"
    lake.remove(core.POPULATION, SATURDAY)
    assert link_night(lake, SUNDAY).reason == "nothing_kept"


def test_a_night_counts_who_changed_since_the_night_before_and_not_since_the_last_full_one(lake: Lake) -> None:
    link_night(lake, FRIDAY)
    assert link_night(lake, SATURDAY, [*REGISTER[:19], person(19, birth_year=1946)]).persons_changed == 1
    assert link_night(lake, SUNDAY, [*REGISTER[:18], person(19, birth_year=1946)]).persons_changed == 1
    monday = link_night(lake, MONDAY, REGISTER)
    assert (monday.persons_changed, monday.since, monday.full_on) == (2, SUNDAY, FRIDAY)


def test_a_night_that_was_killed_leaves_the_one_before_to_go_by(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    link_night(lake, FRIDAY)
    write = Lake.write

    def killed(self: Lake, table: Any, *arguments: Any) -> None:
        if table is link.LINKED_NIGHT:
            raise KeyboardInterrupt
        write(self, table, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Lake, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            link_night(lake, SATURDAY)
    assert link_night(lake, SUNDAY).since == FRIDAY


def test_a_night_that_was_killed_on_its_second_run_is_not_gone_by(lake: Lake) -> None:
    night = link_night(lake, FRIDAY)
    kept = lake.read(link.COMPARED, FRIDAY)
    other = kept.set_column(0, "basis", pa.array(["of another register"]))
    lake.write(link.COMPARED, night.date, other)
    assert link_night(lake, SATURDAY).reason == "nothing_kept"


def test_what_was_compared_is_kept_for_the_next_night_and_for_the_same_once_more(lake: Lake) -> None:
    for date in (FRIDAY, SATURDAY, SUNDAY):
        link_night(lake, date)
    assert lake.dates(link.COMPARED) == [SATURDAY, SUNDAY]
    assert link_night(lake, SUNDAY).since == SATURDAY
    assert link_night(lake, SATURDAY).reason == "nothing_kept"
    assert lake.dates(link.COMPARED) == [SATURDAY, SUNDAY]
