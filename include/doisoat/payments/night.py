"""The night's part: settles the ledger, and notes which banks have answered."""

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.payments import instructed, request
from doisoat.payments.ledger import Ledger, settle
from doisoat.payments.period import shift
from doisoat.payments.policy import load_policy
from doisoat.records import core, mart
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

Counts = dict[str, int | str]


def settle_night(date: dt.date, settings: Settings) -> Counts:
    """Write the ledger of a night; counts of payments by status."""
    from doisoat.publish.migrate import migrate

    migrate(settings.warehouse_url)
    lake = Lake.open(settings.lake, settings.scratch)
    ledger = night_ledger(date, lake, settings)
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


def night_ledger(date: dt.date, lake: Lake, settings: Settings) -> Ledger:
    """The ledger on `date`, from what was instructed and what was said by then."""
    policy = load_policy()
    since = shift(f"{date:%Y-%m}", -policy.open_periods)
    instructions = instructed.read_instructions(settings.warehouse_url, until=date, since=since)
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
