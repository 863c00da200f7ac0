"""mart: what is published. The warehouse's tables (sql/warehouse/migrations) have the same columns."""

from doisoat.records.mart.areas import COVERAGE, WARD_SUCCESSOR
from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.mart.duties import ACCOUNT_CLAIM, FIELDWORK, TASK, WORKLIST, WORKLIST_HISTORY
from doisoat.records.mart.entries import ACCOUNT, BENEFICIARY, BENEFICIARY_HISTORY
from doisoat.records.mart.findings import DISCREPANCY, FINDING
from doisoat.records.mart.ledger import LEDGER, PAID_AFTER_DEATH, PAYMENT, PAYMENT_CLOSING, PAYMENT_UNMATCHED
from doisoat.records.mart.nights import CODE_LABEL, FILE_ACCOUNTING, LINK_PROFILE, QUALITY_RESULT, QUARANTINE, RUN
from doisoat.records.mart.review import CANDIDATE, CASE_FILE

__all__ = [
    "ACCOUNT",
    "ACCOUNT_CLAIM",
    "BENEFICIARY",
    "BENEFICIARY_HISTORY",
    "BUSINESS_DATE",
    "CANDIDATE",
    "CASE_FILE",
    "CODE_LABEL",
    "COVERAGE",
    "DISCREPANCY",
    "FIELDWORK",
    "FILE_ACCOUNTING",
    "FINDING",
    "LEDGER",
    "LINK_PROFILE",
    "PAID_AFTER_DEATH",
    "PAYMENT",
    "PAYMENT_CLOSING",
    "PAYMENT_UNMATCHED",
    "QUALITY_RESULT",
    "QUARANTINE",
    "RUN",
    "TASK",
    "WARD_SUCCESSOR",
    "WORKLIST",
    "WORKLIST_HISTORY",
]
