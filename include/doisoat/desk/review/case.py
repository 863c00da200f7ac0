"""A case as one reviewer may see it: who judges second is blind to score, rank and what others decided."""

import hashlib
from dataclasses import dataclass
from typing import Any

from doisoat.desk.warehouse import Rows, ask
from doisoat.linkage.levels import LADDERS
from doisoat.storage.warehouse import Connection


@dataclass(frozen=True)
class Step:
    """A rung of the evidence: a field, the level reached, its weight in bits (more is for one person)."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True)
class CaseView:
    """`entry` is the roll's side with why and since when it waits; `candidates` the register's; `record` what is
    compared with them: the entry, or the holder of the account as the bank returned it."""

    entry: dict[str, Any]
    candidates: Rows
    decisions: Rows
    history: Rows

    @property
    def is_account(self) -> bool:
        return bool(self.entry["subject"] == "account")

    @property
    def record(self) -> dict[str, Any]:
        """The side of the case that is not the register's."""
        if not self.is_account:
            return self.entry
        names = ("full_name", "date_of_birth", "id_number", "sex", "district_code", "ward_code", "village")
        holder = {name.removeprefix("holder_"): self.entry[name] for name in _HOLDER}
        return dict.fromkeys(names) | holder | {"full_name": self.entry["holder_name"]}

    @property
    def is_open(self) -> bool:
        """Whether the reviewer may answer: not settled, or to be judged a second time by them."""
        return bool(self.entry["open"])

    @property
    def is_blind(self) -> bool:
        return bool(self.entry["open"] and self.entry["second"])

    def candidate(self, key: str) -> dict[str, Any] | None:
        """By the key that its column in the form has; None if it was another when the form was shown."""
        return next((each for each in self.candidates if each["key"] == key), None)

    def said(self, personal_id: str) -> str | None:
        """The newest word about a candidate that was not taken back."""
        words = (
            d for d in self.decisions if d["personal_id"] == personal_id and d["verdict"] and not d["withdrawn_by"]
        )
        return next((word["verdict"] for word in words), None)


_HOLDER = ("holder_date_of_birth", "holder_id_number")


def read_case(connection: Connection, case_id: str, login: str) -> CaseView | None:
    """None if the case does not wait any more, or is not the reviewer's to see."""
    found = ask(connection, "case", case=case_id)
    if not found:
        return None
    (entry,) = found
    blind = bool(entry["open"] and entry["second"])
    candidates = [_candidate(row, blind=blind) for row in ask(connection, "candidates", case=case_id)]
    code, account = entry["beneficiary_code"], {"bank_bin": entry["case_bank"], "account_number": entry["case_account"]}
    about = None if entry["subject"] == "account" else code
    decisions = ask(connection, "entry_decisions", code=about, **account)
    view = CaseView(entry, candidates, decisions, ask(connection, "entry_history", code=code))
    return _blinded(view, login) if view.is_blind else view


def _candidate(row: dict[str, Any], *, blind: bool) -> dict[str, Any]:
    steps = [
        Step(field, row["evidence"][field]["level"], row["evidence"][field]["weight"])
        for field in LADDERS
        if field in row["evidence"]
    ]
    key = _key(row["personal_id"], row["evidence_digest"], blind=blind)
    return {**row, "key": key, "steps": steps, "weight": sum(step.weight for step in steps)}


def _blinded(view: CaseView, login: str) -> CaseView:
    """In an order that tells nothing, and without anybody else's opinion."""
    candidates = sorted(view.candidates, key=lambda each: each["key"])
    own = [decision for decision in view.decisions if decision["decided_by"] == login]
    return CaseView(view.entry, candidates, own, view.history)


def _key(personal_id: str, evidence_digest: str, *, blind: bool) -> str:
    """A candidate's name in the form: short, of no meaning, and in no order of the model's.

    Another name on other evidence, and to whom the score was shown: an answer is about what was on the page.
    """
    return hashlib.sha256(f"{personal_id}\x1f{evidence_digest}\x1f{blind}".encode()).hexdigest()[:12]
