"""link: who is who, with a probability and the evidence for it."""

import pyarrow as pa

from doisoat.records.table import COUNT, DATE, FLAG, JSON, SHARE, SMALL, TEXT, WORDS, Column, Table

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

# What a night judged otherwise than the night before. Of all rows up to a date the newest of a record says how it
# is linked on that date: the two tables above are made again from these alone.
JUDGED = Table(
    "link",
    "judgement",
    "a judgement about a record, new in this night; or that the record is no longer there",
    (
        Column("subject", TEXT, "beneficiary or account", nullable=False),
        Column("beneficiary_code", TEXT, "the roll entry, if it is about one"),
        Column("sender", TEXT, "with `file` and `row_number` the row of core/accounts, if it is about one"),
        Column("file", TEXT, ""),
        Column("row_number", COUNT, ""),
        *(Column(c.name, c.type, c.meaning) for c in JUDGEMENT),
        Column("left", FLAG, "the record is no longer there; nothing is judged", nullable=False),
        Column("decided_by", TEXT, "model, or the login of the person whose decision was obeyed"),
        Column("decision_id", COUNT, "that decision, a row of review.decision"),
    ),
)

PROFILE = Table(
    "link",
    "profile",
    "how many judgements of a night are of a kind, beside those of the zone that the model was tried on",
    (
        Column("subject", TEXT, "beneficiary or account: whose judgements", nullable=False),
        Column(
            "aspect",
            TEXT,
            "pass, status, a compared field (name, birth, id, sex, ward, village), estimate",
            nullable=False,
        ),
        Column("code", TEXT, "the pass, status or level; of estimate: coverage, right, expected_false", nullable=False),
        Column("records", COUNT, "judgements of this kind; of an estimate, all", nullable=False),
        Column("share", SHARE, "of the aspect's judgements; of an estimate, its value"),
        Column("usual_share", SHARE, "the same on the zone that the model was tried on; null: the model does not say"),
        Column("drift", SHARE, "what the code adds to the aspect's population stability index, the sum over its codes"),
        Column("drift_by_lot", SHARE, "the index that lot alone exceeds once in 1,000 nights with so many records"),
        Column("model_version", TEXT, "model that judged", nullable=False),
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

# What linkage reads of a record.
CONTENT = {
    **dict.fromkeys(("name", "name_folded"), TEXT),
    **dict.fromkeys(("birth_year", "birth_month", "birth_day"), SMALL),
    **dict.fromkeys(("sex", "id_number", "ward_code", "district_code", "village"), TEXT),
}
LEVEL_LISTS = ("name", "birth", "id", "sex", "ward", "village")
_LEVELS, _SIZES = pa.list_(pa.int8()), pa.list_(pa.int32())

COMPARED = Table(
    "link",
    "compared",
    "what the content of a record was compared with in a night; the next night compares what is new",
    (
        Column("basis", TEXT, "digest of model, code and register that it was compared by", nullable=False),
        Column("searched", FLAG, "with all that blocking gave; else with those who have its number", nullable=False),
        *(Column(name, kind, "like core/beneficiaries and core/accounts") for name, kind in CONTENT.items()),
        Column("persons", pa.list_(pa.int64()), "personal_id of each candidate, as a number, in its order"),
        *(Column(f"{name}_levels", _LEVELS, f"how {name} differs: linkage/levels.py") for name in LEVEL_LISTS),
        Column("namesakes", WORDS, "toneless name of the candidate, where it counts and is not the record's"),
        Column("blocks", _SIZES, "per rule of blocking how many persons the record's block held"),
        Column("refined_blocks", _SIZES, "and the refined block, where these were too many"),
    ),
)

LINKED_NIGHT = Table(
    "link",
    "night",
    "how a night was linked",
    (
        Column(
            "kind", TEXT, "full, or incremental: what did not change was taken from an earlier night", nullable=False
        ),
        Column("reason", TEXT, "why a night was full, as a code; null if it was not"),
        Column("since", DATE, "the night that an incremental one goes by"),
        Column("full_on", DATE, "the last full night up to this one", nullable=False),
        Column("basis", TEXT, "like link/compared", nullable=False),
        Column("method", TEXT, "digest of model and code", nullable=False),
        Column("register", TEXT, "digest of all that linkage reads of core/population", nullable=False),
        Column("persons", COUNT, "in the register", nullable=False),
        Column("persons_changed", COUNT, "who came, left or changed since that night"),
        Column("records_by_id", COUNT, "records looked up again by their number"),
        Column("records_in_blocks", COUNT, "records looked up again by blocking"),
    ),
)
