import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pyarrow as pa
import pytest

from doisoat.publish.breakdown import Change, Tally, Work
from doisoat.records.core import FILE_ACCOUNTING
from doisoat.report import compose, stopped
from doisoat.report.message import Mail
from doisoat.report.night import Night
from doisoat.report.recipients import CITY, Scope
from doisoat.report.stopped import compose_late, is_stopped_by
from reported import BUSY, CASH, LABELS, NIGHT, QUIET, state, tally

BA_DINH, VIETCOMBANK = Scope("area", "001"), Scope("bank", "970436")


def compose_report(night: Night, scope: Scope = CITY, *, role: str = "city_head", language: str = "vi") -> Mail:
    return compose.compose_report(night, scope, role, language)


def compose_failure(date: dt.date, stage: str, reason: str, accounting: pa.Table | None = None) -> Mail:
    return stopped.compose_failure(date, stage, reason, "vi", accounting)


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
        pytest.param("BIDV (970418): không còn lần gửi nào dùng được", id="a sender that is gone, by name"),
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


def test_a_failed_gate_of_links_is_told_in_words_too_and_of_no_gate_what_few_were_seen() -> None:
    failed = (
        "link/profile fails profile_register_is_whole: The register holds everybody. Seen: 0.83.",
        "Seen: 3 of 1000.",
    )
    reason = (
        f"QualityGateFailed: mart/account fails account_numbers_are_unique: No account twice. {failed[1]} {failed[0]}"
    )
    for body in bodies(compose_failure(NIGHT, "reconcile.check_mart", reason)):
        assert LABELS["expectation", "profile_register_is_whole"][0] in body
        assert "Công an" in body
        assert "3 of 1000" not in body


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


@pytest.mark.parametrize(
    ("stage", "headline", "stopped"),
    [
        ("reconcile.publish", "Chưa công bố", True),
        ("report.pages", "Đã công bố, chưa gửi được báo cáo", True),
        ("worklists.issue_worklists", "Đã công bố, chưa lập xong danh sách việc", False),
        ("ingest_fieldwork.answer_fieldwork", "Chưa trả lời xong các xã, phường", False),
        ("watch.watch", "Chưa kiểm tra được đã công bố hay chưa", False),
    ],
)
def test_what_failed_says_whether_the_night_is_published(stage: str, headline: str, stopped: bool) -> None:  # noqa: FBT001
    mail = compose_failure(NIGHT, stage, "StorageError: no answer")
    assert mail.subject.startswith(f"[Đối soát] 12/01/2024: {headline} –")
    assert all(("lần công bố trước" in body) is (headline == "Chưa công bố") for body in bodies(mail))
    assert is_stopped_by(stage) is stopped


def test_a_night_that_stopped_tells_what_is_known_of_each_source() -> None:
    refused = {"feed": "accounts", "sender": "970415", "sequence": 2, "outcome": "refused", "reason": "wrong digest"}
    used = {"feed": "accounts", "sender": "970436", "sequence": 1, "outcome": "accepted", "delivery_date": NIGHT}
    counts = {"rows_read": 1200, "rows_accepted": 1190, "rows_quarantined": 10}
    old = {"feed": "beneficiaries", "sender": "so", "sequence": 1, "outcome": "accepted"}
    rows = [
        {
            **dict.fromkeys(FILE_ACCOUNTING.names),
            **old,
            "delivery_date": NIGHT - dt.timedelta(days=1),
            "file": "d.xlsx",
        },
        {**dict.fromkeys(FILE_ACCOUNTING.names), **refused, "file": "a.csv"},
        {**dict.fromkeys(FILE_ACCOUNTING.names), **used, **counts, "file": "b.csv"},
        {**dict.fromkeys(FILE_ACCOUNTING.names), **used, **counts, "file": "c.csv"},
    ]
    accounting = pa.Table.from_pylist(rows, schema=FILE_ACCOUNTING.schema)
    for body in bodies(compose_failure(NIGHT, "ingest_population.receive", "SourceMissing: none", accounting)):
        assert "1/1 đơn vị gửi mới" in body
        assert "2.400" in body
        assert "so, lần gửi 1: không có bản mới, dùng lại bản ngày 11/01/2024" in body
        assert "VietinBank (970415), lần gửi 2: bị từ chối. Lý do: wrong digest" in body
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


def test_a_neighbour_does_not_tell_by_subtraction_how_few_are_left_in_a_ward() -> None:
    mail = compose_report(BUSY, BA_DINH, role="district_head")
    for body in bodies(mail):  # 43 are left in the district
        assert re.search(r"Phường Trúc Bạch:? –,? (?:còn )?–", body)
        assert "Biểu đồ tỷ lệ có tài khoản dùng được theo địa bàn" in (mail.html if body == plain(mail.html) else body)


def test_an_area_with_few_left_has_no_place_between_others_that_would_tell_its_share() -> None:
    lefts = {"00001": (12, 4), "00004": (900, 200), "00006": (70, 30), "00007": (95, 5)}
    wards = tuple(state("ward", code, can=can, left=left) for code, (can, left) in lefts.items())
    states = (*BUSY.parts.states[:4], state("district", "001", can=1077, left=239), *wards)
    text = compose_report(replace(BUSY, parts=replace(BUSY.parts, states=states)), BA_DINH).text
    listed = text.partition("BA ĐỊA BÀN CÒN CHẬM NHẤT\n")[2].split("\n\n")[0].splitlines()
    assert [line.partition(":")[2] for line in listed] == [
        " 70,0 %, còn 30 hồ sơ",
        " 81,8 %, còn 200 hồ sơ",
        " –, còn < 5 hồ sơ",
    ]


def a_district(*states: tuple[int, int]) -> Night:
    """Ba Đình over some nights: who has a usable account, how many are left; the last is tonight."""
    nights = [state("district", "001", can=can, left=left, ago=ago) for ago, (can, left) in enumerate(states[::-1])]
    return replace(BUSY, parts=replace(BUSY.parts, states=tuple(nights[::-1])))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_where_few_are_left_neither_the_way_nor_the_forecast_tells_how_many(language: str) -> None:
    mail = compose_report(a_district((380, 20), (390, 10), (397, 3)), BA_DINH, language=language)
    told = {"vi": "sẽ không kịp mục tiêu 100 %", "en": "the target of 100% by 15 January 2024 will be missed"}
    assert mail.images == {}
    for body in (mail.subject, *bodies(mail)):
        assert not re.search(r"9[59][.,]\d ?%|997|\b397\b", body)
    assert all(told[language] in body for body in bodies(mail))


def test_the_way_has_no_point_where_few_were_left() -> None:
    mail = compose_report(a_district((397, 3), (380, 20), (386, 14)), BA_DINH)
    assert "từ 95,0 % ngày 11/01/2024 đến 96,5 % ngày 12/01/2024" in mail.text
    assert "99,3" not in mail.text


@pytest.mark.parametrize(
    ("can", "left", "told"),
    [
        pytest.param(397, 3, "còn < 5 hồ sơ phải xử lý", id="few left"),
        pytest.param(3, 6, "còn hồ sơ phải xử lý", id="few done"),
    ],
)
def test_the_subject_of_an_area_with_few_has_no_share(can: int, left: int, told: str) -> None:
    mail = compose_report(a_district((can, left)), BA_DINH)
    assert mail.subject == f"[Đối soát] 12/01/2024, Quận Ba Đình: {told}"


def of_tallies(*tallies: Tally) -> Mail:
    return compose_report(replace(BUSY, parts=replace(BUSY.parts, tallies=tallies)))


def test_the_reasons_of_holds_do_not_tell_how_few_are_paid_another_way() -> None:
    held = {"pay_channel": "hold", "hold_reason": "deceased"}
    mail = of_tallies(tally(900), tally(3, pay_channel="social_security"), tally(40, **CASH), tally(26, **held))
    for body in bodies(mail):
        assert re.search(r"Tài khoản an sinh xã hội:? < 5", body)
        assert re.search(r"Tiền mặt qua bưu điện:? –", body)
        assert re.search(r"Tạm dừng chi:? 26", body)


def test_what_is_left_does_not_tell_a_small_trouble_beside_a_large_one() -> None:
    own, trouble = tally(6, account_status="representative"), {"account_status": "mismatch", "pay_channel": "hold"}
    mail = of_tallies(tally(900), own, tally(40, account_status="inactive", **CASH), tally(3, **trouble))
    for body in bodies(mail):
        assert re.search(r"Tài khoản của người khác:? < 5", body)
        assert re.search(r"Ngủ đông, bị khóa hoặc đã đóng:? –", body)


def test_causes_do_not_tell_how_few_entries_changed_in_one_way() -> None:
    few = Change("001", "970436", "pay_channel", "bank", "hold", "decided", "deceased", 3)
    of_many = Change("001", "970436", "pay_channel", "postal_cash", "bank", "source_changed", "verified", 12)
    mail = compose_report(replace(BUSY, parts=replace(BUSY.parts, changes=(of_many, few))))
    told = "Dữ liệu gửi đến đã đổi (–); Cán bộ đã kết luận về hồ sơ hoặc chủ tài khoản (< 5)"
    assert all(told in body for body in bodies(mail))


def test_few_rows_put_aside_are_told_neither_beside_those_accepted_nor_by_their_reasons() -> None:
    few = replace(QUIET.figures.deliveries[1], rows_accepted=997, rows_quarantined=3)
    reasons = {("accounts", "invalid_amount"): 8, ("accounts", "missing"): 2}
    deliveries = (QUIET.figures.deliveries[0], few, QUIET.figures.deliveries[2])
    night = replace(QUIET, figures=replace(QUIET.figures, deliveries=deliveries, quarantine=reasons))
    for body in bodies(compose_report(night)):
        assert "Đọc 1.000 dòng, cách ly < 5" in body
        assert "997" not in body
        assert re.search(r"Không đọc được số tiền:? –", body)


def test_a_bank_liaison_is_told_of_that_bank_alone() -> None:
    for body in bodies(compose_report(BUSY, VIETCOMBANK, role="bank_liaison")):
        assert "931 trên 974 hồ sơ" in body
        assert "so, lần gửi" not in body
        assert "970418" not in body
        assert "Chưa có tài khoản" not in body
        assert re.search(r"Vietcombank: chưa trả lời .* hỏi từ ngày 08/01/2024 \(đã 4 ngày\):? < 5", body)
        assert "Agribank" not in body


def test_a_bank_of_which_nothing_can_be_used_any_more_is_told_so() -> None:
    mail = compose_report(BUSY, Scope("bank", "970418"), role="bank_liaison")  # 70 rows on the former night
    for body in bodies(mail):
        assert re.search(r"Tài khoản do ngân hàng gửi:? không có lần gửi nào dùng được", body)
        assert "BIDV (970418): không còn lần gửi nào dùng được, ngày trước có 70 dòng" in body


def test_a_mail_shows_its_charts_from_inside_with_words_beside_them(busy: Mail) -> None:
    assert len(busy.images) == 2
    for identifier, png in busy.images.items():
        assert re.search(rf'<img src="cid:{identifier}" alt="[^"]{{30,}}"', busy.html)
        assert png.startswith(b"\x89PNG")
        assert len(png) < 60_000


def test_outlook_which_knows_no_greatest_width_is_given_a_width_and_gmail_cuts_nothing_off(busy: Mail) -> None:
    opened, closed = re.findall(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", busy.html)
    assert 'width="600"' in opened
    assert (opened.count("<t"), closed.count("</t")) == (3, 3)
    assert len(busy.html.encode()) < 100_000


def test_links_are_below_the_base_url() -> None:
    page = "https://city.example.vn/report/quality/2024-01-12"
    night = replace(BUSY, links={"vi": {"quality": f"{page}.html"}, "en": {"quality": f"{page}.en.html"}})
    for language, url in (("vi", f"{page}.html"), ("en", f"{page}.en.html")):
        mail = compose_report(night, language=language)
        assert f'href="{url}"' in mail.html
        assert url in mail.text


def test_a_bank_which_has_no_login_gets_no_link() -> None:
    night = replace(BUSY, links={"vi": {"quality": "https://city.example.vn/q"}})
    assert "city.example.vn" not in compose_report(night, VIETCOMBANK).html


def test_what_is_open_and_overdue_is_told_by_who_must_act_and_where_most_is(busy: Mail) -> None:
    told = [
        *("UBND xã, phường, thị trấn: 70 việc đang mở, 25 việc quá hạn", "Công an: 6 việc đang mở, 0 việc quá hạn"),
        *("Ngành lao động: < 5 việc đang mở", "Quận Ba Đình: 57 việc đang mở, 18 việc quá hạn"),
    ]
    for line in told:
        assert line in busy.text
    assert "Danh sách việc: đang mở và quá hạn" in busy.html
    assert not any("đang mở và quá hạn" in body.lower() for body in bodies(compose_report(QUIET)))
    assert not any("đang mở và quá hạn" in body.lower() for body in bodies(compose_report(BUSY, VIETCOMBANK)))


def test_an_area_is_told_of_its_own_wards() -> None:
    text = compose_report(BUSY, BA_DINH).text
    assert "UBND xã, phường, thị trấn: 51 việc đang mở, 18 việc quá hạn" in text
    assert "Phường Phúc Xá: 20 việc đang mở, 12 việc quá hạn" in text
    assert "Hoàn Kiếm" not in text


def test_what_is_overdue_is_kept_back_where_it_tells_few_that_are_not_or_a_neighbour_s() -> None:
    in_time = Work("002", "00037", "ward", open=9, late=7)  # two of them are not overdue
    text = compose_report(replace(BUSY, parts=replace(BUSY.parts, work=(*BUSY.parts.work[:2], in_time)))).text
    assert "Quận Hoàn Kiếm: 9 việc đang mở, – việc quá hạn" in text
    assert "Quận Ba Đình: 51 việc đang mở, – việc quá hạn" in text  # all that are overdue are told above
    few = Work("001", "00001", "police", open=3, late=0)
    text = compose_report(replace(BUSY, parts=replace(BUSY.parts, work=(*BUSY.parts.work[:2], few)))).text
    assert "Công an: < 5 việc đang mở" in text
    assert "Quận Ba Đình: – việc đang mở, 18 việc quá hạn" in text
    neighbours = (BUSY.parts.work[0], Work("001", "00004", "ward", open=31, late=3))
    text = compose_report(replace(BUSY, parts=replace(BUSY.parts, work=neighbours)), BA_DINH).text
    assert "Phường Phúc Xá: 20 việc đang mở, – việc quá hạn" in text
    assert "Phường Trúc Bạch: 31 việc đang mở, < 5 việc quá hạn" in text


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
