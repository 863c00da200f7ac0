"""What failed payments come to in findings: by who must act on the reason."""

import json

import pyarrow as pa
import pytest

from doisoat.payments.returns import load_returns
from doisoat.reconcile.discrepancies import KINDS
from doisoat.reconcile.relations import Relations
from doisoat.records import mart
from payments_made import payment, rows


def findings(*payments: dict, after_death: tuple[dict, ...] = ()) -> list[dict]:
    meaning = load_returns()
    owners = pa.table({"code": list(meaning), "owner": [m.owner for m in meaning.values()]})
    with Relations(
        payment=rows(mart.PAYMENT, *payments),
        paid_after_death=rows(mart.PAID_AFTER_DEATH, *after_death),
        meaning=owners,
    ) as relations:
        relations.derive("payment_finding")
        found = relations.table("payment_finding").to_pylist()
    assert {row["kind"] for row in found} <= set(KINDS)
    return found


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("rejected", "R01", "payment_returned"),
        ("returned", "R07", "payment_stopped"),
        ("rejected", "R16", "payment_uncollected"),
        ("rejected", "R12", "payment_delayed"),
        ("unknown", "R11", "payment_unknown"),
    ],
)
def test_a_failed_payment_is_found_for_whoever_must_act(status, code, kind):
    (row,) = findings(payment("A", status=status, reason_code=code))
    assert row["kind"] == kind
    assert json.loads(row["detail"])["code"] == code


def test_what_is_settled_open_or_repeated_is_no_finding():
    repeated = payment("C", status="replaced", ended_as="rejected", reason_code="R12")
    assert findings(payment("A"), payment("B", status="accepted"), repeated) == []


def test_a_period_paid_twice_is_found():
    (row,) = findings(payment("A"), payment("A", attempt=2, status="paid_in_cash"))
    assert (row["kind"], json.loads(row["detail"])["amount"]) == ("paid_twice", 880_000)


def test_a_payment_after_death_is_found_with_its_amount():
    dead = {"beneficiary_code": "A", "payment_id": "P", "period": "2024-03", "amount": 440_000}
    (row,) = findings(after_death=(dead,))
    assert (row["kind"], json.loads(row["detail"])["amount"]) == ("paid_after_death", 440_000)
