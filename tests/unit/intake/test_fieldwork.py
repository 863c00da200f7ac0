"""What wards report back, from a delivery to core/fieldwork and quarantine."""

import datetime as dt

import pytest

from doisoat.intake.standardise import standardise
from factory import DATE, WARD, account_row, bank_file, return_file, return_row, write_delivery
from landed import Night

OPENED = {"result": "Đã có tài khoản", "account_number": "0011001234567", "bank_name": "Vietcombank"}
LATER = DATE + dt.timedelta(days=1)


@pytest.fixture
def night(tmp_path) -> Night:
    return Night(tmp_path)


def hand_in(night: Night, *rows, date: dt.date = DATE, sender: str = WARD, sequence: int = 1) -> None:
    write_delivery(night.landing, "fieldwork", sender, {"tra.xlsx": return_file(rows)}, date=date, sequence=sequence)


def test_a_result_is_read_with_list_ward_and_day(night):
    hand_in(night, return_row(**OPENED, done_on=dt.date(2024, 1, 11)))
    (row,) = night.run("fieldwork")
    assert (row["result"], row["account_number"], row["bank_bin"]) == ("account_opened", "0011001234567", "970436")
    assert (row["ward_code"], row["listed_on"], row["done_on"]) == (WARD, DATE, dt.date(2024, 1, 11))


@pytest.mark.parametrize(
    "written",
    ["11/01/2024", "11-1-24", "2024-01-11", "45302", dt.date(2024, 1, 11)],
    ids=["text", "short", "iso", "serial", "date"],
)
def test_a_day_is_read_however_a_spreadsheet_keeps_it(night, written):
    hand_in(night, return_row(done_on=written))
    assert [row["done_on"] for row in night.run("fieldwork")] == [dt.date(2024, 1, 11)]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        pytest.param({**return_row(), "full_name": "Nguyễn Thị Hoa"}, "row", "identity_altered", id="name altered"),
        pytest.param({**return_row(), "worklist_id": "f" * 32}, "row", "identity_altered", id="ids sorted apart"),
        pytest.param({**return_row(), "seal": "00001"}, "row", "identity_altered", id="seal damaged"),
        pytest.param({**return_row(), "seal": None}, "seal", "missing", id="seal gone"),
        pytest.param(return_row(ward="00004"), "seal", "foreign_row", id="another ward"),
        pytest.param(return_row(result=None, result_reason="xa"), "result", "missing", id="no result"),
        pytest.param(return_row(result="Đang xem"), "result", "unknown_code", id="unknown result"),
        pytest.param(return_row(result="Từ chối"), "result_reason", "reason_missing", id="declined, no reason"),
        pytest.param(return_row(result="Khác"), "result_reason", "reason_missing", id="other, no reason"),
        pytest.param(return_row(**{**OPENED, "account_number": None}), "account_number", "missing", id="no number"),
        pytest.param(
            return_row(**{**OPENED, "account_number": "1.1E+12"}), "account_number", "invalid_account_number", id="E+12"
        ),
        pytest.param(
            return_row(**{**OPENED, "account_number": "9704151234567890"}), "account_number", "card_number", id="card"
        ),
        pytest.param(return_row(**{**OPENED, "bank_name": "Quỹ ta"}), "bank_name", "unknown_code", id="bank"),
        pytest.param(return_row(done_on="hôm qua"), "done_on", "invalid_date", id="no day"),
        pytest.param(return_row(done_on="13/01/2024"), "done_on", "date_ahead", id="tomorrow"),
    ],
)
def test_a_line_that_cannot_be_taken_is_put_aside_with_its_reason(night, row, field, reason):
    hand_in(night, row, return_row(worklist_id="b" * 32))
    assert [r["worklist_id"] for r in night.run("fieldwork")] == ["b" * 32]
    assert [(q["row_number"], q["field"], q["reason"]) for q in night.quarantine] == [(4, field, reason)]
    (file,) = night.accounting
    assert (file["rows_read"], file["rows_accepted"], file["rows_quarantined"]) == (2, 1, 1)


def test_of_two_lines_that_contradict_each_other_none_is_taken(night):
    hand_in(night, return_row(), return_row(result="Đã mất"))
    assert night.run("fieldwork") == []
    assert [q["reason"] for q in night.quarantine] == ["contradicting_reports"] * 2


def test_the_same_line_twice_counts_once(night):
    hand_in(night, return_row(), return_row())
    assert len(night.run("fieldwork")) == 1
    assert [q["reason"] for q in night.quarantine] == ["duplicate_row"]


def test_a_night_without_any_return_is_a_night_like_others(night):
    assert night.run("fieldwork") == []
    assert (night.counts["deliveries"], night.accounting) == (0, [])


def test_returns_add_up_over_senders_dates_and_sequences(night):
    hand_in(night, return_row(worklist_id="a" * 32))
    hand_in(night, return_row(worklist_id="b" * 32), sequence=2)
    assert len(night.run("fieldwork")) == 2
    hand_in(night, return_row("00004", worklist_id="c" * 32), date=LATER, sender="00004")
    assert [r["worklist_id"][0] for r in night.run("fieldwork", LATER)] == ["a", "b", "c"]
    assert {f["delivery_date"]: f["reason"] is None for f in night.accounting} == {DATE: False, LATER: True}


def test_a_refused_return_stops_nobody(night):
    write_delivery(night.landing, "fieldwork", WARD, {"tra.xlsx": b"no workbook"})
    hand_in(night, return_row("00004"), sender="00004")
    assert len(night.run("fieldwork")) == 1
    assert [f["outcome"] for f in night.accounting] == ["accepted", "refused"]


def test_a_return_that_comes_days_late_counts_once_and_in_its_place(night):
    night.run("fieldwork", LATER)
    hand_in(night, return_row())
    week = DATE + dt.timedelta(days=7)
    assert [r["delivery_date"] for r in night.run("fieldwork", week)] == [DATE]
    assert [r["delivery_date"] for r in night.run("fieldwork", week + dt.timedelta(days=1))] == [DATE]


def test_results_of_long_ago_are_kept_when_the_landing_is_cleared(night):
    hand_in(night, return_row())
    kept = night.run("fieldwork")
    for weeks in (3, 6, 9):
        for path in sorted((night.landing / "fieldwork").rglob("*"), reverse=True) if weeks > 3 else ():
            path.rmdir() if path.is_dir() else path.unlink()
        assert night.run("fieldwork", DATE + dt.timedelta(weeks=weeks)) == kept


def test_nights_in_another_order_come_to_the_same(night):
    hand_in(night, return_row(worklist_id="a" * 32))
    hand_in(night, return_row(worklist_id="b" * 32), date=LATER)
    afterwards = night.run("fieldwork", LATER)
    night.run("fieldwork", DATE)
    standardise("fieldwork", LATER, lake=night.lake)
    assert night.run("fieldwork", LATER) == afterwards
    assert [r["worklist_id"][0] for r in afterwards] == ["a", "b"]


def test_feeds_that_replace_are_as_before(night):
    for date in (DATE, LATER):
        write_delivery(night.landing, "accounts", "970436", {"a.csv": bank_file([account_row()])}, date=date)
    assert len(night.run("accounts", LATER)) == 1
