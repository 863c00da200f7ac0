"""A period of 500,000 payments: instructions planned and written, return lines read, typed and settled."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from doisoat.intake.iso20022 import COLUMNS, read_records
from doisoat.intake.layouts import load_layouts
from doisoat.intake.payments import standardise_payments
from doisoat.intake.raw import raw_table
from doisoat.payments import outgoing
from doisoat.payments.basis import ENTRIES, WITHHELD
from doisoat.payments.book import Run
from doisoat.payments.delivery import write_once
from doisoat.payments.ledger import settle
from doisoat.payments.plan import Known, Plan, plan
from doisoat.payments.policy import load_policy
from doisoat.records import mart, pay
from doisoat.storage.folder import FolderStore

PAYMENTS = 500_000
DATE = dt.date(2024, 1, 20)
RUN = Run("2024-02/1", "2024-02", 1, DATE, "a", "approved", "", 0, dt.datetime(2024, 1, 20, 9, tzinfo=dt.UTC), DATE)
BANKS = ("970436",)  # whose one statement answers for all


def bench_payments(folder: Path, *, payments: int, say: Callable[[str], None]) -> None:
    """Seconds of each stage and of all, without making up the entries and the banks' answers."""
    work = folder / "payments"
    known = Known(
        _entries(payments), mart.PAYMENT.schema.empty_table(), WITHHELD.empty_table(), {RUN.period: {"05c": 440_000}}
    )
    started = time.perf_counter()
    planned = plan(known, period=RUN.period, number=1, date=DATE, policy=load_policy())
    say(f"{planned.proposed.num_rows:,} planned: {time.perf_counter() - started:.1f} s")
    count = _write(planned, FolderStore(work / "outgoing"))
    written = time.perf_counter() - started
    say(f"… and written to {count} files: {written:.1f} s")
    statement = _answers(planned, work / "camt054.xml")
    started = time.perf_counter()
    events = _read(statement)
    say(f"{events.num_rows:,} lines read and typed: {time.perf_counter() - started:.1f} s")
    ledger = settle(
        _instructions(planned), events, persons=_nobody(), date=DATE + dt.timedelta(days=2), policy=load_policy()
    )
    settled = time.perf_counter() - started
    say(f"… and settled: {settled:.1f} s; differences {sum(ledger.closing['difference'].to_pylist())} đồng")
    say(f"in all {written + settled:.1f} s")


def _entries(count: int) -> pa.Table:
    numbers = range(count)
    columns = {
        "beneficiary_code": [f"001BT{n:07d}" for n in numbers],
        "personal_id": [f"001{n:09d}" for n in numbers],
        "programme_code": ["05c"] * count,
        "full_name": [f"Nguyễn Thị An {n % 997}" for n in numbers],
        "district_code": [f"{n % 30 + 1:03d}" for n in numbers],
        "ward_code": [f"{n % 579 + 1:05d}" for n in numbers],
        "monthly_amount": [440_000] * count,
        "match_status": ["matched"] * count,
        "person_status": ["alive"] * count,
        "pay_channel": ["bank"] * count,
        "bank_bin": [BANKS[n % len(BANKS)] for n in numbers],
        "account_number": [f"{n:013d}" for n in numbers],
        "is_confirmed": [False] * count,
    }
    nothing = {field.name: pa.nulls(count, field.type) for field in ENTRIES if field.name not in columns}
    return pa.table(columns | nothing).select(ENTRIES.names).cast(ENTRIES)


def _write(planned: Plan, store: FolderStore) -> int:
    count = 0
    for recipient, files in outgoing.deliveries(RUN, planned.proposed, load_policy(), {}):
        for file in files:
            write_once(store, outgoing.prefix(RUN, recipient) + file.name, file.data)
            count += 1
    return count


def _instructions(planned: Plan) -> pa.Table:
    rows = planned.proposed.select(pay.PAYMENT_NAMES)
    rows = rows.append_column("run_id", pa.repeat(RUN.run_id, rows.num_rows))
    return rows.append_column("instructed_on", pa.repeat(pa.scalar(DATE, pa.date32()), rows.num_rows))


def _answers(planned: Plan, target: Path) -> Path:
    """One statement with a booking for every payment; each twentieth comes back."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        file.write('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn>')
        for number, payment_id in enumerate(planned.proposed["payment_id"].to_pylist()):
            direction, why = ("CRDT", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>") if number % 20 == 0 else ("DBIT", "")
            file.write(
                f'<Ntry><Amt Ccy="VND">440000</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
                f"<BookgDt><Dt>2024-01-21</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{payment_id}</EndToEndId>"
                f"</Refs>{why}</TxDtls></NtryDtls></Ntry>\n"
            )
        file.write("</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>")
    return target


def _read(statement: Path) -> pa.Table:
    """As intake does: the layout's places, then core rows. The sender is whoever was instructed."""
    places = load_layouts("payments")["iso-camt054"].places_of(COLUMNS)
    schema = raw_table("payments").schema
    tables = []
    for numbers, columns in read_records(statement, "camt.054", max_bytes=1 << 34):
        rows = {"row_number": numbers, **dict(zip(places, columns, strict=True))}
        origin = {"sender": BANKS[0], "file": "f", "sequence": 1, "delivery_date": dt.date(2024, 1, 21)}
        rows |= {name: pa.repeat(pa.scalar(value), len(numbers)) for name, value in origin.items()}
        rows |= {f.name: pa.nulls(len(numbers), f.type) for f in schema if f.name not in rows}
        tables.append(pa.table(rows).select(schema.names).cast(schema))
    return standardise_payments(pa.concat_tables(tables), date=dt.date(2024, 1, 22))[0]


def _nobody() -> pa.Table:
    schema = pa.schema([("personal_id", pa.string()), ("status", pa.string()), ("status_date", pa.date32())])
    return schema.empty_table()
