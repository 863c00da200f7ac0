"""The post office's list for a commune: who collects how much, with room for the signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from doisoat.payments.pain001 import reference
from doisoat.payments.sheet import write_csv, write_xlsx

HEADER = (
    "STT",
    "Mã khoản chi",
    "Mã đối tượng",
    "Họ và tên",
    "Thôn/Tổ dân phố",
    "Nội dung",
    "Số tiền (đồng)",
    "Ký nhận",
)
_WIDTHS = (6, 32, 16, 30, 24, 30, 16, 20)
_CSV = ("PAYMENT_ID", "BENEFICIARY_CODE", "FULL_NAME", "VILLAGE", "REFERENCE", "AMOUNT")
_REFERENCES = {"regular": "Trợ cấp tháng", "arrears": "Truy lĩnh trợ cấp tháng", "repeat": "Chi lại trợ cấp tháng"}


@dataclass(frozen=True, slots=True)
class CashPayment:
    """A payment in cash, with what the teller needs to find the person."""

    payment_id: str
    beneficiary_code: str
    full_name: str
    village: str | None
    kind: str
    period: str
    amount: int


def cash_workbook(commune: str, period: str, payments: Sequence[CashPayment]) -> bytes:
    """The list to print and sign, with its total in the last line."""
    month = _month(period)
    title = ("DANH SÁCH CHI TRẢ TRỢ CẤP BẰNG TIỀN MẶT", f"{commune} – kỳ chi tháng {month}")
    total = sum(payment.amount for payment in payments)
    lines = [(number, *_cells(payment), None) for number, payment in enumerate(payments, 1)]
    return write_xlsx(title, HEADER, [*lines, (None, None, None, "Tổng cộng", None, None, total, None)], _WIDTHS)


def cash_csv(payments: Sequence[CashPayment]) -> bytes:
    """The same list for the post's program."""
    lines = (
        (p.payment_id, p.beneficiary_code, p.full_name, p.village, reference(p.kind, p.period), p.amount)
        for p in payments
    )
    return write_csv(_CSV, lines, mark=True)


def _cells(p: CashPayment) -> tuple[object, ...]:
    said = f"{_REFERENCES[p.kind]} {_month(p.period)}"
    return (p.payment_id, p.beneficiary_code, p.full_name, p.village, said, p.amount)


def _month(period: str) -> str:
    year, month = period.split("-")
    return f"{month}/{year}"
