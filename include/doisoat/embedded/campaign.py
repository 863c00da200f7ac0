"""The steering committee's workbook as a file, from the command line."""

import datetime as dt
from pathlib import Path

from doisoat import steps
from doisoat.embedded.nightly import sqlalchemy_url
from doisoat.errors import SettingsError
from doisoat.publish.figures import newest_night
from doisoat.settings import Settings


def write_campaign(url: str, *, out: str, date: str) -> Path:
    """Write the workbook of `date`, or of the newest published night; SettingsError says which argument is wrong."""
    target = Path(out).expanduser()
    if target.suffix != ".xlsx" or not target.parent.is_dir():
        raise SettingsError(f"OUT is an .xlsx file in a folder that exists, not {out!r}")
    warehouse = sqlalchemy_url(url)
    settings = Settings(landing="", lake="", warehouse_url=warehouse, scratch="")
    target.write_bytes(steps.campaign(_day(date) if date else newest_night(warehouse), settings))
    return target.resolve()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None
