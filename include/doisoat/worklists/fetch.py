"""Take a ward's workbook out of the lake. The database refuses whom the ward was not granted to, and logs the rest."""

import datetime as dt
from typing import LiteralString

from doisoat.errors import DoisoatError
from doisoat.storage.objects import ObjectStore
from doisoat.storage.warehouse import connect, guarded
from doisoat.worklists.issue import key
from doisoat.worklists.lines import newest_night

_LOG: LiteralString = "select access.fetch_worklist(%s, %s, %s)"
_ACT_FOR: LiteralString = "select set_config('doisoat.login', %s, true)"


def fetch(ward: str, *, url: str, store: ObjectStore, date: dt.date | None = None, login: str | None = None) -> bytes:
    """The workbook of `ward` of `date`, by default of the newest night, for `login` if the session is the desk's.

    PublicationError if the database refuses it; DoisoatError if there is no such workbook. It is logged before it is
    read.
    """
    night = date or newest_night(url)
    found = (
        [] if night is None else [o.key for o in store.scan(f"worklist/{night}/") if o.key.endswith(f"/{ward}.xlsx")]
    )
    if night is None or not found:
        raise DoisoatError(f"there is no workbook of ward {ward} of {night or 'any night'}")
    district = found[0].split("/")[2]
    _log(url, night, district, ward, login)
    return store.read(key(night, district, ward))


@guarded("logging who takes a workbook")
def _log(url: str, date: dt.date, district: str, ward: str, login: str | None) -> None:
    with connect(url) as connection:
        if login is not None:
            connection.execute(_ACT_FOR, [login])
        connection.execute(_LOG, [date, district, ward])
