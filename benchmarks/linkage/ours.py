"""Linking by doisoat, from core files to judgements."""

from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.linkage.claims import settle_claims
from doisoat.linkage.extract import Extract
from doisoat.linkage.lend import lend_to_entries, lend_to_holders
from doisoat.linkage.link import link_records
from doisoat.linkage.model import Model
from doisoat.records import core


def link(extract: Extract, records: Path, found: Path, others: Path, feed: str, model: Path) -> None:
    """Write the judgements of `records`, with the published probability as their score. `others` is the other feed,
    which lends evidence."""
    judged = judge(extract, pq.read_table(records), pq.read_table(others), feed, Model.load(model))
    score = pc.fill_null(judged["match_probability"], float("-inf"))
    pq.write_table(judged.append_column("score", score), found)


def judge(extract: Extract, records: pa.Table, others: pa.Table, feed: str, model: Model) -> pa.Table:
    """The judgements of a feed's records, in their order."""
    entries = feed == core.BENEFICIARIES.name
    lend = partial(lend_to_entries if entries else lend_to_holders, records, others)
    judged = link_records(extract, records, model, progress=lambda _: None, lend=lend)
    return settle_claims(judged, records["programme_code"]) if entries else judged
