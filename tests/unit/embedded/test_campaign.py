"""The steering committee's workbook from the command line: what is asked for, and where it goes."""

import datetime as dt

import pytest

from doisoat.embedded import campaign
from doisoat.errors import SettingsError

URL = "postgresql://reader@127.0.0.1:1/warehouse"
NEWEST = dt.date(2024, 1, 12)


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """The nights that workbooks were made of, and from which warehouse."""
    nights = []

    def make(date, settings):
        nights.append((date, settings.warehouse_url))
        return b"a workbook"

    monkeypatch.setattr(campaign.steps, "campaign", make)
    monkeypatch.setattr(campaign, "newest_night", lambda _: NEWEST)
    return nights


@pytest.mark.parametrize(("date", "night"), [("", NEWEST), ("2024-01-10", dt.date(2024, 1, 10))])
def test_the_workbook_is_of_the_night_asked_for_or_the_newest(tmp_path, asked, date, night):
    written = campaign.write_campaign(URL, out=str(tmp_path / "committee.xlsx"), date=date)
    assert written.read_bytes() == b"a workbook"
    assert asked == [(night, URL.replace("postgresql:", "postgresql+psycopg:"))]


@pytest.mark.parametrize(
    ("out", "date", "complaint"),
    [
        ("committee.pdf", "", "OUT is an .xlsx file"),
        ("no/such/folder/committee.xlsx", "", "in a folder that exists"),
        ("", "", "OUT is an .xlsx file"),
        ("committee.xlsx", "12/01/2024", "DATE is a day such as 2024-01-12"),
    ],
)
def test_a_wrong_argument_is_named_and_nothing_is_written(tmp_path, asked, out, date, complaint):
    with pytest.raises(SettingsError, match=complaint):
        campaign.write_campaign(URL, out=str(tmp_path / out) if out else "", date=date)
    assert asked == []
    assert list(tmp_path.iterdir()) == []
