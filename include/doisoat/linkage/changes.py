"""What changed in the register since the night before, as far as linkage reads it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.register import MEMORY, THREADS, Whole
from doisoat.records import core

_FOLDER = paths.SQL / "lake" / "link"
_PERSON = ("personal_id", "old_id", "name", "name_folded", "birth_year", "birth_month", "birth_day", "sex")
COLUMNS = (*_PERSON, "ward_code", "district_code", "village")


@dataclass(frozen=True)
class Changes:
    """The rows (COLUMNS) of the persons who changed, came or left, as they were and as they are."""

    former: pa.Table
    tonight: pa.Table

    @classmethod
    def none(cls) -> "Changes":
        """Nobody changed."""
        nobody = pa.schema([(name, core.POPULATION.schema.field(name).type) for name in COLUMNS]).empty_table()
        return cls(nobody, nobody)

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """The personal identification numbers of all of them, sorted."""
        numbers = pa.concat_tables([self.former, self.tonight])["personal_id"].cast(pa.int64())
        persons: NDArray[np.int64] = np.unique(numbers.to_numpy())
        return persons

    def concern(self, persons: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these persons changed."""
        changed: NDArray[np.bool_] = np.isin(persons, self.persons)
        return changed

    def new_syllables(self, whole: Whole) -> list[str]:
        """Syllables that came into use in the register, of which tonight's `whole` is known, or went out of use."""
        came, went = (_syllables(table) for table in (self.tonight, self.former))
        borne = {word: whole.syllables.get(word, 0) for word in came.keys() | went.keys()}
        return [word for word, now in borne.items() if (now > 0) != (now - came[word] + went[word] > 0)]


def find_changes(former: Path, tonight: Path) -> Changes:
    """Compare two files of core/population."""
    with _open() as database:
        files = {"former": str(former), "tonight": str(tonight)}
        database.execute(_sql("changed_person.sql", COLUMNS[1:]), files)
        rows = [
            database.sql(_sql("changed_row.sql", COLUMNS), params={"population": str(file)}).to_arrow_table()
            for file in (former, tonight)
        ]
    return Changes(*rows)


def with_numbers(population: Path, numbers: pa.Array) -> pa.Table:
    """The rows (COLUMNS) of the persons who have one of these numbers, of 12 or 9 digits."""
    with _open() as database:
        database.register("wanted", pa.table({"number": numbers.drop_null().unique().cast(pa.string())}))
        return database.sql(
            _sql("numbered_person.sql", COLUMNS), params={"population": str(population)}
        ).to_arrow_table()


def near_to(population: Path, coded: pa.Table, numbers: pa.ChunkedArray) -> pa.Table:
    """The rows (COLUMNS) of all persons who could stand in a block with one of these records: `coded` in the codes of
    some register, with their identity `numbers` as text."""
    birth = coded["birth"].drop_null()
    ward = pc.add(pc.multiply(coded["birth_year"], 1_000_000), coded["ward"])
    slips = neighbours(coded["id"].drop_null().to_numpy()).ravel()
    near = {
        "near_name": coded["folded_text"],
        "near_birth": birth,
        "near_ward": ward,
        "near_tail": _digits(coded["tail"].drop_null().to_numpy(), 6),
        "near_number": pa.chunked_array([_digits(slips, 12), *numbers.cast(pa.string()).chunks]),
    }
    with _open() as database:
        for name, values in near.items():
            database.register(name, pa.table({"value": values.drop_null().unique()}))
        return database.sql(_sql("near_person.sql", COLUMNS), params={"population": str(population)}).to_arrow_table()


def _open() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS})


def _sql(file: str, columns: tuple[str, ...]) -> str:
    return (_FOLDER / file).read_text(encoding="utf-8").format(columns=", ".join(columns))


def _digits(numbers: NDArray[np.int64], width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(np.unique(numbers), pa.int64()).cast(pa.string()), width, "0")


def _syllables(people: pa.Table) -> Counter[str]:
    return Counter(word for name in people["name_folded"].to_pylist() for word in name.split(" "))
