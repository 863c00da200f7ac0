"""The register as intake leaves it, for DuckDB to read: core/population, and core/person_name, by whose rows its names
are known."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from doisoat import paths
from doisoat.records.core import PERSON_NAME, POPULATION
from doisoat.storage.lake import Lake

_PERSON = ("personal_id", "old_id", "name", "name_folded", "birth_year", "birth_month", "birth_day", "sex")
COLUMNS = (*_PERSON, "ward_code", "district_code", "village")  # what linkage reads of a person
MEMORY = "2GB"
THREADS = 2
_FOLDER = paths.SQL / "lake" / "link"


@dataclass(frozen=True)
class Extract:
    """`people` is a file of core/population, or some of its rows, and `names` the file of core/person_name that was
    written with it. Without `names`, both are worked out here: of persons whom intake did not number."""

    people: Path | pa.Table
    names: Path | None = None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A database with view `people`, which has COLUMNS, `file_row_number`, `name_number` and `digest`, and view
        `person_name`, in the order of these numbers."""
        whole = isinstance(self.people, Path)  # a few rows are not worth sharing out
        database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS if whole else 1})
        sent = "people" if self.names else "sent"
        if isinstance(self.people, Path):
            database.read_parquet(str(self.people), file_row_number=True).create_view(sent)
        else:
            row = pa.array(range(len(self.people)), pa.int64())
            database.register(sent, self.people.append_column("file_row_number", row))
        if self.names:
            database.read_parquet(str(self.names)).create_view("person_name")
        else:
            database.execute(sql("number_names.sql"))
        return database


@contextmanager
def open_extract(lake: Lake, date: dt.date) -> Generator[Extract]:
    """The register of a night; an older version left no names beside it."""
    with lake.file(POPULATION, date) as people:
        if not lake.parts(PERSON_NAME, date):
            yield Extract(people)
            return
        with lake.file(PERSON_NAME, date) as names:
            yield Extract(people, names)


def sql(file: str) -> str:
    """A statement about persons; {columns} are what linkage reads of one."""
    return (_FOLDER / file).read_text(encoding="utf-8").replace("{columns}", ", ".join(COLUMNS))
