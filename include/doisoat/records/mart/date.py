"""The column that says which night a row is of."""

from doisoat.records.table import DATE, Column

BUSINESS_DATE = Column("business_date", DATE, "the night it was published for", nullable=False)
