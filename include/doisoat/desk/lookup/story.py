"""The whole story of an entry, section by section, as far as the visitor's role may read it."""

from dataclasses import dataclass
from typing import Any

from doisoat.desk.warehouse import Rows, ask
from doisoat.storage.warehouse import Connection

# What a role may lack, or an older warehouse: section and the relation it needs.
SECTIONS = {
    "sources": "file_accounting",
    "accounts": "account",
    "discrepancies": "discrepancy",
    "history": "beneficiary_history",
    "decisions": "review.decision",
    "worklist": "worklist",
    "payments": "payment",
}


@dataclass(frozen=True)
class Story:
    """`sections` holds a list of rows, perhaps empty, for every section that the visitor may read."""

    entry: dict[str, Any]
    sections: dict[str, Rows]


def read_story(connection: Connection, code: str) -> Story | None:
    """None if there is no such entry among those that the visitor may see."""
    found = ask(connection, "entry", code=code)
    if not found:
        return None
    (entry,) = found
    readable = {row["name"] for row in ask(connection, "has", names=list(SECTIONS.values()))}
    values = {name: entry[name] for name in ("bank_bin", "account_number", "personal_id")}
    values |= {"code": code, "date": entry["business_date"], "ward": entry["ward_code"]}
    sections = {
        name: ask(connection, f"entry_{name}", **values) for name, relation in SECTIONS.items() if relation in readable
    }
    return Story(entry, sections)
