"""mart: what is published. The warehouse's tables (sql/warehouse/migrations) have the same columns."""

from doisoat.records.core import FILE_ACCOUNTING as CORE_FILE_ACCOUNTING
from doisoat.records.core import QUARANTINE as CORE_QUARANTINE
from doisoat.records.link import PROFILE
from doisoat.records.pay import INSTRUCTION
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

COVERAGE = Table(
    "mart",
    "coverage",
    "an area on a date",
    (
        BUSINESS_DATE,
        Column("area", TEXT, "with business_date the key: its level and codes", nullable=False),
        Column("level", TEXT, "city, district, ward, village", nullable=False),
        Column("district_code", TEXT, "code on that date; unknown; none where there are no districts; null: the city"),
        Column("ward_code", TEXT, "code on that date, or unknown; null above ward"),
        Column("village", TEXT, "as most plainly sent, or unknown; null above village"),
        Column(
            "beneficiaries",
            COUNT,
            "entries on the roll whose person is not known to be dead, gone or missing; surplus entries not counted",
            nullable=False,
        ),
        Column("with_account", COUNT, "an account that money can go to: verified or representative", nullable=False),
        Column("account_problem", COUNT, "there is one, but a bank or a check refuses it", nullable=False),
        Column("no_account", COUNT, "none is known", nullable=False),
        Column("declined", COUNT, "does not want one, with a signed reason", nullable=False),
        Column("incapable", COUNT, "cannot manage one", nullable=False),
        Column("absent", COUNT, "not met at home", nullable=False),
        Column("paid_by_account", COUNT, "paid into an account in the last period", nullable=False),
        Column("postal_cash", COUNT, "to be paid in cash by the post", nullable=False),
        Column("held", COUNT, "not to be paid until somebody decides", nullable=False),
        Column("target_share", SHARE, "share to reach: with_account of it, account_problem and no_account together"),
        Column("target_date", DATE, "by when"),
        Column("needed_per_working_day", SHARE, "accounts a working day to reach it; null when no day is left"),
        Column("forecast_share", SHARE, "share on target_date if working days go on so; null before the third of them"),
        Column("will_miss", FLAG, "whether the forecast, or after target_date the share, is below the target"),
        Column("forecast_low", SHARE, "with 90 % the share on target_date lies between this and forecast_high"),
        Column("forecast_high", SHARE, "with 90 % the share on target_date lies between forecast_low and this"),
    ),
)

PAYMENT = Table(
    "mart",
    "payment",
    "a payment instruction",
    (
        *INSTRUCTION.columns,
        BUSINESS_DATE,
        Column("status", TEXT, "instructed, accepted, settled, returned, rejected, unknown, …", nullable=False),
        Column("ended_as", TEXT, "returned or rejected: how a payment failed that has been replaced since"),
        Column("reason_code", TEXT, "why it failed or is unknown, R00 to R17: see code_label"),
        Column("reason_text", TEXT, "free text of the bank or the post"),
        Column("status_on", DATE, "day of the last word about it"),
        Column("settled_on", DATE, "day the money arrived, or was collected"),
        Column("returned_on", DATE, "day the money came back"),
        Column("returned_amount", MONEY, "đồng that came back, as booked"),
        Column("charges", MONEY, "đồng that a bank kept of what came back"),
    ),
)

PAYMENT_CLOSING = Table(
    "mart",
    "payment_closing",
    "a period's payments through one channel to one recipient in one district: every đồng in one column",
    (
        BUSINESS_DATE,
        Column("period", TEXT, "YYYY-MM that the money is for", nullable=False),
        Column("pay_channel", TEXT, "bank, social_security, mobile_money, postal_cash", nullable=False),
        Column("recipient", TEXT, "the bank's BIN, or the post", nullable=False),
        Column(
            "district_code",
            TEXT,
            "GSO code on the day of instruction: of the district, of the ward where there are no districts, or unknown",
            nullable=False,
        ),
        Column("payments", COUNT, "instructions", nullable=False),
        Column("instructed", MONEY, "đồng instructed", nullable=False),
        Column("settled", MONEY, "đồng that arrived in accounts", nullable=False),
        Column("cash", MONEY, "đồng collected at the post", nullable=False),
        Column("returned", MONEY, "đồng that came back, as booked", nullable=False),
        Column("charges", MONEY, "đồng that banks kept of it and said so", nullable=False),
        Column("rejected", MONEY, "đồng that were never taken", nullable=False),
        Column("open", MONEY, "đồng instructed or accepted, within the time for an answer", nullable=False),
        Column("unknown", MONEY, "đồng of which nobody knows", nullable=False),
        Column("difference", MONEY, "instructed less all of these: what nobody has explained", nullable=False),
        Column("replaced", MONEY, "of returned and rejected, đồng that were instructed again since", nullable=False),
    ),
)

PAYMENT_UNMATCHED = Table(
    "mart",
    "payment_unmatched",
    "what a bank or the post said of a payment and that cannot be so",
    (
        Column("event_id", TEXT, "digest of what was said; the key", nullable=False),
        BUSINESS_DATE,
        Column("sender", TEXT, "who said it", nullable=False),
        Column("delivery_date", DATE, "date of the delivery", nullable=False),
        Column("file", TEXT, "file of the delivery", nullable=False),
        Column("row_number", COUNT, "the line, as counted there from 1", nullable=False),
        Column("payment_id", TEXT, "the payment, batch or file it names"),
        Column("outcome", TEXT, "accepted, settled, rejected, returned, withdrawn, unknown", nullable=False),
        Column("amount", MONEY, "đồng said"),
        Column("instructed", MONEY, "đồng instructed, where the payment is known"),
        Column("occurred_on", DATE, "day said"),
        Column("reason", TEXT, "why it is not believed: see code_label", nullable=False),
    ),
)

PAID_AFTER_DEATH = Table(
    "mart",
    "paid_after_death",
    "a payment for a month after that of the person's death, not known to have failed",
    (
        Column("payment_id", TEXT, "the payment; the key", nullable=False),
        BUSINESS_DATE,
        Column("beneficiary_code", TEXT, "the roll entry", nullable=False),
        Column("personal_id", TEXT, "the person", nullable=False),
        Column("period", TEXT, "YYYY-MM that the money is for", nullable=False),
        Column("amount", MONEY, "đồng", nullable=False),
        Column("status", TEXT, "of the payment", nullable=False),
        Column("settled_on", DATE, "day the money arrived"),
        Column("died_on", DATE, "day of death in the register", nullable=False),
        Column("district_code", TEXT, "GSO code on the day of instruction"),
        Column("ward_code", TEXT, "GSO code on the day of instruction"),
    ),
)

# What the ledger comes to on a night.
LEDGER = (PAYMENT, PAYMENT_CLOSING, PAYMENT_UNMATCHED, PAID_AFTER_DEATH)

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

_TASK = (
    Column("beneficiary_code", TEXT, "the entry that it is about; of several of a person the first", nullable=False),
    Column("district_code", TEXT, "GSO code valid on the business date"),
    Column("ward_code", TEXT, "GSO code valid on the business date"),
    Column("village", TEXT, "as sent"),
    Column("reason", TEXT, "why: see code_label (worklist_reason)", nullable=False),
    Column("action", TEXT, "what is to be done: see code_label (worklist_action)", nullable=False),
    Column("actor", TEXT, "who must do it: ward, labour, police, bank, post", nullable=False),
)
_WORKLIST_ID = Column("worklist_id", TEXT, "digest of entry and reason; the key", nullable=False)
_LAST_RESULT = (
    Column("last_result", TEXT, "what the ward reported last: see code_label (fieldwork_result)"),
    Column("last_result_on", DATE, "when it was there"),
)

TASK = Table(
    "mart",
    "task",
    "something to do on one night",
    (
        _WORKLIST_ID,
        BUSINESS_DATE,
        *_TASK,
        Column("due_days", COUNT, "working days that it is given", nullable=False),
        Column("state", TEXT, "open, or done as far as the actor can", nullable=False),
        Column("outcome", TEXT, "what the actor reported, of what is done"),
        *_LAST_RESULT,
        Column("opened_on", DATE, "since when it is there, nights of absence up to a week counted in", nullable=False),
    ),
)

WORKLIST_HISTORY = Table(
    "mart",
    "worklist_history",
    "a state of a task while there was something to do; its business_date is the first night of the state",
    (
        *(column for column in TASK.columns if column.name != "opened_on"),
        Column("valid_from", DATE, "the first business date of the state", nullable=False),
        Column("valid_to", DATE, "the first business date no longer in it; null while it lasts"),
    ),
)

WORKLIST = Table(
    "mart",
    "worklist",
    "one thing one person or office must do for one beneficiary",
    (
        _WORKLIST_ID,
        Column("business_date", DATE, "the first night of its present state", nullable=False),
        *_TASK,
        Column(
            "created_on",
            DATE,
            "the night that found it; of one that came back after a week the last time",
            nullable=False,
        ),
        Column("due_on", DATE, "the working day by which it is to be done; fixed when created", nullable=False),
        Column("state", TEXT, "open, done, withdrawn", nullable=False),
        Column("outcome", TEXT, "how it ended: see code_label (worklist_outcome); null while it is open"),
        Column("outcome_on", DATE, "the night that found it so"),
        *_LAST_RESULT,
        Column("reopened", COUNT, "how often it came back after more than a week", nullable=False),
    ),
)

FIELDWORK = Table(
    "mart",
    "fieldwork",
    "a result that a ward reported, and what became of it",
    (
        Column("worklist_id", TEXT, "the task that it is about", nullable=False),
        Column("beneficiary_code", TEXT, "its entry; null if the task is unknown"),
        Column("ward_code", TEXT, "the ward that reported", nullable=False),
        Column("listed_on", DATE, "business date of the list that was filled in", nullable=False),
        Column("result", TEXT, "see code_label (fieldwork_result)", nullable=False),
        Column("result_reason", TEXT, "in the ward's words"),
        Column("bank_bin", TEXT, "bank of an account that was opened"),
        Column("account_number", TEXT, "number of an account that was opened"),
        Column("done_on", DATE, "day of the visit; null if not said"),
        Column("filled_by", TEXT, "who filled it in, as sent"),
        Column("verdict", TEXT, "taken, superseded, stale, closed, unknown: see code_label", nullable=False),
        Column("delivery_date", DATE, "date the ward delivered for", nullable=False),
        Column("sequence", COUNT, "sequence of the delivery", nullable=False),
        Column("file", TEXT, "file of the delivery", nullable=False),
        Column("row_number", COUNT, "row in that file, counted through its sheets", nullable=False),
    ),
)

ACCOUNT_CLAIM = Table(
    "mart",
    "account_claim",
    "an account that a ward reported for an entry, which its bank has to confirm",
    (
        Column("beneficiary_code", TEXT, "the entry; the key", nullable=False),
        BUSINESS_DATE,
        Column("bank_bin", TEXT, "the bank that was named", nullable=False),
        Column("account_number", TEXT, "the number that was named", nullable=False),
        Column("claimed_on", DATE, "when the ward was there", nullable=False),
        Column("ward_code", TEXT, "the ward that reported it", nullable=False),
        Column("worklist_id", TEXT, "the task that it was reported for", nullable=False),
        Column("claim_state", TEXT, "waiting, confirmed, doubtful, other_holder, inactive", nullable=False),
    ),
)

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

LINK_PROFILE = Table("mart", "link_profile", PROFILE.row, (BUSINESS_DATE, *PROFILE.columns))

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
        Column(
            "counts",
            JSON,
            "rows per published table and per status; `linkage`: how the night was linked",
            nullable=False,
        ),
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

WARD_SUCCESSOR = Table(
    "mart",
    "ward_successor",
    "a ward and a ward of July 2025 that has people or land of it; those of July 2025 follow themselves",
    (
        Column("ward_code", TEXT, "GSO code of the ward", nullable=False),
        Column(
            "valid_from",
            DATE,
            "since when the code has meant this ward; 1900-01-01: before early 2024",
            nullable=False,
        ),
        Column("valid_to", DATE, "since when it no longer does; null: it still does"),
        Column("successor_code", TEXT, "GSO code since 2025-07-01", nullable=False),
        Column(
            "people",
            TEXT,
            "all: everybody of it went there; some: a part, and only home addresses tell which; none: land alone",
            nullable=False,
        ),
        Column(
            "is_carried",
            FLAG,
            "whether figures of the ward are figures of this successor: everybody went there, and nobody elsewhere",
            nullable=False,
        ),
    ),
)
