"""What a ward is told of what it sent back. Invented people."""

import datetime as dt
import io
from typing import Any

import pyarrow as pa
import pytest
import python_calamine

from doisoat.records import mart
from doisoat.storage.folder import FolderStore
from doisoat.worklists.answer import answer
from factory import DATE, WARD, return_file, return_row, write_delivery
from landed import Night

A, B, C = (letter * 32 for letter in "abc")
LATER = DATE + dt.timedelta(days=1)


@pytest.fixture
def night(tmp_path: Any) -> Night:
    """A landing and a lake whose former night listed tasks A and B."""
    night = Night(tmp_path)
    rows = [{"worklist_id": task, "opened_on": DATE} for task in (A, B)]
    columns = {name: [row.get(name) for row in rows] for name in mart.TASK.names}
    table = pa.table(columns, pa.schema([pa.field(f.name, f.type) for f in mart.TASK.schema]))
    given = {f.name: table[f.name] if table[f.name].null_count == 0 else _filler(f) for f in mart.TASK.schema}
    night.lake.write(mart.TASK, DATE - dt.timedelta(days=1), pa.table(given))
    return night


def _filler(field: pa.Field) -> pa.Array:
    value = {pa.string(): "x", pa.date32(): DATE, pa.int64(): 1}[field.type]
    return pa.array([value] * 2, field.type)


def hand_in(night: Night, *rows: dict[str, Any], date: dt.date = DATE, sequence: int = 1) -> dict[str, int]:
    write_delivery(night.landing, "fieldwork", WARD, {"t.xlsx": return_file(rows)}, date=date, sequence=sequence)
    return reply(night, date)


def reply(night: Night, date: dt.date) -> dict[str, int]:
    night.run("fieldwork", date)
    return answer(date, lake=night.lake, landing=FolderStore(night.landing))


def told(night: Night, date: dt.date = DATE, sequence: int = 1) -> list[list[Any]]:
    data = (night.landing / f"_receipts/fieldwork/{date}/{WARD}/{sequence}.xlsx").read_bytes()
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return rows


def test_every_line_is_answered_in_its_sheet_and_row(night: Night) -> None:
    altered = {**return_row(worklist_id=B), "full_name": "@Trần Thị B"}
    hand_in(night, return_row(worklist_id=A), altered, return_row(worklist_id=B, result="Từ chối"))
    rows = told(night)
    assert rows[0][0] == "Trả lời danh sách của Phường Phúc Xá, Quận Ba Đình (00001), nộp ngày 12/01/2024, lần 1"
    assert rows[1][0] == "Đã nhận 1 dòng, chưa nhận 2 dòng."
    assert [row[:2] + row[3:6] for row in rows[4:]] == [
        ["Sheet1", "4", "Vắng mặt", "Đã nhận", "Đã ghi nhận"],
        [
            "Sheet1",
            "5",
            "Vắng mặt",
            "Chưa nhận",
            "Họ tên, năm sinh, số CCCD hoặc mã của dòng đã bị sửa hay bị xáo trộn",
        ],
        ["Sheet1", "6", "Từ chối", "Chưa nhận", "Lý do: Kết quả này phải ghi lý do"],
    ]
    assert rows[5][2] == "@Trần Thị B"


def test_a_task_that_is_no_longer_there_and_an_old_list_are_explained(night: Night) -> None:
    old = return_row(worklist_id=A, listed_on=DATE - dt.timedelta(days=3))
    hand_in(night, return_row(worklist_id=A))
    hand_in(night, old, return_row(worklist_id=C), sequence=2)
    assert [row[5] for row in told(night, sequence=2)[4:]] == [
        "Danh sách cũ: việc này đã có diễn biến mới hơn",
        "Việc này không còn trong danh sách",
    ]


def test_a_list_from_before_the_task_came_back_is_answered_as_old(night: Night) -> None:
    hand_in(night, return_row(worklist_id=B, listed_on=DATE - dt.timedelta(days=9)))
    assert told(night)[4][4:6] == ["Chưa nhận", "Danh sách cũ: việc này đã có diễn biến mới hơn"]


def test_a_refused_return_is_answered_with_the_reason(night: Night) -> None:
    write_delivery(night.landing, "fieldwork", WARD, {"t.xlsx": b"no workbook"})
    assert reply(night, DATE) == {"answered": 1, "unwritten": 0}
    assert told(night)[1][0].startswith("Không nhận được tệp: t.xlsx")


def test_what_an_earlier_night_has_answered_is_not_answered_again(night: Night) -> None:
    hand_in(night, return_row(worklist_id=A))
    assert reply(night, LATER) == {"answered": 0, "unwritten": 0}
    assert reply(night, DATE) == {"answered": 1, "unwritten": 0}, "the night itself says it again"


def test_a_landing_that_takes_no_copy_stops_nobody(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError

    write_delivery(night.landing, "fieldwork", WARD, {"t.xlsx": return_file([return_row(worklist_id=A)])})
    night.run("fieldwork")
    monkeypatch.setattr(FolderStore, "write", refuse)
    assert answer(DATE, lake=night.lake, landing=FolderStore(night.landing)) == {"answered": 0, "unwritten": 1}
