"""Who is who: take_decisions → link_people (dags/reconcile.py)."""

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pyarrow as pa

from doisoat.records import core, link
from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.steps.night import Counts, open_lake
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    from doisoat.linkage.model import Model


def take_decisions(date: dt.date, settings: Settings) -> Counts:
    """Take what people decided, as it stands now, into the lake; a night that runs again goes by what it took first."""
    from doisoat.publish.migrate import migrate
    from doisoat.review.standing import read_standing

    lake = open_lake(settings)
    if not lake.parts(link.DECISION, date):
        migrate(settings.warehouse_url)
        lake.write(link.DECISION, date, read_standing(settings.warehouse_url))
    return {"decisions": lake.rows(link.DECISION, date)}


def link_people(date: dt.date, settings: Settings) -> Counts:
    """Say which person each roll entry is, and which one holds each account that the banks returned."""
    from doisoat.linkage.link import ENTRY, HOLDER
    from doisoat.linkage.link import link_people as link_both
    from doisoat.linkage.model import current_model
    from doisoat.steps.search import how_linked, keep_compared, keep_night, open_search

    lake, model, full = open_lake(settings), current_model(), settings.full_linkage
    entries = lake.read(core.BENEFICIARIES, date, columns=list(ENTRY))
    accounts = lake.read(core.ACCOUNTS, date, columns=list(HOLDER))
    with open_search(lake, date, model, full=full) as (search, night):
        links = link_both(search, entries, accounts, model, decisions=_decisions(lake, date), progress=_log)
    with ThreadPoolExecutor() as threads:
        kept = [
            threads.submit(keep_compared, lake, night, search),
            threads.submit(_keep, lake, link.BENEFICIARY_PERSON, date, links.entries, model),
            threads.submit(_keep, lake, link.ACCOUNT_PERSON, date, links.holders, model),
        ]
        for each in kept:
            each.result()
    keep_night(lake, night, search)
    statuses = _statuses("entries", links.entries) | _statuses("holders", links.holders)
    return {"night": how_linked(lake, date) or "", **statuses}


def _decisions(lake: Lake, date: dt.date) -> pa.Table:
    """What people had decided when the night began; of nights before there were decisions, nothing."""
    return lake.read(link.DECISION, date) if lake.parts(link.DECISION, date) else link.DECISION.schema.empty_table()


def _keep(lake: Lake, table: Table, date: dt.date, links: pa.Table, model: "Model") -> None:
    lake.write(table, date, links)
    _keep_judgements(lake, table, date, links)
    _keep_profile(lake, table, date, links, model)


def _keep_judgements(lake: Lake, table: Table, date: dt.date, links: pa.Table) -> None:
    """Add what the night judged otherwise than the one before to link/judgement."""
    from doisoat.linkage.judged import SUBJECTS, new_judgements

    subject, night = SUBJECTS[table], lake.former(link.JUDGED, date)
    kept = night is not None and subject in lake.parts(link.JUDGED, night)
    former = lake.read(table, night) if night is not None and kept else table.schema.empty_table()
    lake.write(link.JUDGED, date, new_judgements(table, links, former, _decisions(lake, date)), subject)


def _keep_profile(lake: Lake, table: Table, date: dt.date, links: pa.Table, model: "Model") -> None:
    """How the night's links are distributed, beside those that the model was trained on: link/profile."""
    from doisoat.linkage.drift import drift_table
    from doisoat.linkage.judged import SUBJECTS

    subject = SUBJECTS[table]
    lake.write(link.PROFILE, date, drift_table(subject, links, model), subject)


def _statuses(what: str, links: pa.Table) -> Counts:
    tally = links["match_status"].value_counts().to_pylist()
    return {what: links.num_rows, **{f"{what}_{pair['values']}": pair["counts"] for pair in tally}}


def _log(line: str) -> None:
    logging.getLogger(__name__).info(line)
