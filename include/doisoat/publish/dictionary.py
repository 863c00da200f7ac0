"""docs/data-dictionary.md: what people read in the warehouse, in the words of the database's own comments."""

from collections.abc import Sequence
from itertools import groupby
from typing import LiteralString

from doisoat.storage.warehouse import connect, guarded

# Staging is the pipeline's own. The books of migrations are in `audit`, with names of their library's.
_OF_PEOPLE: LiteralString = """
n.nspowner = current_user::regrole and n.nspname <> 'staging' and c.relname !~ '^_?yoyo' and c.relkind in ('r', 'v')"""
_HEAD = """# Data dictionary

What people read in the warehouse, from the database's own comments. Written by `make docs`; do not edit.
Codes have labels in `reconciled.code_label`; who may read what is in [access.md](access.md).
"""
_SCHEMAS: LiteralString = f"""
select n.nspname, obj_description(n.oid, 'pg_namespace') from pg_namespace n
where exists (select from pg_class c where c.relnamespace = n.oid and {_OF_PEOPLE}) order by 1"""
_COLUMNS: LiteralString = f"""
select n.nspname || '.' || c.relname, case c.relkind when 'v' then 'view' else 'table' end,
    obj_description(c.oid, 'pg_class'), a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull or c.relkind = 'v', col_description(c.oid, a.attnum)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where {_OF_PEOPLE}
order by n.nspname, c.relname, a.attnum"""
_FUNCTIONS: LiteralString = """
select p.oid::regprocedure::text, obj_description(p.oid, 'pg_proc')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspowner = current_user::regrole and p.prorettype <> 'trigger'::regtype order by 1"""


@guarded("writing the data dictionary")
def dictionary(url: str) -> str:
    """The whole document, in Markdown, of a warehouse that is migrated."""
    with connect(url) as connection:
        schemas = connection.execute(_SCHEMAS).fetchall()
        columns = connection.execute(_COLUMNS).fetchall()
        functions = connection.execute(_FUNCTIONS).fetchall()
    parts = [_HEAD, _table(("schema", "holds"), [(f"`{name}`", meaning) for name, meaning in schemas])]
    for (name, kind, meaning), rows in groupby(columns, key=lambda row: row[:3]):
        suffix = "" if kind == "table" else " (view)"
        lines = [(f"`{column}`", type_, "" if always else "or null", said) for *_, column, type_, always, said in rows]
        parts.append(f"## {name}{suffix}\n\nOne row: {meaning}.\n\n{_table(('column', 'type', '', 'meaning'), lines)}")
    called = [(f"`{name}`", meaning) for name, meaning in functions]
    parts.append(f"## Functions\n\n{_table(('function', 'what it does'), called)}")
    return "\n".join(f"{part.rstrip()}\n" for part in parts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_line(head), "|" + "---|" * len(head), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
