"""Workbooks in LibreOffice: opened without repair, printed; a ward's saved again and taken in. Run with `-m slow`."""

import datetime as dt
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from doisoat.report.campaign_book import campaign_workbook
from doisoat.worklists.lines import Line
from doisoat.worklists.workbook import Cover, ward_workbook
from factory import DATE, WARD, write_delivery
from landed import Night
from reported import BUSY, state

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice, poppler"
    ),
]
LINES = 90  # of one village: more than a page
LABELS = {
    ("worklist_reason", "account_suspended"): "Tài khoản bị khóa hoặc ngừng giao dịch",
    ("worklist_action", "reactivate_account"): "Đề nghị ngân hàng mở lại hoặc mở tài khoản khác",
}


def line(number: int, village: str) -> Line:
    return Line(
        *(f"{number:032x}", "001", WARD, village, "account_suspended", "reactivate_account", dt.date(2024, 1, 26)),
        *(None, None, f"Nguyễn Thị Số {number}", "1940", "001140••2345"),
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [*(line(n, "Tổ dân phố 1") for n in range(LINES)), line(LINES, "Tổ dân phố 2")]
    path = tmp_path_factory.mktemp("office") / "danh-sach.xlsx"
    cover = Cover(WARD, "Phường Phúc Xá", "Quận Ba Đình", DATE)
    path.write_bytes(ward_workbook(cover, lines, LABELS, ("Agribank", "Vietcombank")))
    return path


def convert(path: Path, kind: str) -> Path:
    folder = path.parent / kind.partition(":")[0]
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / path.with_suffix(f".{kind.partition(':')[0]}").name


def test_every_page_has_the_header_and_its_number_and_no_code(book: Path) -> None:
    done = subprocess.run(
        ["pdftotext", "-layout", convert(book, "pdf"), "-"], check=True, capture_output=True, text=True
    )
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) >= 4, "the cover, a village of several pages, a village of one"
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert "Tài liệu có dữ liệu cá nhân" in page
    for page in pages[1:]:
        assert "Họ và tên" in page
        assert "Kết quả" in page
        assert "Mã kiểm tra" not in page
    assert sum(page.count("Nguyễn Thị Số") for page in pages) == LINES + 1


def test_the_committees_workbook_prints_one_page_for_the_city_and_one_per_area(tmp_path: Path) -> None:
    wards = tuple(state("ward", f"{number:05}", can=100, left=10) for number in range(1, 40))
    nights = tuple(state("district", "001", can=500 + ago, left=1090 - ago, ago=60 - ago) for ago in range(60))
    busy = replace(BUSY, parts=replace(BUSY.parts, states=(*nights, *BUSY.parts.states, *wards)))
    book = tmp_path / "committee.xlsx"
    book.write_bytes(campaign_workbook(busy, "vi"))
    done = subprocess.run(
        ["pdftotext", "-layout", convert(book, "pdf"), "-"], check=True, capture_output=True, text=True
    )
    pages = done.stdout.split("\f")[:-1]
    assert [page.split("\n")[0].strip() for page in pages] == ["Toàn thành phố", "Quận Ba Đình", "Quận Hoàn Kiếm"]
    assert "1.040" in pages[1], "numbers are written as the texts beside them are"


def test_what_libreoffice_saves_is_taken_in(book: Path, tmp_path: Path) -> None:
    macro_free = convert(book, "ods")
    saved = convert(macro_free, "xlsx:Calc MS Excel 2007 XML")
    night = Night(tmp_path)
    write_delivery(night.landing, "fieldwork", WARD, {"danh-sach.xlsx": saved.read_bytes()})
    assert night.run("fieldwork") == []
    (file,) = night.accounting
    assert (file["outcome"], file["rows_read"]) == ("accepted", 0), "nothing was filled in, and it was read"
