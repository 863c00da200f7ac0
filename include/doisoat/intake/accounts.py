"""A bank return's rows, typed and standardised."""

import datetime as dt
import re

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.codes import ACCOUNT_STATUS, ACCOUNT_TYPE, read_code
from doisoat.intake.distinct import map_distinct
from doisoat.intake.people import account_numbers, identity_columns, person_columns
from doisoat.intake.quarantine import Once, Rule, malformed, missing, nameless, split, unknown_code
from doisoat.intake.raw import FIELDS
from doisoat.intake.text import file_of
from doisoat.intake.unread import unread_fields
from doisoat.records.core import ACCOUNTS, ORIGIN
from doisoat.records.table import DATE

FEED = ACCOUNTS.name
_MANDATORY = ("bank_bin", "account_number", "account_type", "holder_name", "status")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)|(\d\d?)[/.-](\d\d?)[/.-](\d{4})")


def standardise_accounts(raw: pa.Table, *, latest_year: int | None = None) -> tuple[pa.Table, pa.Table]:
    """Rows of core/accounts, with a column `unread` beside them, and of core/quarantine.

    An account may be returned for several requests.
    """
    rules = [
        malformed(raw),
        *(missing(raw, field) for field in _MANDATORY),
        nameless(raw, "holder_name"),
        Rule("bank_bin", "not_the_sender", pc.not_equal(raw["bank_bin"], raw["sender"])),
        Rule("account_number", "invalid_account_number", pc.is_null(account_numbers(raw["account_number"]))),
        unknown_code("account_type", raw["account_type"], _codes(raw, "account_type", ACCOUNT_TYPE)),
        unknown_code("status", raw["status"], _codes(raw, "status", ACCOUNT_STATUS)),
    ]
    # The account first, which tells most rows apart.
    rest = (f for f in FIELDS[FEED] if f != "account_number")
    once = Once("row", "duplicate_row", key=["account_number", "sender", *rest])
    good, bad = split(raw, rules, feed=FEED, once=once)
    return _core(good, latest_year), bad


def read_day(text: str | None) -> dt.date | None:
    """A full date in ISO form, with or without hyphens, or as day/month/year; None if it is none."""
    found = _DAY.fullmatch(text or "")
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(6, 5, 4)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _core(raw: pa.Table, latest_year: int | None) -> pa.Table:
    columns = {
        "bank_bin": raw["bank_bin"],
        "account_number": account_numbers(raw["account_number"]),
        "account_type": _codes(raw, "account_type", ACCOUNT_TYPE),
        **person_columns(
            name=raw["holder_name"],
            birth=raw["holder_date_of_birth"],
            sex=pa.nulls(raw.num_rows, pa.string()),  # banks do not return it
            files=file_of(raw),
            latest_year=latest_year,
        ),
        **identity_columns(raw["holder_id_number"], latest_year=latest_year),
        "status": _codes(raw, "status", ACCOUNT_STATUS),
        "opened_on": map_distinct(raw["opened_on"], read_day, DATE),
        "request_ref": raw["request_ref"],
        **{column.name: raw[column.name] for column in ORIGIN},
    }
    read = {"holder_date_of_birth": columns["date_of_birth"], "opened_on": columns["opened_on"]}
    core = pa.table(columns).select(ACCOUNTS.names).cast(ACCOUNTS.schema)
    return core.append_column("unread", unread_fields(raw, read))


def _codes(raw: pa.Table, field: str, code_list: str) -> pa.Array:
    return map_distinct(raw[field], lambda text: read_code(text, code_list))
