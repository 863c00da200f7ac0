"""mart: what is published. The warehouse's tables (sql/warehouse/migrations) have the same columns."""

from doisoat.records.core import FILE_ACCOUNTING as CORE_FILE_ACCOUNTING
from doisoat.records.core import QUARANTINE as CORE_QUARANTINE
from doisoat.records.table import COUNT, DATE, FLAG, JSON, MONEY, SHARE, TEXT, WORDS, Column, Table

BUSINESS_DATE = Column("business_date", DATE, "the night it was published for", nullable=False)

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
        Column("pay_channel", TEXT, "bank, social_security, mobile_money, postal_cash, hold", nullable=False),
        Column("hold_reason", TEXT, "why held: see code_label"),
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
        Column("beneficiary_codes", WORDS, "the roll entries it serves", nullable=False),
    ),
)

_FINDING = (
    Column("beneficiary_code", TEXT, "the entry that it is about", nullable=False),
    Column("kind", TEXT, "what is wrong: see code_label", nullable=False),
    Column("severity", TEXT, "high (before the next payment), medium, low", nullable=False),
    Column("owner", TEXT, "who must act: labour, police, bank, ward, post", nullable=False),
    Column("detail", JSON, "what differs, as codes; values only where whoever corrects needs them", nullable=False),
)
_FINDING_ID = Column("discrepancy_id", TEXT, "digest of entry, kind and cause; the key", nullable=False)

FINDING = Table("mart", "finding", "a finding of one night", (_FINDING_ID, BUSINESS_DATE, *_FINDING))

DISCREPANCY = Table(
    "mart",
    "discrepancy",
    "one open or resolved finding",
    (
        _FINDING_ID,
        *_FINDING,
        Column("first_seen", DATE, "the first night that found it", nullable=False),
        Column("last_seen", DATE, "the last night that found it", nullable=False),
        Column("resolved_on", DATE, "the first night that no longer found it; null while it is open"),
        Column("reopened", COUNT, "how often it came back after it was resolved", nullable=False),
    ),
)

FILE_ACCOUNTING = Table(
    "mart", "file_accounting", CORE_FILE_ACCOUNTING.row, (BUSINESS_DATE, *CORE_FILE_ACCOUNTING.columns)
)
QUARANTINE = Table("mart", "quarantine", CORE_QUARANTINE.row, (BUSINESS_DATE, *CORE_QUARANTINE.columns))

QUALITY_RESULT = Table(
    "mart",
    "quality_result",
    "an expectation's result on a business date",
    (
        BUSINESS_DATE,
        Column("suite", TEXT, "the table that was judged, as layer/table", nullable=False),
        Column("expectation", TEXT, "its id in expectations/<layer>/<table>.json", nullable=False),
        Column("severity", TEXT, "critical stops the night, warning is reported", nullable=False),
        Column("success", FLAG, "whether it held", nullable=False),
        Column("observed", TEXT, "what was seen: a number or a share, never a person's value"),
        Column("unexpected_count", COUNT, "rows that break it"),
        Column("unexpected_share", SHARE, "share of rows that break it"),
    ),
)

RUN = Table(
    "mart",
    "run",
    "a publication",
    (
        Column(
            "run_id",
            TEXT,
            "digest of inputs, code version and business date; the key",
            nullable=False,
        ),
        BUSINESS_DATE,
        Column("inputs", JSON, "digest of every file that went in", nullable=False),
        Column("code_version", TEXT, "version of doisoat and of the linkage model", nullable=False),
        Column("counts", JSON, "rows per published table and per status", nullable=False),
    ),
)

CODE_LABEL = Table(
    "mart",
    "code_label",
    "a code of the published tables and what people call it",
    (
        Column("domain", TEXT, "the column that holds the code, such as account_status", nullable=False),
        Column("code", TEXT, "with domain the key", nullable=False),
        Column("label_vi", TEXT, "in Vietnamese", nullable=False),
        Column("label_en", TEXT, "in English", nullable=False),
    ),
)
