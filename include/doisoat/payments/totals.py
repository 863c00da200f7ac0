"""What a plan comes to: the numbers that whoever decides looks at, and the digest of what they decide on."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.payments.plan import Plan

BY = ("pay_channel", "recipient", "district_code", "kind", "channel_reason")
NO_AREA = "unknown"
_CENT = 100
MOVED = 10  # percent: a total that moved more than this from the period before is worth a word


def totals(plan: Plan, *, before: Mapping[str, Any] | None, unanswered: int = 0) -> dict[str, Any]:
    """Counts and đồng of the plan, by channel, recipient, area, kind and reason; what is withheld, by reason.

    An area is a district, or a ward where there are no districts. `before` are the totals of the run of the period
    before, as they were kept; None if there was none. `unanswered`: entries about which a bank has not answered.
    """
    proposed = _with_areas(plan.proposed)
    found: dict[str, Any] = {
        "digest": digest(plan.proposed),
        "payments": plan.proposed.num_rows,
        "amount": _sum(plan.proposed),
        "withheld": _grouped(plan.withheld, "reason"),
        **{name: _grouped(proposed, name) for name in BY},
    }
    return found | {"warnings": warnings(found, before, unanswered), "before": _brief(before)}


def digest(proposed: pa.Table) -> str:
    """Of who is to be paid what where: the same payments have the same, whatever order they stand in."""
    columns = ("payment_id", "amount", "pay_channel", "bank_bin", "account_number", "message_id", "batch_id")
    lines = sorted(zip(*(proposed[name].to_pylist() for name in columns), strict=True))
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def warnings(found: Mapping[str, Any], before: Mapping[str, Any] | None, unanswered: int) -> list[str]:
    """What whoever decides should look at: a code, then what it is about, such as `recipient_moved 970436 -14%`."""
    said = [f"{reason} {group['payments']}" for reason, group in found["channel_reason"].items()]
    said += [f"unanswered {unanswered}"] if unanswered else []
    return said if before is None else [*said, *_moved(found, before)]


def _moved(found: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """Totals that moved much, of the whole and of each bank; banks that had payments and have none."""
    for name in ("payments", "amount"):
        if abs(share := _percent(found[name], before[name])) > MOVED:
            yield f"{name}_moved {share:+d}%"
    now = found["recipient"]
    for recipient, former in before["recipient"].items():
        if recipient not in now:
            yield f"recipient_gone {recipient}"
        elif abs(share := _percent(now[recipient]["amount"], former["amount"])) > MOVED:
            yield f"recipient_moved {recipient} {share:+d}%"
    yield from (f"recipient_new {recipient}" for recipient in now if recipient not in before["recipient"])


def _percent(now: int, before: int) -> int:
    """By how much a total moved; 0 if there was none."""
    return round((now - before) * _CENT / before) if before else 0


def _brief(before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    names = ("payments", "amount", "pay_channel", "recipient", "district_code")
    return None if before is None else {name: before[name] for name in names}


def _grouped(table: pa.Table, name: str) -> dict[str, dict[str, int]]:
    keyed = table.select([name, "amount"]).filter(table[name].is_valid())
    groups = keyed.group_by(name).aggregate([("amount", "count"), ("amount", "sum"), ([], "count_all")]).to_pylist()
    return {
        group[name]: {"payments": group["count_all"], "amount": group["amount_sum"] or 0}
        for group in sorted(groups, key=lambda group: str(group[name]))
    }


def _with_areas(proposed: pa.Table) -> pa.Table:
    areas = pc.coalesce(proposed["district_code"], proposed["ward_code"], NO_AREA)
    return proposed.set_column(proposed.column_names.index("district_code"), "district_code", areas)


def _sum(table: pa.Table) -> int:
    return sum(table["amount"].to_pylist())
