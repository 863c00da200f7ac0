"""Lines about payments, typed: what happened to a payment, a batch or a file, and why."""

import datetime as dt
import hashlib
import re

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.amounts import read_amount
from doisoat.intake.codes import PAYMENT_STATUS, read_code
from doisoat.intake.distinct import map_distinct
from doisoat.intake.quarantine import Rule, malformed, missing, split, unknown_code
from doisoat.payments.payment_id import is_payment_id
from doisoat.payments.returns import OTHER, UNKNOWN_OUTCOME, code_in_words, return_code
from doisoat.records.core import ORIGIN, PAYMENTS
from doisoat.records.table import DATE, MONEY

FEED = PAYMENTS.name
CURRENCY = "VND"
_SCOPES = {"Tx": "payment", "PmtInf": "batch", "Grp": "message"}
_KEYS = {"Tx": "payment_id", "PmtInf": "batch_id", "Grp": "message_id"}
_DECIMAL = re.compile(r"(\d{1,15})(\.0{1,5})?")
_REASON_CODE = re.compile(r"[A-Za-z]{1,4}\d{0,3}")  # ISO 20022's, ours, or a bank's own
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*|Z|[+-]\d{2}:\d{2})?")
_SAID = (  # what makes an event the one it is
    *("sender", "scope", "payment_id", "batch_id", "message_id", "outcome"),
    *("return_code", "amount", "charges", "occurred_on", "bank_reference"),
)


def standardise_payments(raw: pa.Table, *, date: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of core/payments and of core/quarantine. `date`: nothing can have happened more than a week after it.

    A line that repeats another is no mistake: banks send statements again. Its event is the same.
    """
    level, status = raw["level"], _statuses(raw)
    days = map_distinct(raw["booked_on"], lambda text: read_day(text, latest=date + dt.timedelta(days=7)), DATE)
    is_booked = pc.equal(status, "booked")
    # The day of a status report is that of its message; without it, the day of the delivery is as good.
    is_own_day = pc.invert(pc.and_(raw["direction"].is_null(), raw["message_id"].is_valid()))
    rules = [
        malformed(raw),
        missing(raw, "level"),
        Rule("payment_id", "other_booking", pc.equal(level, "Ntry")),
        *(Rule(key, "missing", pc.and_(pc.equal(level, name), raw[key].is_null())) for name, key in _KEYS.items()),
        Rule("payment_id", "unknown_reference", pc.and_(pc.equal(level, "Tx"), pc.invert(_is_ours(raw)))),
        missing(raw, "status"),
        unknown_code("status", raw["status"], status),
        Rule(
            "direction",
            "missing",
            pc.and_(is_booked, pc.invert(pc.is_in(raw["direction"], pa.array(["CRDT", "DBIT"])))),
        ),
        Rule("currency", "other_currency", pc.not_equal(raw["currency"], CURRENCY)),
        *_unreadable(raw, "amount"),
        *_unreadable(raw, "charges"),
        Rule("booked_on", "no_such_day", pc.and_(raw["booked_on"].is_valid(), pc.and_(pc.is_null(days), is_own_day))),
        Rule("booked_on", "missing", pc.and_(is_booked, raw["booked_on"].is_null())),
    ]
    good, bad = split(raw, rules, feed=FEED)
    return _core(good, date), bad


def read_day(text: str | None, *, latest: dt.date) -> dt.date | None:
    """The day of an ISO date or timestamp, by the bank's clock; None if there is no such day, or it is too late."""
    found = _DAY.fullmatch(text or "")
    if found is None:
        return None
    try:
        day = dt.date.fromisoformat(found[1])
    except ValueError:
        return None
    return day if day <= latest else None


def read_money(text: str | None, *, decimal: bool) -> int | None:
    """Đồng. An XML amount is a decimal number, in which `440.000` is 440; on paper it would be thousands."""
    if not decimal:
        return read_amount(text)
    found = _DECIMAL.fullmatch(text or "")
    return int(found[1]) if found else None


def _unreadable(raw: pa.Table, field: str) -> list[Rule]:
    amounts = _money(raw, field)
    return [
        Rule(field, "invalid_amount", pc.and_(raw[field].is_valid(), pc.is_null(amounts))),
        Rule(field, "negative_amount", pc.less(amounts, 0)),
    ]


def _money(raw: pa.Table, field: str) -> pa.Array:
    """A row with a currency or a direction comes from XML."""
    decimal = pc.or_(raw["currency"].is_valid(), raw["direction"].is_valid())
    from_xml = map_distinct(raw[field], lambda text: read_money(text, decimal=True), MONEY)
    return pc.if_else(decimal, from_xml, map_distinct(raw[field], lambda text: read_money(text, decimal=False), MONEY))


def _is_ours(raw: pa.Table) -> pa.Array:
    return map_distinct(raw["payment_id"], is_payment_id, pa.bool_())


def _statuses(raw: pa.Table) -> pa.Array:
    return map_distinct(raw["status"], lambda text: read_code(text, PAYMENT_STATUS))


def _core(raw: pa.Table, date: dt.date) -> pa.Table:
    columns = {
        "scope": map_distinct(raw["level"], lambda text: _SCOPES.get(text or "")),
        **{name: raw[name] for name in ("payment_id", "batch_id", "message_id", "bank_reference")},
        "reason_text": pc.coalesce(raw["reason_text"], _worded(raw["reason"])),
        "status_code": raw["status"],
        "reason_code": raw["reason"],
        "return_code": _return_codes(raw),
        "amount": _money(raw, "amount"),
        "charges": _money(raw, "charges"),
        "occurred_on": map_distinct(
            raw["booked_on"], lambda text: read_day(text, latest=date + dt.timedelta(days=7)), DATE
        ),
        **{name: raw[name] for name in ("delivery_date", "sequence", *(column.name for column in ORIGIN))},
    }
    columns["outcome"] = _outcomes(raw, columns["return_code"])
    events = pa.table(columns)
    return events.append_column("event_id", _event_ids(events)).select(PAYMENTS.names).cast(PAYMENTS.schema)


def _worded(reasons: pa.Array) -> pa.Array:
    """Reasons that are no code but words: a CSV has one column for both."""
    return map_distinct(reasons, lambda text: text if text and not _REASON_CODE.fullmatch(text.strip()) else None)


def _return_codes(raw: pa.Table) -> pa.Array:
    """Of the reason; where that says nothing of a failure, of its words and the free text."""
    codes, status = map_distinct(raw["reason"], return_code), _statuses(raw)
    came_back = pc.or_kleene(pc.equal(raw["direction"], "CRDT"), raw["return_information"].is_valid())
    has_failed = pc.or_kleene(
        pc.is_in(status, pa.array(["rejected", "unknown"])), pc.and_kleene(pc.equal(status, "booked"), came_back)
    )
    says_nothing = pc.and_kleene(pc.fill_null(pc.equal(codes, OTHER), True), pc.fill_null(has_failed, False))
    words = pc.binary_join_element_wise(raw["reason"], raw["reason_text"], " | ", null_handling="replace")
    asked = pc.if_else(says_nothing, words, pa.scalar(None, pa.string()))
    return pc.coalesce(map_distinct(asked, code_in_words), codes)


def _outcomes(raw: pa.Table, codes: pa.Array) -> pa.Array:
    """From status, direction and reversal. A rejection for a timeout, and a debit that says it is a return, say that
    nobody knows.
    """
    status = _statuses(raw)
    is_credit, is_reversal = pc.equal(raw["direction"], "CRDT"), pc.is_in(raw["reversal"], pa.array(["true", "1"]))
    debited = pc.if_else(raw["return_information"].is_valid(), "unknown", "settled")
    booked = pc.if_else(is_credit, "returned", pc.if_else(is_reversal, "withdrawn", debited))
    outcomes = pc.if_else(pc.equal(status, "booked"), booked, status)
    is_timeout = pc.and_(pc.equal(outcomes, "rejected"), pc.fill_null(pc.equal(codes, UNKNOWN_OUTCOME), False))
    return pc.if_else(is_timeout, "unknown", outcomes)


def _event_ids(events: pa.Table) -> pa.Array:
    rows = zip(*(events[name].to_pylist() for name in _SAID), strict=True)
    return pa.array([hashlib.sha256(repr(row).encode()).hexdigest()[:32] for row in rows], pa.string())
