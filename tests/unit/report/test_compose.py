import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pyarrow as pa
import pytest

from doisoat.publish.figures import Delivery, Failure, Figures
from doisoat.publish.labels import read_labels
from doisoat.records.core import FILE_ACCOUNTING
from doisoat.report.compose import Mail, compose_failure, compose_report

NIGHT = dt.date(2024, 1, 12)
LABELS = {(r["domain"], r["code"]): (r["label_vi"], r["label_en"]) for r in read_labels().to_pylist()}


def delivery(feed: str, sender: str, **changes: Any) -> Delivery:
    known = {"sequence": 1, "delivery_date": NIGHT, "outcome": "accepted", "reason": None, "replaced": False}
    rows = {"files": 1, "rows_read": 1000, "rows_accepted": 990, "rows_quarantined": 10}
    return Delivery(**{"feed": feed, "sender": sender, **known, **rows, **changes})


QUIET = Figures(
    business_date=NIGHT,
    run_id="9f3c1b7a20de45",
    published_at=dt.datetime(2024, 1, 12, 2, tzinfo=dt.UTC),
    deliveries=(delivery("population", "c06"), delivery("beneficiaries", "so"), delivery("accounts", "970436")),
    beneficiaries=1000,
    accounts=900,
    match_status={"matched": 1000},
    person_status={"alive": 1000},
    account_status={"verified": 1000},
    pay_channel={"bank": 931, "postal_cash": 69},
    hold_reason={},
    quarantine={},
    failures=(),
    labels=LABELS,
)
BUSY = replace(
    QUIET,
    deliveries=(
        *QUIET.deliveries,
        delivery("beneficiaries", "ba-vi", delivery_date=dt.date(2024, 1, 10), reason="carried forward"),
        delivery("beneficiaries", "ba-vi", sequence=2, outcome="refused", reason="wrong digest of <b>a.xlsx</b>"),
        delivery("accounts", "970415", replaced=True),
    ),
    match_status={"matched": 980, "review": 17, "unmatched": 3},
    account_status={"verified": 900, "inactive": 40, "mismatch": 60},
    pay_channel={"bank": 900, "social_security": 31, "postal_cash": 40, "hold": 29},
    hold_reason={"deceased": 26, "account_shared": 3, "": 5},
    quarantine={("beneficiaries", "invalid_amount"): 12, ("population", "missing"): 2},
    failures=(
        Failure("core/accounts", "accounts_have_rows", "critical", "0", None, None),
        Failure("mart/beneficiary", "beneficiary_match_rate", "warning", "20 of 1000", 20, 0.02),
    ),
)


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
    assert compose_report(QUIET).subject == "[doisoat] 12/01/2024: 93,1 % chi trả qua tài khoản – không có việc tồn"
    assert compose_report(BUSY).subject == "[doisoat] 12/01/2024: 93,1 % chi trả qua tài khoản – 9 việc cần xử lý"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("931 trên 1.000 hồ sơ", id="payable by account"),
        pytest.param("Tạm dừng chi: Đã mất", id="held, by reason"),
        pytest.param("Ngủ đông, bị khóa hoặc đã đóng", id="trouble with accounts"),
        pytest.param("Không đọc được số tiền", id="quarantined, by reason"),
        pytest.param("Ngân hàng gửi về ít nhất một tài khoản", id="an expectation that failed"),
        pytest.param("dùng lại bản ngày 10/01/2024", id="a delivery carried forward"),
        pytest.param("bị từ chối. Lý do: wrong digest of <b>a.xlsx</b>", id="a refusal, with markup made harmless"),
        pytest.param("đã được lần gửi sau thay thế", id="a delivery replaced"),
        pytest.param("Công an (dữ liệu dân cư)", id="who must act"),
        pytest.param("98,0 %", id="the share matched"),
        pytest.param("quality_result", id="where to look next"),
    ],
)
def test_text_and_html_tell(told: str) -> None:
    assert [told in body for body in bodies(compose_report(BUSY))] == [True, True]


def test_a_quiet_night_says_that_nothing_is_left_to_do() -> None:
    assert all("Không còn việc nào." in body for body in bodies(compose_report(QUIET)))


def test_few_people_are_told_as_less_than_five() -> None:
    for body in bodies(compose_report(BUSY)):
        assert re.search(r"Một tài khoản nhận thay nhiều người:? < 5", body)
        assert re.search(r"Chưa tìm thấy trong CSDL dân cư:? < 5 \(?–", body)


def test_the_html_asks_for_nothing_from_outside() -> None:
    for mail in (compose_report(BUSY), compose_failure(NIGHT, "reconcile.publish", "PublicationError: no")):
        assert not re.search(r"https?://|src=|<link|<script|url\(|@import", mail.html)
        assert "<b>a.xlsx" not in mail.html


def test_a_failed_gate_is_told_in_the_readers_words() -> None:
    reason = "QualityGateFailed: core/accounts fails accounts_have_rows: The returns hold an account. Seen: 0."
    mail = compose_failure(NIGHT, "ingest_accounts.check", reason)
    assert mail.subject == "[doisoat] 12/01/2024: Chưa công bố – không đạt chất lượng"
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
