"""Record what a person decided, take it back, and look it up. The caller owns the transaction and the session's login.

Nothing here is ever changed or removed: schema `review` refuses it, whoever asks.
"""

from dataclasses import asdict, dataclass
from typing import Any, LiteralString

from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row

from doisoat.errors import DecisionRefused
from doisoat.review.verdicts import REASONS, WITHDRAWALS
from doisoat.storage.warehouse import Connection, guarded


@dataclass(frozen=True)
class Case:
    """One candidate (`personal_id`) for a roll entry, or for the holder of an account: give the one or the other."""

    personal_id: str
    beneficiary_code: str | None = None
    bank_bin: str | None = None
    account_number: str | None = None

    @property
    def subject(self) -> str:
        return "account" if self.beneficiary_code is None else "beneficiary"


@dataclass(frozen=True)
class Shown:
    """What lay before the person: the evidence, as linkage.digest tells it from other evidence; what a model thought
    of it, if one did; and whether that was withheld (`blind`)."""

    evidence_digest: str
    model_version: str | None = None
    match_probability: float | None = None
    blind: bool = False


_INSERT: LiteralString = """
insert into review.decision (decided_by, subject, beneficiary_code, bank_bin, account_number, personal_id, verdict,
    reason, note, evidence_digest, model_version, match_probability, blind)
values (%(by)s, %(subject)s, %(beneficiary_code)s, %(bank_bin)s, %(account_number)s, %(personal_id)s, %(verdict)s,
    %(reason)s, %(note)s, %(evidence_digest)s, %(model_version)s, %(match_probability)s, %(blind)s)
returning decision_id"""
_WITHDRAW: LiteralString = """
insert into review.decision (decided_by, subject, beneficiary_code, bank_bin, account_number, personal_id, reason, note,
    evidence_digest, blind, withdraws)
select %(by)s, subject, beneficiary_code, bank_bin, account_number, personal_id, %(reason)s, %(note)s, evidence_digest,
    false, decision_id
from review.decision where decision_id = %(decision)s and verdict is not null
returning decision_id"""
_HISTORY: LiteralString = """
select * from review.decision
where subject = %(subject)s and personal_id = %(personal_id)s
and beneficiary_code is not distinct from %(beneficiary_code)s
and bank_bin is not distinct from %(bank_bin)s
and account_number is not distinct from %(account_number)s
order by decision_id"""


@guarded("recording a decision")
def decide(  # noqa: PLR0913 (a decision is who, what, why, on what)
    connection: Connection, case: Case, verdict: str, *, reason: str, by: str, shown: Shown, note: str | None = None
) -> int:
    """Record a decision; returns its id. DecisionRefused if the verdict is unknown or the reason does not fit it."""
    if verdict not in REASONS:
        raise DecisionRefused(f"a verdict is one of {', '.join(REASONS)}, not {verdict}")
    _require_reason(reason, REASONS[verdict], f"the verdict {verdict}")
    values = {**asdict(case), **asdict(shown), "subject": case.subject, "verdict": verdict}
    return _inserted(connection, _INSERT, {**values, "reason": reason, "by": by, "note": note})


@guarded("withdrawing a decision")
def withdraw(connection: Connection, decision: int, *, reason: str, by: str, note: str | None = None) -> int:
    """Take a decision back, one's own or another's; returns the id of the withdrawal.

    What stood before it stands again; where nothing did, the model's view. DecisionRefused if there is no such
    decision or it was withdrawn already.
    """
    _require_reason(reason, WITHDRAWALS, "a withdrawal")
    try:
        with connection.transaction():
            return _inserted(connection, _WITHDRAW, {"decision": decision, "reason": reason, "by": by, "note": note})
    except UniqueViolation:
        raise DecisionRefused(f"decision {decision} was withdrawn already") from None


@guarded("reading decisions")
def history(connection: Connection, case: Case) -> list[dict[str, Any]]:
    """All that was ever decided about a case and taken back, the oldest first: the columns of review.decision."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_HISTORY, {**asdict(case), "subject": case.subject}).fetchall()


def _require_reason(reason: str, fitting: tuple[str, ...], what: str) -> None:
    if reason not in fitting:
        raise DecisionRefused(f"{what} has one of the reasons {', '.join(fitting)}, not {reason}")


def _inserted(connection: Connection, query: LiteralString, values: dict[str, Any]) -> int:
    row = connection.execute(query, values).fetchone()
    if row is None:
        raise DecisionRefused(f"there is no decision {values['decision']} that could be withdrawn")
    return int(row[0])
