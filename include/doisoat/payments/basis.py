"""What a run starts from: the published night, its entries, what was withheld before, the period before."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, LiteralString

import pyarrow as pa
from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.payments.book import COUNT, NEWEST, columns, one
from doisoat.records import pay
from doisoat.storage.warehouse import connect, fetch, guarded

_ENTRIES: LiteralString = """
with other as (
    select h.beneficiary_code, max(h.valid_to) as changed_on
    from reconciled.beneficiary_history h join reconciled.beneficiary b using (beneficiary_code)
    where h.account_number is not null
    and (h.bank_bin, h.account_number) is distinct from (b.bank_bin, b.account_number)
    group by h.beneficiary_code
)
select b.beneficiary_code, b.personal_id, coalesce(b.programme_code, '-') as programme_code, b.full_name, b.village,
    b.district_code, b.ward_code, b.monthly_amount, b.match_status, b.person_status, b.pay_channel, b.hold_reason,
    b.bank_bin, b.account_number, a.holder_name, o.changed_on, c.beneficiary_code is not null as is_confirmed
from reconciled.beneficiary b
left join reconciled.account a using (bank_bin, account_number)
left join other o using (beneficiary_code)
left join payments.account_confirmation c using (beneficiary_code, bank_bin, account_number)"""
ENTRIES = pa.schema([
    *((name, pa.string()) for name in ("beneficiary_code", "personal_id", "programme_code", "full_name", "village")),
    *((name, pa.string()) for name in ("district_code", "ward_code")),
    ("monthly_amount", pa.int64()),
    *((name, pa.string()) for name in ("match_status", "person_status", "pay_channel", "hold_reason", "bank_bin")),
    *((name, pa.string()) for name in ("account_number", "holder_name")),
    ("changed_on", pa.date32()),
    ("is_confirmed", pa.bool_()),
])
WITHHELD = pa.schema([*pay.WITHHELD.schema, pa.field(pay.RUN_ID.name, pa.string())])
_WITHHELD: LiteralString = """
select {columns}, w.run_id from payments.withheld w join payments.run r using (run_id) where r.state = 'approved'"""
_NUMBER: LiteralString = "select coalesce(max(number), 0) + 1 from payments.run where period = %s"
_TOTALS: LiteralString = """
select totals from payments.run where period = %s and state = 'approved' order by number limit 1"""
_ALLOWED: LiteralString = "select payment_id from payments.repeat_permission"
_UNANSWERED: LiteralString = "select coalesce(sum(entries), 0) from payments.unanswered"
_LABELS: LiteralString = "select domain, code, label_vi from reconciled.code_label"


@dataclass(frozen=True)
class Basis:
    """What a run is made from: the published night, its entries, what was withheld before, which number it is."""

    business_date: dt.date
    entries: pa.Table
    withheld: pa.Table
    number: int
    instructions: int  # how many there are
    allowed: tuple[str, ...]  # failed payments that a person says may be sent again
    unanswered: int  # entries about which a bank was asked and has not answered


@guarded("reading what a pay run starts from")
def read_basis(url: str, period: str) -> Basis:
    """PaymentError if nothing is published yet."""
    with connect(url) as connection:
        connection.execute("set transaction isolation level repeatable read")
        date = one(connection, NEWEST)
        if date is None:
            raise PaymentError("nothing is published yet: run a night first")
        withheld = sql.SQL(_WITHHELD).format(columns=columns(pay.WITHHELD.names, of="w"))
        return Basis(
            business_date=date,
            entries=fetch(connection, sql.SQL(_ENTRIES), ENTRIES),
            withheld=fetch(connection, withheld, WITHHELD),
            number=int(one(connection, _NUMBER, period)),
            instructions=int(one(connection, COUNT)),
            allowed=tuple(payment for (payment,) in connection.execute(_ALLOWED).fetchall()),
            unanswered=int(one(connection, _UNANSWERED)),
        )


@guarded("reading the period before")
def read_totals(url: str, period: str) -> dict[str, Any] | None:
    """The totals of the period's first approved run; None if it had none."""
    with connect(url) as connection:
        found: dict[str, Any] | None = one(connection, _TOTALS, period)
        return found


@guarded("reading labels")
def read_labels(url: str) -> dict[tuple[str, str], str]:
    """(domain, code) to its Vietnamese label."""
    with connect(url) as connection:
        return {(domain, code): label for domain, code, label in connection.execute(_LABELS).fetchall()}
