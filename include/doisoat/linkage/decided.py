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
from doisoat.linkage.candidates import Scored, compare_candidates, personal_ids, weigh_pairs
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
    keys, about = _KEYS[subject], decisions.filter(pc.field("subject") == subject)
    numbered = records.select(keys).append_column("record", pa.array(np.arange(len(records))))
    numbered = numbered.filter(pc.is_in(numbered[keys[-1]], about[keys[-1]]))  # few of so many records
    met = about.join(numbered, keys, join_type="inner")
    return met.select(_COLUMNS).sort_by([("record", "ascending"), ("decision_id", "ascending")])


@dataclass(frozen=True)
class Decided:
    """`rows`: decisions about records, with their `state` and the place of their pair in `scored`, null if the person
    is gone."""

    rows: pa.Table
    scored: Scored

    @property
    def in_force(self) -> int:
        """How many decisions stand on unchanged evidence, uncontested."""
        return int(self.rows.filter(pc.field("state") == STANDS).num_rows)

    def allowed(self, pairs: pa.Table) -> pa.Table:
        """PAIRS without the persons that people said are somebody else."""
        excluded = self._places(STANDS, "different")
        named = _pair_keys(self.scored.record[excluded], self.scored.person[excluded])
        found = _pair_keys(pairs["record"].to_numpy(), pairs["person"].to_numpy())
        return pairs.filter(pa.array(~np.isin(found, named)))

    def obey(self, judgements: Judgements) -> None:
        """Overrule what the model judged where people's decisions stand, and tell of all decisions."""
        same = self.scored.take(self._places(STANDS, "same"))
        everyone = np.arange(len(same.record))
        judgements.accept("clerical", same, everyone, np.full(len(everyone), SAME_HOLDS))
        contested = self.scored.take(self._places(CONTESTED, "same", "different"))
        judgements.review(contested, np.arange(len(contested.record)), contested.probability)
        doubted = self._places(STANDS, "cannot_tell")
        judgements.doubt(self.scored.record[doubted], self.scored.person[doubted])
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


def meet(rows: pa.Table, register: Register, records: pa.Table, model: Model) -> Decided:
    """Decisions about `records`, whose rows they name, and the persons of `register`."""
    numbers = np.unique(rows["record"].to_numpy())
    coded = register.encode(records.take(pa.array(numbers))).set_column(0, "record", pa.array(numbers))
    register.replace("decided", rows.select(["record", "personal_id"]))
    met = register.database.execute(
        "SELECT DISTINCT record, person FROM decided JOIN person ON id = try_cast(personal_id AS BIGINT) ORDER BY ALL"
    ).fetchnumpy()
    pairs = Candidates(met["record"].astype(np.int64), met["person"].astype(np.int64))
    scored = weigh_pairs(compare_candidates(register, coded, pairs), model, register.size)
    persons = register.persons(np.unique(pairs.person)).sort_by("id")
    left = coded.take(pa.array(np.searchsorted(numbers, scored.record)))
    right = persons.take(pa.array(np.searchsorted(persons["id"].to_numpy(), scored.person)))
    everyone = personal_ids(scored.person).to_pylist()
    found = zip(scored.record.tolist(), everyone, evidence_digests(left, right), strict=True)
    known = {(record, personal_id): (place, digest) for place, (record, personal_id, digest) in enumerate(found)}
    return Decided(_with_states(rows, known), scored)


def _pair_keys(record: NDArray[np.int64], person: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number per pair; a personal identification number takes 40 bits."""
    keys: NDArray[np.int64] = record << 40 | person
    return keys


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
