"""Rows put aside: the first thing wrong with each, and the whole row as it was sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

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


def split(raw: pa.Table, rules: Sequence[Rule], *, feed: str) -> tuple[pa.Table, pa.Table]:
    """The rows that keep every rule, and core/quarantine rows for the rest, with the first broken rule of each."""
    # Reversed, so that the first rule is written last.
    first = pa.nulls(raw.num_rows, pa.int32())
    for number in reversed(range(len(rules))):
        broken = pc.fill_null(rules[number].broken, False)
        first = pc.if_else(broken, pa.scalar(number, pa.int32()), first)
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


def repeated(rows: pa.Table, key: Sequence[str]) -> pa.Array:
    """True for the second and later rows with a key, in the order of sender, file and row number."""
    order = pc.sort_indices(rows, [(name, "ascending") for name in ("sender", "file", "row_number")])
    seen: set[tuple[object, ...]] = set()
    marks = [False] * rows.num_rows
    for i, values in zip(
        order.to_pylist(), zip(*(rows[k].take(order).to_pylist() for k in key), strict=True), strict=True
    ):
        marks[i] = values in seen
        seen.add(values)
    return pa.array(marks, pa.bool_())
