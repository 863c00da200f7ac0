import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.records.table import COUNT, DATE, TEXT, Column, Table
from doisoat.storage.lake import Lake

DAY = dt.date(2024, 1, 12)
NEXT_DAY = dt.date(2024, 1, 13)
TABLE = Table(
    "core",
    "things",
    "a thing",
    (
        Column("code", TEXT, "key", nullable=False),
        Column("count", COUNT, "how many"),
        Column("seen", DATE, "when"),
    ),
)


def _rows(*codes: str | None) -> pa.Table:
    return pa.table({"code": pa.array(codes, TEXT), "count": [1] * len(codes), "seen": [DAY] * len(codes)})


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))


def test_a_part_comes_back_with_the_schema_of_its_table(lake: Lake) -> None:
    lake.write(TABLE, DAY, pa.table({"count": pa.array([2], pa.int32()), "seen": [DAY], "code": ["a"]}))
    read = lake.read(TABLE, DAY)
    assert read.schema == TABLE.schema
    assert read.to_pylist() == [{"code": "a", "count": 2, "seen": DAY}]


def test_only_the_columns_asked_for_are_read(lake: Lake) -> None:
    lake.write(TABLE, DAY, _rows("a"))
    assert lake.read(TABLE, DAY, columns=["count"]).column_names == ["count"]


def test_a_part_lies_below_its_layer_table_and_date(lake: Lake, tmp_path: Path) -> None:
    lake.write(TABLE, DAY, _rows("a"), "so-ldtbxh")
    assert (tmp_path / "lake/core/things/business_date=2024-01-12/so-ldtbxh.parquet").is_file()


def test_a_part_is_replaced_and_other_parts_and_dates_stay(lake: Lake) -> None:
    lake.write(TABLE, DAY, _rows("old", "older"), "x")
    lake.write(TABLE, DAY, _rows("y"), "y")
    lake.write(TABLE, NEXT_DAY, _rows("next"), "x")
    lake.write(TABLE, DAY, _rows("new"), "x")
    assert lake.read(TABLE, DAY, "x")["code"].to_pylist() == ["new"]
    assert lake.read(TABLE, NEXT_DAY, "x")["code"].to_pylist() == ["next"]
    assert lake.parts(TABLE, DAY) == ["x", "y"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_rows("a").drop_columns("count"), id="a column is missing"),
        pytest.param(_rows("a").append_column("more", [[1]]), id="a column too many"),
        pytest.param(_rows("a").append_column("code", [["b"]]), id="a column twice"),
        pytest.param(_rows(None), id="a null in a key"),
        pytest.param(_rows("a").set_column(1, "count", [["no number"]]), id="a value of another type"),
    ],
)
def test_data_that_is_not_the_tables_is_not_written(lake: Lake, data: pa.Table) -> None:
    with pytest.raises(ValueError, match="."):
        lake.write(TABLE, DAY, data)
    assert lake.parts(TABLE, DAY) == []


def test_a_file_of_an_engine_becomes_a_part(lake: Lake, tmp_path: Path) -> None:
    pq.write_table(_rows("a", "b"), tmp_path / "engine.parquet")
    lake.put(TABLE, DAY, tmp_path / "engine.parquet")
    assert lake.read(TABLE, DAY)["code"].to_pylist() == ["a", "b"]


def test_a_file_with_other_columns_does_not(lake: Lake, tmp_path: Path) -> None:
    pq.write_table(_rows("a").select(["count", "code", "seen"]), tmp_path / "engine.parquet")
    with pytest.raises(ValueError, match="core/things wants"):
        lake.put(TABLE, DAY, tmp_path / "engine.parquet")
    assert lake.parts(TABLE, DAY) == []


def test_a_part_that_was_never_written_is_file_not_found(lake: Lake) -> None:
    lake.write(TABLE, DAY, _rows("a"))
    with pytest.raises(FileNotFoundError, match="business_date=2024-01-13"):
        lake.read(TABLE, NEXT_DAY)
    with pytest.raises(FileNotFoundError, match="other.parquet"), lake.file(TABLE, DAY, "other"):
        pass


def test_the_file_of_a_local_part_is_no_copy(lake: Lake, tmp_path: Path) -> None:
    lake.write(TABLE, DAY, _rows("a"))
    with lake.file(TABLE, DAY) as path:
        assert path.is_relative_to(tmp_path / "lake")
        assert path.exists()


def test_nothing_stays_in_scratch(lake: Lake, tmp_path: Path) -> None:
    lake.write(TABLE, DAY, _rows("a"))
    with pytest.raises(ValueError, match="null"):
        lake.write(TABLE, DAY, _rows(None))
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_parts_rows_are_counted_without_reading_them(lake: Lake) -> None:
    lake.write(TABLE, DAY, _rows("a", "b"))
    assert lake.rows(TABLE, DAY) == 2


def test_a_date_is_taken_away_with_all_its_parts_and_others_stay(lake: Lake) -> None:
    for date, part in ((DAY, "x"), (DAY, "y"), (NEXT_DAY, "x")):
        lake.write(TABLE, date, _rows("a"), part)
    lake.remove(TABLE, DAY)
    assert (lake.parts(TABLE, DAY), lake.dates(TABLE)) == ([], [NEXT_DAY])
    lake.remove(TABLE, DAY)
