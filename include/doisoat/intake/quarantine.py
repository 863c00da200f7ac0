"""Rows put aside: the first thing wrong with each, and the whole row as it was sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.raw import FIELDS, MALFORMED
from doisoat.records.core import QUARANTINE


@dataclass(frozen=True)
class Rule:
    """`field` is wrong for `reason`, a code of labels/quarantine.csv, in the rows where `broken` is true."""

    field: str
    reason: str
    broken: pa.Array | None = None


@dataclass(frozen=True)
class Once:
    """Of the rows that keep every other rule only the first with a key counts; `field` and `reason` as in Rule."""

    field: str
    reason: str
    key: Sequence[str]


def split(raw: pa.Table, rules: Sequence[Rule], *, feed: str, once: Once | None = None) -> tuple[pa.Table, pa.Table]:
    """The rows that keep every rule, and core/quarantine rows for the rest, with the first broken rule of each."""
    # Reversed, so that the first rule is written last.
    first = pa.nulls(raw.num_rows, pa.int32())
    for number in reversed(range(len(rules))):
        broken = pc.fill_null(rules[number].broken, False)
        first = pc.if_else(broken, pa.scalar(number, pa.int32()), first)
    if once is not None:
        marks = repeated(raw, once.key, among=pc.is_null(first))
        first = pc.if_else(marks, pa.scalar(len(rules), pa.int32()), first)
        rules = [*rules, Rule(once.field, once.reason)]
    good = pc.is_null(first)
    bad = raw.filter(pc.invert(good))
    return raw.filter(good), put_aside(bad, [rules[n] for n in first.drop_null().to_pylist()], feed=feed)


def put_aside(bad: pa.Table, broken: Sequence[Rule], *, feed: str) -> pa.Table:
    """core/quarantine rows for raw rows and the rule that each of them breaks."""
    columns = {
        "feed": pa.repeat(feed, bad.num_rows),
        "sender": bad["sender"],
        "file": bad["file"],
        "row_number": bad["row_number"],
        "field": pa.array([rule.field for rule in broken], pa.string()),
        "reason": pa.array([rule.reason for rule in broken], pa.string()),
        "raw": pa.array(as_sent(bad, feed), pa.string()),
    }
    return pa.table(columns).cast(QUARANTINE.schema)


def as_sent(rows: pa.Table, feed: str) -> list[str]:
    """Each row as a JSON object of the fields that were filled."""
    sent = rows.select([*FIELDS[feed], MALFORMED.name]).to_pylist()
    return [json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) for row in sent]


def missing(raw: pa.Table, field: str) -> Rule:
    return Rule(field, "missing", pc.is_null(raw[field]))


def malformed(raw: pa.Table) -> Rule:
    return Rule("row", "malformed_row", pc.is_valid(raw[MALFORMED.name]))


def nameless(raw: pa.Table, field: str) -> Rule:
    return Rule(field, "invalid_name", pc.invert(pc.match_substring_regex(raw[field], r"\p{L}")))


def unknown_code(field: str, sent: pa.Array, code: pa.Array) -> Rule:
    """A value was sent, and it is not in the code list."""
    return Rule(field, "unknown_code", pc.and_(pc.is_valid(sent), pc.is_null(code)))


def repeated(rows: pa.Table, key: Sequence[str], *, among: pa.Array | None = None) -> pa.Array:
    """True for the second and later of the rows (`among` some) with a key, in the order of sender, file, row number."""
    among = pa.repeat(pa.scalar(True), rows.num_rows) if among is None else among
    keys = rows.select(key).filter(among).group_by(list(key)).aggregate([([], "count_all")])
    several = keys.filter(pc.greater(keys["count_all"], 1))[key[0]].unique()
    places = pc.indices_nonzero(pc.and_(among, pc.is_in(rows[key[0]], several)))  # hardly any row
    suspected = rows.select([*dict.fromkeys((*key, "sender", "file", "row_number"))]).take(places)
    order = pc.sort_indices(suspected, [(name, "ascending") for name in ("sender", "file", "row_number")])
    marks, seen = np.zeros(rows.num_rows, np.bool_), set[tuple[object, ...]]()
    values = zip(*(suspected[name].take(order).to_pylist() for name in key), strict=True)
    for at, value in zip(places.take(order).to_pylist(), values, strict=True):
        marks[at] = value in seen
        seen.add(value)
    return pa.array(marks)
