"""A bank's answers as payments-csv, as the post and those without ISO 20022 send them."""

import datetime as dt
from collections.abc import Iterator

from doisoat.synthetic.bank_fates import Bank, Sent

# Some write the reason in words instead of the code.
IN_WORDS = {"AC04": "Tài khoản đã đóng", "AC01": "SAI SO TAI KHOAN"}


def csv_lines(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> Iterator[tuple[object, ...]]:
    said = {
        1: [("rejected", "RJCT"), ("timeout_settled", "RJCT"), ("timeout_rejected", "RJCT")],
        2: [("settled", "ACSC"), ("returned", "ACSC")],
        3: [("returned", "RJCT")],
        4: [("timeout_settled", "ACSC"), ("silent", "ACSC"), ("timeout_rejected", "RJCT")],
        5: [("settled", "ACSC")],
    }
    for outcome, status in said[night]:
        for payment in bank.of(sent, outcome):
            reason = bank.fate(payment)[1] if status == "RJCT" else ""
            told = "AC04" if night == 4 and reason else reason
            day = date - dt.timedelta(days=3) if night == 5 else date  # sent again
            yield payment.payment_id, payment.amount, status, IN_WORDS.get(told, told), day
    if night == 2 and sent:
        yield "NOTPROVIDED", 100000, "ACSC", "", date
        yield sent[0].payment_id, sent[0].amount, "ACSC", "", date - dt.timedelta(days=366)
