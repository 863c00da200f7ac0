"""Gather from the lake what an explanation of one entry's link needs."""

import datetime as dt
import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.errors import NothingToExplain
from doisoat.explain.waterfall import Compared, Explained
from doisoat.linkage.model import Model
from doisoat.linkage.pairs import score_pairs
from doisoat.records import core, link
from doisoat.storage.lake import Lake


def look_up(code: str, date: dt.date | None, lake: Lake, model: Model) -> Explained:
    """Of the roll entry `code` on a date, the newest without one; NothingToExplain if the lake does not know it."""
    date = date or max(lake.dates(link.BENEFICIARY_PERSON), default=None)
    if date is None or not lake.parts(link.BENEFICIARY_PERSON, date):
        raise NothingToExplain(f"the lake holds no links of {date or 'any night'}")
    of_entry = pc.field("beneficiary_code") == code
    judgements = lake.read(link.BENEFICIARY_PERSON, date).filter(of_entry)
    if not judgements.num_rows:
        raise NothingToExplain(f"no entry with this code was linked in the night of {date}")
    entry = lake.read(core.BENEFICIARIES, date).filter(of_entry)
    (judgement,) = judgements.to_pylist()
    evidence = json.loads(judgement["match_evidence"])
    ranked = {c["personal_id"]: float(c["probability"]) for c in evidence["candidates"]}
    persons = _persons(lake, date, list(ranked), size := lake.rows(core.POPULATION, date))
    fields = _compare(entry, persons, model)
    if judgement["personal_id"] in fields:
        fields[judgement["personal_id"]] = evidence["fields"]
    rows = {row["personal_id"]: row for row in persons.to_pylist()}
    candidates = [Compared(rows.get(p), share, fields.get(p, {})) for p, share in ranked.items()]
    return Explained(judgement, entry.to_pylist()[0], candidates, size)


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


def _compare(entry: pa.Table, persons: pa.Table, model: Model) -> dict[str, dict[str, dict[str, float | str]]]:
    """Per person and field the level and its weight, by the model of today."""
    if not persons.num_rows:
        return {}
    left = entry.take(pa.array([0] * persons.num_rows))
    scored = score_pairs(left, persons.append_column("id_number", persons["personal_id"]), model, prior=0.5)
    texts = zip(persons["personal_id"].to_pylist(), scored["evidence"].to_pylist(), strict=True)
    return {person: json.loads(text)["fields"] for person, text in texts}
