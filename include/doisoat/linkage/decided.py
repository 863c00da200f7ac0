"""What people decided, met with tonight's records: their word outranks the model, on the evidence that they saw.

    same         the record is that person, whatever the model thinks
    different    that person is no candidate
    cannot_tell  where that person is the best candidate, the record stays in review
    contested    people contradict each other, or a record is said to be two persons: nobody's word is obeyed, and the
                 record is in review

A decision on evidence that has changed since, or about a person who is no longer in the register, binds nobody; it is
told with the judgement.
"""

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates
from doisoat.linkage.candidates import Scored, score_candidates
from doisoat.linkage.digest import evidence_digests
from doisoat.linkage.judgement import Judgements
from doisoat.linkage.model import Model
from doisoat.linkage.register import Register

SAME_HOLDS = 0.99  # how often a person's "same" is taken to be right, until double reviews of the desk say better
STANDS, CHANGED, GONE, CONTESTED = "stands", "evidence_changed", "person_gone", "contested"
_KEYS = {"beneficiary": ["beneficiary_code"], "account": ["bank_bin", "account_number"]}
_COLUMNS = ["record", "personal_id", "verdict", "decision_id", "decided_at", "reason", "evidence_digest", "contested"]
_TOLD = ("decision_id", "personal_id", "verdict", "reason", "decided_at", "state")


def decisions_about(subject: str, records: pa.Table, decisions: pa.Table) -> pa.Table:
    """The rows of link/decision about `records`, by position `record` (an account may be returned in several rows),
    the older decision first."""
    keys = _KEYS[subject]
    numbered = records.select(keys).append_column("record", pa.array(np.arange(len(records))))
    met = decisions.filter(pc.field("subject") == subject).join(numbered, keys, join_type="inner")
    return met.select(_COLUMNS).sort_by([("record", "ascending"), ("decision_id", "ascending")])


@dataclass(frozen=True)
class Decided:
    """`rows`: decisions about records, with their `state` and the place of their pair in `scored`, null if the person
    is gone; `pairs` are the rows of the register that `scored` compares with."""

    rows: pa.Table
    pairs: Candidates
    scored: Scored

    @property
    def in_force(self) -> int:
        """How many decisions stand on unchanged evidence, uncontested."""
        return int(self.rows.filter(pc.field("state") == STANDS).num_rows)

    def allowed(self, candidates: Candidates) -> Candidates:
        """Candidates without the persons that people said are somebody else."""
        excluded = self._places(STANDS, "different")
        found = candidates.record << 32 | candidates.person
        kept = ~np.isin(found, self.pairs.record[excluded] << 32 | self.pairs.person[excluded])
        return Candidates(candidates.record[kept], candidates.person[kept])

    def obey(self, judgements: Judgements) -> None:
        """Overrule what the model judged where people's decisions stand, and tell of all decisions."""
        same = self.scored.take(self._places(STANDS, "same"))
        everyone = np.arange(len(same.record))
        judgements.accept("clerical", same, everyone, np.full(len(everyone), SAME_HOLDS))
        contested = self.scored.take(self._places(CONTESTED, "same", "different"))
        judgements.review(contested, np.arange(len(contested.record)), contested.probability)
        doubted = self._places(STANDS, "cannot_tell")
        persons = self.scored.personal_id.take(pa.array(doubted)).to_pylist()
        judgements.doubt(self.pairs.record[doubted].tolist(), persons)
        judgements.tell(self._told())

    def _places(self, state: str, *verdicts: str) -> NDArray[np.int64]:
        chosen = self.rows.filter((pc.field("state") == state) & pc.field("verdict").isin(verdicts))
        places: NDArray[np.int64] = chosen["place"].to_numpy()
        return places.astype(np.int64)

    def _told(self) -> dict[int, str]:
        """Per record its decisions as a JSON list: what, when, why, whether it counts; neither logins nor notes."""
        lists: dict[int, list[dict[str, object]]] = {}
        for row in self.rows.to_pylist():
            lists.setdefault(row["record"], []).append({"by": "reviewer", **{name: row[name] for name in _TOLD}})
        return {record: json.dumps(told) for record, told in lists.items()}


def meet(rows: pa.Table, register: Register, coded: pa.Table, model: Model) -> Decided:
    """Decisions about the records that `coded` holds in the register's codes."""
    register.replace("decided", rows.select(["record", "personal_id"]))
    met = register.database.execute(
        "SELECT DISTINCT record, person FROM decided JOIN person ON id = try_cast(personal_id AS BIGINT) ORDER BY ALL"
    ).fetchnumpy()
    pairs = Candidates(met["record"].astype(np.int64), met["person"].astype(np.int64))
    scored = score_candidates(register, coded, pairs, model)
    numbers, person = np.unique(pairs.person, return_inverse=True)
    left, right = coded.take(pa.array(pairs.record)), register.persons(numbers).take(pa.array(person))
    found = zip(pairs.record.tolist(), scored.personal_id.to_pylist(), evidence_digests(left, right), strict=True)
    known = {(record, personal_id): (place, digest) for place, (record, personal_id, digest) in enumerate(found)}
    return Decided(_with_states(rows, known), pairs, scored)


def _with_states(rows: pa.Table, known: dict[tuple[int, str], tuple[int, str]]) -> pa.Table:
    met = [
        {**row, "place": place, "state": _state(row["contested"], row["evidence_digest"], digest)}
        for row in rows.to_pylist()
        for place, digest in [known.get((row["record"], row["personal_id"]), (None, None))]
    ]
    same: dict[int, list[dict[str, object]]] = {}
    for row in met:
        if (row["verdict"], row["state"]) == ("same", STANDS):
            same.setdefault(row["record"], []).append(row)
    for several in (each for each in same.values() if len(each) > 1):
        for row in several:
            row["state"] = CONTESTED
    added = [pa.field("place", pa.int64()), pa.field("state", pa.string())]
    return pa.Table.from_pylist(met, schema=pa.schema([*rows.schema, *added]))


def _state(contested: bool, judged: str, digest: str | None) -> str:  # noqa: FBT001
    if digest is None:
        return GONE
    if digest != judged:
        return CHANGED
    return CONTESTED if contested else STANDS
