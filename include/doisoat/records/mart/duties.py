"""What somebody must do about entries, and what the wards reported."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import COUNT, DATE, TEXT, Column, Table

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
