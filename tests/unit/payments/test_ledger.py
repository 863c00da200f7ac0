"""The ledger: where a payment stands, whatever the order, number and day of what was said about it."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments_made import BANK, PAID_ON, instruction, ledger, only, said

CASH = {"pay_channel": "postal_cash", "recipient": "buudien", "message_id": "DS202402-1-BUUDIEN-001", "batch_id": "D-1"}
SENT = [instruction("A"), instruction("B"), instruction("C", **CASH)]
AMOUNTS = ("settled", "cash", "returned", "charges", "rejected", "open", "unknown", "difference")


def standing(events, *, days: int = 2, sent=None) -> dict:
    return only(ledger(sent or [instruction("A")], events, days=days).payment)


@pytest.mark.parametrize(
    ("events", "status", "code"),
    [
        ([], "instructed", None),
        ([said("A", "accepted", days=0)], "accepted", None),
        ([said("A", "settled")], "settled", None),
        ([said("A", "rejected", return_code="R01")], "rejected", "R01"),
        ([said("A", "rejected")], "rejected", "R13"),
        ([said("A", "returned", amount=440_000, return_code="R02")], "returned", "R02"),
        ([said("A", "settled"), said("A", "returned", days=2, return_code="R02")], "returned", "R02"),
        ([said("A", "returned"), said("A", "withdrawn", days=2)], "settled", None),
        ([said("A", "returned"), said("A", "withdrawn"), said("A", "settled", days=0)], "unknown", "R11"),
        ([said("A", "settled"), said("A", "rejected", days=2, return_code="R02")], "returned", "R02"),
        ([said("A", "settled"), said("A", "rejected")], "unknown", "R11"),
        ([said("A", "unknown", return_code="R11")], "unknown", "R11"),
        ([said("A", "unknown", return_code="R11"), said("A", "settled", days=2)], "settled", None),
    ],
    ids=[
        *("nothing", "accepted", "settled", "rejected", "without a reason", "returned", "settled, then returned"),
        *("return taken back", "return and taking back on one day", "rejected after settling", "contradiction"),
        *("timeout", "timeout, then the answer"),
    ],
)
def test_where_a_payment_stands(events, status, code):
    row = standing(events)
    assert (row["status"], row["reason_code"]) == (status, code)


def test_silence_is_unknown_after_the_days_of_the_policy():
    assert [standing([], days=days)["status"] for days in (2, 3)] == ["instructed", "unknown"]
    accepted = [said("A", "accepted", days=2)]
    assert [standing(accepted, days=days)["status"] for days in (4, 5)] == ["accepted", "unknown"]


def test_the_post_has_longer_to_answer_and_pays_in_cash():
    cash = [instruction("A", **CASH)]
    assert standing([], days=30, sent=cash)["status"] == "instructed"
    assert standing([said("A", "settled", sender="buudien")], sent=cash)["status"] == "paid_in_cash"


def test_what_is_said_of_a_payment_outweighs_what_is_said_of_its_file():
    of_file = said("A", "rejected", scope="message", payment_id=None, message_id=instruction("A")["message_id"])
    rows = ledger([instruction("A"), instruction("B")], [of_file, said("A", "settled")]).payment.to_pylist()
    assert {row["beneficiary_code"]: row["status"] for row in rows} == {"A": "settled", "B": "rejected"}


@pytest.mark.parametrize(
    ("amount", "status"), [(880_000, "settled"), (None, "settled"), (440_000, "settled"), (880_001, "instructed")]
)
def test_a_batch_booked_as_one_sum_settles_what_was_not_rejected(amount, status):
    batch = said("A", "settled", scope="batch", payment_id=None, batch_id=instruction("A")["batch_id"], amount=amount)
    rejected = [said("B", "rejected", return_code="R01")] if amount == 440_000 else []
    rows = ledger([instruction("A"), instruction("B")], [batch, *rejected]).payment.to_pylist()
    assert next(row["status"] for row in rows if row["beneficiary_code"] == "A") == status
    assert rows[-1]["status"] in {status, "rejected"}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (said("Z", "settled"), "unknown_payment"),
        (said("A", "settled", sender="970405"), "other_sender"),
        (said("A", "settled", days=-1), "before_instruction"),
        (said("A", "settled", days=401, delivery_date=PAID_ON), "too_late"),
        (said("A", "settled", amount=439_999), "amount_differs"),
        (said("A", "returned", amount=440_001), "amount_differs"),
    ],
    ids=["unknown", "another bank", "last year's reference", "years later", "another amount", "more than was sent"],
)
def test_what_cannot_be_so_is_listed_and_changes_nothing(event, reason):
    found = ledger([instruction("A")], [event])
    assert only(found.payment)["status"] == "instructed"
    assert only(found.unmatched)["reason"] == reason


def test_a_booking_with_its_charge_on_top_is_the_payment():
    assert standing([said("A", "settled", amount=445_000, charges=5_000)])["status"] == "settled"


def test_what_lacks_more_than_a_charge_is_not_the_payment_that_came_back():
    found = ledger([instruction("A")], [said("A", "settled"), said("A", "returned", days=2, amount=40_000)])
    assert only(found.payment)["status"] == "settled"
    assert only(found.unmatched)["reason"] == "amount_differs"


def test_a_charge_kept_of_a_return_closes_and_what_nobody_explains_is_the_difference():
    kept = ledger([instruction("A")], [said("A", "returned", amount=435_000, charges=5_000)]).closing
    short = ledger([instruction("A")], [said("A", "returned", amount=435_000)]).closing
    assert [only(kept)[name] for name in ("returned", "charges", "difference")] == [435_000, 5_000, 0]
    assert [only(short)[name] for name in ("returned", "charges", "difference")] == [435_000, 0, 5_000]


def test_a_payment_that_was_repeated_is_replaced_and_counted_where_it_ended():
    sent = [instruction("A"), instruction("A", attempt=2, instructed_on=PAID_ON + dt.timedelta(days=2))]
    found = ledger(sent, [said("A", "rejected", return_code="R12")])
    first, second = found.payment.to_pylist()
    assert (first["status"], first["ended_as"], second["status"]) == ("replaced", "rejected", "instructed")
    closing = only(found.closing)
    assert [closing[n] for n in ("payments", "rejected", "open", "replaced")] == [2, 440_000, 440_000, 440_000]


def test_the_closing_is_by_district_and_by_ward_where_there_are_none():
    places = [("001", "00001"), ("001", "00004"), (None, "00025"), (None, None)]
    sent = [instruction(f"A{n}", district_code=d, ward_code=w) for n, (d, w) in enumerate(places)]
    closing = ledger(sent, []).closing.to_pylist()
    assert {row["district_code"]: row["payments"] for row in closing} == {"001": 2, "00025": 1, "unknown": 1}


def test_a_later_delivery_of_a_date_replaces_the_earlier_one():
    wrong = said("A", "returned", amount=440_000)
    right = said("A", "settled", sequence=2)
    assert standing([wrong, right])["status"] == "settled"


def test_who_was_paid_for_a_month_after_their_death_is_listed_with_amount_and_dates():
    persons = pa.table({
        "personal_id": ["person of A", "person of B"],
        "status": ["deceased", "deceased"],
        "status_date": [dt.date(2024, 1, 30), dt.date(2024, 2, 1)],
    })
    sent = [instruction("A"), instruction("B")]
    found = ledger(sent, [said("A", "settled"), said("B", "settled")], persons=persons).paid_after_death
    row = only(found)
    assert (row["beneficiary_code"], row["amount"], row["settled_on"], row["died_on"]) == (
        "A",
        440_000,
        PAID_ON + dt.timedelta(days=1),
        dt.date(2024, 1, 30),
    )


# Every payment, batch and file, every outcome, on days that contradict and repeat.
BATCH, MESSAGE = SENT[0]["batch_id"], SENT[0]["message_id"]
TARGETS = st.sampled_from([
    *({"scope": "payment", "payment_id": s["payment_id"], "sender": s["recipient"]} for s in SENT),
    {"scope": "batch", "payment_id": None, "batch_id": BATCH},
    {"scope": "message", "payment_id": None, "message_id": MESSAGE},
])
EVENTS = st.builds(
    lambda target, outcome, days, amount, charges, late: said(
        "A",
        outcome,
        days=days,
        amount=amount,
        charges=charges,
        delivery_date=PAID_ON + dt.timedelta(days=days + late),
        **target,
    ),
    TARGETS,
    st.sampled_from(["accepted", "settled", "rejected", "returned", "withdrawn", "unknown"]),
    st.integers(-1, 6),
    st.sampled_from([None, 440_000, 435_000, 880_000, 1]),
    st.sampled_from([None, 5_000]),
    st.integers(0, 9),
)
PROPERTY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tables(events, *, days: int = 20):
    found = ledger(SENT, events, days=days)
    columns = [name for name in found.unmatched.column_names if name not in {"file", "row_number", "delivery_date"}]
    return found.payment, found.closing, found.unmatched.select(columns)


@pytest.mark.thorough
@PROPERTY
@given(st.lists(EVENTS, max_size=12), st.randoms(use_true_random=False))
def test_order_and_repetition_of_what_is_said_change_nothing(events, random):
    again = [{**event, "file": "again.xml"} for event in random.sample(events, len(events) // 2)]
    shuffled = [*events, *again]
    random.shuffle(shuffled)
    assert tables(shuffled) == tables(events)


@pytest.mark.thorough
@PROPERTY
@given(st.lists(EVENTS, max_size=12), st.integers(0, 9))
def test_what_comes_late_ends_as_if_it_had_come_in_time(events, late):
    days = dt.timedelta(days=late)
    delayed = [{**event, "delivery_date": event["delivery_date"] + days} for event in events]
    assert tables(delayed, days=40) == tables(events, days=40)


@pytest.mark.thorough
@PROPERTY
@given(st.lists(EVENTS, max_size=12), st.integers(0, 20))
def test_every_dong_is_in_one_column_on_every_night(events, days):
    for row in ledger(SENT, events, days=days).closing.to_pylist():
        assert row["instructed"] == sum(row[name] for name in AMOUNTS)
        assert row["difference"] >= 0


def test_the_bank_that_speaks_is_the_one_that_was_instructed():
    assert standing([said("A", "settled", sender=BANK)])["status"] == "settled"
