"""Judgements as data: each night adds those that differ from the night before; all together they are the links."""

import json
from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat import paths
from doisoat.records.link import ACCOUNT_PERSON, BENEFICIARY_PERSON, JUDGED
from doisoat.records.table import Table

SUBJECTS = {BENEFICIARY_PERSON: "beneficiary", ACCOUNT_PERSON: "account"}
_KEYS = {BENEFICIARY_PERSON: ("beneficiary_code",), ACCOUNT_PERSON: ("sender", "file", "row_number")}
_FOLDER = paths.SQL / "lake" / "link"


def new_judgements(table: Table, links: pa.Table, former: pa.Table, decisions: pa.Table) -> pa.Table:
    """records.link.JUDGED: what `links` (rows of `table`) says otherwise than `former`, and who is no longer there.

    `decisions` is link/decision of the night: it knows who decided.
    """
    with duckdb.connect(":memory:") as connection:
        connection.register("links", links)
        connection.register("former", former)
        sql = (_FOLDER / "new_judgement.sql").read_text(encoding="utf-8")
        sql = sql.format(keys=", ".join(_KEYS[table]), columns=", ".join(table.names))
        found = connection.sql(sql).to_arrow_table()
    obeyed = _obeyed(found)
    deciders = decisions["decided_by"].take(pc.index_in(obeyed, decisions["decision_id"]))
    columns = {name: found[name] for name in found.column_names}
    columns |= {
        "subject": pa.repeat(SUBJECTS[table], len(found)),
        "decision_id": obeyed,
        "decided_by": pc.if_else(found["left"], None, pc.fill_null(deciders, "model")),
    }
    absent = pa.nulls(len(found))
    return pa.table({name: columns.get(name, absent) for name in JUDGED.names}).cast(JUDGED.schema)


def links_of(table: Table, nights: Iterable[pa.Table]) -> pa.Table:
    """`table` as it is after the last of `nights`: link/judgement of each night, the oldest first."""
    dated = [night.append_column("night", pa.array([k] * len(night), pa.int64())) for k, night in enumerate(nights)]
    with duckdb.connect(":memory:") as connection:
        connection.register("judgement", pa.concat_tables(dated))
        sql = (_FOLDER / "newest_judgement.sql").read_text(encoding="utf-8").format(keys=", ".join(_KEYS[table]))
        newest = connection.sql(sql, params={"subject": SUBJECTS[table]}).to_arrow_table()
    return newest.select(table.names).cast(table.schema)


def _obeyed(judged: pa.Table) -> pa.Array:
    """Per judgement the decision that made the link, if a person did."""
    by_people = np.flatnonzero(pc.fill_null(pc.equal(judged["match_method"], "clerical"), False))
    numbers = np.zeros(len(judged), dtype=np.int64)
    numbers[by_people] = [_decision(text) for text in judged["match_evidence"].take(pa.array(by_people)).to_pylist()]
    return pa.array(numbers, mask=~np.isin(np.arange(len(judged)), by_people))


def _decision(evidence: str) -> int:
    """The newest that says the record is that person and stands."""
    told = json.loads(evidence)["decisions"]
    numbers = [each["decision_id"] for each in told if (each["verdict"], each["state"]) == ("same", "stands")]
    return int(numbers[-1])
