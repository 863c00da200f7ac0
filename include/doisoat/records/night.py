"""night: what a night was made with, kept beside its tables."""

from doisoat.records.table import TEXT, Column, Table

CONFIGURATION = Table(
    "night",
    "configuration",
    "a file of include/config or include/reference, as the night read it",
    (
        Column("path", TEXT, "path below include/; the key", nullable=False),
        Column("content", TEXT, "the whole file", nullable=False),
    ),
)
