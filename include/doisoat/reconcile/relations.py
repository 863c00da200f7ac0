"""The set work of reconciliation: relations in an in-memory DuckDB, each the SQL file of its name in sql/lake."""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from doisoat.paths import SQL

# Names are toneless and lower case. A bank cuts a long name at its own length, and drops or shortens the middle.
_MACROS = """
create macro worklist_id(beneficiary_code, reason) as
    left(sha256(concat_ws(chr(31), 'worklist', beneficiary_code, reason)), 32);
create macro same_name(name, holder, cut_length) as
    name = holder or (length(holder) >= cut_length and starts_with(name, holder));
create macro near_name(name, holder, edits) as
    levenshtein(name, holder) <= edits
    or (split_part(name, ' ', 1) = split_part(holder, ' ', 1)
        and split_part(name, ' ', -1) = split_part(holder, ' ', -1));
"""


class Relations:
    """Named tables, and what SQL makes of them. Use as a context manager; nothing touches a file or the network."""

    def __init__(self, **tables: pa.Table) -> None:
        self._connection = duckdb.connect(":memory:", config={"enable_external_access": False})
        self._connection.execute(_MACROS)
        for name, table in tables.items():
            self.add(name, table)

    def __enter__(self) -> "Relations":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table a relation."""
        self._connection.register(name, table)

    def derive(self, name: str, parameters: Mapping[str, Any] | None = None, *, layer: str = "mart") -> None:
        """Make the relation that the file of this name describes, in the folder of its layer."""
        query = (SQL / "lake" / layer / f"{name}.sql").read_text(encoding="utf-8")
        self._connection.execute(f'create temporary table "{name}" as {query}', dict(parameters or {}))

    def table(self, name: str) -> pa.Table:
        """A relation as Arrow, in the order it was made in."""
        return self._connection.sql(f'select * from "{name}"').to_arrow_table()
