"""link: who is who, with a probability and the evidence for it."""

from doisoat.records.table import COUNT, JSON, SHARE, TEXT, Column, Table

# A judgement about one record against the population register.
JUDGEMENT = (
    Column("personal_id", TEXT, "the linked person; for review the best candidate; null if unmatched"),
    Column("match_status", TEXT, "matched, review, unmatched", nullable=False),
    Column("match_method", TEXT, "exact_id, probabilistic, clerical, none", nullable=False),
    Column("match_probability", SHARE, "calibrated probability that `personal_id` is the right person"),
    Column(
        "match_evidence",
        JSON,
        "per field what was compared, the level reached and its weight; the competitors",
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
