"""Evidence that travels: what one source's record of a person lends to another's record of the same person.

A bank checks its holder's number and birth date; where its return answers for a roll entry and the names agree, they
are candidates for the entry whose own are missing, damaged or lead to nobody. The other way round an entry lends the
holder its number and place, and the entry's representative a number. Entries that declare one account lend to each
other.

What is lent is only ever what a source sent, never what linkage concluded from it, so no circle can arise. It is tried
where a record's own evidence settled nothing; a person found through it must agree with the record's own name and
birth, and the judgement says whose evidence it was.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.levels import BIRTH_AGREES, Birth, Levels, compare_birth
from doisoat.linkage.score import Names, compare_names, syllables_of
from doisoat.names.compare import AGREEING, NameDifference

BIRTH = ("birth_year", "birth_month", "birth_day")
PLACE = ("sex", "ward_code", "district_code", "village")
LENDABLE = ("id_number", *BIRTH, *PLACE)
# A twin's name is not lent upon, nor one whose order was changed.
SAME_PERSON = AGREEING - {NameDifference.TONES, NameDifference.REGIONAL, NameDifference.REORDERED}


@dataclass(frozen=True)
class Lent:
    """`records` with what was lent filled in, at these `rows` of the feed; `by`: account, entry or representative."""

    rows: NDArray[np.int64]
    records: pa.Table
    by: list[str]


def lend_to_entries(entries: pa.Table, accounts: pa.Table, rows: NDArray[np.int64]) -> Lent:
    """What account returns and other entries lend to the roll entries at `rows`."""
    return _lend(entries, rows, "lend_to_entries", entries=entries, accounts=accounts)


def lend_to_holders(accounts: pa.Table, entries: pa.Table, rows: NDArray[np.int64]) -> Lent:
    """What roll entries and their representatives lend to the account holders at `rows`."""
    return _lend(accounts, rows, "lend_to_holders", entries=entries, accounts=accounts)


def _lend(feed: pa.Table, rows: NDArray[np.int64], query: str, **tables: pa.Table) -> Lent:
    wanted = _with_place(feed.take(pa.array(rows)))
    lenders = _lenders(query, wanted.append_column("record", pa.array(range(len(rows)), pa.int64())), tables)
    kept = lenders.filter(pa.array(_one_person(wanted.take(lenders["record"]), lenders)))
    terms = agreement(kept).sort_by("record")  # grouping keeps the order of large tables nearly, not quite
    borrowers = wanted.take(terms["record"])
    filled = borrowers
    for name in LENDABLE:
        value = _completed(name, borrowers, terms)
        filled = filled.set_column(filled.column_names.index(name), name, value)
    changed = np.flatnonzero(np.any([_is_new(filled[name], borrowers[name]) for name in LENDABLE], axis=0))
    at = pa.array(changed)
    return Lent(rows[terms["record"].to_numpy()[changed]], filled.take(at), terms["lent_first"].take(at).to_pylist())


def agreement(lenders: pa.Table) -> pa.Table:
    """Per record, in no order, who is the first to lend, and the least and the greatest of what they say."""
    return lenders.group_by("record", use_threads=False).aggregate([
        ("lent", "first"),
        *((name, how) for name in LENDABLE for how in ("min", "max")),
    ])


def _lenders(query: str, wanted: pa.Table, tables: dict[str, pa.Table]) -> pa.Table:
    sql = (paths.SQL / "lake" / "link" / f"{query}.sql").read_text(encoding="utf-8")
    with duckdb.connect(":memory:", config={"enable_external_access": False}) as database:
        for name, table in (tables | {"wanted": wanted}).items():
            database.register(name, table)
        return database.sql(sql).to_arrow_table()


def _one_person(borrowers: pa.Table, lenders: pa.Table) -> NDArray[np.bool_]:
    """Row by row: the names are one person's, and nothing in the births speaks against it."""
    birth = compare_birth(_sides(borrowers, lenders))
    known = np.isin(birth, [*BIRTH_AGREES, Birth.MISSING])
    return known & np.isin(_compare_names(_names(borrowers), _names(lenders)), list(SAME_PERSON))


def _sides(left: pa.Table, right: pa.Table) -> dict[str, NDArray[np.int64]]:
    sides = (("left", left), ("right", right))
    return {
        f"{name}_{side}": pc.fill_null(table[name].cast(pa.int64()), 0).to_numpy()
        for side, table in sides
        for name in BIRTH
    }


def _compare_names(left: Names, right: Names) -> Levels:
    """Every syllable may be in use: what is one letter apart is no slip here."""
    return compare_names(left, right, syllables=syllables_of(left[1].dictionary))


def _names(records: pa.Table) -> Names:
    texts = (pc.fill_null(records[column], "").combine_chunks() for column in ("name", "name_folded"))
    name, folded = (each.dictionary_encode() for each in texts)
    return name, folded


def _completed(name: str, borrowers: pa.Table, terms: pa.Table) -> pa.ChunkedArray:
    """The borrower's own value, and where it has none what all its lenders say alike. A number is replaced: that of
    the borrower led to nobody."""
    agreed = pc.if_else(pc.equal(terms[f"{name}_min"], terms[f"{name}_max"]), terms[f"{name}_min"], None)
    own = borrowers[name]
    if name == "id_number":
        return pc.coalesce(agreed, own)
    return pc.coalesce(own, agreed.cast(own.type))


def _with_place(records: pa.Table) -> pa.Table:
    for name in PLACE:
        if name not in records.column_names:
            records = records.append_column(name, pa.nulls(len(records), pa.string()))
    return records


def _is_new(filled: pa.ChunkedArray, own: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Where something was filled in."""
    new: NDArray[np.bool_] = pc.coalesce(pc.not_equal(filled, own), pc.is_valid(filled)).to_numpy()
    return new
