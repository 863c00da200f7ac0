"""Take a ward's workbook out of the lake. The database refuses whom the ward was not granted to, and logs the rest."""

import datetime as dt
from dataclasses import dataclass
from typing import LiteralString

from doisoat.errors import DoisoatError
from doisoat.storage.objects import ObjectStore
from doisoat.storage.reference import load_areas
from doisoat.storage.warehouse import Connection, connect, guarded
from doisoat.worklists.issue import WITHOUT_DISTRICT, key
from doisoat.worklists.lines import newest_night

_LOG: LiteralString = "select access.fetch_worklist(%s, %s, %s, %s)"


@dataclass(frozen=True)
class Workbook:
    """A workbook that lies in the lake; the district is `none` where there are no districts."""

    date: dt.date
    district: str
    ward: str

    @property
    def key(self) -> str:
        return key(self.date, self.district, self.ward)


def fetch(ward: str, *, url: str, store: ObjectStore, purpose: str, date: dt.date | None = None) -> bytes:
    """The workbook of `ward` of `date`, by default of the newest night, for the login of `url` and one of PURPOSES.

    PublicationError if the database refuses it: whom the ward was not granted to does not learn whether there is a
    workbook. DoisoatError if there is none. It is logged before it is read.
    """
    night = date or newest_night(url)
    if night is None:
        raise DoisoatError("no night is published: there are no workbooks yet")
    known = load_areas(night).wards.get(ward)
    workbook = Workbook(night, (known and known.district_code) or WITHOUT_DISTRICT, ward)
    _log(url, workbook, store, purpose=purpose)
    return store.read(workbook.key)


def find(ward: str, date: dt.date, store: ObjectStore) -> Workbook | None:
    """The workbook of a ward of a night, whatever district it lies in."""
    return next((workbook for workbook in workbooks(date, store) if workbook.ward == ward), None)


def workbooks(date: dt.date, store: ObjectStore) -> list[Workbook]:
    """All that there are of a night."""
    places = (found.key.removesuffix(".xlsx").split("/") for found in store.scan(f"worklist/{date}/"))
    return [Workbook(date, district, ward) for _, _, district, ward in places]


def log_fetch(connection: Connection, workbook: Workbook, *, purpose: str) -> None:
    """Log that the session's login takes it, and why; the transaction must be committed before it is read.

    The database's own error if the ward is not the login's.
    """
    connection.execute(_LOG, [workbook.date, workbook.district, workbook.ward, purpose])


@guarded("logging who takes a workbook")
def _log(url: str, workbook: Workbook, store: ObjectStore, *, purpose: str) -> None:
    """What is not there is not logged as taken."""
    with connect(url) as connection:
        log_fetch(connection, workbook, purpose=purpose)
        if not any(found.key == workbook.key for found in store.scan(workbook.key)):
            raise DoisoatError(f"there is no workbook of ward {workbook.ward} of {workbook.date}")
