"""Estimate a model's parameters from a night's tables: m by EM on pairs with an equal identifier, u from random pairs.

A pair with an equal identifier is nearly always one person, whatever its name and birth say, so how names, dates and
areas of one person differ can be read off such pairs; EM parts off the few where the number is another person's.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates, find_by_id
from doisoat.linkage.extract import Extract
from doisoat.linkage.levels import LADDERS, Id, Village
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.pairs import pair_batch
from doisoat.linkage.register import Register
from doisoat.linkage.relatives import mark_relatives
from doisoat.linkage.score import score
from doisoat.names.compare import WHOLE

RANDOM_PAIRS = 4_000_000
RANDOM_PERSONS = 150_000
ROUNDS = 50
FLOOR = 1e-6
# The last six of the twelve digits are drawn by lot, and namesakes of one age share the first six: so often does
# another person's number come as close.
ID_U = {Id.SAME: 1e-6, Id.ONE_DIGIT: 5.4e-5, Id.TRANSPOSED: 5e-6, Id.OLD_SAME: 1e-6, Id.OLD_OTHER: 1.0}
_OLD = (Id.OLD_SAME, Id.OLD_OTHER)

PRIOR_SHARE = 0.2  # of m, so that an error the night happens not to have is rare, not impossible

Probabilities = dict[str, dict[str, tuple[float, float]]]


def train(
    extract: Extract, records: pa.Table, model: Model, *, seed: int, random_pairs: int = RANDOM_PAIRS
) -> Probabilities:
    """(m, u) per field and level, of `records` (PERSON columns, id_number, areas) and the register.

    `model` is the prior, blended in. Levels that were not seen get a floor.
    """
    with Register.read(extract) as register:
        coded = register.encode(records)
        register.show_records(coded)
        same_id = _levels(register, coded, find_by_id(register.database), model)
        drawn = _levels(register, coded, _by_lot(register, coded, random_pairs, seed), model)
        u = {field: _shares(field, levels) for field, levels in drawn.items()}
        u["name"] = _with_whole_names(u["name"], register, coded, model)
        u["id"] = _identifier_u(u["village"])
        m = estimate_m({f: v for f, v in same_id.items() if f != "id"}, u)
        m["id"] = _shares("id", _beside_owners(register, coded, _agreeing(register), model))
    return {field: _blend(field, m[field], u[field], model) for field in LADDERS}


def estimate_m(levels: dict[str, NDArray[np.int8]], u: dict[str, Floats]) -> dict[str, Floats]:
    """EM over the patterns of `levels`: how often each level comes up when a pair is one person; u is fixed."""
    patterns, count = np.unique(np.stack(list(levels.values()), axis=1), axis=0, return_counts=True)
    m = {field: _shares(field, level) for field, level in levels.items()}
    share = 0.95
    for _ in range(ROUNDS):
        log_odds = np.log(share / (1 - share)) + sum(
            np.log(m[field] / u[field])[patterns[:, k]] for k, field in enumerate(levels)
        )
        matched = count / (1 + np.exp(-log_odds))
        share = float(np.clip(matched.sum() / count.sum(), 1e-3, 1 - 1e-4))
        m = {field: _shares(field, patterns[:, k], matched) for k, field in enumerate(levels)}
    return m


def _by_lot(register: Register, coded: pa.Table, pairs: int, seed: int) -> Candidates:
    """Pairs drawn by lot: as good as never one person."""
    lot = np.random.default_rng(seed)
    by_number = np.argsort(register.held["id"].to_numpy())  # the register is in no order
    rows = by_number[np.unique(lot.integers(0, register.size, RANDOM_PERSONS))]
    return Candidates(lot.integers(0, len(coded), pairs), rows[lot.integers(0, len(rows), pairs)])


def _levels(register: Register, coded: pa.Table, pairs: Candidates, model: Model) -> dict[str, NDArray[np.int8]]:
    rows, person = np.unique(pairs.person, return_inverse=True)
    batch = pair_batch(coded, register.persons(rows), pairs.record, person, size=register.size)
    scored = score(batch, model, syllables=register.syllables)
    return {field: scored[f"{field}_level"].to_numpy() for field in LADDERS}


def _shares(field: str, level: NDArray[np.int8], weight: Floats | None = None) -> Floats:
    """Share of each level among pairs where the field is known on both sides."""
    found = np.bincount(level, weights=weight, minlength=len(LADDERS[field])).astype(np.float64)
    return _normalised(field, found + 0.5)


def _normalised(field: str, found: Floats) -> Floats:
    """Counts as shares of what is known: 9-digit numbers among themselves; missing gets 1, for it says nothing."""
    ladder = LADDERS[field]
    kinds = np.arange(len(ladder))
    missing = kinds == ladder["MISSING"]
    old = np.isin(kinds, _OLD) if field == "id" else np.zeros(len(ladder), dtype=np.bool_)
    shares = found.astype(np.float64)
    for group in (old, ~old & ~missing):
        shares[group] = np.maximum(found[group] / max(found[group].sum(), FLOOR), FLOOR)
    shares[missing] = 1.0
    return shares


def _with_whole_names(u: Floats, register: Register, coded: pa.Table, model: Model) -> Floats:
    """u of the levels where the whole folded name is equal, exactly: from how many persons bear each record's name."""
    database = register.database
    known = coded["folded"].drop_null().to_numpy()
    share = float(register.bearers[known].sum()) / len(coded) / register.size
    sql = (
        "SELECT r.record, arg_min(p.person, p.id) AS person FROM record AS r JOIN person AS p USING (folded) "
        "WHERE p.id IS DISTINCT FROM r.id AND p.birth_year <> r.birth_year GROUP BY r.record ORDER BY r.record"
    )
    found = database.execute(sql).fetchnumpy()
    namesakes = Candidates(found["record"].astype(np.int64), found["person"].astype(np.int64))
    among = _shares("name", _levels(register, coded, namesakes, model)["name"])
    whole = [int(kind) for kind in WHOLE]
    u[whole] = np.maximum(share * among[whole] / among[whole].sum(), FLOOR)
    return u


def _agreeing(register: Register) -> Candidates:
    """Pairs that agree on name, full date and ward: one person, nearly always, found without the identifier."""
    found = register.database.execute(
        "SELECT record, person FROM record JOIN person USING (folded, birth, ward) ORDER BY record"
    ).fetchnumpy()
    return Candidates(found["record"].astype(np.int64), found["person"].astype(np.int64))


def _beside_owners(register: Register, coded: pa.Table, pairs: Candidates, model: Model) -> NDArray[np.int8]:
    """Levels of the numbers of `pairs`: whether one is a relative's shows only beside the person who bears it."""
    owners = find_by_id(register.database)
    records, persons = np.r_[pairs.record, owners.record], np.r_[pairs.person, owners.person]
    found = _levels(register, coded, Candidates(records, persons), model)
    columns = {"record": records, "id_level": found["id"], "village_level": found["village"]}
    marked: NDArray[np.int8] = mark_relatives(pa.table(columns))["id_level"].to_numpy()
    return marked[: len(pairs.record)]


def _blend(field: str, m: Floats, u: Floats, prior: Model) -> dict[str, tuple[float, float]]:
    """m mixed with the prior's, u of agreeing levels at least its geometric mean with the prior's.

    Namesakes, relatives and neighbours resemble each other more than persons drawn by lot.
    """
    levels = [prior.fields[field][kind.name.lower()] for kind in LADDERS[field]]
    prior_m, prior_u = (_normalised(field, np.array(side)) for side in zip(*levels, strict=True))
    mixed = (1 - PRIOR_SHARE) * m + PRIOR_SHARE * prior_m
    careful = u if field == "id" else np.where(mixed > u, np.maximum(u, np.sqrt(u * prior_u)), u)
    return {k.name.lower(): (float(mixed[k]), float(careful[k])) for k in LADDERS[field]}


def _identifier_u(village: Floats) -> Floats:
    """A number's owner lives in somebody else's village as often as anybody does who lives in the ward: candidates
    for a number that is a villager's are mostly from his ward."""
    known = ID_U | {Id.RELATIVE: float(village[Village.SAME])}
    rest = 1 - sum(u for kind, u in known.items() if kind not in _OLD)
    return np.array([1.0 if kind is Id.MISSING else known.get(kind, rest) for kind in Id])
