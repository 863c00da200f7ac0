"""What the ledger of payments comes to on a night."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.pay import INSTRUCTION
from doisoat.records.table import COUNT, DATE, MONEY, TEXT, Column, Table

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
