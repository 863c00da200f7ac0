"""pay: what is to be paid in a run and what has been instructed. Schema `payments` has the same columns."""

from doisoat.records.table import COUNT, DATE, MONEY, TEXT, Column, Table

RUN_ID = Column("run_id", TEXT, "the pay run: period, a slash, number within it", nullable=False)
# Who is paid what, for what, and where it goes.
_PAYMENT = (
    Column("payment_id", TEXT, "idempotency key: beneficiary, programme, period, attempt", nullable=False),
    Column("period", TEXT, "YYYY-MM that the money is for", nullable=False),
    Column("beneficiary_code", TEXT, "the roll entry", nullable=False),
    Column("programme_code", TEXT, "benefit programme; a hyphen where the roll names none", nullable=False),
    Column("attempt", COUNT, "1, and one more each time a failed payment is repeated", nullable=False),
    Column("kind", TEXT, "regular, arrears, repeat", nullable=False),
    Column("personal_id", TEXT, "the linked person"),
    Column("amount", MONEY, "đồng", nullable=False),
    Column("pay_channel", TEXT, "bank, social_security, mobile_money, postal_cash", nullable=False),
    Column("channel_reason", TEXT, "why not the channel of the published tables: see code_label"),
    Column("bank_bin", TEXT, "BIN of the bank; null for cash"),
    Column("account_number", TEXT, "the account; null for cash"),
    Column("district_code", TEXT, "GSO code on the day of instruction"),
    Column("ward_code", TEXT, "GSO code on the day of instruction"),
    Column("recipient", TEXT, "who is instructed: the bank's BIN, or the post", nullable=False),
    Column("message_id", TEXT, "the file of instructions (MsgId)", nullable=False),
    Column("batch_id", TEXT, "the batch in it (PmtInfId)", nullable=False),
)
# What only the file needs.
_PAYEE = (
    Column("payee_name", TEXT, "capital letters without tones, as the bank knows the holder", nullable=False),
    Column("full_name", TEXT, "name as on the roll", nullable=False),
    Column("village", TEXT, "as on the roll"),
)
PROPOSAL = Table("pay", "proposal", "a payment that a run proposes", (*_PAYMENT, *_PAYEE))
INSTRUCTION = Table(
    "pay",
    "instruction",
    "a payment that was decided, and so instructed; never changed",
    (*_PAYMENT, RUN_ID, Column("instructed_on", DATE, "day of the decision", nullable=False)),
)
WITHHELD = Table(
    "pay",
    "withheld",
    "what an entry was not paid in a run, and why",
    (
        Column("beneficiary_code", TEXT, "the roll entry", nullable=False),
        Column("programme_code", TEXT, "benefit programme", nullable=False),
        Column("period", TEXT, "YYYY-MM that the money would be for", nullable=False),
        Column("amount", MONEY, "đồng; null if the roll says none"),
        Column("reason", TEXT, "see code_label", nullable=False),
        Column("district_code", TEXT, "GSO code on the day of the run"),
    ),
)
PAYMENT_NAMES = tuple(column.name for column in _PAYMENT)
