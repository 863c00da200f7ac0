"""The population register as integer codes in DuckDB: string work once per distinct value, then joins on integers."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.score import syllables_of
from doisoat.linkage.village import village_key

MEMORY = "2GB"
THREADS = 2
# What a record brings to linkage; `ward_code`, `district_code` and `village` may be absent.
_OPTIONAL = ("ward_code", "district_code", "village")


class Register:
    """Tables `folded_name`, `village` and `person` in a database of its own, over one Parquet file."""

    def __init__(self, population: Path) -> None:
        self.database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS})
        self._population = {"population": str(population)}
        self._words: dict[str, int] = {}
        self._villages: dict[str, int] = {}
        names = self._query("folded_name.sql")
        self.size = int(pc.sum(names["persons"]).as_py() or 0)
        self.syllables = syllables_of(names["text"].combine_chunks())
        self._codes = {text: code for code, text in enumerate(names["text"].to_pylist())}
        self._create("folded_name", names.append_column("code", pa.array(range(len(names)))), parts=True)
        villages = self._query("village_text.sql")
        self._create("village", villages.append_column("code", pa.array(self._village_codes(villages["text"]))))
        self.database.execute(_sql("person.sql"), self._population)

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def encode(self, records: pa.Table) -> pa.Table:
        """Records in the codes of table `person`, in order, null where unknown; `name` and `folded_text` are text."""
        for name in _OPTIONAL:
            if name not in records.column_names:
                records = records.append_column(name, pa.nulls(len(records), pa.string()))
        year, month, day = (pc.cast(records[f"birth_{part}"], pa.int64()) for part in ("year", "month", "day"))
        folded = pc.fill_null(records["name_folded"], "")
        identity = records["id_number"]
        return pa.table({
            "record": pa.array(range(len(records)), pa.int64()),
            "id": _number(identity, 12),
            "old": _number(identity, 9),
            "tail": _number(pc.utf8_slice_codeunits(_of_length(identity, 12), 6), 6),
            "folded": pa.array([self._codes.get(text) for text in folded.to_pylist()], pa.int64()),
            "given": self._word_codes(_given(folded)),
            "surname": self._word_codes(_surname(folded)),
            "birth_year": year,
            "birth_month": month,
            "birth_day": day,
            "birth": _date_code(year, month, day),
            "swapped": _date_code(year, day, month),
            "sex": pc.add(pc.index_in(records["sex"], pa.array(["M", "F"])), 1).cast(pa.int64()),
            "ward": _area_code(records["ward_code"]),
            "district": _area_code(records["district_code"]),
            "village": pa.array(self._village_codes(records["village"]), pa.int64()),
            "name": pc.fill_null(records["name"], ""),
            "folded_text": folded,
        })

    def persons(self, rows: NDArray[np.int64]) -> pa.Table:
        """The persons at `rows` of the file, sorted by `person`: codes, name, folded name, and how common it is."""
        self.replace("candidate", pa.table({"person": rows}))
        return self._query("candidate_person.sql")

    def replace(self, name: str, table: pa.Table) -> None:
        """Make `table` the content of the temporary table `name`."""
        self.database.register("arriving", table)
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
        self.database.unregister("arriving")

    def _query(self, file: str) -> pa.Table:
        return self.database.sql(_sql(file), params=self._population).to_arrow_table()

    def _create(self, name: str, table: pa.Table, *, parts: bool = False) -> None:
        if parts:
            for part, words in (("given", _given(table["text"])), ("surname", _surname(table["text"]))):
                table = table.append_column(part, self._word_codes(words))
        self.replace(name, table)

    def _word_codes(self, words: pa.ChunkedArray) -> pa.Array:
        encoded = words.combine_chunks().dictionary_encode()
        codes = [self._words.setdefault(word, len(self._words)) for word in encoded.dictionary.to_pylist()]
        return pa.array(codes, pa.int64()).take(encoded.indices)

    def _village_codes(self, villages: pa.ChunkedArray) -> list[int | None]:
        """One code per village key, from 1; the same on both sides, whoever writes it."""
        encoded = villages.combine_chunks().dictionary_encode()
        keys = [village_key(text) for text in encoded.dictionary.to_pylist()]
        codes = [None if k is None else self._villages.setdefault(k, len(self._villages) + 1) for k in keys]
        return [None if i is None else codes[i] for i in encoded.indices.to_pylist()]


def _sql(file: str) -> str:
    return (paths.SQL / "lake" / "link" / file).read_text(encoding="utf-8")


def _given(names: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(names, "^.* ", "")


def _surname(names: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(names, " .*$", "")


def _of_length(texts: pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_length(texts), length), texts, None)


def _number(texts: pa.ChunkedArray, digits: int) -> pa.ChunkedArray:
    return _of_length(texts, digits).cast(pa.int64())


def _date_code(year: pa.ChunkedArray, month: pa.ChunkedArray, day: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(pc.add(pc.multiply(year, 10000), pc.multiply(month, 100)), day)


def _area_code(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    digits = pc.match_substring_regex(codes, "^[0-9]+$")
    return pc.if_else(digits, codes, None).cast(pa.int64())
