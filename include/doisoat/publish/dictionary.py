"""docs/data-dictionary.md: what people may read in the warehouse, in the words of the database's own comments."""

from itertools import groupby
from typing import LiteralString

from doisoat.storage.warehouse import connect, guarded

_HEAD = """# Data dictionary

The published tables and those of schema `review`, from the database's own comments. Written by `make docs`;
do not edit. Codes have labels in `reconciled.code_label`.
"""
_COLUMNS: LiteralString = """
select case when n.nspname = 'reconciled' then c.relname else n.nspname || '.' || c.relname end,
    case c.relkind when 'v' then 'view' else 'table' end, obj_description(c.oid, 'pg_class'),
    a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull or c.relkind = 'v', col_description(c.oid, a.attnum)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname in ('reconciled', 'review') and c.relkind in ('r', 'v')
order by n.nspname, c.relname, a.attnum"""


@guarded("writing the data dictionary")
def dictionary(url: str) -> str:
    """The whole document, in Markdown, of a warehouse that is migrated."""
    with connect(url) as connection:
        columns = connection.execute(_COLUMNS).fetchall()
    parts = [_HEAD]
    for (name, kind, meaning), rows in groupby(columns, key=lambda row: row[:3]):
        lines = [
            f"| `{column}` | {type_} | {'' if always else 'or null'} | {said} |"
            for *_, column, type_, always, said in rows
        ]
        suffix = "" if kind == "table" else " (view)"
        parts.append(
            "\n".join([
                f"## {name}{suffix}",
                "",
                f"One row: {meaning}.",
                "",
                "| column | type | | meaning |",
                "|---|---|---|---|",
                *lines,
            ])
        )
    return "\n".join(f"{part.rstrip()}\n" for part in parts)
