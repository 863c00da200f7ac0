"""Linking by doisoat, from core files to judgements."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.linkage.link import link_records
from doisoat.linkage.model import Model


def link(population: Path, records: Path, found: Path, model: Path) -> None:
    """Write the judgements of `records`, with the published probability as their score."""
    judged = link_records(population, pq.read_table(records), Model.load(model), progress=lambda _: None)
    score = pc.fill_null(judged["match_probability"], float("-inf"))
    pq.write_table(judged.append_column("score", score), found)
