"""Roll entries and accounts: what is true of each of them, and was."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import DATE, JSON, MONEY, SHARE, TEXT, WORDS, Column, Table

BENEFICIARY = Table(
    "mart",
    "beneficiary",
    "a roll entry, as of the last publication",
    (
        Column("beneficiary_code", TEXT, "the labour department's code of the entry; the key", nullable=False),
        BUSINESS_DATE,
        Column("programme_code", TEXT, "benefit programme as sent"),
        Column("full_name", TEXT, "name as sent", nullable=False),
        Column("date_of_birth", TEXT, "YYYY-MM-DD, YYYY-MM or YYYY, as precise as the roll knows"),
        Column("sex", TEXT, "M or F"),
        Column("id_number", TEXT, "identity number after repair; null when missing or damaged"),
        Column("district_code", TEXT, "GSO code valid on the business date"),
        Column("ward_code", TEXT, "GSO code valid on the business date"),
        Column("village", TEXT, "as sent"),
        Column("monthly_amount", MONEY, "đồng a month"),
        Column("personal_id", TEXT, "the linked person, or null"),
        Column("match_status", TEXT, "matched, review, unmatched", nullable=False),
        Column("match_method", TEXT, "exact_id, probabilistic, clerical, none", nullable=False),
        Column("match_probability", SHARE, "probability that the link (for review: the best candidate) is right"),
        Column("match_evidence", JSON, "per field what was compared, the level reached and its weight"),
        Column("person_status", TEXT, "alive, deceased, missing, moved_out, or null when not linked"),
        Column(
            "account_status",
            TEXT,
            "verified, close_match, representative, mismatch, inactive, not_found, …",
            nullable=False,
        ),
        Column("account_type", TEXT, "bank, social_security, mobile_money"),
        Column("bank_bin", TEXT, "BIN of the bank of the account"),
        Column("account_number", TEXT, "the account: declared, or found"),
        Column(
            "account_probability",
            SHARE,
            "probability that it is theirs or their representative's",
        ),
        Column(
            "payee_check",
            TEXT,
            "would the bank take money for the account under the roll's name, or the representative's: match,"
            " close_match, no_match; null: no bank returned it",
        ),
        Column("pay_channel", TEXT, "bank, social_security, mobile_money, postal_cash, hold", nullable=False),
        Column("hold_reason", TEXT, "why held: see code_label"),
        Column(
            "source_digest",
            TEXT,
            "digests with slashes: of roll row and accounts; of the linked register row; of people's decisions",
        ),
        Column("entitled_until", DATE, "the last day of entitlement: of the month of death or departure; null: no end"),
    ),
)

BENEFICIARY_HISTORY = Table(
    "mart",
    "beneficiary_history",
    "a state of a roll entry over time; its business_date is the first night of the state",
    (
        *BENEFICIARY.columns,
        Column("valid_from", DATE, "the first business date of the state", nullable=False),
        Column("valid_to", DATE, "the first business date no longer in it; null while it lasts"),
    ),
)

ACCOUNT = Table(
    "mart",
    "account",
    "an account from a bank return",
    (
        Column("bank_bin", TEXT, "with account_number the key", nullable=False),
        Column("account_number", TEXT, "with bank_bin the key", nullable=False),
        BUSINESS_DATE,
        Column("account_type", TEXT, "bank, social_security, mobile_money", nullable=False),
        Column("holder_name", TEXT, "as the bank wrote it", nullable=False),
        Column("status", TEXT, "active, dormant, blocked, closed", nullable=False),
        Column("personal_id", TEXT, "the linked holder, or null"),
        Column(
            "match_status", TEXT, "matched, review, unmatched; review too where a bank's rows disagree", nullable=False
        ),
        Column("match_method", TEXT, "exact_id, probabilistic, clerical, none", nullable=False),
        Column("match_probability", SHARE, "probability that the link (for review: the best candidate) is right"),
        Column(
            "match_evidence", JSON, "per field what was compared, the level and its weight; why other candidates lost"
        ),
        Column("beneficiary_codes", WORDS, "the roll entries it serves", nullable=False),
    ),
)
