import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pyarrow as pa
import pytest

from doisoat.records.core import FILE_ACCOUNTING
from doisoat.report import compose
from doisoat.report.compose import Night, compose_late
from doisoat.report.message import Mail
from doisoat.report.recipients import CITY, Scope
from reported import BUSY, NIGHT, QUIET

BA_DINH, VIETCOMBANK = Scope("area", "001"), Scope("bank", "970436")


def compose_report(night: Night, scope: Scope = CITY, *, role: str = "city_head", language: str = "vi") -> Mail:
    return compose.compose_report(night, scope, role, language)


def compose_failure(date: dt.date, stage: str, reason: str, accounting: pa.Table | None = None) -> Mail:
    return compose.compose_failure(date, stage, reason, "vi", accounting)


@pytest.fixture(scope="module")
def busy() -> Mail:
    return compose_report(BUSY)


def plain(html: str) -> str:
    """What a reader of the HTML sees."""
    words: list[str] = []
    reader = HTMLParser()
    reader.handle_data = words.append  # type: ignore[method-assign]
    reader.feed(html)
    return " ".join(" ".join(words).split())


def bodies(mail: Mail) -> list[str]:
    return [" ".join(mail.text.split()), plain(mail.html)]


def test_the_subject_tells_the_share_and_how_much_is_to_do() -> None:
    done = "[Đối soát] 12/01/2024, Toàn thành phố: tất cả chi trả được qua tài khoản"
    busy = "[Đối soát] 12/01/2024, Toàn thành phố: 93,1 % chi trả được qua tài khoản, còn 69 hồ sơ phải xử lý"
    assert [compose_report(night).subject for night in (QUIET, BUSY)] == [done, busy]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("931 trên 1.000 hồ sơ", id="can be paid by account"),
        pytest.param("cần thêm mỗi ngày làm việc", id="needed a working day"),
        pytest.param(
            "đến 15/01/2024 sẽ đạt 95,0 % (nhiều khả năng từ 90,0 % đến 98,0 %); không kịp mục tiêu 100 %",
            id="whether to worry",
        ),
        pytest.param("Thêm hồ sơ chi trả được qua tài khoản", id="what changed"),
        pytest.param("Đã mất: 6", id="why it changed"),
        pytest.param("Dữ liệu gửi đến đã đổi (18)", id="what made it change"),
        pytest.param("Quận Hoàn Kiếm", id="an area behind"),
        pytest.param("Tạm dừng chi: Đã mất", id="held, by reason"),
        pytest.param("Ngủ đông, bị khóa hoặc đã đóng", id="trouble with accounts"),
        pytest.param("Không đọc được số tiền", id="quarantined, by reason"),
        pytest.param("Ngân hàng gửi về ít nhất một tài khoản", id="an expectation that failed"),
        pytest.param("ba-vi, lần gửi 1: trễ, bản mới nhất là của ngày 10/01/2024", id="a delivery that is late"),
        pytest.param("c06: thiếu, chỉ có 1.000 dòng, ngày trước có 5.000", id="a delivery that is short"),
        pytest.param("970418: không còn lần gửi nào dùng được", id="a sender that is gone"),
        pytest.param("bị từ chối. Lý do: wrong digest of <b>a.xlsx</b>", id="a refusal, with markup made harmless"),
        pytest.param("đã được lần gửi sau thay thế", id="a delivery replaced"),
        pytest.param(
            "Agribank: chưa trả lời yêu cầu xác minh tài khoản, hỏi từ ngày 05/01/2024 (đã 7 ngày)", id="a bank"
        ),
        pytest.param("Công an (dữ liệu dân cư)", id="who must act"),
        pytest.param("quality_result", id="where to look next"),
    ],
)
def test_text_and_html_tell(told: str, busy: Mail) -> None:
    assert [told in body for body in bodies(busy)] == [True, True]


def test_the_chart_of_areas_is_told_in_words(busy: Mail) -> None:
    words = "thấp nhất Quận Hoàn Kiếm (73,8 %), cao nhất Quận Ba Đình (95,4 %)"
    assert words in busy.text
    assert words in busy.html


def test_a_quiet_night_says_that_nothing_is_left_to_do() -> None:
    assert all("Không còn việc nào." in body for body in bodies(compose_report(QUIET)))


def test_few_people_are_told_as_less_than_five(busy: Mail) -> None:
    for body in bodies(busy):
        assert re.search(r"Một tài khoản nhận thay nhiều người:? < 5", body)
        assert re.search(r"Tạm dừng chi: Đã mất:? –", body)


def test_the_html_asks_for_nothing_from_outside(busy: Mail) -> None:
    for mail in (busy, compose_failure(NIGHT, "reconcile.publish", "PublicationError: no")):
        assert not re.search(r"https?://|src=\"(?!cid:)|<link|<script|url\(|@import", mail.html)
        assert "<b>a.xlsx" not in mail.html


def test_a_failed_gate_is_told_in_the_readers_words() -> None:
    reason = "QualityGateFailed: core/accounts fails accounts_have_rows: The returns hold an account. Seen: 0."
    mail = compose_failure(NIGHT, "ingest_accounts.check", reason)
    assert mail.subject == "[Đối soát] 12/01/2024: Chưa công bố – không đạt chất lượng"
    for body in bodies(mail):
        assert "Ngân hàng gửi về ít nhất một tài khoản" in body
        assert "kiểm tra chất lượng dữ liệu đầu vào" in body
        assert "số liệu của lần công bố trước" in body
        assert "ingest_accounts.check" in body
        assert "2024-01-12" in body
        assert "Công an" not in body


@pytest.mark.parametrize(
    ("stage", "owner"),
    [
        ("ingest_population.receive", "Công an"),
        ("ingest_beneficiaries.receive", "Ngành lao động"),
        ("ingest_accounts.receive", "Vận hành hệ thống"),
    ],
)
def test_a_missing_source_names_who_must_send_it(stage: str, owner: str) -> None:
    mail = compose_failure(NIGHT, stage, "SourceMissing: nothing arrived")
    assert all(owner in body and "thiếu dữ liệu nguồn" in body for body in bodies(mail))


def test_an_unexpected_error_shows_no_line_of_code() -> None:
    mail = compose_failure(NIGHT, "reconcile.reconcile", "unexpected KeyError at build.py:12 in build > x.py:3 in y")
    for body in bodies(mail):
        assert "unexpected KeyError" in body
        assert "build.py" not in body
        assert "lỗi kỹ thuật" in body


def test_only_the_first_line_of_a_reason_is_shown() -> None:
    mail = compose_failure(NIGHT, "reconcile.publish", "PublicationError: no\nDETAIL: MARKED")
    assert not any("MARKED" in body for body in bodies(mail))


def test_a_report_that_could_not_be_sent_does_not_say_that_the_night_is_not_published() -> None:
    mail = compose_failure(NIGHT, "report.mail", "ConnectionRefusedError")
    assert "Đã công bố" in mail.subject
    assert not any("lần công bố trước" in body for body in bodies(mail))


def test_a_night_that_stopped_tells_what_is_known_of_each_source() -> None:
    refused = {"feed": "accounts", "sender": "970415", "sequence": 2, "outcome": "refused", "reason": "wrong digest"}
    used = {"feed": "accounts", "sender": "970436", "sequence": 1, "outcome": "accepted", "delivery_date": NIGHT}
    counts = {"rows_read": 1200, "rows_accepted": 1190, "rows_quarantined": 10}
    rows = [
        {**dict.fromkeys(FILE_ACCOUNTING.names), **refused, "file": "a.csv"},
        {**dict.fromkeys(FILE_ACCOUNTING.names), **used, **counts, "file": "b.csv"},
        {**dict.fromkeys(FILE_ACCOUNTING.names), **used, **counts, "file": "c.csv"},
    ]
    accounting = pa.Table.from_pylist(rows, schema=FILE_ACCOUNTING.schema)
    for body in bodies(compose_failure(NIGHT, "ingest_population.receive", "SourceMissing: none", accounting)):
        assert "1/1 đơn vị gửi mới" in body
        assert "2.400" in body
        assert "970415, lần gửi 2: bị từ chối. Lý do: wrong digest" in body
        assert re.search(r"CSDL quốc gia về dân cư:? chưa ghi nhận", body)


def test_the_english_edition_says_the_same() -> None:
    mail = compose_report(BUSY, language="en")
    assert mail.subject == (
        "[Reconciliation] 12 January 2024, Whole city: 93.1% payable by account, 69 entries left to do"
    )
    assert all(
        "95.0% (most likely between 90.0% and 98.0%) will be reached by 15 January 2024" in body
        for body in bodies(mail)
    )


def test_a_head_of_a_district_is_told_of_that_district_alone() -> None:
    mail = compose_report(BUSY, BA_DINH, role="district_head")
    for body in bodies(mail):
        assert "900 trên 943 hồ sơ" in body
        assert "Phường Trúc Bạch" in body
        assert "Hoàn Kiếm" not in body
        assert "Không đạt" not in body


def test_a_ward_with_few_left_is_named_without_a_number_that_tells_them() -> None:
    for body in bodies(compose_report(BUSY, BA_DINH, role="district_head")):
        assert re.search(r"Phường Phúc Xá:? –,? (?:còn )?< 5", body)
        assert "400" not in body


def test_a_bank_liaison_is_told_of_that_bank_alone() -> None:
    for body in bodies(compose_report(BUSY, VIETCOMBANK, role="bank_liaison")):
        assert "931 trên 974 hồ sơ" in body
        assert "so, lần gửi" not in body
        assert "970418" not in body
        assert "Chưa có tài khoản" not in body
        assert re.search(r"Vietcombank: chưa trả lời .* hỏi từ ngày 08/01/2024 \(đã 4 ngày\):? < 5", body)
        assert "Agribank" not in body


def test_a_mail_shows_its_charts_from_inside_with_words_beside_them(busy: Mail) -> None:
    assert len(busy.images) == 2
    for identifier, png in busy.images.items():
        assert re.search(rf'<img src="cid:{identifier}" alt="[^"]{{30,}}"', busy.html)
        assert png.startswith(b"\x89PNG")
        assert len(png) < 60_000


def test_links_are_below_the_base_url() -> None:
    night = replace(BUSY, links={"quality": "https://city.example.vn/report/quality/2024-01-12.html"})
    mail = compose_report(night)
    assert 'href="https://city.example.vn/report/quality/2024-01-12.html"' in mail.html
    assert "https://city.example.vn/report/quality/2024-01-12.html" in mail.text


def test_a_bank_which_has_no_login_gets_no_link() -> None:
    night = replace(BUSY, links={"quality": "https://city.example.vn/q"})
    assert "city.example.vn" not in compose_report(night, VIETCOMBANK).html


def test_what_is_open_and_overdue_is_told_by_who_must_act_and_where_most_is(busy: Mail) -> None:
    told = [
        *("UBND xã, phường, thị trấn: 60 việc đang mở, 22 việc quá hạn", "Công an: 6 việc đang mở, 0 việc quá hạn"),
        *("Ngành lao động: < 5 việc đang mở", "Quận Ba Đình: 57 việc đang mở, 15 việc quá hạn"),
    ]
    for line in told:
        assert line in busy.text
    assert "Danh sách việc: đang mở và quá hạn" in busy.html
    assert not any("đang mở và quá hạn" in body.lower() for body in bodies(compose_report(QUIET)))
    assert not any("đang mở và quá hạn" in body.lower() for body in bodies(compose_report(BUSY, VIETCOMBANK)))


def test_an_area_is_told_of_its_own_wards(busy: Mail) -> None:
    text = compose_report(BUSY, BA_DINH).text
    assert "UBND xã, phường, thị trấn: 51 việc đang mở, 15 việc quá hạn" in text
    assert "Phường Phúc Xá: 20 việc đang mở, 12 việc quá hạn" in text
    assert "Hoàn Kiếm" not in text
    # What is not overdue would be fewer than five there.
    assert "Quận Hoàn Kiếm: 9 việc đang mở, – việc quá hạn" in busy.text


def test_a_night_made_of_old_deliveries_alone_says_so_at_the_top() -> None:
    old = tuple(replace(d, delivery_date=dt.date(2024, 1, 11)) for d in QUIET.figures.deliveries)
    night = replace(QUIET, figures=replace(QUIET.figures, deliveries=old))
    assert all("không có dữ liệu mới nào được gửi đến" in body for body in bodies(compose_report(night)))
    assert not any("không có dữ liệu mới nào" in body for body in bodies(compose_report(QUIET)))


def test_a_first_night_has_nothing_to_compare_with() -> None:
    night = replace(BUSY, parts=replace(BUSY.parts, changes=(), former_rows={}))
    assert all("ngày đầu tiên có số liệu" in body for body in bodies(compose_report(night)))


def test_a_night_that_never_came_says_what_has_arrived() -> None:
    mail = compose_late(NIGHT, "vi", {"population": 1, "accounts": 0})
    assert mail.subject == "[Đối soát] 12/01/2024: chưa có số liệu của ngày hôm nay"
    for body in bodies(mail):
        assert re.search(r"CSDL quốc gia về dân cư:? đã có 1 đơn vị gửi", body)
        assert re.search(r"Tài khoản do ngân hàng gửi:? chưa có gì được gửi đến", body)
        assert "Không có dữ liệu nào được gửi đến" not in body
    assert "Không có dữ liệu nào được gửi đến" in compose_late(NIGHT, "vi", {"population": 0}).text
