"""A file of instructions as CSV, for payment institutions that take no ISO 20022."""

from collections.abc import Sequence

from doisoat.payments.pain001 import Transfer, reference
from doisoat.payments.sheet import write_csv

HEADER = ("PAYMENT_ID", "BANK_BIN", "ACCOUNT_NO", "PAYEE_NAME", "AMOUNT", "CURRENCY", "REFERENCE")


def write_bank_csv(transfers: Sequence[Transfer]) -> bytes:
    """UTF-8 with a header, one line a payment."""
    return write_csv(HEADER, (_line(transfer) for transfer in transfers))


def _line(t: Transfer) -> tuple[object, ...]:
    return (
        *(t.payment_id, t.bank_bin, t.account_number, t.payee_name),
        *(t.amount, "VND", reference(t.kind, t.period)),
    )
