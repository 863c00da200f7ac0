"""Gather from the lake what an explanation of links needs: of a roll entry, and of who holds its accounts."""

import datetime as dt
import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.errors import NothingToExplain
from doisoat.explain.waterfall import Compared, Explained
from doisoat.linkage.evidence import candidate_fields
from doisoat.linkage.model import Model
from doisoat.linkage.pairs import score_pairs
from doisoat.records import core, link, mart
from doisoat.records.table import Table
from doisoat.storage.lake import Lake

ROW = ("sender", "file", "row_number")


def look_up(code: str, date: dt.date | None, lake: Lake, model: Model) -> Explained:
    """Of the roll entry `code` on a date, the newest without one; NothingToExplain if the lake does not know it."""
    date = linked_night(date, lake)
    of_entry = pc.field("beneficiary_code") == code
    judgements = lake.read(link.BENEFICIARY_PERSON, date).filter(of_entry)
    if not judgements.num_rows:
        raise NothingToExplain(f"no entry with this code was linked in the night of {date}")
    return _explained(code, judgements, lake.read(core.BENEFICIARIES, date).filter(of_entry), date, lake, model)


def look_up_holders(code: str, date: dt.date | None, lake: Lake, model: Model) -> list[Explained]:
    """Who holds each account that banks returned for the entry `code`, or that is published with it.

    An account is told by its bank and by the row of the return that it stands in: a number would be personal data.
    """
    date = linked_night(date, lake)
    if not lake.parts(link.ACCOUNT_PERSON, date):
        return []
    returned = _returned(code, date, lake)
    judged = lake.read(link.ACCOUNT_PERSON, date)
    found = []
    for row in returned.select([*ROW, "bank_bin"]).to_pylist():
        here = (pc.field("sender") == row["sender"]) & (pc.field("file") == row["file"])
        here &= pc.field("row_number") == row["row_number"]
        title = f"account at {row['bank_bin']}, row {row['row_number']} of {row['file']}"
        found.append(_explained(title, judged.filter(here), returned.filter(here), date, lake, model))
    return found


def linked_night(date: dt.date | None, lake: Lake) -> dt.date:
    """`date`, or the newest night; NothingToExplain if nothing was linked then."""
    date = date or max(lake.dates(link.BENEFICIARY_PERSON), default=None)
    if date is None or not lake.parts(link.BENEFICIARY_PERSON, date):
        raise NothingToExplain(f"the lake holds no links of {date or 'any night'}")
    return date


def _returned(code: str, date: dt.date, lake: Lake) -> pa.Table:
    """The rows of core/accounts that answer for the entry or return its account, as the roll or the night names it."""
    wanted = pc.field("request_ref") == code
    for table in (core.BENEFICIARIES, mart.BENEFICIARY):
        if lake.parts(table, date):
            entry = _rows(lake, table, date, pc.field("beneficiary_code") == code, ["bank_bin", "account_number"])
            for row in (row for row in entry.to_pylist() if all(row.values())):
                account = pc.field("account_number") == row["account_number"]
                wanted |= (pc.field("bank_bin") == row["bank_bin"]) & account
    return _rows(lake, core.ACCOUNTS, date, wanted).sort_by([(name, "ascending") for name in ROW])


def _rows(lake: Lake, table: Table, date: dt.date, wanted: pc.Expression, columns: list[str] | None = None) -> pa.Table:
    with lake.file(table, date) as path:
        return ds.dataset(path).to_table(filter=wanted, columns=columns)


def _explained(
    title: str, judgements: pa.Table, record: pa.Table, date: dt.date, lake: Lake, model: Model
) -> Explained:
    (judgement,) = judgements.to_pylist()
    evidence = json.loads(judgement["match_evidence"])
    ranked = {c["personal_id"]: float(c["probability"]) for c in evidence["candidates"]}
    persons = _persons(lake, date, list(ranked), size := lake.rows(core.POPULATION, date))
    fields = _compare(record, persons, model) | candidate_fields(evidence, judgement["personal_id"])
    rows = {row["personal_id"]: row for row in persons.to_pylist()}
    candidates = [Compared(rows.get(p), share, fields.get(p, {})) for p, share in ranked.items()]
    return Explained(title, judgement, record.to_pylist()[0], candidates, size)


def _persons(lake: Lake, date: dt.date, wanted: list[str], size: int) -> pa.Table:
    """The candidates' rows of the register, and which share of it bears each one's toneless name."""
    with lake.file(core.POPULATION, date) as path:
        register = ds.dataset(path)
        persons = register.to_table(filter=pc.field("personal_id").isin(pa.array(wanted, pa.string())))
        names = persons["name_folded"].combine_chunks()
        alike = register.to_table(columns=["name_folded"], filter=pc.field("name_folded").isin(names))
    bearers = {pair["values"]: pair["counts"] for pair in alike["name_folded"].value_counts().to_pylist()}
    shares = [bearers[name] / size for name in names.to_pylist()]
    return persons.append_column("name_share", pa.array(shares, pa.float64()))


def _compare(record: pa.Table, persons: pa.Table, model: Model) -> dict[str, dict[str, dict[str, float | str]]]:
    """Per person and field the level and its weight, by the model of today: for candidates of whom the night's evidence
    does not tell."""
    if not persons.num_rows:
        return {}
    left = record.take(pa.array([0] * persons.num_rows))
    scored = score_pairs(left, persons.append_column("id_number", persons["personal_id"]), model, prior=0.5)
    texts = zip(persons["personal_id"].to_pylist(), scored["evidence"].to_pylist(), strict=True)
    return {person: json.loads(text)["fields"] for person, text in texts}
