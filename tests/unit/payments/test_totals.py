"""What whoever decides on a pay run is shown."""

import datetime as dt
from typing import Any

from doisoat.payments.summary import as_markdown
from doisoat.payments.totals import totals
from payments_made import entry, planned

LABELS = {
    ("pay_channel", "bank"): "Tài khoản",
    ("recipient", "970436"): "Vietcombank",
    ("recipient", "970405"): "Agribank",
    ("recipient", "970415"): "VietinBank",
    ("district_code", "001"): "Quận Ba Đình",
    ("withheld_reason", "programme_unknown"): "Chế độ để trống hoặc không có trong danh mục",
    ("hold_reason", "review"): "Chờ xem xét",
    ("channel_reason", "account_resting"): "Tài khoản mới đổi, chờ đủ ngày",
}


def made(*entries: dict[str, Any], **known: Any) -> dict[str, Any]:
    return totals(planned(list(entries)), before=None, **known)


def shown(found: dict[str, Any]) -> list[str]:
    return as_markdown("2024-02/1", found, LABELS).splitlines()


def test_the_first_period_has_nothing_to_be_compared_with():
    lines = shown(made(entry("A"), entry("B")))
    assert "**2** khoản, **880.000** đồng. Chưa có kỳ trước để so sánh." in lines
    assert "| Vietcombank | 2 | 880.000 |" in lines
    assert "| Quận Ba Đình | 2 | 880.000 |" in lines
    assert "### Cần xem" not in lines


def test_every_bank_and_district_is_compared_with_the_period_before_also_one_that_is_gone():
    before = made(entry("A"), entry("B"), entry("C", bank_bin="970405"))
    now = totals(planned([entry("A"), entry("D", bank_bin="970415")]), before=before)
    lines = shown(now)
    assert "**2** khoản, **880.000** đồng. So với kỳ trước: -1 khoản, -440.000 đồng." in lines
    assert "| Vietcombank | 1 | 440.000 | -440.000 |" in lines
    assert "| Tài khoản | 2 | 880.000 | -440.000 |" in lines
    assert "| VietinBank | 1 | 440.000 | +440.000 |" in lines
    assert "| Agribank | 0 | 0 | -440.000 |" in lines
    assert "| Quận Ba Đình | 2 | 880.000 | -440.000 |" in lines
    assert now["warnings"] == [
        *("payments_moved -33%", "amount_moved -33%", "recipient_gone 970405"),
        *("recipient_moved 970436 -50%", "recipient_new 970415"),
    ]
    assert "- ⚠ Số tiền thay đổi -33% so với kỳ trước." in lines
    assert "- ⚠ Vietcombank: số tiền thay đổi -50% so với kỳ trước." in lines
    assert "- ⚠ Agribank: kỳ trước có chi, kỳ này không có khoản nào." in lines


def test_an_area_is_the_ward_where_there_are_no_districts_and_nothing_is_left_out():
    areas = made(
        entry("A"), entry("B", district_code=None, ward_code="00025"), entry("C", district_code=None, ward_code=None)
    )["district_code"]
    assert {code: group["payments"] for code, group in areas.items()} == {"001": 1, "00025": 1, "unknown": 1}


def test_a_total_that_moved_little_is_no_warning():
    before = made(*(entry(f"A{n}") for n in range(11)))
    assert totals(planned([entry(f"A{n}") for n in range(12)]), before=before)["warnings"] == []


def test_what_is_withheld_or_goes_elsewhere_is_told_with_its_reason_and_who_has_not_answered():
    held = entry("A", pay_channel="hold", hold_reason="review")
    resting = entry("C", changed_on=dt.date(2024, 1, 20))
    lines = shown(made(held, entry("B", programme_code="-"), resting, unanswered=12))
    assert "| Chờ xem xét | 1 | 440.000 |" in lines
    assert "| Chế độ để trống hoặc không có trong danh mục | 1 | 440.000 |" in lines
    assert "- ⚠ 1 khoản: Tài khoản mới đổi, chờ đủ ngày" in lines
    assert "- ⚠ 12 hồ sơ ngân hàng chưa trả lời yêu cầu xác minh tài khoản." in lines
