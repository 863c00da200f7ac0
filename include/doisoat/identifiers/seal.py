"""The seal of a line of a ward's worklist: from which list it is, and that nobody altered who it is about.

It guards against mistakes, such as columns that were sorted apart, not against forgers: whoever forges it could as well
report a wrong result.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_FORM = re.compile(r"(\d{5})-(\d{8})-([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Seal:
    """Ward and business date of the list, and the digest of the line."""

    ward_code: str
    listed_on: dt.date
    digest: str

    def __str__(self) -> str:
        return f"{self.ward_code}-{self.listed_on:%Y%m%d}-{self.digest}"

    def holds(self, worklist_id: str | None, identity: Sequence[str | None]) -> bool:
        """Whether the line still is what was sealed."""
        return self == seal(worklist_id or "", identity, ward_code=self.ward_code, listed_on=self.listed_on)


def seal(worklist_id: str, identity: Sequence[str | None], *, ward_code: str, listed_on: dt.date) -> Seal:
    """`identity` are the cells that say who it is, in their order; spaces and forms of Unicode do not count."""
    cells = [ward_code, listed_on.isoformat(), worklist_id, *(_plain(cell or "") for cell in identity)]
    return Seal(ward_code, listed_on, hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16])


def read_seal(text: str | None) -> Seal | None:
    """The seal that a cell holds, None if it holds none."""
    found = _FORM.fullmatch(text or "")
    try:
        return Seal(found[1], dt.datetime.strptime(found[2], "%Y%m%d").date(), found[3]) if found else None  # noqa: DTZ007
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
