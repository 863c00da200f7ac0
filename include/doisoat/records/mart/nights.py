"""A night itself: what came in, how its checks went, what was published, and what codes are called."""

from doisoat.records.core import FILE_ACCOUNTING as CORE_FILE_ACCOUNTING
from doisoat.records.core import QUARANTINE as CORE_QUARANTINE
from doisoat.records.link import PROFILE
from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import COUNT, FLAG, JSON, SHARE, TEXT, Column, Table

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
