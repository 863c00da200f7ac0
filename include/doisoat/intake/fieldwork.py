"""What wards report back, typed: the result columns of their worklists, on lines whose seal holds."""

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.banks.resolve import Banks
from doisoat.dates.birth import read_birth_date
from doisoat.identifiers.account import read_account_number
from doisoat.identifiers.column import are_card_numbers
from doisoat.identifiers.seal import Seal, read_seal
from doisoat.intake.distinct import map_distinct
from doisoat.intake.quarantine import Rule, malformed, missing, repeated, split
from doisoat.records.core import DELIVERY, FIELDWORK, ORIGIN
from doisoat.records.table import DATE

FEED = FIELDWORK.name
RESULTS = ("account_opened", "declined", "incapable", "absent", "deceased", "moved_out", "other")
IDENTITY = ("full_name", "birth_year", "id_masked")
_NEEDS_REASON = pa.array(["declined", "other"])
_REPORTED = ("result", "result_reason", "account_number", "bank_name", "done_on", "filled_by")
_DELIVERED = ("sender", "delivery_date", "sequence")


def standardise_fieldwork(raw: pa.Table, *, banks: Banks, date: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of core/fieldwork and of core/quarantine.

    A line of another ward's list, or whose person was altered, is put aside, and so is a result that lacks what makes
    it one: the reason of who declines, the number and bank of a new account. Of lines that contradict each other in one
    delivery none is taken.
    """
    seals = [read_seal(text) for text in raw["seal"].to_pylist()]
    days = _days(raw["done_on"], date)
    rules = [
        malformed(raw),
        missing(raw, "worklist_id"),
        missing(raw, "seal"),
        Rule("seal", "foreign_row", _foreign(raw, seals)),
        Rule("row", "identity_altered", pc.invert(_holds(raw, seals))),
        missing(raw, "result"),
        Rule("result", "unknown_code", pc.invert(pc.is_in(raw["result"], pa.array(RESULTS)))),
        Rule("result_reason", "reason_missing", _lacks(raw, "result_reason", pc.is_in(raw["result"], _NEEDS_REASON))),
        *_account_rules(raw, banks),
        Rule("done_on", "invalid_date", pc.and_(pc.is_valid(raw["done_on"]), pc.is_null(days))),
        Rule("done_on", "date_ahead", pc.greater(days, raw["delivery_date"])),
    ]
    sound, bad = split(raw, rules, feed=FEED)
    one, contradicting = split(sound, [Rule("row", "contradicting_reports", _contradicting(sound))], feed=FEED)
    twice = Rule("row", "duplicate_row", repeated(one, [*_DELIVERED, "worklist_id"]))
    good, duplicates = split(one, [twice], feed=FEED)
    return _core(good, banks, date), pa.concat_tables([bad, contradicting, duplicates])


def _account_rules(raw: pa.Table, banks: Banks) -> list[Rule]:
    opened = pc.fill_null(pc.equal(raw["result"], "account_opened"), False)
    numbers, bins = _numbers(raw), _bins(raw, banks)
    return [
        Rule("account_number", "missing", _lacks(raw, "account_number", opened)),
        Rule("account_number", "invalid_account_number", pc.and_(opened, pc.is_null(numbers))),
        Rule("account_number", "card_number", pc.and_(opened, are_card_numbers(numbers))),
        Rule("bank_name", "missing", _lacks(raw, "bank_name", opened)),
        Rule("bank_name", "unknown_code", pc.and_(opened, pc.is_null(bins))),
    ]


def _foreign(raw: pa.Table, seals: list[Seal | None]) -> pa.Array:
    pairs = zip(seals, raw["sender"].to_pylist(), strict=True)
    return pa.array([seal is not None and seal.ward_code != sender for seal, sender in pairs], pa.bool_())


def _holds(raw: pa.Table, seals: list[Seal | None]) -> pa.Array:
    ids, identities = raw["worklist_id"].to_pylist(), zip(*(raw[f].to_pylist() for f in IDENTITY), strict=True)
    lines = zip(seals, ids, identities, strict=True)
    return pa.array([seal is not None and seal.holds(item, identity) for seal, item, identity in lines], pa.bool_())


def _lacks(raw: pa.Table, field: str, needed: pa.Array) -> pa.Array:
    return pc.and_(needed, pc.is_null(raw[field]))


def _contradicting(rows: pa.Table) -> pa.Array:
    """Lines of one delivery that report different things of one line of the list."""
    keys = list(zip(*(rows[name].to_pylist() for name in (*_DELIVERED, "worklist_id")), strict=True))
    reports: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for key, report in zip(keys, zip(*(rows[name].to_pylist() for name in _REPORTED), strict=True), strict=True):
        reports.setdefault(key, set()).add(report)
    return pa.array([len(reports[key]) > 1 for key in keys], pa.bool_())


def _core(raw: pa.Table, banks: Banks, date: dt.date) -> pa.Table:
    listed = [seal.listed_on for text in raw["seal"].to_pylist() if (seal := read_seal(text))]
    columns = {
        "worklist_id": raw["worklist_id"],
        "ward_code": raw["sender"],
        "listed_on": pa.array(listed, DATE),
        "result": raw["result"],
        "result_reason": raw["result_reason"],
        "account_number": _numbers(raw),
        "bank_name": raw["bank_name"],
        "bank_bin": _bins(raw, banks),
        "done_on": _days(raw["done_on"], date),
        "filled_by": raw["filled_by"],
        **{column.name: raw[column.name] for column in (*DELIVERY, *ORIGIN)},
    }
    return pa.table(columns).select(FIELDWORK.names).cast(FIELDWORK.schema)


def _numbers(raw: pa.Table) -> pa.Array:
    return map_distinct(raw["account_number"], read_account_number)


def _bins(raw: pa.Table, banks: Banks) -> pa.Array:
    return map_distinct(raw["bank_name"], lambda text: banks.bin(text) if text else None)


def _days(column: pa.ChunkedArray, date: dt.date) -> pa.Array:
    """Whole days, written in any way that a birth date may be written, as a spreadsheet's day number too."""
    return map_distinct(column, lambda text: _day(text, date.year), DATE)


def _day(text: str | None, latest_year: int) -> dt.date | None:
    read = read_birth_date(text, latest_year=latest_year)
    return dt.date(read.year, read.month, read.day) if read.year and read.month and read.day else None
