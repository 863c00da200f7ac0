"""The whole story of an entry, section by section, as far as the visitor's roles may read it.

Roles add up, as in the database: each is asked in a transaction of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doisoat.desk.visitor import Guest, Room
from doisoat.desk.warehouse import DeskWarehouse, Rows, ask
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


def find_entries(warehouse: DeskWarehouse, guest: Guest, values: Mapping[str, str | None], *, most: int) -> Rows:
    """The entries that any role of the visitor finds, each once."""
    found: dict[str, dict[str, Any]] = {}
    for role in guest.rights.rooms[Room.LOOKUP]:
        with warehouse.as_guest(guest, Room.LOOKUP, role=role) as connection:
            for row in ask(connection, "find", most=most, **values):
                found.setdefault(row["beneficiary_code"], row)
    return list(found.values())[:most]


def read_story(warehouse: DeskWarehouse, guest: Guest, code: str) -> Story | None:
    """None if there is no such entry among those that the visitor may see. What one role may not read another may."""
    story: Story | None = None
    for role in guest.rights.rooms[Room.LOOKUP]:
        with warehouse.as_guest(guest, Room.LOOKUP, role=role) as connection:
            found = ask(connection, "entry", code=code)
            if found:
                story = story or Story(found[0], {})
                story.sections.update(_sections(connection, story))
    return story


def _sections(connection: Connection, story: Story) -> dict[str, Rows]:
    """Those that are not told yet and that the role may read."""
    entry = story.entry
    lacking = {name: relation for name, relation in SECTIONS.items() if name not in story.sections}
    readable = {row["name"] for row in ask(connection, "has", names=list(lacking.values()))}
    values = {name: entry[name] for name in ("bank_bin", "account_number", "personal_id")}
    values |= {"code": entry["beneficiary_code"], "date": entry["business_date"], "ward": entry["ward_code"]}
    return {
        name: ask(connection, f"entry_{name}", **values) for name, relation in lacking.items() if relation in readable
    }
