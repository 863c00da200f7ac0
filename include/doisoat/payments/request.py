"""Ask first: before a period is paid, every bank is asked about the accounts declared with it and whom to look up.

    <outgoing>/requests/<period>/<business date>/<bank>/request.csv, then manifest.json

The answer comes in the feed `accounts`, with the beneficiary's code as `request_ref`.
"""

import datetime as dt
from pathlib import Path
from typing import LiteralString

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from doisoat.payments.delivery import MANIFEST, File, manifest, write_once
from doisoat.payments.period import require_season
from doisoat.payments.sheet import write_csv
from doisoat.storage.objects import ObjectStore
from doisoat.storage.warehouse import connect, copy, fetch, guarded

HEADER = ("REQUEST_REF", "ACCOUNT_NO", "FULL_NAME", "ID_NO", "DOB")
COLUMNS = ("bank_bin", "beneficiary_code", "account_number", "full_name", "id_number", "date_of_birth")
# Who is to be paid at all: their declared account at its bank; without one, the bank of the account found for them.
# With them the accounts that wards reported and no bank has returned.
_ASKED: LiteralString = """
with asked as (
    select beneficiary_code, bank_bin, account_number from reconciled.beneficiary where bank_bin is not null
    union
    select beneficiary_code, bank_bin, account_number from reconciled.account_claim where claim_state = 'waiting'
)
select a.bank_bin, a.beneficiary_code, a.account_number, b.full_name, coalesce(b.personal_id, b.id_number),
    b.date_of_birth
from asked a join reconciled.beneficiary b using (beneficiary_code)
where coalesce(b.person_status, 'alive') = 'alive' and b.hold_reason is distinct from 'duplicate'
order by a.bank_bin, a.beneficiary_code, a.account_number"""
_NEWEST: LiteralString = "select max(business_date) from reconciled.run"
_KEEP: LiteralString = """
insert into payments.verification (bank_bin, beneficiary_code, period, account_number, asked_on)
select bank_bin, beneficiary_code, {period}, account_number, {date} from pg_temp.asked on conflict do nothing"""
_ANSWERED: LiteralString = """
update payments.verification v set answered_on = {date}
from pg_temp.answer a
where v.answered_on is null and v.asked_on <= a.delivered_on
and (v.bank_bin, v.beneficiary_code) = (a.bank_bin, a.beneficiary_code)"""
_OPEN: LiteralString = "select coalesce(sum(entries), 0), min(asked_first) from payments.unanswered"


@guarded("asking the banks")
def ask(url: str, period: str, store: ObjectStore, *, key: Path | None) -> dict[str, int]:
    """Write a request for each bank, once a period, and keep what was asked; counts of banks and entries.

    Killed between the two, it asks again: a bank that is asked twice answers twice, which does no harm.
    """
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    with connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtext('doisoat.payments'))")
        row = connection.execute(_NEWEST).fetchone()
        date: dt.date | None = row[0] if row else None
        if date is None:
            return {"banks": 0, "entries": 0}
        require_season(period, date)
        known = connection.execute("select count(*) from payments.verification where period = %s", [period]).fetchone()
        if known is not None and known[0]:
            return {"banks": 0, "entries": 0, "asked_before": int(known[0])}
        asked = fetch(connection, sql.SQL(_ASKED), schema)
        banks = pc.unique(asked["bank_bin"]).to_pylist()
        for bank in banks:
            _write(store, period, date, bank, asked.filter(pc.field("bank_bin") == bank), key=key)
        connection.execute(
            "create temporary table asked (bank_bin text, beneficiary_code text, account_number text) on commit drop"
        )
        copy(
            connection,
            sql.Identifier("pg_temp", "asked"),
            asked.select(["bank_bin", "beneficiary_code", "account_number"]),
        )
        connection.execute(sql.SQL(_KEEP).format(period=sql.Literal(period), date=sql.Literal(date)))
    return {"banks": len(banks), "entries": asked.num_rows}


@guarded("noting the banks' answers")
def note_answers(url: str, date: dt.date, answers: pa.Table) -> dict[str, int]:
    """Note which questions are answered. `answers`: bank_bin, beneficiary_code, delivered_on. Counts and what is open.

    An answer counts when it was delivered on the day of the question or later, whatever it says.
    """
    with connect(url) as connection:
        connection.execute(
            "create temporary table answer (bank_bin text, beneficiary_code text, delivered_on date) on commit drop"
        )
        copy(connection, sql.Identifier("pg_temp", "answer"), answers)
        done = connection.execute(sql.SQL(_ANSWERED).format(date=sql.Literal(date))).rowcount
        count, since = connection.execute(_OPEN).fetchone() or (0, None)
    return {"answered": done, "open": int(count), "oldest_days": (date - since).days if since else 0}


def _write(store: ObjectStore, period: str, date: dt.date, bank: str, asked: pa.Table, *, key: Path | None) -> None:
    lines = zip(*(asked[name].to_pylist() for name in COLUMNS[1:]), strict=True)
    file = File("request.csv", "account-request", write_csv(HEADER, lines), asked.num_rows)
    content = {"recipient": bank, "period": period, "business_date": date.isoformat()}
    place = f"requests/{period}/{date}/{bank}/"
    write_once(store, place + file.name, file.data)
    write_once(store, place + MANIFEST, manifest("requests/1", content, [file], key=key))
