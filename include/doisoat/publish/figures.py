"""What a night came to, in numbers: the report and the summary on the screen read these and nothing else."""

import datetime as dt
from dataclasses import dataclass
from typing import LiteralString, TypeVar

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from doisoat.errors import PublicationError
from doisoat.storage.warehouse import connect, guarded

BY_ACCOUNT = ("bank", "social_security", "mobile_money")
# Members of `run.counts`: of the night itself, so that an older night reports its own figures, not today's.
COUNTS = (
    "beneficiaries",
    "accounts",
    "match_status",
    "person_status",
    "account_status",
    "pay_channel",
    "hold_reason",
)
Row = TypeVar("Row")

_RUN = """
select run_id, published_at, counts from reconciled.run
where business_date = %s order by published_at desc limit 1"""
_DELIVERIES = """
select feed, sender, sequence, delivery_date, outcome, max(reason) as reason, max(reason_vi) as reason_vi,
       bool_or(starts_with(file, sequence || '/')) as replaced, count(*) as files,
       coalesce(sum(rows_read), 0)::bigint as rows_read,
       coalesce(sum(rows_accepted), 0)::bigint as rows_accepted,
       coalesce(sum(rows_quarantined), 0)::bigint as rows_quarantined
from reconciled.file_accounting where business_date = %(date)s
group by feed, sender, sequence, delivery_date, outcome order by 1, 2, 3, 4, 5"""
_FAILURES = """
select suite, expectation, severity, observed, unexpected_count, unexpected_share
from reconciled.quality_result where business_date = %(date)s and not success order by severity, suite, expectation"""
_QUARANTINE = """
select feed, reason, count(*) from reconciled.quarantine where business_date = %s group by 1, 2 order by 1, 2"""
# What banks were asked before a period is paid and have not answered; a question lapses with the account there.
_UNANSWERED = """
select v.bank_bin, count(distinct v.beneficiary_code) as entries, min(v.asked_on) as since
from payments.verification v
where v.asked_on <= %(date)s and (v.answered_on is null or v.answered_on > %(date)s)
and (v.beneficiary_code, v.bank_bin) in (
    select b.beneficiary_code, b.bank_bin from reconciled.beneficiary b
    union all
    select c.beneficiary_code, c.bank_bin from reconciled.account_claim c where c.claim_state = 'waiting'
)
group by v.bank_bin order by since, v.bank_bin"""
_LABELS = "select domain, code, label_vi, label_en from reconciled.code_label"


@dataclass(frozen=True)
class Delivery:
    """A delivery that the night used, refused or replaced; `delivery_date` is older when it was carried forward."""

    feed: str
    sender: str
    sequence: int
    delivery_date: dt.date | None
    outcome: str  # accepted or refused
    reason: str | None  # in English
    replaced: bool  # by a later sequence: read and accounted for, but not used
    files: int
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    reason_vi: str | None = None


@dataclass(frozen=True)
class Failure:
    """An expectation that did not hold."""

    suite: str
    expectation: str
    severity: str  # critical or warning
    observed: str | None
    unexpected_count: int | None
    unexpected_share: float | None


@dataclass(frozen=True)
class Unanswered:
    """A bank that owes answers about `entries`, the first of them `since` that business date."""

    bank_bin: str
    entries: int
    since: dt.date


@dataclass(frozen=True)
class Figures:
    """Counts of one published night; every mapping goes from a code to a number of rows. No personal data."""

    business_date: dt.date
    run_id: str
    published_at: dt.datetime
    deliveries: tuple[Delivery, ...]
    beneficiaries: int
    accounts: int
    match_status: dict[str, int]
    person_status: dict[str, int]
    account_status: dict[str, int]
    pay_channel: dict[str, int]
    hold_reason: dict[str, int]
    quarantine: dict[tuple[str, str], int]  # (feed, reason) to rows
    failures: tuple[Failure, ...]
    labels: dict[tuple[str, str], tuple[str, str]]  # (domain, code) to its Vietnamese and English label
    unanswered: tuple[Unanswered, ...] = ()

    @property
    def payable_by_account(self) -> int:
        return sum(self.pay_channel.get(channel, 0) for channel in BY_ACCOUNT)

    @property
    def postal_cash(self) -> int:
        return self.pay_channel.get("postal_cash", 0)

    @property
    def held(self) -> int:
        return self.pay_channel.get("hold", 0)

    def rows_read(self, feed: str) -> int:
        """Rows of the feed that the night was built from: a refused or replaced delivery does not count."""
        return sum(d.rows_read for d in self._used(feed))

    def rows_accepted(self, feed: str) -> int:
        return sum(d.rows_accepted for d in self._used(feed))

    def _used(self, feed: str) -> list[Delivery]:
        return [d for d in self.deliveries if d.feed == feed and d.outcome == "accepted" and not d.replaced]


@guarded("reading the figures of a night")
def figures(url: str, date: dt.date) -> Figures:
    """The figures of the newest publication for `date`; PublicationError if there is none."""
    with connect(url) as connection:
        run = connection.execute(_RUN, [date]).fetchone()
        if run is None:
            raise PublicationError(f"no night of {date} is published: run it first")
        run_id, published_at, counts = run
        return Figures(
            business_date=date,
            run_id=run_id,
            published_at=published_at,
            deliveries=_read(connection, Delivery, _DELIVERIES, date),
            failures=_read(connection, Failure, _FAILURES, date),
            unanswered=_read(connection, Unanswered, _UNANSWERED, date),
            quarantine={(f, r): n for f, r, n in connection.execute(_QUARANTINE, [date])},
            labels={(d, c): (vi, en) for d, c, vi, en in connection.execute(_LABELS)},
            **{name: counts[name] for name in COUNTS},
        )


@guarded("asking whether a night is published")
def is_published(url: str, date: dt.date) -> bool:
    """Whether readers see a night of `date`; not in a warehouse that was never published to."""
    with connect(url) as connection:
        known = connection.execute("select to_regclass('reconciled.run') is not null").fetchone()
        return known == (True,) and connection.execute(_RUN, [date]).fetchone() is not None


@guarded("asking for the newest night")
def newest_night(url: str) -> dt.date:
    """The newest published business date; PublicationError if there is none."""
    with connect(url) as connection:
        found = connection.execute("select max(business_date) from reconciled.run").fetchone()
    if found is None or found[0] is None:
        raise PublicationError("no night is published: run one first")
    newest: dt.date = found[0]
    return newest


def _read(connection: Connection[TupleRow], row: type[Row], query: LiteralString, date: dt.date) -> tuple[Row, ...]:
    with connection.cursor(row_factory=class_row(row)) as cursor:
        return tuple(cursor.execute(query, {"date": date}))
