"""The open tasks of wards as lines of their lists: who, why, what to do, by when. Read from the warehouse."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg.rows import class_row

from doisoat.storage.warehouse import Connection, connect, guarded
from doisoat.worklists.order import bare_village, name_key, natural_key, place, village_key

_NEWEST: LiteralString = "select max(business_date) from reconciled.run"
# A ward without anything to do gets a list that says so. No column that the ward does not need.
_WARDS: LiteralString = """
select coalesce(c.district_code, 'none'), c.ward_code from reconciled.coverage c
where c.business_date = %(date)s and c.level = 'ward' and c.ward_code <> 'unknown'
and mod(abs(hashtext(c.ward_code)::bigint), %(shards)s) = %(shard)s order by 1, 2"""
_LINES: LiteralString = """
select w.worklist_id, coalesce(w.district_code, 'none') as district_code, w.ward_code, w.village, w.reason, w.action,
    w.due_on, w.last_result, w.last_result_on, b.full_name, b.date_of_birth,
    coalesce(access.masked(case b.match_status when 'matched' then b.personal_id else b.id_number end), '')
        as id_masked,
    (select p.reason_code from reconciled.payment p where w.reason = 'payment_returned'
     and p.beneficiary_code = w.beneficiary_code and p.status in ('returned', 'rejected')
     order by p.instructed_on desc, p.payment_id limit 1) as return_code
from reconciled.worklist w join reconciled.beneficiary b using (beneficiary_code)
where w.state = 'open' and w.actor = 'ward'
and mod(abs(hashtext(w.ward_code)::bigint), %(shards)s) = %(shard)s"""
_LABELS: LiteralString = """
select domain, code, label_vi from reconciled.code_label
where domain in ('worklist_reason', 'worklist_action', 'fieldwork_result', 'reason_code', 'return_action')"""
Ward = tuple[str, str]  # district and ward code; the district `none` where there are none


@dataclass(frozen=True)
class Line:
    """An open task of a ward. `date_of_birth` is as precise as the roll knows; `return_code`: why a payment failed."""

    worklist_id: str
    district_code: str
    ward_code: str
    village: str | None
    reason: str
    action: str
    due_on: dt.date
    last_result: str | None
    last_result_on: dt.date | None
    full_name: str
    date_of_birth: str | None
    id_masked: str
    return_code: str | None = None

    @property
    def birth_year(self) -> str:
        return (self.date_of_birth or "")[:4]

    def order(self) -> Any:
        return natural_key(place(self.village)[1]), name_key(self.full_name), self.worklist_id


@dataclass(frozen=True)
class Shard:
    """The lists of some wards; `labels` are Vietnamese, by domain and code."""

    wards: dict[Ward, list[Line]]
    labels: dict[tuple[str, str], str]


@guarded("reading the worklist")
def newest_night(url: str) -> dt.date | None:
    """The newest published business date, which the worklist is of."""
    with connect(url) as connection:
        row = connection.execute(_NEWEST).fetchone()
        return row[0] if row else None


@guarded("reading the worklist")
def read_shard(url: str, date: dt.date, *, shard: int, shards: int) -> Shard:
    """Shard `shard` of `shards` of the wards, each with its lines in order; `date` must be the newest night."""
    part = {"date": date, "shard": shard, "shards": shards}
    with connect(url) as connection:
        wards = [(str(district), str(ward)) for district, ward in connection.execute(_WARDS, part)]
        lines = _lines(connection, part)
        labels = {(domain, code): label for domain, code, label in connection.execute(_LABELS)}
    return Shard({ward: sorted(lines.get(ward, ()), key=Line.order) for ward in sorted({*wards, *lines})}, labels)


def _lines(connection: Connection, part: dict[str, Any]) -> dict[Ward, list[Line]]:
    found: dict[Ward, list[Line]] = defaultdict(list)
    with connection.cursor(row_factory=class_row(Line)) as cursor:
        for line in cursor.execute(_LINES, part):
            found[line.district_code, line.ward_code].append(line)
    return found


def by_village(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines by village, under the name that it is mostly given."""
    found: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        found[bare_village(place(line.village)[0])].append(line)
    named = {_usual(line.village for line in group): group for group in found.values()}
    return {village: named[village] for village in sorted(named, key=village_key)}


def _usual(villages: Iterable[str | None]) -> str:
    counted = Counter(place(village)[0] for village in villages)
    return min(counted, key=lambda village: (-counted[village], village))
