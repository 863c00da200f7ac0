"""Did the sources come: per feed what was used, and each delivery that is not simply fresh and accepted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from doisoat.publish.figures import Delivery
from doisoat.report.numbers import date as written

FEEDS = {
    "population": "CSDL quốc gia về dân cư",
    "beneficiaries": "Danh sách chi trả",
    "accounts": "Tài khoản do ngân hàng gửi",
}


@dataclass(frozen=True)
class Source:
    """A feed on a night; `remarks` are sentences on deliveries that are late, refused or replaced."""

    name: str
    senders: int
    fresh: int
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    remarks: tuple[str, ...]
    known: bool  # something is written of it, even if only refusals

    @property
    def came(self) -> bool:
        return self.senders > 0

    @property
    def absence(self) -> str:
        return "không có lần gửi nào dùng được" if self.known else "chưa ghi nhận"


def sources(deliveries: Iterable[Delivery], night: dt.date) -> list[Source]:
    """Every feed in its order, also one of which nothing came."""
    per_feed = defaultdict(list)
    for delivery in deliveries:
        per_feed[delivery.feed].append(delivery)
    return [_source(FEEDS[feed], per_feed[feed], night) for feed in FEEDS]


def deliveries_of(accounting: pa.Table | None) -> list[Delivery]:
    """The deliveries of rows of core/file_accounting; none if nothing was written yet."""
    groups: dict[tuple[str, str, str, int, str], list[dict[str, object]]] = defaultdict(list)
    for file in [] if accounting is None else accounting.to_pylist():
        date = str(file["delivery_date"])
        groups[file["feed"], file["sender"], date, file["sequence"], file["outcome"]].append(file)
    return [_delivery(files) for _, files in sorted(groups.items())]


def _delivery(files: list[dict[str, object]]) -> Delivery:
    first = files[0]
    prefix = f"{first['sequence']}/"

    def total(column: str) -> int:
        return sum(int(str(f[column] or 0)) for f in files)

    return Delivery(
        **{name: first[name] for name in ("feed", "sender", "sequence", "delivery_date", "outcome")},  # type: ignore[arg-type]
        reason=first["reason_vi"] or first["reason"],  # type: ignore[arg-type]
        replaced=any(str(f["file"]).startswith(prefix) for f in files),
        files=len(files),
        rows_read=total("rows_read"),
        rows_accepted=total("rows_accepted"),
        rows_quarantined=total("rows_quarantined"),
    )


def _source(name: str, deliveries: list[Delivery], night: dt.date) -> Source:
    used = [d for d in deliveries if d.outcome == "accepted" and not d.replaced]
    newest = {d.sender: d for d in sorted(used, key=lambda d: str(d.delivery_date))}
    return Source(
        name=name,
        senders=len({d.sender for d in used}),
        fresh=len({d.sender for d in used if d.delivery_date == night}),
        rows_read=sum(d.rows_read for d in used),
        rows_accepted=sum(d.rows_accepted for d in used),
        rows_quarantined=sum(d.rows_quarantined for d in used),
        remarks=tuple(remark for d in deliveries if (remark := _remark(d, night, newest))),
        known=bool(deliveries),
    )


def _remark(delivery: Delivery, night: dt.date, newest: dict[str, Delivery]) -> str | None:
    """`newest` by sender: what lies below a newer delta needs no remark."""
    who = f"{delivery.sender}, lần gửi {delivery.sequence}"
    if delivery.outcome == "refused":
        return f"{who}: bị từ chối. Lý do: {delivery.reason}"
    if delivery.replaced:
        return f"{who}: đã được lần gửi sau thay thế"
    if delivery is newest[delivery.sender] and delivery.delivery_date is not None and delivery.delivery_date < night:
        return f"{who}: không có bản mới, dùng lại bản ngày {written(delivery.delivery_date)}"
    return None
