"""The population register as integer codes in DuckDB: string work once per distinct value, then joins on integers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.village import village_key

MEMORY = "2GB"
THREADS = 2
# What a record brings to linkage; `ward_code`, `district_code` and `village` may be absent.
_OPTIONAL = ("ward_code", "district_code", "village")


@dataclass(frozen=True)
class Whole:
    """What linkage takes from the register as a whole, beside the two sides of a pair: how many persons there are, how
    many bear each toneless name of `names`, and how many bear each syllable."""

    size: int
    names: pa.Array
    persons: NDArray[np.int64]
    syllables: Mapping[str, int]

    def bearers(self, names: pa.Array) -> NDArray[np.int64]:
        """How many persons bear each of these toneless names, which are few beside all."""
        asked = names.dictionary_encode()
        place = pc.index_in(self.names, asked.dictionary)
        borne = np.zeros(len(asked.dictionary), np.int64)
        borne[place.drop_null().to_numpy()] = self.persons[pc.is_valid(place).to_numpy(zero_copy_only=False)]
        found: NDArray[np.int64] = borne[asked.indices.to_numpy()]
        return found


class Register:
    """Table `person` in a database of its own, over one Parquet file; or over some of its rows, and then what is true
    of the `whole` is handed in. `bearers`: by the code of a toneless name how many persons bear it."""

    def __init__(self, people: Path | pa.Table, whole: Whole | None = None) -> None:
        threads = THREADS if isinstance(people, Path) else 1  # a few rows are not worth sharing out
        self.database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": threads})
        self._words: dict[str, int] = {}
        self._villages: dict[str, int] = {}
        self._show(people)
        self._name_names(self._query("name.sql"), whole)
        villages = self._query("village_text.sql")
        self.replace("village", villages.append_column("code", self._village_codes(villages["text"])))
        self.database.execute(_sql("person.sql"))
        for named in ("spelled", "village"):
            self.database.execute(f"DROP TABLE {named}")

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

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
            "village": self._village_codes(records["village"]),
            **{ours: _text(records[theirs]) for ours, theirs in (("name", "name"), ("folded_text", "name_folded"))},
        })

    def encode(self, records: pa.Table) -> pa.Table:
        """The same with what blocking joins on, in the codes of table `person`."""
        values = self.values(records)
        names = values["folded_text"].combine_chunks()
        year, month, day = (values[f"birth_{part}"] for part in ("year", "month", "day"))
        codes = {
            "folded": self._folded_codes(names.dictionary).take(names.indices),
            "given": self._word_codes(_given(names.dictionary)).take(names.indices),
            "surname": self._word_codes(_surname(names.dictionary)).take(names.indices),
            "birth": _date_code(year, month, day),
            "swapped": _date_code(year, day, month),
            "tail": pc.subtract(values["id"], pc.multiply(pc.divide(values["id"], 1_000_000), 1_000_000)),
        }
        for name, column in codes.items():
            values = values.append_column(name, column)
        return values

    def names(self) -> pa.Table:
        """Every name in the order of its code, as the register writes it and without tones, and its words `given` and
        `surname`."""
        words, spelled = pa.array(list(self._words), pa.string()), self._spelled
        folded = self._folded.take(spelled["folded"].combine_chunks())
        parts = {name: words.take(spelled[name].combine_chunks()) for name in ("given", "surname")}
        return pa.table({"name": self._names, "folded": folded, **parts})

    def villages(self) -> list[str]:
        """Village keys in the order of their codes, from 1."""
        return list(self._villages)

    def persons(self, rows: NDArray[np.int64]) -> pa.Table:
        """The persons at `rows` of the file, sorted by `person`: numbers as records have them, the name, the `folded`
        name, and how many `persons` bear that."""
        self.replace("candidate", pa.table({"person": rows}))
        found = self.database.sql(_sql("candidate_person.sql")).to_arrow_table()
        spelling, folded = (found[name].to_numpy() for name in ("spelling", "folded"))
        found = found.drop_columns(["spelling", "folded"])
        found = found.append_column("name", _texts(spelling, self._names))
        found = found.append_column("folded", _texts(folded, self._folded))
        return found.append_column("persons", pa.array(self.bearers[folded]))

    def show_records(self, coded: pa.Table) -> None:
        """Make table `record` of records that were encoded."""
        self.database.register("coded", coded.drop_columns(["name", "folded_text"]))
        self.database.execute(_sql("record.sql"))
        self.database.unregister("coded")

    def replace(self, name: str, table: pa.Table) -> None:
        """Make `table` the content of the temporary table `name`."""
        self.database.register("arriving", table)
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
        self.database.unregister("arriving")

    def _show(self, people: Path | pa.Table) -> None:
        """Table or view `people`: what this register holds, with `file_row_number`."""
        if isinstance(people, Path):
            self.database.read_parquet(str(people), file_row_number=True).create_view("people")
        else:
            row = pa.array(np.arange(len(people)))
            self.replace("people", people.append_column("file_row_number", row))

    def _query(self, file: str) -> pa.Table:
        return self.database.sql(_sql(file)).to_arrow_table()

    def _name_names(self, names: pa.Table, whole: Whole | None) -> None:
        """Table `spelled`: names with codes and with the parts that blocking joins on."""
        encoded = names["folded"].combine_chunks().dictionary_encode()
        self._names, self._folded = names["name"].combine_chunks(), encoded.dictionary
        persons = np.bincount(encoded.indices.to_numpy(), names["persons"].to_numpy(), len(self._folded))
        self.whole = whole or whole_of(self._folded, persons.astype(np.int64))
        self.size = self.whole.size
        self.syllables = self.whole.syllables.keys()
        self.bearers = self.whole.bearers(self._folded) if whole else self.whole.persons
        parts = {"given": self._word_codes(_given(self._folded)), "surname": self._word_codes(_surname(self._folded))}
        spelled = {"name": self._names, "folded": encoded.indices}
        spelled |= {part: words.take(encoded.indices) for part, words in parts.items()}
        self._spelled = pa.table({"spelling": np.arange(len(names), dtype=np.int32), **spelled})
        self.replace("spelled", self._spelled)

    def _folded_codes(self, names: pa.Array) -> pa.Array:
        return pc.index_in(names, self._folded).cast(pa.int64())

    def _word_codes(self, words: pa.Array) -> pa.Array:
        encoded = words.dictionary_encode()
        codes = [self._words.setdefault(word, len(self._words)) for word in encoded.dictionary.to_pylist()]
        return pa.array(codes, pa.int64()).take(encoded.indices)

    def _village_codes(self, villages: pa.ChunkedArray) -> pa.Array:
        """One code per village key, from 1; the same on both sides, whoever writes it."""
        encoded = villages.combine_chunks().dictionary_encode()
        keys = [village_key(text) for text in encoded.dictionary.to_pylist()]
        codes = [None if k is None else self._villages.setdefault(k, len(self._villages) + 1) for k in keys]
        return pa.array(codes, pa.int64()).take(encoded.indices)


def _sql(file: str) -> str:
    return (paths.SQL / "lake" / "link" / file).read_text(encoding="utf-8")


def _text(texts: pa.ChunkedArray) -> pa.DictionaryArray:
    return pc.fill_null(texts, "").combine_chunks().dictionary_encode()


def _texts(codes: NDArray[np.int32], texts: pa.Array) -> pa.DictionaryArray:
    """Codes as texts, of which each is held once."""
    used, place = np.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(place, pa.int32()), texts.take(pa.array(used)))


def whole_of(names: pa.Array, persons: NDArray[np.int64]) -> Whole:
    """The whole of a register in which so many `persons` bear each of these toneless `names`."""
    lists = pc.split_pattern(names, " ")
    words = lists.flatten().dictionary_encode()
    of_word = np.repeat(persons, np.diff(lists.offsets.to_numpy()))
    borne = np.bincount(words.indices.to_numpy(), of_word, len(words.dictionary)).astype(np.int64)
    syllables = dict(zip(words.dictionary.to_pylist(), borne.tolist(), strict=True))
    return Whole(int(persons.sum()), names, persons, syllables)


def _given(names: pa.Array) -> pa.Array:
    """The last word of each."""
    lists = pc.split_pattern(names, " ", max_splits=1, reverse=True)
    return lists.flatten().take(pa.array(lists.offsets.to_numpy()[1:] - 1))


def _surname(names: pa.Array) -> pa.Array:
    """The first word of each."""
    lists = pc.split_pattern(names, " ", max_splits=1)
    return lists.flatten().take(lists.offsets[:-1])


def _of_length(texts: pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_length(texts), length), texts, None)


def _number(texts: pa.ChunkedArray, digits: int) -> pa.ChunkedArray:
    return _of_length(texts, digits).cast(pa.int64())


def _date_code(year: pa.ChunkedArray, month: pa.ChunkedArray, day: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(pc.add(pc.multiply(year, 10000), pc.multiply(month, 100)), day)


def _area_code(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    digits = pc.match_substring_regex(codes, "^[0-9]+$")
    return pc.if_else(digits, codes, None).cast(pa.int64())
