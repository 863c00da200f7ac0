"""What a step needs to know beside its own stage: of former nights, of payments, of the register."""

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.records import core, mart
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    from doisoat.reconcile.discrepancies import Paid


def openings(lake: Lake, date: dt.date) -> pa.Table:
    """Since when the tasks of the last nights have been open; of a task of several nights, as the last one says."""
    from doisoat.reconcile.worklist import REOPEN_DAYS

    columns = ["worklist_id", "opened_on"]
    tables, former = [mart.TASK.schema.empty_table().select(columns)], lake.former(mart.TASK, date)
    while former is not None and (date - former).days <= REOPEN_DAYS:
        tables.append(lake.read(mart.TASK, former, columns=columns))
        former = lake.former(mart.TASK, former)
    found = pa.concat_tables(tables).group_by("worklist_id", use_threads=False)
    return found.aggregate([("opened_on", "max")]).rename_columns(columns)


def paid(lake: Lake, date: dt.date) -> "Paid":
    """What the ledger of the night says; nothing for a night from before there was one, which is replayed."""
    from doisoat.payments.returns import load_returns
    from doisoat.reconcile.discrepancies import Paid

    owners = {code: meaning.owner for code, meaning in load_returns().items()}
    tables = (mart.PAYMENT, mart.PAID_AFTER_DEATH)
    found = [lake.read(t, date) if lake.parts(t, date) else t.schema.empty_table() for t in tables]
    return Paid(found[0], found[1], owners)


def linked_persons(lake: Lake, date: dt.date, *links: pa.Table) -> pa.Table:
    """The register's rows of the people that somebody was linked to."""
    wanted = pa.chunked_array([chunk for table in links for chunk in table["personal_id"].chunks]).unique()
    return persons(lake, date, wanted.drop_null())


def persons(lake: Lake, date: dt.date, personal_ids: pa.Array) -> pa.Table:
    """The register's rows of those people."""
    with lake.file(core.POPULATION, date) as path:
        return ds.dataset(path).to_table(filter=pc.field("personal_id").isin(personal_ids))
