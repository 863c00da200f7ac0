"""Whatever rows arrive, each is accepted or put aside with a reason that has a label: none is lost, none doubled."""

import csv

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.areas.resolve import Areas
from doisoat.errors import ConservationError
from doisoat.intake.accounting import complete
from doisoat.intake.accounts import standardise_accounts
from doisoat.intake.beneficiaries import standardise_beneficiaries
from doisoat.intake.raw import FIELDS, raw_table
from doisoat.paths import CONFIG
from doisoat.records.core import FILE_ACCOUNTING
from doisoat.storage.reference import load_areas, load_banks
from factory import DATE

pytestmark = pytest.mark.thorough

with (CONFIG / "labels" / "quarantine.csv").open(encoding="utf-8") as labels:
    REASONS = {row["code"] for row in csv.DictReader(labels)}
CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
    st.sampled_from([
        "BT-1",
        "BT-2",
        "970436",
        "bank",
        "active",
        "540000",
        "-5",
        "Bùi Văn An",
        "001145012345",
    ]),
)


def raw_rows(feed):
    row = st.fixed_dictionaries(dict.fromkeys((*FIELDS[feed], "malformed"), CELLS))
    return st.lists(row, max_size=8).map(lambda rows: _table(feed, rows))


def _table(feed, rows):
    origin = {"sequence": 1, "sender": "970436", "file": "f"}
    numbered = [{**row, **origin, "row_number": i} for i, row in enumerate(rows, 2)]
    return pa.Table.from_pylist(numbered, schema=raw_table(feed).schema)


def _all_accounted_for(raw, core, quarantine):
    numbers = core["row_number"].to_pylist() + quarantine["row_number"].to_pylist()
    assert sorted(numbers) == raw["row_number"].to_pylist()
    assert set(quarantine["reason"].to_pylist()) <= REASONS


@settings(max_examples=60, deadline=None)
@given(raw_rows("accounts"))
def test_every_account_row_is_accounted_for(raw):
    _all_accounted_for(raw, *standardise_accounts(raw))


@settings(max_examples=60, deadline=None)
@given(raw_rows("beneficiaries"))
def test_every_roll_row_is_accounted_for(raw):
    areas: Areas = load_areas(DATE)
    _all_accounted_for(raw, *standardise_beneficiaries(raw, areas=areas, banks=load_banks()))


def test_a_lost_row_is_an_error_that_names_the_file():
    row = {"feed": "accounts", "sender": "970436", "sequence": 1, "file": "a.csv", "rows_read": 3}
    accounting = pa.Table.from_pylist([{**row, "outcome": "accepted"}], schema=FILE_ACCOUNTING.schema)
    with pytest.raises(ConservationError, match="a.csv: 3 rows read, 1 accepted, 1 quarantined"):
        complete(accounting, {("970436", "a.csv"): 1}, {("970436", "a.csv"): 1}, {})
