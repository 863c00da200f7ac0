"""The totals of a plan in Vietnamese, as the approval step shows them to whoever decides."""

from collections.abc import Iterator, Mapping
from typing import Any

Labels = Mapping[tuple[str, str], str]  # (domain, code) to what people call it
Group = Mapping[str, int]
_NOTHING: Group = {"payments": 0, "amount": 0}
# What a warning of `totals` says; {of} is what it is about, {by} by how much, or how many.
# The desk says the same (watch.payments.warning in its texts).
_SENTENCES = {
    "payments_moved": "Số khoản chi thay đổi {by} so với kỳ trước.",
    "amount_moved": "Số tiền thay đổi {by} so với kỳ trước.",
    "recipient_moved": "{of}: số tiền thay đổi {by} so với kỳ trước.",
    "recipient_gone": "{of}: kỳ trước có chi, kỳ này không có khoản nào.",
    "recipient_new": "{of}: kỳ trước không có khoản nào.",
    "unanswered": "{by} hồ sơ ngân hàng chưa trả lời yêu cầu xác minh tài khoản.",
}
# Where the reason for which something is withheld may have its label.
_WITHHELD = ("withheld_reason", "hold_reason", "match_status", "person_status")


def as_markdown(run_id: str, found: Mapping[str, Any], labels: Labels) -> str:
    """What would be paid, what is different from the period before, what to look at, what is withheld."""
    lines = [
        f"## Đợt chi {run_id}",
        f"**{_number(found['payments'])}** khoản, **{_number(found['amount'])}** đồng. {_difference(found)}",
        *_warnings(found, labels),
        *_table("Theo kênh chi", "pay_channel", found, labels),
        *_table("Theo ngân hàng, bưu điện", "recipient", found, labels),
        *_table("Theo địa bàn", "district_code", found, labels),
        *_table("Theo loại", "kind", found, labels, domains=("payment_kind",)),
        *_table("Đổi kênh chi vì", "channel_reason", found, labels),
        *_table("Chưa chi vì", "withheld", found, labels, domains=_WITHHELD),
        "",
        f"Mã đối chiếu: `{found['digest'][:16]}`",
    ]
    return "\n".join(lines)


def _difference(found: Mapping[str, Any]) -> str:
    before = found["before"]
    if before is None:
        return "Chưa có kỳ trước để so sánh."
    payments, amount = (_signed(found[name] - before[name]) for name in ("payments", "amount"))
    return f"So với kỳ trước: {payments} khoản, {amount} đồng."


def _warnings(found: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    if found["warnings"]:
        yield from ("", "### Cần xem", "")
    for warning in found["warnings"]:
        code, *about = warning.split(" ")
        if code in _SENTENCES:
            yield f"- ⚠ {_SENTENCES[code].format(of=_label(about[0], ('recipient',), labels), by=about[-1])}"
        else:
            yield f"- ⚠ {about[-1]} khoản: {_label(code, ('channel_reason',), labels)}"


def _table(
    title: str, name: str, found: Mapping[str, Any], labels: Labels, *, domains: tuple[str, ...] = ()
) -> Iterator[str]:
    """A group a line, also those that the period before had and this one has not."""
    now, before = found[name], (found["before"] or {}).get(name)
    codes = [*now, *(code for code in before or {} if code not in now)]
    if not codes:
        return
    head = "| | khoản | đồng |" if before is None else "| | khoản | đồng | so với kỳ trước |"
    yield from ("", f"### {title}", "", head, "|---|---:|---:|" if before is None else "|---|---:|---:|---:|")
    for code in codes:
        group = now.get(code, _NOTHING)
        moved = "" if before is None else f" {_signed(group['amount'] - before.get(code, _NOTHING)['amount'])} |"
        label = _label(code, domains or (name,), labels)
        yield f"| {label} | {_number(group['payments'])} | {_number(group['amount'])} |{moved}"


def _label(code: str, domains: tuple[str, ...], labels: Labels) -> str:
    return next((labels[domain, code] for domain in domains if (domain, code) in labels), code)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _signed(value: int) -> str:
    return f"{value:+,}".replace(",", ".") if value else "0"
