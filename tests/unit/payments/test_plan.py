"""What a run proposes, and what it withholds and why."""

import dataclasses
import datetime as dt

import pytest

from doisoat.payments.policy import load_policy
from payments_made import PAID_ON, entry, only, payment, planned

RESTING = PAID_ON - dt.timedelta(days=9)
OTHER_ACCOUNT = {"account_number": "9990001112223"}


def withheld(*args, **values) -> list[tuple[str, str]]:
    plan = planned(*args, **values)
    assert plan.proposed.num_rows == 0
    return [(row["period"], row["reason"]) for row in plan.withheld.to_pylist()]


def proposed(*args, **values) -> dict:
    return only(planned(*args, **values).proposed)


def test_an_entry_is_paid_where_the_published_tables_say():
    row = proposed([entry("A")])
    assert (row["amount"], row["pay_channel"], row["account_number"]) == (440_000, "bank", "0011001234567")
    assert (row["kind"], row["attempt"], row["channel_reason"]) == ("regular", 1, None)


def test_the_same_plan_made_twice_has_the_same_ids_and_files():
    assert planned([entry("A"), entry("B")]) == planned([entry("B"), entry("A")])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"pay_channel": "hold", "hold_reason": "review"}, "review"),
        ({"pay_channel": "hold", "hold_reason": "deceased"}, "deceased"),
        ({"person_status": "deceased"}, "deceased"),
        ({"match_status": "review"}, "review"),
        ({"match_status": "unmatched", "personal_id": None, "person_status": None}, "unmatched"),
        ({"monthly_amount": None}, "amount_missing"),
        ({"monthly_amount": 0}, "amount_missing"),
        ({"monthly_amount": 440_001}, "amount_above_table"),
        ({"programme_code": "TB", "monthly_amount": 500_000_000}, "amount_too_high"),
        ({"account_number": None}, "account_missing"),
        ({"programme_code": "-"}, "programme_unknown"),
        ({"programme_code": "of their own"}, "programme_unknown"),
    ],
)
def test_what_is_doubtful_is_withheld_with_its_reason(values, reason):
    assert withheld([entry("A", **values)]) == [("2024-02", reason)]


@pytest.mark.parametrize("status", ["instructed", "accepted", "settled", "unknown", "paid_in_cash"])
def test_nothing_is_paid_again_while_a_payment_stands_or_may(status):
    assert withheld([entry("A")], [payment("A", status=status, reason_code="R11")]) == []


@pytest.mark.parametrize("status", ["settled", "unknown", "paid_in_cash"])
def test_nothing_is_repeated_while_an_attempt_that_was_taken_for_failed_stands_after_all(status):
    failed = payment("A", attempt=2, status="rejected", reason_code="R12")
    assert withheld([entry("A")], [payment("A", status=status, reason_code="R11"), failed]) == []


@pytest.mark.parametrize("programme", ["05c", "05C "])
def test_a_person_is_not_paid_twice_through_another_entry(programme):
    stands = payment("OLD", personal_id="person of A")
    assert withheld([entry("A", programme_code=programme)], [stands]) == [("2024-02", "paid_to_person")]


def test_capitals_and_spaces_make_no_other_programme():
    assert proposed([entry("A", programme_code=" 05C")])["amount"] == 440_000
    assert withheld([entry("A", programme_code="05C", monthly_amount=440_001)]) == [("2024-02", "amount_above_table")]


def test_of_two_entries_of_a_person_one_is_paid_even_if_the_other_is_held():
    held = entry("A", pay_channel="hold", hold_reason="duplicate", personal_id="person of B")
    assert proposed([held, entry("B")])["beneficiary_code"] == "B"
    both = planned([entry("A", personal_id="person of B"), entry("B")])
    assert only(both.proposed)["beneficiary_code"] == "A"
    assert only(both.withheld)["reason"] == "paid_to_person"


def test_a_changed_account_rests_until_its_days_are_over_or_somebody_has_confirmed_it():
    assert proposed([entry("A", changed_on=RESTING)])["channel_reason"] == "account_resting"
    assert proposed([entry("A", changed_on=RESTING)])["pay_channel"] == "postal_cash"
    assert proposed([entry("A", changed_on=RESTING, is_confirmed=True)])["pay_channel"] == "bank"
    assert proposed([entry("A", changed_on=RESTING - dt.timedelta(days=1))])["pay_channel"] == "bank"


def test_a_failed_payment_is_repeated_as_the_next_attempt_with_its_amount():
    row = proposed([entry("A", monthly_amount=300_000)], [payment("A", status="rejected", reason_code="R12")])
    assert (row["kind"], row["attempt"], row["period"], row["amount"]) == ("repeat", 2, "2024-02", 440_000)
    assert row["pay_channel"] == "bank"


def test_an_account_that_was_refused_is_not_tried_again_until_it_changes():
    failed = [payment("A", status="returned", reason_code="R02")]
    assert proposed([entry("A")], failed)["channel_reason"] == "account_refused"
    assert proposed([entry("A", **OTHER_ACCOUNT)], failed)["pay_channel"] == "bank"


def channels(*payments: dict) -> dict[tuple[str, str], str]:
    rows = planned([entry("A"), entry("B")], list(payments)).proposed.to_pylist()
    return {(row["beneficiary_code"], row["kind"]): row["pay_channel"] for row in rows}


@pytest.mark.parametrize("reason", ["R10", "R12", "R13"])
def test_batches_that_were_turned_away_as_a_whole_say_nothing_of_the_accounts_in_them(reason):
    day = PAID_ON + dt.timedelta(days=1)
    failed = {"period": "2024-01", "status": "rejected", "reason_code": reason, "status_on": day}
    before = {**failed, "status": "replaced", "ended_as": "rejected", "batch_id": "of the run before"}
    twice = [payment(code, attempt=n, **values) for code in "AB" for n, values in ((1, before), (2, failed))]
    assert set(channels(*twice).values()) == {"bank"}


def test_payments_of_a_batch_that_failed_each_for_itself_say_what_they_say():
    day = PAID_ON + dt.timedelta(days=1)
    alone = payment("A", status="rejected", reason_code="R13", status_on=day)
    other = payment("B", status="rejected", reason_code="R10", status_on=day)
    assert channels(alone, other) == {("A", "repeat"): "postal_cash", ("B", "repeat"): "bank"}


def test_after_failures_in_a_row_the_next_channel_is_proposed():
    first = payment("A", period="2024-01", status="replaced", ended_as="rejected", reason_code="R12")
    second = payment("A", period="2024-01", attempt=2, status="rejected", reason_code="R10")
    rows = planned([entry("A")], [first, second]).proposed.to_pylist()
    assert [(r["period"], r["pay_channel"], r["channel_reason"]) for r in rows] == [
        ("2024-02", "postal_cash", "account_failed"),
        ("2024-01", "postal_cash", "account_failed"),
    ]


def test_failures_before_the_account_worked_again_do_not_count():
    failed = payment("A", period="2023-12", status="rejected", reason_code="R02", instructed_on=dt.date(2023, 11, 20))
    worked = payment("A", period="2024-01", status="settled", instructed_on=dt.date(2023, 12, 20))
    assert {row["pay_channel"] for row in planned([entry("A")], [failed, worked]).proposed.to_pylist()} == {"bank"}


@pytest.mark.parametrize(("code", "reason"), [("R07", "never_again"), ("R15", "never_again"), ("R08", "never_again")])
def test_what_must_not_be_sent_again_waits_for_a_person(code, reason):
    assert withheld([entry("A")], [payment("A", status="returned", reason_code=code)]) == [("2024-02", reason)]


def test_what_a_person_allows_is_sent_again_once():
    failed = payment("A", status="returned", reason_code="R15")
    allowed = (failed["payment_id"],)
    assert proposed([entry("A")], [failed], allowed=allowed)["attempt"] == 2
    again = payment("A", attempt=2, status="returned", reason_code="R15")
    before = {**failed, "status": "replaced", "ended_as": "returned"}
    assert withheld([entry("A")], [before, again], allowed=allowed) == [("2024-02", "never_again")]


def test_money_that_came_back_after_a_timeout_is_sent_again():
    assert proposed([entry("A")], [payment("A", status="returned", reason_code="R11")])["kind"] == "repeat"


def test_an_account_whose_holder_the_bank_says_is_dead_gets_no_later_period():
    plan = planned([entry("A")], [payment("A", period="2024-01", status="returned", reason_code="R07")])
    assert only(plan.proposed)["channel_reason"] == "holder_deceased"
    assert (only(plan.proposed)["period"], only(plan.withheld)["period"]) == ("2024-02", "2024-01")


def test_a_death_that_only_a_bank_tells_of_is_a_question_until_somebody_looked_or_the_money_was_collected():
    said = payment("A", period="2024-01", status="returned", reason_code="R07", status_on=PAID_ON)
    changed = entry("A", **OTHER_ACCOUNT)
    assert proposed([changed], [said])["channel_reason"] == "holder_deceased"
    assert proposed([changed], [said])["pay_channel"] == "postal_cash"
    allowed = planned([changed], [said], allowed=(said["payment_id"],)).proposed.to_pylist()
    assert {row["channel_reason"] for row in allowed} == {None}
    collected = payment("A", programme_code="06c", period="2024-01", status="paid_in_cash", account_number=None,
                        pay_channel="postal_cash", instructed_on=PAID_ON + dt.timedelta(days=1))  # fmt: skip
    assert proposed([changed], [said, collected])["channel_reason"] is None


def test_money_that_was_sent_before_the_bank_told_of_a_death_does_not_answer_the_question():
    said = payment("A", period="2024-01", status="returned", reason_code="R07", status_on=PAID_ON)
    before = payment("A", programme_code="06c", period="2024-01", status="settled", instructed_on=PAID_ON)
    assert proposed([entry("A", **OTHER_ACCOUNT)], [said, before])["channel_reason"] == "holder_deceased"


def test_who_has_not_collected_three_months_in_a_row_is_suspended():
    missed = [
        payment("A", period=f"2024-{m:02d}", pay_channel="postal_cash", account_number=None, status="returned",
                reason_code="R16", instructed_on=dt.date(2024, m, 20))
        for m in (1, 2, 3)
    ]  # fmt: skip
    cash = entry("A", pay_channel="postal_cash")
    assert {r for _, r in withheld([cash], missed, period="2024-04", date=dt.date(2024, 3, 20))} == {"not_collected"}
    assert planned([cash], missed[:2], period="2024-03").proposed.num_rows == 3


def test_arrears_are_paid_once_the_reason_is_gone():
    before = {"beneficiary_code": "A", "programme_code": "05c", "period": "2024-01", "amount": 400_000}
    rows = planned([entry("A")], [], [{**before, "reason": "review", "run_id": "2024-01/1"}]).proposed.to_pylist()
    assert [(row["period"], row["kind"], row["amount"]) for row in rows] == [
        ("2024-02", "regular", 440_000),
        ("2024-01", "arrears", 400_000),
    ]
    for gone in ({"reason": "duplicate"}, {"reason": "review", "period": "2023-01"}):
        assert planned([entry("A")], [], [{**before, "run_id": "2024-01/1", **gone}]).proposed.num_rows == 1


def test_arrears_of_an_amount_that_was_wrong_are_the_corrected_amount():
    before = {"beneficiary_code": "A", "programme_code": "05c", "period": "2024-01", "amount": 4_400_000}
    wrong = {**before, "reason": "amount_above_table", "run_id": "2024-01/1"}
    assert [row["amount"] for row in planned([entry("A")], [], [wrong]).proposed.to_pylist()] == [440_000, 440_000]


def test_arrears_from_before_amounts_rose_are_what_was_due_then():
    before = {"beneficiary_code": "A", "programme_code": "05c", "period": "2024-01", "amount": 4_400_000}
    wrong = {**before, "reason": "amount_above_table", "run_id": "2024-01/1"}
    amounts = {"2024-02": {"05c": 500_000}}
    rows = planned([entry("A", monthly_amount=500_000)], [], [wrong], amounts=amounts).proposed.to_pylist()
    assert [(row["period"], row["amount"]) for row in rows] == [("2024-02", 500_000), ("2024-01", 440_000)]
    still = planned([entry("A", monthly_amount=4_400_000)], [], [wrong], amounts=amounts)
    assert {row["reason"] for row in still.withheld.to_pylist()} == {"amount_above_table"}


@pytest.mark.parametrize("programme", ["-", "of their own"])
def test_arrears_of_an_unknown_programme_are_paid_under_the_one_that_the_roll_names_now(programme):
    before = {"beneficiary_code": "A", "programme_code": programme, "period": "2024-01", "amount": 400_000}
    unknown = {**before, "reason": "programme_unknown", "run_id": "2024-01/1"}
    rows = planned([entry("A")], [], [unknown]).proposed.to_pylist()
    assert [(row["period"], row["programme_code"]) for row in rows] == [("2024-02", "05c"), ("2024-01", "05c")]
    assert withheld([entry("A", programme_code="-")], [], [unknown]) == [
        ("2024-01", "programme_unknown"),
        ("2024-02", "programme_unknown"),
    ]


def test_arrears_are_one_payment_whatever_programmes_the_roll_named_meanwhile():
    before = {"beneficiary_code": "A", "period": "2024-01", "amount": 400_000, "reason": "review"}
    runs = [("06c", "2024-01/9"), ("05c", "2024-01/10")]
    kept = [{**before, "programme_code": programme, "run_id": run} for programme, run in runs]
    rows = planned([entry("A")], [], kept).proposed.to_pylist()
    assert [(row["period"], row["programme_code"]) for row in rows] == [("2024-02", "05c"), ("2024-01", "05c")]


def test_a_period_goes_on_under_the_programme_it_was_instructed_for():
    other = entry("A", programme_code="06c", monthly_amount=550_000)
    assert withheld([other], [payment("A")]) == []
    row = proposed([other], [payment("A", status="rejected", reason_code="R12")])
    assert (row["kind"], row["programme_code"], row["amount"]) == ("repeat", "05c", 440_000)


def test_a_failed_payment_of_somebody_who_left_the_roll_waits():
    assert withheld([], [payment("A", status="rejected", reason_code="R12")]) == [("2024-02", "left_roll")]


def test_files_hold_no_more_than_the_policy_says_and_kinds_are_batches():
    policy = dataclasses.replace(load_policy(), per_file=2)
    failed = [payment("A", period="2024-01", status="rejected", reason_code="R12")]
    plan = planned([entry("A"), entry("B"), entry("C")], failed, policy=policy)
    assert [(row["message_id"][-3:], row["batch_id"][-7:]) for row in plan.proposed.to_pylist()] == [
        ("001", "001-REG"),
        ("001", "001-REG"),
        ("002", "002-REG"),
        ("002", "002-REP"),
    ]


def test_a_payee_is_named_as_the_bank_knows_the_holder():
    assert proposed([entry("A", holder_name="NGUYEN T AN")])["payee_name"] == "NGUYEN T AN"
    assert proposed([entry("A", holder_name=None)])["payee_name"] == "NGUYEN THI AN"
