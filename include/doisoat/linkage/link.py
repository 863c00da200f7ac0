"""Who is who, in order: verified identifiers, then candidates, scores, probabilities, judgement, then what other
sources lend to those who are still in doubt."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates, find_by_id, find_candidates
from doisoat.linkage.candidates import Scored, score_candidates
from doisoat.linkage.claims import settle_claims
from doisoat.linkage.decided import Decided, decisions_about, meet
from doisoat.linkage.judge import accept, acceptable, contested, verified
from doisoat.linkage.judgement import Judgements
from doisoat.linkage.lend import Lent, lend_to_entries, lend_to_holders
from doisoat.linkage.model import Model
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.posterior import estimate_coverage, posterior
from doisoat.linkage.register import Register
from doisoat.records.link import ACCOUNT_PERSON, BENEFICIARY_PERSON, DECISION

Progress = Callable[[str], None]
Lend = Callable[[NDArray[np.int64]], Lent]
Allow = Callable[[Candidates], Candidates]
UNDECIDED = DECISION.schema.empty_table()


def link_beneficiaries(
    population: Path,
    beneficiaries: pa.Table,
    accounts: pa.Table,
    model: Model,
    *,
    decisions: pa.Table = UNDECIDED,
    progress: Progress,
) -> pa.Table:
    """Roll entries (core/beneficiaries) to persons (the Parquet file core/population): link/beneficiary_person.

    `accounts` (core/accounts) lend evidence to the entries that they answer for. `decisions` (link/decision) of people
    outrank the model.
    """
    lend = partial(lend_to_entries, beneficiaries, accounts)
    about = decisions_about("beneficiary", beneficiaries, decisions)
    judged = link_records(population, beneficiaries, model, progress=progress, lend=lend, decisions=about)
    judged = settle_claims(judged, beneficiaries["programme_code"])
    keyed = judged.append_column("beneficiary_code", beneficiaries["beneficiary_code"])
    return keyed.select(BENEFICIARY_PERSON.names).cast(BENEFICIARY_PERSON.schema)


def link_accounts(
    population: Path,
    accounts: pa.Table,
    beneficiaries: pa.Table,
    model: Model,
    *,
    decisions: pa.Table = UNDECIDED,
    progress: Progress,
) -> pa.Table:
    """Account holders (core/accounts) to persons (the Parquet file core/population): link/account_person.

    `beneficiaries` (core/beneficiaries) lend evidence to the holders of the accounts returned for them. `decisions`
    (link/decision) of people outrank the model.
    """
    lend = partial(lend_to_holders, accounts, beneficiaries)
    about = decisions_about("account", accounts, decisions)
    judged = link_records(population, accounts, model, progress=progress, lend=lend, decisions=about)
    for key in ("sender", "file", "row_number"):
        judged = judged.append_column(key, accounts[key])
    return judged.select(ACCOUNT_PERSON.names).cast(ACCOUNT_PERSON.schema)


def link_records(
    population: Path,
    records: pa.Table,
    model: Model,
    *,
    progress: Progress,
    lend: Lend | None = None,
    decisions: pa.Table | None = None,
) -> pa.Table:
    """One judgement (records.link.JUDGEMENT) per record, in the records' order. `lend` says what others lend,
    `decisions` (decided.decisions_about the records) what people decided."""
    with Register(population) as register:
        coded = register.encode(records)
        progress(f"{len(records)} records, {register.size} persons")
        judgements = Judgements(len(records), model)
        decided = meet(decisions, register, coded, model) if decisions else None
        _judge_by_model(register, coded, model, judgements, decided, lend, progress)
        if decided:
            decided.obey(judgements)
            progress(f"decisions of people: {len(decided.rows)}, in force: {decided.in_force}")
    return judgements.table()


def _judge_by_model(  # noqa: PLR0913 (what is judged, by what)
    register: Register,
    coded: pa.Table,
    model: Model,
    judgements: Judgements,
    decided: Decided | None,
    lend: Lend | None,
    progress: Progress,
) -> None:
    """What the model makes of all records among the candidates that people left it."""
    allow = decided.allowed if decided else _everybody
    rest = _link_by_id(register, coded, model, judgements, allow)
    progress(f"verified identifier: {len(coded) - len(rest)}; left: {len(rest)}")
    if len(rest):
        left = coded.take(pa.array(rest))
        coverage = _link_by_probability(register, left, model, judgements, allow, progress)
        if lend:
            _link_by_lent(register, lend(rest), model, judgements, coverage, allow, progress)


def _everybody(candidates: Candidates) -> Candidates:
    return candidates


def _link_by_id(
    register: Register, coded: pa.Table, model: Model, judgements: Judgements, allow: Allow
) -> NDArray[np.int64]:
    """Judge the records whose identifier is one person's, verified by name and birth; return the others."""
    scored, links, rest = _identified(register, coded, model, allow)
    judgements.accept("exact_id", scored, links, model.calibrate("exact_id", scored.probability))
    return rest


def _identified(
    register: Register, coded: pa.Table, model: Model, allow: Allow
) -> tuple[Scored, NDArray[np.int64], NDArray[np.int64]]:
    """Pairs with an equal identifier; those of them that are a record's only verified one; the other records."""
    register.replace("record", coded.drop_columns(["name", "folded_text"]))
    scored = score_candidates(register, coded, allow(find_by_id(register.database)), model)
    holds = verified(scored.levels)
    numbers = coded["record"].to_numpy()
    persons = np.bincount(scored.record[holds], minlength=int(numbers.max(initial=-1)) + 1)
    return scored, np.flatnonzero(holds & (persons[scored.record] == 1)), numbers[persons[numbers] != 1]


def _link_by_probability(  # noqa: PLR0913 (what is judged, by what)
    register: Register, coded: pa.Table, model: Model, judgements: Judgements, allow: Allow, progress: Progress
) -> float:
    """Judge `coded` among all their candidates; the coverage of the register that the night itself shows."""
    scored = _scored(register, coded, model, allow, progress)
    coverage = estimate_coverage(
        scored.record,
        scored.levels["score"].to_numpy(),
        identified=judgements.size - len(coded),
        records=judgements.size,
        size=register.size,
        prior=model.coverage,
    )
    judgements.coverage = coverage
    accepted, doubtful, probability = _decide(scored, model, coverage, register.size)
    judgements.accept("probabilistic", scored, accepted, probability)
    judgements.review(scored, doubtful, probability)
    progress(f"in the register: {coverage:.1%}")
    progress(f"by probability: {len(accepted)} accepted, {len(doubtful)} for review")
    return coverage


def _scored(register: Register, coded: pa.Table, model: Model, allow: Allow, progress: Progress) -> Scored:
    register.replace("record", coded.drop_columns(["name", "folded_text"]))
    register.replace("neighbour", _neighbours(coded))
    candidates = allow(find_candidates(register.database, model.largest_block, progress))
    progress(f"candidate pairs: {len(candidates.record)}")
    return score_candidates(register, coded, candidates, model)


def _decide(
    scored: Scored, model: Model, coverage: float, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs to accept, pairs to review, and the calibrated probability of all."""
    raw = posterior(scored.record, scored.levels["score"].to_numpy(), coverage, max(size, 1))
    probability = model.calibrate("probabilistic", raw)
    best, runner_up = scored.best(probability)
    allowed = acceptable(scored.levels) & ~contested(scored.record, scored.levels)
    accepted = accept(probability[best], runner_up, allowed[best], model.decision)
    doubtful = ~accepted & (probability[best] >= model.decision.review_from)
    return best[accepted], best[doubtful], probability


def _link_by_lent(  # noqa: PLR0913 (what is judged, by what)
    register: Register,
    lent: Lent,
    model: Model,
    judgements: Judgements,
    coverage: float,
    allow: Allow,
    progress: Progress,
) -> None:
    """Judge once more, with what others lend, the records that their own evidence left in doubt. A lent number that
    leads to another person than the record's own evidence did puts the record before a person."""
    coded = register.encode(lent.records).set_column(0, "record", pa.array(lent.rows))
    by = dict(zip(lent.rows.tolist(), lent.by, strict=True))
    scored, links, rest = _identified(register, coded, model, allow)
    probability = model.calibrate("probabilistic", scored.probability)
    against = _against(judgements, scored, links)
    fresh = ~against & judgements.undecided(scored.record[links])
    judgements.accept("probabilistic", scored, links[fresh], probability, lent_by=by)
    judgements.review(scored, links[against], probability, lent_by=by)
    progress(f"lent to {len(coded)} records: {fresh.sum()} numbers verified, {against.sum()} against a link")
    rest = rest[judgements.undecided(rest)]
    if len(rest):
        scored = _scored(register, coded.filter(pc.is_in(coded["record"], pa.array(rest))), model, allow, progress)
        accepted, doubtful, probability = _decide(scored, model, coverage, register.size)
        judgements.accept("probabilistic", scored, accepted, probability, lent_by=by)
        judgements.review(scored, doubtful, probability, lent_by=by)
        progress(f"by probability with lent evidence: {len(accepted)} accepted, {len(doubtful)} for review")


def _against(judgements: Judgements, scored: Scored, links: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of `links` lead to another person than the one that the record is linked to."""
    linked = judgements.linked(scored.record[links])
    chosen = scored.personal_id.take(pa.array(links)).to_pylist()
    return np.array([a is not None and a != b for a, b in zip(linked, chosen, strict=True)], dtype=np.bool_)


def _neighbours(coded: pa.Table) -> pa.Table:
    """Per record with a 12-digit number, the numbers that one slip turns it into."""
    known = coded.filter(pc.is_valid(coded["id"]))
    ids = neighbours(known["id"].to_numpy())
    return pa.table({"record": np.repeat(known["record"].to_numpy(), ids.shape[1]), "id": ids.ravel()})
