"""Did the sources come: per feed what was used, and each delivery that is late, short, refused or replaced.

That a source is late says nothing about its data, so this is told apart from the checks of quality.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from doisoat.publish.figures import Delivery
from doisoat.report.edition import Edition, is_small
from doisoat.report.places import sender_name

FEEDS = ("population", "beneficiaries", "accounts")
OPTIONAL_FEEDS = ("fieldwork", "payments")  # told of only when something came
# A sender rarely sends much less than the night before: under this share of its rows somebody should ask.
SHORT_BELOW = 0.9


@dataclass(frozen=True)
class Source:
    """A feed on a night; `remarks` are sentences on deliveries that are late, short, refused or replaced."""

    feed: str
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

    def rows(self, edition: Edition) -> str:
        """What was read of it. Beside all three numbers a few rows that were put aside could be reckoned."""
        counts = {"read": edition.number(self.rows_read), "quarantined": edition.people(self.rows_quarantined)}
        if is_small(self.rows_quarantined):
            return edition.say("source.rows_few", **counts)
        return edition.say("source.rows", accepted=edition.number(self.rows_accepted), **counts)

    @property
    def whole(self) -> bool:
        """Whether there is nothing to ask anybody."""
        return self.came and self.fresh == self.senders and not self.remarks


@dataclass(frozen=True)
class Expected:
    """What a night could expect: days after which a feed is late, and rows per (feed, sender) of the former night.

    A feed of which no days are known is never late.
    """

    late_after_days: Mapping[str, int]
    former_rows: Mapping[tuple[str, str], int]


def sources(
    deliveries: Iterable[Delivery], night: dt.date, *, edition: Edition, expected: Expected, sender: str | None = None
) -> list[Source]:
    """Every feed in its order, also one of which nothing came; with `sender` only what it sent, or sent before."""
    per_feed = defaultdict(list)
    for delivery in deliveries:
        if sender in (None, delivery.sender):
            per_feed[delivery.feed].append(delivery)
    usual = {feed for feed, of_sender in expected.former_rows if of_sender == sender}
    shown = [f for f in FEEDS if sender is None or per_feed[f] or f in usual] + [
        f for f in OPTIONAL_FEEDS if per_feed[f]
    ]
    return [_source(feed, per_feed[feed], night, edition, expected) for feed in shown]


def nothing_new(found: Iterable[Source]) -> bool:
    """Whether the night was built from older deliveries alone."""
    required = [source for source in found if source.feed in FEEDS]
    return bool(required) and not any(source.fresh for source in required)


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
        reason=first["reason"],  # type: ignore[arg-type]
        reason_vi=first["reason_vi"],  # type: ignore[arg-type]
        replaced=any(str(f["file"]).startswith(prefix) for f in files),
        files=len(files),
        rows_read=total("rows_read"),
        rows_accepted=total("rows_accepted"),
        rows_quarantined=total("rows_quarantined"),
    )


def _source(feed: str, deliveries: list[Delivery], night: dt.date, edition: Edition, expected: Expected) -> Source:
    used = [d for d in deliveries if d.outcome == "accepted" and not d.replaced]
    newest = {d.sender: d for d in sorted(used, key=lambda d: str(d.delivery_date))}
    remarks = [_remark(d, night, newest, edition, expected.late_after_days.get(feed)) for d in deliveries]
    remarks += _short(feed, used, night, edition, expected.former_rows)
    return Source(
        feed=feed,
        name=edition.say(f"feeds.{feed}"),
        senders=len(newest),
        fresh=sum(d.delivery_date == night for d in newest.values()),
        rows_read=sum(d.rows_read for d in used),
        rows_accepted=sum(d.rows_accepted for d in used),
        rows_quarantined=sum(d.rows_quarantined for d in used),
        remarks=tuple(r for r in remarks if r),
        known=bool(deliveries) or any(remarks),
    )


def _remark(
    delivery: Delivery, night: dt.date, newest: Mapping[str, Delivery], edition: Edition, late_after_days: int | None
) -> str | None:
    """`newest` by sender: what lies below a newer delta needs no remark."""
    sender = sender_name(delivery.feed, delivery.sender, night)
    who = edition.say("source.delivery", sender=sender, sequence=delivery.sequence)
    if delivery.outcome == "refused":
        reason = delivery.reason_vi if edition.language == "vi" else None
        return edition.say("source.refused", who=who, reason=reason or delivery.reason)
    if delivery.replaced:
        return edition.say("source.replaced", who=who)
    if delivery is newest[delivery.sender] and delivery.delivery_date is not None and delivery.delivery_date < night:
        days = (night - delivery.delivery_date).days
        is_late = late_after_days is not None and days > late_after_days
        key = "source.late" if is_late else "source.carried_forward"
        return edition.say(key, who=who, date=edition.date(delivery.delivery_date), days=days)
    return None


def _short(
    feed: str, used: Iterable[Delivery], night: dt.date, edition: Edition, former: Mapping[tuple[str, str], int]
) -> Iterable[str]:
    """Senders of which there are far fewer rows than on the former night, or none any more."""
    rows: dict[str, int] = defaultdict(int)
    for delivery in used:
        rows[delivery.sender] += delivery.rows_read
    for (of_feed, sender), before in sorted(former.items()):
        if of_feed == feed and rows[sender] < SHORT_BELOW * before:
            counts = {"now": edition.number(rows[sender]), "before": edition.number(before)}
            name = sender_name(feed, sender, night)
            yield edition.say("source.short" if rows[sender] else "source.gone", sender=name, **counts)
