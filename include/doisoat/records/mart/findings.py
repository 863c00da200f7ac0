"""What is wrong with entries, tonight and over nights."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import COUNT, DATE, JSON, TEXT, Column, Table

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
