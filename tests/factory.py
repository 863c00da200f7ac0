"""Invented rows and deliveries for tests. Every builder takes what the test is about; the rest is ordinary."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from doisoat.identifiers.seal import seal

DATE = dt.date(2024, 1, 12)
POPULATION_HEADER = [
    *("personal_id", "old_id", "full_name", "date_of_birth", "sex"),
    *("province_code", "district_code", "ward_code", "village"),
    *("status", "status_date", "updated_at"),
]
ROLL_HEADER = {
    "beneficiary_code": "Mã đối tượng",
    "full_name": "Họ và tên",
    "date_of_birth": "Ngày, tháng, năm sinh",
    "sex": "Giới tính",
    "id_number": "Số CCCD/CMND",
    "programme_code": "Mã chế độ",
    "monthly_amount": "Mức trợ cấp (đồng)",
    "village": "Thôn/Tổ dân phố",
    "ward_name": "Xã/Phường/Thị trấn",
    "district_name": "Quận/Huyện/Thị xã",
    "payment_method": "Hình thức chi trả",
    "account_number": "Số tài khoản",
    "bank_name": "Ngân hàng",
    "representative_name": "Người nhận thay",
    "representative_id_number": "Số CCCD người nhận thay",
    "representative_relationship": "Quan hệ",
}
BANK_HEADER = [
    *("BANK_BIN", "ACCOUNT_NO", "ACCOUNT_TYPE", "HOLDER_NAME", "ID_NO"),
    *("DOB", "STATUS", "OPEN_DATE", "REQUEST_REF"),
]
BANK_BIN = "970436"
WARD = "00001"


def person(**fields: Any) -> dict[str, Any]:
    """A row of the population extract."""
    ordinary = {
        "personal_id": "001145012345",
        "old_id": "011234567",
        "full_name": "Nguyễn Thị Hoa Mai",
        "date_of_birth": "1945-03-15",
        "sex": "F",
        "province_code": "01",
        "district_code": "001",
        "ward_code": "00001",
        "village": "Tổ dân phố 3",
        "status": "alive",
        "status_date": "",
        "updated_at": "2024-01-10T08:00:00",
    }
    return {**ordinary, **fields}


def roll_row(**fields: Any) -> dict[str, Any]:
    """A row of a roll, by logical field."""
    ordinary = {
        "beneficiary_code": "BT-000001",
        "full_name": "Nguyễn Thị Hoa Mai",
        "date_of_birth": "15/03/1945",
        "sex": "Nữ",
        "id_number": "001145012345",
        "programme_code": "ND20-5.5",
        "monthly_amount": 540000,
        "village": "Tổ dân phố 3",
        "ward_name": "Phúc Xá",
        "district_name": "Ba Đình",
        "payment_method": "Tài khoản ngân hàng",
        "account_number": "0011001234567",
        "bank_name": "Vietcombank",
    }
    return {**ordinary, **fields}


def account_row(**fields: Any) -> dict[str, Any]:
    """A row of a bank return, by header."""
    ordinary = {
        "BANK_BIN": BANK_BIN,
        "ACCOUNT_NO": "0011001234567",
        "ACCOUNT_TYPE": "bank",
        "HOLDER_NAME": "NGUYEN THI HOA MAI",
        "ID_NO": "001145012345",
        "DOB": "1945-03-15",
        "STATUS": "active",
        "OPEN_DATE": "2020-05-01",
        "REQUEST_REF": "BT-000001",
    }
    return {**ordinary, **fields}


WORKLIST_HEADER = {
    "full_name": "Họ và tên",
    "birth_year": "Năm sinh",
    "id_masked": "Số CCCD (che)",
    "result": "Kết quả",
    "result_reason": "Lý do",
    "account_number": "Số tài khoản",
    "bank_name": "Ngân hàng",
    "done_on": "Ngày làm",
    "filled_by": "Người ghi",
    "worklist_id": "Mã việc",
    "seal": "Mã kiểm tra",
}


def return_row(ward: str = WARD, listed_on: dt.date = DATE, **fields: Any) -> dict[str, Any]:
    """A line of a ward's worklist that was filled in, by logical field, under the seal of its list."""
    line = {
        "worklist_id": "a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "full_name": "Nguyễn Thị Hoa Mai",
        "birth_year": "1945",
        "id_masked": "001145••2345",
        "result": "Vắng mặt",
        "done_on": "12/01/2024",
        "filled_by": "Trần Văn Tổ",
        **fields,
    }
    identity = [line["full_name"], line["birth_year"], line["id_masked"]]
    sealed = seal(line["worklist_id"], identity, ward_code=ward, listed_on=listed_on)
    return {"seal": str(sealed), **line}


def return_file(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A worklist workbook with one sheet: a title, the header in row 3, the lines."""
    lines = [[i, *(row.get(f) for f in WORKLIST_HEADER)] for i, row in enumerate(rows, 1)]
    return workbook([["DANH SÁCH VIỆC CẦN LÀM"], [], ["STT", *WORKLIST_HEADER.values()], *lines])


def csv_file(rows: Sequence[Mapping[str, Any]], header: Sequence[str], *, packed: bool = False) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    return gzip.compress(data, mtime=0) if packed else data


def parquet_file(rows: Sequence[Mapping[str, Any]], header: Sequence[str] = POPULATION_HEADER) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({h: pa.array([r.get(h) for r in rows], pa.string()) for h in header}), target)
    return target.getvalue()


def population_file(rows: Sequence[Mapping[str, Any]], *, packed: bool = False) -> bytes:
    return csv_file(rows, POPULATION_HEADER, packed=packed)


def bank_file(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return csv_file(rows, BANK_HEADER)


def roll_file(rows: Sequence[Mapping[str, Any]], *, total: int | None = None) -> bytes:
    """A `roll-standard` workbook: three title lines, a blank one, the header in row 5, data, total, signatures."""
    fields = list(ROLL_HEADER)
    lines: list[list[Any]] = [
        ["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH ĐỐI TƯỢNG HƯỞNG TRỢ CẤP"],
        [],
        ["STT", *ROLL_HEADER.values()],
        *([i, *(row.get(f) for f in fields)] for i, row in enumerate(rows, 1)),
        ["Tổng cộng", *(total if f == "monthly_amount" else None for f in fields)],
        [None, "Người lập biểu", None, None, None, None, "Thủ trưởng đơn vị"],
    ]
    return workbook(lines)


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, dt.date):
                sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return target.getvalue()


def write_delivery(
    landing: Path,
    feed: str,
    sender: str,
    files: Mapping[str, bytes],
    *,
    date: dt.date = DATE,
    sequence: int = 1,
    entry: Mapping[str, Any] | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Path:
    """Write a delivery with a true manifest; `entry` overrides members of each file's entry, `manifest` its own."""
    folder = landing / feed / date.isoformat() / sender / str(sequence)
    folder.mkdir(parents=True)
    entries = []
    for name, data in files.items():
        (folder / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        entries.append({"name": name, "bytes": len(data), "sha256": digest, **(entry or {})})
    content = {
        "contract": f"{feed}/1",
        "sender": sender,
        "business_date": date.isoformat(),
        "sequence": sequence,
        "mode": "full",
        "created_at": f"{date}T01:00:00+07:00",
        "files": entries,
    }
    (folder / "manifest.json").write_text(json.dumps({**content, **(manifest or {})}), "utf-8")
    return folder
