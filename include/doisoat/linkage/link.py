"""Who is who, in order: verified identifiers, then candidates, scores, probabilities, judgement."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import find_by_id, find_candidates
from doisoat.linkage.candidates import score_candidates
from doisoat.linkage.judge import accept, acceptable, verified
from doisoat.linkage.judgement import Judgements
from doisoat.linkage.model import Model
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.register import Register
from doisoat.records.link import ACCOUNT_PERSON, BENEFICIARY_PERSON

Progress = Callable[[str], None]


def link_beneficiaries(population: Path, beneficiaries: pa.Table, model: Model, *, progress: Progress) -> pa.Table:
    """Roll entries (core/beneficiaries) to persons (the Parquet file core/population): link/beneficiary_person."""
    judged = link_records(population, beneficiaries, model, progress=progress)
    keyed = judged.append_column("beneficiary_code", beneficiaries["beneficiary_code"])
    return keyed.select(BENEFICIARY_PERSON.names).cast(BENEFICIARY_PERSON.schema)


def link_accounts(population: Path, accounts: pa.Table, model: Model, *, progress: Progress) -> pa.Table:
    """Account holders (core/accounts) to persons (the Parquet file core/population): link/account_person."""
    judged = link_records(population, accounts, model, progress=progress)
    for key in ("sender", "file", "row_number"):
        judged = judged.append_column(key, accounts[key])
    return judged.select(ACCOUNT_PERSON.names).cast(ACCOUNT_PERSON.schema)


def link_records(population: Path, records: pa.Table, model: Model, *, progress: Progress) -> pa.Table:
    """One judgement (records.link.JUDGEMENT) per record, in the records' order."""
    with Register(population) as register:
        coded = register.encode(records)
        progress(f"{len(records)} records, {register.size} persons")
        judgements = Judgements(len(records), model)
        rest = _link_by_id(register, coded, model, judgements)
        progress(f"verified identifier: {len(records) - len(rest)}; left: {len(rest)}")
        if len(rest):
            _link_by_probability(register, coded.take(pa.array(rest)), model, judgements, progress)
    return judgements.table()


def _link_by_id(register: Register, coded: pa.Table, model: Model, judgements: Judgements) -> NDArray[np.int64]:
    """Judge the records whose identifier is one person's, verified by name and birth; return the others."""
    register.replace("record", coded.drop_columns(["name", "folded_text"]))
    scored = score_candidates(register, coded, find_by_id(register.database), model)
    holds = verified(scored.levels)
    persons = np.bincount(scored.record[holds], minlength=len(coded))
    links = np.flatnonzero(holds & (persons[scored.record] == 1))
    probability = model.calibrate("exact_id", scored.probability)
    judgements.accept("exact_id", scored, links, probability)
    return np.flatnonzero(persons != 1)


def _link_by_probability(
    register: Register, coded: pa.Table, model: Model, judgements: Judgements, progress: Progress
) -> None:
    register.replace("record", coded.drop_columns(["name", "folded_text"]))
    register.replace("neighbour", _neighbours(coded))
    candidates = find_candidates(register.database, model.largest_block, progress)
    progress(f"candidate pairs: {len(candidates.record)}")
    scored = score_candidates(register, coded, candidates, model)
    probability = model.calibrate("probabilistic", scored.probability)
    best, runner_up = scored.best(probability)
    accepted = accept(probability[best], runner_up, acceptable(scored.levels)[best], model.decision)
    judgements.accept("probabilistic", scored, best[accepted], probability)
    doubtful = ~accepted & (probability[best] >= model.decision.review_from)
    judgements.review(scored, best[doubtful], probability)
    progress(f"by probability: {accepted.sum()} accepted, {doubtful.sum()} for review")


def _neighbours(coded: pa.Table) -> pa.Table:
    """Per record with a 12-digit number, the numbers that one slip turns it into."""
    known = coded.filter(pc.is_valid(coded["id"]))
    ids = neighbours(known["id"].to_numpy())
    return pa.table({"record": np.repeat(known["record"].to_numpy(), ids.shape[1]), "id": ids.ravel()})
