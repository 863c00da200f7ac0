"""What a plan comes to: the numbers that whoever decides looks at, and the digest of what they decide on."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from doisoat.payments.plan import Plan

BY = ("pay_channel", "recipient", "district_code", "kind", "channel_reason")
_CENT = 100
MOVED = 10  # percent: a total that moved more than this from the period before is worth a word


def totals(plan: Plan, *, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Counts and đồng of the plan, by channel, recipient, district, kind and reason; what is withheld, by reason.

    `before` are the totals of the run of the period before, as they were kept; None if there was none.
    """
    found: dict[str, Any] = {
        "digest": digest(plan.proposed),
        "payments": plan.proposed.num_rows,
        "amount": _sum(plan.proposed),
        "withheld": _grouped(plan.withheld, "reason"),
        **{name: _grouped(plan.proposed, name) for name in BY},
    }
    return found | {"warnings": warnings(found, before), "before": _brief(before)}


def digest(proposed: pa.Table) -> str:
    """Of who is to be paid what where: the same payments have the same, whatever order they stand in."""
    columns = ("payment_id", "amount", "pay_channel", "bank_bin", "account_number", "message_id", "batch_id")
    lines = sorted(zip(*(proposed[name].to_pylist() for name in columns), strict=True))
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def warnings(found: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[str]:
    """Codes with a number, such as `amount_moved 14`: what whoever decides should look at."""
    said = [f"{reason} {group['payments']}" for reason, group in found["channel_reason"].items()]
    if before is not None:
        said += [
            f"{name}_moved {share:+d}%" for name in ("payments", "amount") if (share := _moved(found, before, name))
        ]
    return said


def _moved(found: Mapping[str, Any], before: Mapping[str, Any], name: str) -> int:
    """Percent by which a total moved, 0 if it moved little."""
    if not before[name]:
        return 0
    share = round((found[name] - before[name]) * _CENT / before[name])
    return share if abs(share) > MOVED else 0


def _brief(before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return (
        None if before is None else {name: before[name] for name in ("payments", "amount", "pay_channel", "recipient")}
    )


def _grouped(table: pa.Table, name: str) -> dict[str, dict[str, int]]:
    keyed = table.select([name, "amount"]).filter(table[name].is_valid())
    groups = keyed.group_by(name).aggregate([("amount", "count"), ("amount", "sum"), ([], "count_all")]).to_pylist()
    return {
        group[name]: {"payments": group["count_all"], "amount": group["amount_sum"] or 0}
        for group in sorted(groups, key=lambda group: str(group[name]))
    }


def _sum(table: pa.Table) -> int:
    return sum(table["amount"].to_pylist())


def as_markdown(run_id: str, found: Mapping[str, Any], labels: Mapping[tuple[str, str], str]) -> str:
    """The totals in Vietnamese, as the approval step shows them. `labels`: (domain, code) to its Vietnamese label."""
    lines = [
        f"## Đợt chi {run_id}",
        f"**{_number(found['payments'])}** khoản, **{_number(found['amount'])}** đồng.",
        *_difference(found),
        *_table("Theo kênh chi", "pay_channel", found, labels, before=found["before"]),
        *_table("Theo ngân hàng, bưu điện", "recipient", found, labels, before=found["before"]),
        *_table("Theo quận/huyện", "district_code", found, labels),
        *_table("Theo loại", "kind", found, labels, domain="payment_kind"),
        *_table("Đổi kênh chi vì", "channel_reason", found, labels),
        *_table("Chưa chi vì", "withheld", found, labels, domain="hold_reason"),
        f"Mã đối chiếu: `{found['digest'][:16]}`",
    ]
    return "\n".join(lines)


def _difference(found: Mapping[str, Any]) -> Sequence[str]:
    before = found["before"]
    if before is None:
        return ["Chưa có kỳ trước để so sánh."]
    payments, amount = (found[name] - before[name] for name in ("payments", "amount"))
    said = [f"So với kỳ trước: {payments:+,} khoản, {amount:+,} đồng.".replace(",", ".")]
    return [*said, *(f"⚠ {warning}" for warning in found["warnings"] if "moved" in warning)]


def _table(
    title: str,
    name: str,
    found: Mapping[str, Any],
    labels: Mapping[tuple[str, str], str],
    *,
    domain: str | None = None,
    before: Mapping[str, Any] | None = None,
) -> Sequence[str]:
    groups = found[name]
    if not groups:
        return []
    lines = ["", f"### {title}", "", "| | khoản | đồng | so với kỳ trước |", "|---|---:|---:|---:|"]
    for code, group in groups.items():
        former = (before or {}).get(name, {}).get(code)
        moved = "" if former is None else f"{group['amount'] - former['amount']:+,}".replace(",", ".")
        label = labels.get((domain or name, code), code)
        lines.append(f"| {label} | {_number(group['payments'])} | {_number(group['amount'])} | {moved} |")
    return lines


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
