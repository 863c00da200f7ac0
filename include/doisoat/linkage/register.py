"""The population register as integer codes: string work once per distinct value, then joins on integers."""

from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.errors import TablesApart
from doisoat.linkage.extract import MEMORY, THREADS, Extract, sql
from doisoat.linkage.village import village_key
from doisoat.linkage.vocabulary import Vocabulary, Whole

Rows = NDArray[np.int64]
# What a record brings to linkage; `ward_code`, `district_code` and `village` may be absent.
_OPTIONAL = ("ward_code", "district_code", "village")
# What is compared of a person, as numbers.
_COMPARED = ("id", "old", "birth_year", "birth_month", "birth_day", "sex", "ward", "district", "village")
_MANY = 100_000  # persons from which on joins are shared out among threads


class Register:
    """Persons in codes: `held`, table `person` (person.sql) of a database of its own, in which `person` is the row.

    A register may hold some of another's persons, and then what is true of the `whole` is the other's.
    """

    def __init__(
        self, persons: pa.Table, vocabulary: Vocabulary, villages: dict[str, int], whole: Whole | None = None
    ) -> None:
        row = pa.array(np.arange(len(persons), dtype=np.int32))
        self.held, self.vocabulary, self._villages = persons.append_column("person", row), vocabulary, villages
        threads = THREADS if len(persons) > _MANY else 1
        self.database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": threads})
        self.database.register("person", self.held)
        self.whole = whole or self.of_held()
        self.size, self.syllables = self.whole.size, self.whole.syllables.keys()

    @classmethod
    def read(cls, extract: Extract) -> "Register":
        """TablesApart if the names are another extract's."""
        with extract.connect() as database:
            vocabulary = Vocabulary(database.sql("FROM person_name").to_arrow_table())
            _check_names(database.sql(sql("some_names.sql")).to_arrow_table(), vocabulary)
            texts = database.sql(sql("village_text.sql")).to_arrow_table()
            villages: dict[str, int] = {}
            codes = _village_codes(texts["text"], villages)
            database.register("village", texts.append_column("code", codes))
            persons = database.sql(sql("person.sql")).to_arrow_table()
        return cls(_with_words(persons, vocabulary), vocabulary, villages)

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def only(self, rows: Rows) -> "Register":
        """A register of these persons alone."""
        persons = self.held.drop_columns(["person"]).take(pa.array(rows))
        return Register(persons, self.vocabulary, self._villages, self.whole)

    def values(self, records: pa.Table) -> pa.Table:
        """What records say that is compared, in order, null where unknown; `name` and `folded_text` are texts."""
        for name in _OPTIONAL:
            if name not in records.column_names:
                records = records.append_column(name, pa.nulls(len(records), pa.string()))
        identity = records["id_number"]
        return pa.table({
            "record": pa.array(np.arange(len(records))),
            "id": _number(identity, 12),
            "old": _number(identity, 9),
            **{part: pc.cast(records[part], pa.int64()) for part in ("birth_year", "birth_month", "birth_day")},
            "sex": pc.add(pc.index_in(records["sex"], pa.array(["M", "F"])), 1).cast(pa.int64()),
            "ward": _area_code(records["ward_code"]),
            "district": _area_code(records["district_code"]),
            "village": _village_codes(records["village"], self._villages),
            **{ours: _text(records[theirs]) for ours, theirs in (("name", "name"), ("folded_text", "name_folded"))},
        })

    def encode(self, records: pa.Table) -> pa.Table:
        """The same with what blocking joins on, in the codes of table `person`."""
        values = self.values(records)
        names = values["folded_text"].combine_chunks()
        year, month, day = (values[f"birth_{part}"] for part in ("year", "month", "day"))
        codes = {
            "folded": self.vocabulary.code_folded(names.dictionary).take(names.indices),
            "given": self.vocabulary.code_given(names.dictionary).take(names.indices),
            "surname": self.vocabulary.code_surname(names.dictionary).take(names.indices),
            "birth": _date_code(year, month, day),
            "swapped": _date_code(year, day, month),
            "tail": pc.subtract(values["id"], pc.multiply(pc.divide(values["id"], 1_000_000), 1_000_000)),
        }
        for name, column in codes.items():
            values = values.append_column(name, column)
        return values

    def persons(self, rows: Rows) -> pa.Table:
        """The persons at `rows`: numbers as records have them, the name, the `folded` name, and how many `persons`
        bear that."""
        found = self.held.select([*_COMPARED, "spelling", "folded"]).take(pa.array(rows)).combine_chunks()
        spelling, folded = (found[name].to_numpy() for name in ("spelling", "folded"))
        found = found.drop_columns(["spelling", "folded"]).add_column(0, "person", pa.array(rows))
        found = found.append_column("name", _texts(spelling, self.vocabulary.written))
        found = found.append_column("folded", _texts(folded, self.vocabulary.folded))
        return found.append_column("persons", pa.array(self.bearers[folded]))

    def show_records(self, coded: pa.Table) -> None:
        """Make table `record` of records that were encoded."""
        self.database.register("coded", coded.drop_columns(["name", "folded_text"]))
        self.database.execute(sql("record.sql"))
        self.database.unregister("coded")

    def replace(self, name: str, table: pa.Table) -> None:
        """Make `table` the content of the temporary table `name`."""
        self.database.register("arriving", table)
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
        self.database.unregister("arriving")

    def of_held(self) -> Whole:
        """What would be taken from the whole if it were these persons alone."""
        folded = self.held["folded"].to_numpy()
        return self.vocabulary.whole(np.bincount(folded, minlength=len(self.vocabulary.folded)))

    @cached_property
    def bearers(self) -> Rows:
        """How many persons of the whole bear each toneless name of the vocabulary."""
        whole, names = self.whole, self.vocabulary.folded
        return whole.persons if whole.names is names else whole.bearers(names)


def _check_names(some: pa.Table, vocabulary: Vocabulary) -> None:
    """A run of intake that was killed may leave names beside the register of an earlier one, and then most numbers
    name somebody else."""
    number = some["name_number"].to_numpy()
    known = int(number.max(initial=-1)) < len(vocabulary.written)
    if not known or not vocabulary.written.take(pa.array(number)).equals(some["name"].combine_chunks()):
        raise TablesApart(
            "core/population and core/person_name are not of one run: clear `standardise` of the feed population"
        )


def _with_words(persons: pa.Table, vocabulary: Vocabulary) -> pa.Table:
    """With the words of the names; `swapped` is what a record's exchanged day and month are compared with."""
    spelling = persons["spelling"].to_numpy()
    for name in ("folded", "given", "surname"):
        persons = persons.append_column(name, pa.array(getattr(vocabulary, f"{name}_of")[spelling]))
    return persons.append_column("swapped", persons["birth"])


def _village_codes(villages: pa.ChunkedArray, known: dict[str, int]) -> pa.Array:
    """One code per village key, from 1; the same on both sides, whoever writes it."""
    encoded = villages.combine_chunks().dictionary_encode()
    keys = [village_key(text) for text in encoded.dictionary.to_pylist()]
    codes = [None if k is None else known.setdefault(k, len(known) + 1) for k in keys]
    return pa.array(codes, pa.int64()).take(encoded.indices)


def _text(texts: pa.ChunkedArray) -> pa.DictionaryArray:
    return pc.fill_null(texts, "").combine_chunks().dictionary_encode()


def _texts(codes: NDArray[np.int32], texts: pa.Array) -> pa.DictionaryArray:
    """Codes as texts, of which each is held once."""
    used, place = np.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(place, pa.int32()), texts.take(pa.array(used)))


def _of_length(texts: pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_length(texts), length), texts, None)


def _number(texts: pa.ChunkedArray, digits: int) -> pa.ChunkedArray:
    return _of_length(texts, digits).cast(pa.int64())


def _date_code(year: pa.ChunkedArray, month: pa.ChunkedArray, day: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(pc.add(pc.multiply(year, 10000), pc.multiply(month, 100)), day)


def _area_code(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    digits = pc.match_substring_regex(codes, "^[0-9]+$")
    return pc.if_else(digits, codes, None).cast(pa.int64())
