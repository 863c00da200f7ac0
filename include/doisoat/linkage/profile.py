"""What a night's links look like, as counts: how they were found, how they ended, which level each field reached."""

import json
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from doisoat import paths
from doisoat.linkage.levels import LADDERS

ASPECTS = ("pass", "status", *LADDERS)
Counts = dict[str, dict[str, int]]  # aspect → code → records
_SQL = (paths.SQL / "lake" / "link" / "profile.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Profile:
    """Of the judgements about one subject, beneficiary or account. Shares are 0 to 1."""

    records: int
    counts: Counts
    coverage: float | None  # of records, whose person is in the register, as the night estimated it
    right: float  # of records, that are linked rightly, or would be to their best candidate, by their probabilities
    expected_false: float  # of the links that the model accepted, that are wrong, by their probabilities


def profile_links(links: pa.Table) -> Profile:
    """Of link/beneficiary_person or link/account_person."""
    counts: Counts = {aspect: {} for aspect in ASPECTS}
    with duckdb.connect(":memory:", config={"enable_external_access": False}) as database:
        database.register("links", links.select(["match_status", "match_method", "match_evidence"]))
        parameters = {"fields": list(LADDERS), "paths": [f"$.fields.{field}.level" for field in LADDERS]}
        for aspect, code, records in database.execute(_SQL, parameters).fetchall():
            counts[aspect][code] = records
    probability = pc.fill_null(links["match_probability"], 0.0)
    by_model = pc.and_(pc.equal(links["match_status"], "matched"), pc.not_equal(links["match_method"], "clerical"))
    accepted = probability.filter(by_model)
    return Profile(
        records=len(links),
        counts=counts,
        coverage=_coverage(links),
        right=_mean(probability),
        expected_false=1 - _mean(accepted) if len(accepted) else 0.0,
    )


def _coverage(links: pa.Table) -> float | None:
    """What the judgements by probability started from: all from the same."""
    guessed = links.filter(pc.equal(links["match_method"], "probabilistic"))
    return float(json.loads(guessed["match_evidence"][0].as_py())["prior"]) if len(guessed) else None


def _mean(shares: pa.ChunkedArray) -> float:
    return float(pc.mean(shares).as_py()) if len(shares) else 0.0
