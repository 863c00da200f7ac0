"""What waits for a person's decision, and between whom."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import COUNT, DATE, JSON, MONEY, SHARE, TEXT, Column, Table

CASE_FILE = Table(
    "mart",
    "case_file",
    "a roll entry, or the holder of an account, that waits for a person, as of the last publication",
    (
        Column("case_id", TEXT, "the key: the entry, or bank and account", nullable=False),
        Column("subject", TEXT, "beneficiary: a roll entry; account: the holder of an account", nullable=False),
        Column("beneficiary_code", TEXT, "the entry; of an account the entry that it serves", nullable=False),
        BUSINESS_DATE,
        Column("reason", TEXT, "why the model does not decide: see code_label", nullable=False),
        Column("money_held", MONEY, "đồng a month that wait for the decision", nullable=False),
        Column("programme_code", TEXT, "benefit programme; other_assistance: one that is not told"),
        Column("district_code", TEXT, "GSO code valid on the business date"),
        Column("ward_code", TEXT, "GSO code valid on the business date"),
        Column("match_probability", SHARE, "probability that the best candidate is right", nullable=False),
        Column("candidates", COUNT, "how many persons come into question", nullable=False),
        Column("bank_bin", TEXT, "the bank of the account, if it is about one"),
        Column("account_number", TEXT, "the account, if it is about one"),
        Column("holder_name", TEXT, "its holder, as the bank returned it"),
        Column("holder_date_of_birth", TEXT, "of the holder, as precise as the bank knows"),
        Column("holder_id_number", TEXT, "of the holder, 12 or 9 digits"),
    ),
)

CANDIDATE = Table(
    "mart",
    "candidate",
    "a person of the register who may be the subject of a case; protected",
    (
        Column("case_id", TEXT, "the case; with personal_id the key", nullable=False),
        Column("personal_id", TEXT, "the person", nullable=False),
        BUSINESS_DATE,
        Column("rank", COUNT, "1 is the most probable", nullable=False),
        Column("old_id", TEXT, "number of the old 9-digit card"),
        Column("full_name", TEXT, "name as the register has it", nullable=False),
        Column("date_of_birth", TEXT, "YYYY-MM-DD, YYYY-MM or YYYY, as precise as the register knows"),
        Column("sex", TEXT, "M or F"),
        Column("district_code", TEXT, "GSO code of the permanent residence"),
        Column("ward_code", TEXT, "GSO code of the permanent residence"),
        Column("village", TEXT, "as the register has it"),
        Column("person_status", TEXT, "alive, deceased, missing, moved_out", nullable=False),
        Column("status_date", DATE, "since when"),
        Column("match_probability", SHARE, "probability that it is this person", nullable=False),
        Column("evidence", JSON, "per field the level reached and its weight in bits", nullable=False),
        Column(
            "evidence_digest",
            TEXT,
            "digest of the compared fields: a decision holds while it stays the same",
            nullable=False,
        ),
        Column("model_version", TEXT, "the model that judged", nullable=False),
    ),
)
