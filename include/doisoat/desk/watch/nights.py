"""The published night that a page is about."""

import datetime as dt
from typing import Any

from doisoat.desk.visitor import Refused
from doisoat.desk.warehouse import Rows, ask
from doisoat.storage.warehouse import Connection


def chosen_night(connection: Connection, date: dt.date | None) -> dict[str, Any]:
    """The newest published night, or that of a date, with the dates beside it; Refused if there is none."""
    published: Rows = ask(connection, "nights", nights=1000)
    chosen = [night for night in published if date is None or night["business_date"] == date]
    if not chosen:
        raise Refused(404, "refused.night")
    return chosen[0] | {"following": _following(published, chosen[0]["business_date"])}


def _following(published: Rows, date: dt.date) -> dt.date | None:
    return next((night["business_date"] for night in published if night["former"] == date), None)
