"""raw: the rows of a feed as they were sent, all text. The logical fields of landing contract 1."""

from doisoat.records.core import ORIGIN
from doisoat.records.table import COUNT, DATE, TEXT, Column, Table

FIELDS: dict[str, tuple[str, ...]] = {
    "population": (
        "personal_id",
        "old_id",
        "full_name",
        "date_of_birth",
        "sex",
        "province_code",
        "district_code",
        "ward_code",
        "village",
        "status",
        "status_date",
        "updated_at",
        "op",
    ),
    "beneficiaries": (
        "beneficiary_code",
        "full_name",
        "date_of_birth",
        "sex",
        "id_number",
        "programme_code",
        "monthly_amount",
        "village",
        "ward_name",
        "district_name",
        "payment_method",
        "account_number",
        "bank_name",
        "representative_name",
        "representative_id_number",
        "representative_relationship",
    ),
    "accounts": (
        "bank_bin",
        "account_number",
        "account_type",
        "holder_name",
        "holder_id_number",
        "holder_date_of_birth",
        "status",
        "opened_on",
        "request_ref",
    ),
    "fieldwork": (
        "worklist_id",
        "seal",
        "full_name",
        "birth_year",
        "id_masked",
        "result",
        "result_reason",
        "account_number",
        "bank_name",
        "done_on",
        "filled_by",
        "sheet",
        "sheet_row",
    ),
    "payments": (
        "level",
        "message_id",
        "batch_id",
        "payment_id",
        "status",
        "reason",
        "reason_text",
        "amount",
        "currency",
        "direction",
        "reversal",
        "return_information",
        "booked_on",
        "bank_reference",
        "charges",
    ),
}
# The delivery of a row: a chain of deltas is applied in the order of date and sequence.
DELIVERY = (
    Column("delivery_date", DATE, "date the sender delivered for"),
    Column("sequence", COUNT, "sequence of the delivery", nullable=False),
    Column("mode", TEXT, "full or delta"),
)
# A line that could not be divided into the header's columns, as a whole; every field is null then.
MALFORMED = Column("malformed", TEXT, "the whole line, when it could not be divided into the header's fields")


def raw_table(feed: str) -> Table:
    """The lake's table of a feed's rows as sent; part `data` is what the night uses."""
    fields = (Column(name, TEXT, "as sent") for name in FIELDS[feed])
    return Table("raw", feed, "a row as it was sent", (*DELIVERY, *ORIGIN, *fields, MALFORMED))


def replaced_part(sender: str, sequence: int) -> str:
    """The part of a delivery that a later sequence of the same date replaced: read and counted, but not used."""
    return f"replaced-{sender}-{sequence}"
