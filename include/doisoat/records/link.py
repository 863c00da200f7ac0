"""link: who is who, with a probability and the evidence for it."""

from doisoat.records.table import COUNT, FLAG, JSON, SHARE, TEXT, Column, Table

# A judgement about one record against the population register.
JUDGEMENT = (
    Column("personal_id", TEXT, "the linked person; for review the best candidate; null if unmatched"),
    Column("match_status", TEXT, "matched, review, unmatched", nullable=False),
    Column("match_method", TEXT, "exact_id, probabilistic, clerical, none", nullable=False),
    Column("match_probability", SHARE, "calibrated probability that `personal_id` is the right person"),
    Column(
        "match_evidence",
        JSON,
        "per field what was compared, the level reached and its weight; the competitors; `lent_by`: who helped",
    ),
    Column("model_version", TEXT, "model that judged", nullable=False),
)

BENEFICIARY_PERSON = Table(
    "link",
    "beneficiary_person",
    "a roll entry and the person it is",
    (Column("beneficiary_code", TEXT, "the roll entry; the key", nullable=False), *JUDGEMENT),
)

ACCOUNT_PERSON = Table(
    "link",
    "account_person",
    "a row of core/accounts and the person who holds the account",
    (
        Column("sender", TEXT, "with `file` and `row_number` the key: the row of core/accounts", nullable=False),
        Column("file", TEXT, "", nullable=False),
        Column("row_number", COUNT, "", nullable=False),
        *JUDGEMENT,
    ),
)

DECISION = Table(
    "link",
    "decision",
    "what a person decided about one record and one candidate, as it stood when the night began",
    (
        Column("decision_id", COUNT, "row of review.decision; the key", nullable=False),
        Column("decided_at", TEXT, "ISO timestamp", nullable=False),
        Column("decided_by", TEXT, "login of who decided", nullable=False),
        Column("subject", TEXT, "beneficiary or account", nullable=False),
        Column("beneficiary_code", TEXT, "the roll entry, if it is about one"),
        Column("bank_bin", TEXT, "the bank of the account, if it is about one"),
        Column("account_number", TEXT, "the account, if it is about one"),
        Column("personal_id", TEXT, "the candidate that was judged", nullable=False),
        Column("verdict", TEXT, "same, different, cannot_tell", nullable=False),
        Column("reason", TEXT, "why, as a code", nullable=False),
        Column("evidence_digest", TEXT, "digest of the compared fields that were before the person", nullable=False),
        Column("contested", FLAG, "somebody else decided the opposite on the same evidence", nullable=False),
    ),
)
