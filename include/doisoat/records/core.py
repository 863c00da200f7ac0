"""core: one row per accepted row of a feed, typed and standardised, the sender's value beside ours."""

import pyarrow as pa

from doisoat.records.table import COUNT, DATE, MONEY, SMALL, TEXT, WORDS, Column, Table

# A person as any of the three sources writes one. The same names everywhere, so that linkage reads all alike.
PERSON = (
    Column("full_name", TEXT, "name as sent, Unicode NFC, spaces trimmed", nullable=False),
    Column(
        "name",
        TEXT,
        "canonical: lower case, tones in one style, titles and nickname off",
        nullable=False,
    ),
    Column("name_folded", TEXT, "`name` without tones and with d for đ; a to z and single spaces", nullable=False),
    Column("name_repairs", WORDS, "codes of what was repaired on the way to `name`"),
    Column("date_of_birth", TEXT, "YYYY-MM-DD, YYYY-MM or YYYY, as precise as known"),
    Column("birth_year", SMALL, "year of birth"),
    Column("birth_month", SMALL, "month of birth, 1 to 12, null if not known"),
    Column("birth_day", SMALL, "day of birth, 1 to 31, null if not known"),
    Column("sex", TEXT, "M or F"),
)
# An identity number as a roll or a bank writes one.
IDENTITY = (
    Column("id_number_sent", TEXT, "identity number as sent"),
    Column("id_number", TEXT, "12 or 9 digits after repair; null when missing or damaged"),
    Column("id_kind", TEXT, "citizen (12 digits), old (9 digits), damaged, missing", nullable=False),
    Column("id_repairs", WORDS, "codes of what was repaired on the way to `id_number`"),
)
# Where the row came from.
ORIGIN = (
    Column("sender", TEXT, "sender of the delivery", nullable=False),
    Column("file", TEXT, "file of the delivery", nullable=False),
    Column(
        "row_number",
        COUNT,
        "row in that file as a person counts it, header included, from 1",
        nullable=False,
    ),
)
# The delivery of a row, of feeds that add up.
DELIVERY = (
    Column("delivery_date", DATE, "date the sender delivered for", nullable=False),
    Column("sequence", COUNT, "sequence of the delivery", nullable=False),
)

POPULATION = Table(
    "core",
    "population",
    "a person in the national population database",
    (
        Column("personal_id", TEXT, "personal identification number, 12 digits; the key", nullable=False),
        Column("old_id", TEXT, "number of the old 9-digit card; null, and counted, where it is none"),
        *PERSON,
        Column("province_code", TEXT, "GSO code of the province of permanent residence"),
        Column("district_code", TEXT, "GSO code of the district of permanent residence"),
        Column("ward_code", TEXT, "GSO code of the ward of permanent residence"),
        Column("village", TEXT, "thôn, xóm, bản or tổ dân phố, as sent"),
        Column("status", TEXT, "alive, deceased, missing, moved_out", nullable=False),
        Column("status_date", DATE, "since when `status` holds; null, and counted, where it is no date"),
        Column("updated_at", TEXT, "ISO timestamp of the register's last change"),
        Column("name_number", pa.int32(), "row of core/person_name that holds `name`, from 0"),
        Column("digest", pa.uint64(), "of all that linkage reads of the person, by the engine"),
    ),
)

PERSON_NAME = Table(
    "core",
    "person_name",
    "a name that the night's register extract writes; those that are the same without tones stand together",
    (
        Column("name", TEXT, "like core/population; the key", nullable=False),
        Column("name_folded", TEXT, "like core/population", nullable=False),
    ),
)

BENEFICIARIES = Table(
    "core",
    "beneficiaries",
    "a roll entry",
    (
        Column("beneficiary_code", TEXT, "the labour department's code of the entry; the key", nullable=False),
        *PERSON,
        *IDENTITY,
        Column("programme_code", TEXT, "benefit programme as sent"),
        Column("monthly_amount", MONEY, "đồng a month"),
        Column("village", TEXT, "as sent"),
        Column("ward_name", TEXT, "as sent"),
        Column("district_name", TEXT, "as sent"),
        Column("ward_code", TEXT, "GSO code valid on the business date, null if the name is not known"),
        Column("district_code", TEXT, "GSO code valid on the business date, null if the name is not known"),
        Column("payment_method", TEXT, "bank, social_security, mobile_money, cash; null if not said"),
        Column("account_number", TEXT, "declared account, separators taken off"),
        Column("bank_name", TEXT, "declared bank as sent"),
        Column("bank_bin", TEXT, "BIN of the declared bank, null if the name is not known"),
        Column("representative_name", TEXT, "as sent"),
        Column("representative_name_folded", TEXT, "like `name_folded`"),
        Column("representative_id_number", TEXT, "12 or 9 digits after repair; null when missing or damaged"),
        Column("representative_relationship", TEXT, "as sent"),
        Column("unread", WORDS, "fields that hold something that is none: date_of_birth, sex, account_number, …"),
        *ORIGIN,
    ),
)

ACCOUNTS = Table(
    "core",
    "accounts",
    "an account that a bank returned for a request (an account may be returned for several)",
    (
        Column("bank_bin", TEXT, "BIN of the bank that returned it", nullable=False),
        Column("account_number", TEXT, "as returned; zeros in front count", nullable=False),
        Column("account_type", TEXT, "bank, social_security, mobile_money", nullable=False),
        *PERSON,
        *IDENTITY,
        Column("status", TEXT, "active, dormant, blocked, closed", nullable=False),
        Column("opened_on", DATE, "day of opening"),
        Column("request_ref", TEXT, "beneficiary_code that was asked about"),
        *ORIGIN,
    ),
)

FIELDWORK = Table(
    "core",
    "fieldwork",
    "a result that a ward reported for a line of its worklist; the rows of all returns so far",
    (
        Column("worklist_id", TEXT, "the line of the worklist", nullable=False),
        Column("ward_code", TEXT, "the ward whose list it was: the sender", nullable=False),
        Column("listed_on", DATE, "business date of the list that was filled in", nullable=False),
        Column(
            "result", TEXT, "account_opened, declined, incapable, absent, deceased, moved_out, other", nullable=False
        ),
        Column("result_reason", TEXT, "in the ward's words"),
        Column("account_number", TEXT, "of an account that was opened, separators taken off"),
        Column("bank_name", TEXT, "its bank as sent"),
        Column("bank_bin", TEXT, "BIN of its bank"),
        Column("done_on", DATE, "day of the visit; null if not said"),
        Column("filled_by", TEXT, "who filled it in, as sent"),
        *DELIVERY,
        *ORIGIN,
    ),
)

PAYMENTS = Table(
    "core",
    "payments",
    "what a bank or the post says became of one payment, of a batch or of a whole file of them",
    (
        Column(
            "event_id", TEXT, "digest of what is said and of what; the same said twice has the same", nullable=False
        ),
        Column("scope", TEXT, "payment, batch, message: what it is said of", nullable=False),
        Column("payment_id", TEXT, "the payment; null for batch and message"),
        Column("batch_id", TEXT, "the batch (PmtInfId) as far as it is named"),
        Column("message_id", TEXT, "the file of instructions (MsgId) as far as it is named"),
        Column("outcome", TEXT, "accepted, settled, rejected, returned, withdrawn (a return), unknown", nullable=False),
        Column("status_code", TEXT, "status as sent", nullable=False),
        Column("reason_code", TEXT, "reason as sent"),
        Column("return_code", TEXT, "R00 to R17: what the reason means, see payment_return_codes.csv"),
        Column("reason_text", TEXT, "free text as sent"),
        Column("amount", MONEY, "đồng booked, or stated; null if not said"),
        Column("charges", MONEY, "đồng that the bank kept"),
        Column("occurred_on", DATE, "day of booking, or of the message; null if not said"),
        Column("bank_reference", TEXT, "the bank's own reference"),
        *DELIVERY,
        *ORIGIN,
    ),
)

FILE_ACCOUNTING = Table(
    "core",
    "file_accounting",
    "an input file on a business date",
    (
        Column("feed", TEXT, "feed of the delivery", nullable=False),
        Column("sender", TEXT, "sender of the delivery", nullable=False),
        Column("sequence", COUNT, "sequence of the delivery", nullable=False),
        Column(
            "file",
            TEXT,
            "file name; of a replaced delivery with its sequence before it, below deltas with date and sequence",
            nullable=False,
        ),
        Column(
            "delivery_date",
            DATE,
            "date the sender delivered for; earlier if carried forward",
        ),
        Column("sha256", TEXT, "digest in the manifest"),
        Column("rows_read", COUNT, "data rows in the file; null if it could not be read"),
        Column("rows_accepted", COUNT, "rows that went on to core"),
        Column("rows_quarantined", COUNT, "rows put aside with a reason"),
        Column("outcome", TEXT, "accepted or refused", nullable=False),
        Column("reason", TEXT, "why refused; or carried forward, or replaced by a later sequence"),
        Column("reason_vi", TEXT, "the same in Vietnamese"),
        Column("rows_superseded", COUNT, "accepted rows that a later delta replaced or deleted, or that delete"),
    ),
)

QUARANTINE = Table(
    "core",
    "quarantine",
    "a row put aside; protected, because `raw` holds what was sent",
    (
        Column("feed", TEXT, "feed of the file", nullable=False),
        Column("sender", TEXT, "sender of the delivery", nullable=False),
        Column("file", TEXT, "file name as in file_accounting", nullable=False),
        Column("row_number", COUNT, "row in that file, as a person counts it there", nullable=False),
        Column("field", TEXT, "the logical field that is wrong", nullable=False),
        Column("reason", TEXT, "a code: see code_label", nullable=False),
        Column("raw", TEXT, "the whole row as sent, a JSON object", nullable=False),
    ),
)

# By feed the table that it ends in.
TABLES = {table.name: table for table in (POPULATION, BENEFICIARIES, ACCOUNTS, FIELDWORK, PAYMENTS)}
