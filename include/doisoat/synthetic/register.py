"""The population extract: the city as the police ministry would send it."""

import datetime as dt
import gzip
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from doisoat.synthetic.city import MONTH, City
from doisoat.synthetic.people import NOBODY, STATUS, Ints

FORMATS = {"parquet": "population-parquet", "csv": "population-csv", "csv.gz": "population-csv"}
CHUNK = 1_000_000
HANOI = "01"
UTC_OFFSET = "+07:00"
BIRTH_LENGTHS = (10, 7, 4)  # characters by precision


def write_register(city: City, path: Path) -> int:
    """Write the extract to `path`, whose ending says the format; return the number of rows."""
    persons = np.flatnonzero(city.registered)
    starts = range(0, max(len(persons), 1), CHUNK)
    write_tables(path, (register_table(city, persons[start : start + CHUNK]) for start in starts))
    return len(persons)


def write_tables(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables of one schema one after the other, as the ending of `path` says."""
    if path.suffix == ".parquet":
        _write_parquet(tables, path)
    elif path.suffix == ".gz":
        with path.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as target:
            _write_csv(tables, target)
    else:
        with path.open("wb") as target:
            _write_csv(tables, target)


def birth_text(birth: dt.date, precision: int) -> str:
    """A birth date as the register has it: YYYY-MM-DD, YYYY-MM or YYYY."""
    return birth.isoformat()[: BIRTH_LENGTHS[precision]]


def _write_parquet(tables: Iterable[pa.Table], path: Path) -> None:
    writer = None
    for table in tables:
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _write_csv(tables: Iterable[pa.Table], target: object) -> None:
    for number, table in enumerate(tables):
        options = pa.csv.WriteOptions(include_header=number == 0, quoting_style="needed")
        pa.csv.write_csv(table, target, options)


def register_table(city: City, who: Ints) -> pa.Table:
    """The rows of the extract of the persons at `who`."""
    kin, places, village = city.kin, city.places, city.kin.village[who]
    return pa.table({
        "personal_id": _digits(city.personal_id[who], 12),
        "old_id": _digits(city.old_id[who], 9),
        "full_name": city.names.take(pa.array(who)),
        "date_of_birth": _birth_dates(kin.birth[who], city.precision[who]),
        "sex": _chosen(["M", "F"], kin.sex[who]),
        "province_code": pa.repeat(pa.scalar(HANOI), len(who)),
        "district_code": _chosen(places.district_code, village),
        "ward_code": _chosen(places.ward_code, village),
        "village": _chosen(places.names, village),
        "status": _chosen(list(STATUS), city.status[who]),
        "status_date": _dates(city.status_date[who]),
        "updated_at": _timestamps(city.updated[who]),
    })


def _chosen(words: list[str], index: Ints) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(index))


def _digits(numbers: Ints, width: int) -> pa.Array:
    known = pa.array(numbers, mask=numbers == NOBODY)
    return pc.utf8_lpad(known.cast(pa.string()), width, "0")


def _dates(days: Ints) -> pa.Array:
    known = pa.array(days.astype(np.int32), pa.int32(), mask=days == NOBODY)
    return known.cast(pa.date32()).cast(pa.string())


def _timestamps(seconds: Ints) -> pa.Array:
    day, time = np.divmod(seconds, 86400)
    clock = pa.array(time.astype(np.int32), pa.time32("s")).cast(pa.string())
    return pc.binary_join_element_wise(_dates(day), "T", clock, UTC_OFFSET, "")


def _birth_dates(days: Ints, precision: Ints) -> pa.Array:
    text = pa.array(days.astype(np.int32), pa.int32()).cast(pa.date32()).cast(pa.string())
    by_month = pc.if_else(pa.array(precision == MONTH), pc.utf8_slice_codeunits(text, 0, 7), text)
    return pc.if_else(pa.array(precision > MONTH), pc.utf8_slice_codeunits(text, 0, 4), by_month)
