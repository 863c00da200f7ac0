import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pyarrow as pa
import pytest

from doisoat.publish.breakdown import AreaState, Breakdown, Change, Tally
from doisoat.publish.figures import Delivery, Failure, Figures
from doisoat.publish.labels import read_labels
from doisoat.reconcile.target import Target
from doisoat.records.core import FILE_ACCOUNTING
from doisoat.report import compose
from doisoat.report.compose import Night, compose_late
from doisoat.report.message import Mail
from doisoat.report.recipients import CITY, Scope
from doisoat.storage.reference import load_calendar

NIGHT = dt.date(2024, 1, 12)
LABELS = {(r["domain"], r["code"]): (r["label_vi"], r["label_en"]) for r in read_labels().to_pylist()}
BA_DINH, VIETCOMBANK = Scope("area", "001"), Scope("bank", "970436")


def compose_report(night: Night, scope: Scope = CITY, *, role: str = "city_head", language: str = "vi") -> Mail:
    return compose.compose_report(night, scope, role, language)


def compose_failure(date: dt.date, stage: str, reason: str, accounting: pa.Table | None = None) -> Mail:
    return compose.compose_failure(date, stage, reason, "vi", accounting)


def delivery(feed: str, sender: str, **changes: Any) -> Delivery:
    known = {"sequence": 1, "delivery_date": NIGHT, "outcome": "accepted", "reason": None, "replaced": False}
    rows = {"files": 1, "rows_read": 1000, "rows_accepted": 990, "rows_quarantined": 10}
    return Delivery(**{"feed": feed, "sender": sender, **known, **rows, **changes})


def state(level: str, code: str | None, *, can: int, left: int, ago: int = 0, **changes: Any) -> AreaState:
    """Coverage of the city (no code), a district, or a ward of Ba Đình, `ago` nights before."""
    ward = (
        {"district_code": "001", "ward_code": code} if level == "ward" else {"district_code": code, "ward_code": None}
    )
    counts = {"beneficiaries": can + left, "with_account": can, "account_problem": left, "no_account": 0}
    none = dict.fromkeys(("declined", "incapable", "absent", "paid_by_account"), 0)
    target = {"needed_per_working_day": float(left), "target_share": 1.0, "target_date": dt.date(2024, 1, 15)}
    outlook = {"forecast_share": 0.95, "will_miss": True}
    date = NIGHT - dt.timedelta(days=ago)
    return AreaState(**{
        "business_date": date,
        "level": level,
        **ward,
        **counts,
        **none,
        **target,
        **outlook,
        **changes,
    })


def tally(rows: int, **changes: Any) -> Tally:
    usual = {"match_status": "matched", "account_status": "verified", "pay_channel": "bank", "hold_reason": None}
    return Tally(**{"area": "001", "bank_bin": "970436", **usual, "resident": True, "rows": rows, **changes})


CASH = {"pay_channel": "postal_cash", "bank_bin": None}
QUIET = Night(
    Figures(
        business_date=NIGHT,
        run_id="9f3c1b7a20de45",
        published_at=dt.datetime(2024, 1, 12, 2, tzinfo=dt.UTC),
        deliveries=(delivery("population", "c06"), delivery("beneficiaries", "so"), delivery("accounts", "970436")),
        beneficiaries=1000,
        accounts=900,
        match_status={"matched": 1000},
        person_status={"alive": 1000},
        account_status={"verified": 1000},
        pay_channel={"bank": 1000},
        hold_reason={},
        quarantine={},
        failures=(),
        labels=LABELS,
    ),
    Breakdown(
        tallies=(tally(1000),),
        changes=(),
        states=(
            state("city", None, can=990, left=10, ago=1),
            state("city", None, can=1000, left=0, will_miss=False, forecast_share=1.0),
            state("district", "001", can=1000, left=0),
        ),
        former_rows={("population", "c06"): 1000},
    ),
    target=Target(1.0, dt.date(2024, 1, 15), 20),
    calendar=load_calendar(),
    late_after_days={"beneficiaries": 1},
)
BUSY = replace(
    QUIET,
    figures=replace(
        QUIET.figures,
        deliveries=(
            *QUIET.figures.deliveries,
            delivery("beneficiaries", "ba-vi", delivery_date=dt.date(2024, 1, 10), reason="carried forward"),
            delivery("beneficiaries", "ba-vi", sequence=2, outcome="refused", reason="wrong digest of <b>a.xlsx</b>"),
            delivery("accounts", "970415", replaced=True),
        ),
        quarantine={("beneficiaries", "invalid_amount"): 12, ("population", "missing"): 2},
        failures=(
            Failure("core/accounts", "accounts_have_rows", "critical", "0", None, None),
            Failure("mart/beneficiary", "beneficiary_match_rate", "warning", "20 of 1000", 20, 0.02),
        ),
    ),
    parts=Breakdown(
        tallies=(
            tally(900),
            tally(31, pay_channel="social_security", area="002"),
            tally(40, account_status="inactive", **CASH | {"bank_bin": "970436"}),
            tally(26, hold_reason="deceased", pay_channel="hold", resident=False),
            tally(3, hold_reason="account_shared", pay_channel="hold", account_status="mismatch"),
        ),
        changes=(
            Change("001", "970436", "pay_channel", "postal_cash", "bank", "source_changed", "verified", 12),
            Change("001", "970436", "pay_channel", "bank", "hold", "source_changed", "deceased", 6),
            Change("002", None, "entry", None, "5", "entry_new", "none", 8),
        ),
        states=(
            state("city", None, can=925, left=75, ago=1),
            state("district", "001", can=890, left=53, ago=1),
            state("district", "002", can=31, left=11, ago=1),
            state("city", None, can=931, left=69),
            state("district", "001", can=900, left=43),
            state("district", "002", can=31, left=11),
            state("ward", "00001", can=400, left=2),
            state("ward", "00004", can=500, left=41),
        ),
        former_rows={("population", "c06"): 5000, ("accounts", "970418"): 70},
    ),
)


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
        pytest.param("đến 15/01/2024 sẽ đạt 95,0 %; không kịp mục tiêu 100 %", id="whether to worry"),
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
    assert all("95.0% will be reached by 15 January 2024" in body for body in bodies(mail))


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
