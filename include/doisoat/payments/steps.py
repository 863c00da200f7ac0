"""A pay run, in order: one short function per task. Beside the night, which settles what became of payments.

propose → (a person approves in Airflow) → decide → write
settle_night                                              every night, in `reconcile`
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.errors import PaymentError, SettingsError
from doisoat.payments import book, outgoing, request
from doisoat.payments.ledger import Ledger, settle
from doisoat.payments.period import first_day, shift
from doisoat.payments.plan import Known, plan
from doisoat.payments.policy import load_policy
from doisoat.payments.totals import as_markdown, totals
from doisoat.records import core, mart
from doisoat.report.outbox import Outbox
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.objects import ObjectStore, open_store

if TYPE_CHECKING:
    from doisoat.report.outbox import Letter
    from doisoat.report.recipients import Recipient

Counts = dict[str, int | str]


def settle_night(date: dt.date, settings: Settings) -> Counts:
    """Write the ledger of a night; counts of payments by status."""
    from doisoat.publish.migrate import migrate

    migrate(settings.warehouse_url)
    lake = Lake.open(settings.lake, settings.scratch)
    ledger = _ledger(date, lake, settings)
    parts = (ledger.payment, ledger.closing, ledger.unmatched, ledger.paid_after_death)
    for table, data in zip(mart.LEDGER, parts, strict=True):
        lake.write(table, date, data)
    statuses = ledger.payment["status"].value_counts().to_pylist()
    return {
        **_note_answers(date, lake, settings),
        "payments": ledger.payment.num_rows,
        "unmatched": ledger.unmatched.num_rows,
        "paid_after_death": ledger.paid_after_death.num_rows,
        **{status["values"]: status["counts"] for status in statuses},
    }


def propose(period: str, started_by: str, settings: Settings) -> dict[str, Any]:
    """Plan the period's next run from the newest publication and keep it for a decision.

    Returns run_id, digest, counts, and `summary`, the totals in Vietnamese for whoever decides. PaymentError if the
    publication is of another season than the period, or if there is nothing to pay.
    """
    from doisoat.publish.migrate import migrate
    from doisoat.storage.reference import load_amounts, load_programmes

    migrate(settings.warehouse_url)
    lake, policy, basis = (
        Lake.open(settings.lake, settings.scratch),
        load_policy(),
        book.read_basis(settings.warehouse_url, period),
    )
    _require_season(period, basis.business_date)
    known = Known(
        basis.entries,
        _ledger(basis.business_date, lake, settings).payment,
        basis.withheld,
        dict.fromkeys(load_programmes()) | load_amounts(first_day(period)),
    )
    planned = plan(known, period=period, number=basis.number, date=basis.business_date, policy=policy)
    if planned.proposed.num_rows == 0:
        raise PaymentError(f"nothing is to be paid for {period}: all of it is instructed or withheld")
    found = totals(planned, before=book.read_totals(settings.warehouse_url, shift(period, -1)))
    run_id = book.propose(settings.warehouse_url, basis, planned, period=period, started_by=started_by, totals=found)
    summary = as_markdown(run_id, found, book.read_labels(settings.warehouse_url))
    counts = {"payments": planned.proposed.num_rows, "withheld": planned.withheld.num_rows, "amount": found["amount"]}
    return {"run_id": run_id, "digest": found["digest"], "summary": summary, **counts}


def ask_banks(period: str, settings: Settings) -> Counts:
    """Write a request for each bank before the period is paid, once."""
    from doisoat.publish.migrate import migrate

    migrate(settings.warehouse_url)
    return dict(request.ask(settings.warehouse_url, period, _outgoing(settings)))


def decide(run_id: str, approved: bool, by: str, settings: Settings) -> None:  # noqa: FBT001  # a decision is yes or no
    """Record what a person decided; approved, the run is instructed in the same transaction."""
    book.decide(settings.warehouse_url, run_id, approved=approved, by=by)


def expire(run_id: str, settings: Settings) -> None:
    """Nobody decided in time."""
    book.expire(settings.warehouse_url, run_id)


def write(run_id: str, settings: Settings) -> Counts:
    """Write the files of an approved run, once; a run that was killed here goes on where it was."""
    store, policy = _outgoing(settings), load_policy()
    run, proposed = book.read_approved(settings.warehouse_url, run_id)
    key = Path(settings.signing_key) if settings.signing_key else None
    count = 0
    for recipient, files in outgoing.deliveries(run, proposed, policy, _communes(run)):
        place = outgoing.prefix(run, recipient)
        for file in files:
            outgoing.write_once(store, place + file.name, file.data)
            book.record_output(settings.warehouse_url, **_output(place, run.run_id, recipient, file))
            count += 1
        outgoing.write_once(store, place + outgoing.MANIFEST, outgoing.manifest(run, recipient, files, key=key))
    book.record_written(settings.warehouse_url, run_id, count)
    return {"files": count, "payments": proposed.num_rows, "amount": pc.sum(proposed["amount"]).as_py() or 0}


def _outgoing(settings: Settings) -> ObjectStore:
    if settings.outgoing is None:
        raise SettingsError("DOISOAT_OUTGOING is not set: see docs/payments.md, 'Settings'")
    return open_store(settings.outgoing)


def tell_waiting(proposed: Mapping[str, Any], settings: Settings) -> "Iterator[Letter]":
    """The mails that say that a run waits for a decision."""
    from doisoat.report.pay_run import waiting_letters

    outbox, period = Outbox(open_store(settings.lake)), str(proposed["run_id"]).partition("/")[0]
    return waiting_letters(period, proposed, _recipients(), outbox, hours=load_policy().approval_hours)


def tell_stopped(period: str, run: str, stage: str, reason: str, settings: Settings) -> "Iterator[Letter]":
    """The mails that say why a run stopped, or that it has expired."""
    from doisoat.report.pay_run import stopped_letters

    return stopped_letters(period, run, stage, reason, _recipients(), Outbox(open_store(settings.lake)))


def _recipients() -> "list[Recipient]":
    """Whoever hears of stopped nights, whatever day it is."""
    from doisoat.report.places import bank_names, known_areas
    from doisoat.report.recipients import load_recipients

    return [r for r in load_recipients(areas=known_areas(), banks=set(bank_names())) if "stopped" in r.mails]


def _output(place: str, run_id: str, recipient: str, file: outgoing.File) -> Mapping[str, Any]:
    return {
        "place": place + file.name,
        "run_id": run_id,
        "recipient": recipient,
        "sha256": file.sha256,
        "bytes": len(file.data),
        "payments": file.payments if file.counts else 0,
        "amount": file.amount if file.counts else 0,
    }


def _ledger(date: dt.date, lake: Lake, settings: Settings) -> Ledger:
    policy = load_policy()
    since = shift(f"{date:%Y-%m}", -policy.open_periods)
    instructions = book.read_instructions(settings.warehouse_url, until=date, since=since)
    persons = _persons(date, lake, pc.unique(instructions["personal_id"]).drop_null())
    return settle(instructions, _events(date, lake), persons=persons, date=date, policy=policy)


def _note_answers(date: dt.date, lake: Lake, settings: Settings) -> Counts:
    """Note which of the questions to banks are answered by the returns of a night."""
    if not lake.parts(core.ACCOUNTS, date):
        return {}
    files = lake.read(core.FILE_ACCOUNTING, date, core.ACCOUNTS.name, ["sender", "file", "delivery_date"])
    delivered = files.group_by(["sender", "file"]).aggregate([("delivery_date", "max")])
    accounts = lake.read(core.ACCOUNTS, date, columns=["sender", "file", "bank_bin", "request_ref"])
    named = accounts.filter(pc.field("request_ref").is_valid()).join(delivered, ["sender", "file"])
    answers = named.select(["bank_bin", "request_ref", "delivery_date_max"])
    renamed = answers.rename_columns(["bank_bin", "beneficiary_code", "delivered_on"])
    return dict(request.note_answers(settings.warehouse_url, date, renamed))


def _events(date: dt.date, lake: Lake) -> pa.Table:
    """What was said so far, as the newest ingest on or before the date left it."""
    newest = lake.former(core.PAYMENTS, date + dt.timedelta(days=1))
    return core.PAYMENTS.schema.empty_table() if newest is None else lake.read(core.PAYMENTS, newest)


def _persons(date: dt.date, lake: Lake, wanted: pa.Array) -> pa.Table:
    """The register's rows of people who were paid, as the newest extract on or before the date has them."""
    columns = ["personal_id", "status", "status_date"]
    newest = lake.former(core.POPULATION, date + dt.timedelta(days=1))
    if newest is None or len(wanted) == 0:
        return core.POPULATION.schema.empty_table().select(columns)
    with lake.file(core.POPULATION, newest) as path:
        return ds.dataset(path).to_table(columns=columns, filter=pc.field("personal_id").isin(wanted))


def _require_season(period: str, date: dt.date) -> None:
    """A period is paid from the month before it on; a publication of long ago, or a mistyped period, is refused."""
    month = f"{date:%Y-%m}"
    if not shift(period, -1) <= month <= shift(period, 1):
        raise PaymentError(f"the newest publication is of {date}: {period} is not paid from it")


def _communes(run: book.Run) -> dict[str, str]:
    from doisoat.storage.reference import load_areas

    return {code: ward.name for code, ward in load_areas(run.business_date).wards.items()}
