"""A night is shown whole or not at all, on the real PostgreSQL: the publisher killed at every word, readers looking."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

import psycopg
import pytest

from doisoat.errors import WarehouseOutOfReach
from doisoat.publish.publish import publish
from doisoat.publish.run import run_row
from doisoat.publish.stage import stage
from doisoat.records import mart
from doisoat.storage.warehouse import connect
from killed import WORDS, before_each_word, publish_and_die
from published import FRIDAY, SATURDAY, SUNDAY, area, ask, beneficiary, finding, night, show

pytestmark = pytest.mark.stack
TABLES = (
    *("beneficiary", "account", "beneficiary_history", "discrepancy", "coverage"),
    *("file_accounting", "quarantine", "quality_result", "run", "code_label"),
)
ENTRIES = 300


def whole_night(date: dt.date, status: str) -> dict[Any, Any]:
    """A night whose every table differs from that of another date or status."""
    entries = [beneficiary(f"E{n:04}", account_status=status, monthly_amount=date.day) for n in range(ENTRIES)]
    shares = (area("city", level="city", with_account=date.day, no_account=ENTRIES - date.day),)
    return night(date, *entries, findings=(finding(f"{status}", "E0001"),), areas=shares, observed=status)


def run_of(date: dt.date, tables: dict[Any, Any]) -> dict[str, Any]:
    rows = {"beneficiaries": mart.BENEFICIARY, "accounts": mart.ACCOUNT, "files": mart.FILE_ACCOUNTING}
    versions = {"code_version": "0.1.0", "model_version": "person-v1"}
    return run_row(date, **versions, **{name: tables[table] for name, table in rows.items()})


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: ask(url, f"select ctid::text, * from reconciled.{name} order by 1") for name in TABLES}


def test_publisher_killed_before_any_word_leaves_the_former_night(url: str) -> None:
    show(url, FRIDAY, whole_night(FRIDAY, "none"))
    former = dump(url)
    tonight = whole_night(SATURDAY, "verified")
    stage(url, tonight, date=SATURDAY)
    for word in count(1):
        if not publish_and_die(url, SATURDAY, run_of(SATURDAY, tonight), word):
            break
        assert dump(url) == former, f"killed before word {word}"
    assert word > 30, "a publication takes more words than that"
    assert ask(url, "select distinct business_date, account_status from reconciled.beneficiary") == [
        (SATURDAY, "verified")
    ]
    assert {name for name in TABLES if dump(url)[name] == former[name]} <= {"code_label"}


def test_session_ended_by_the_server_at_any_word_leaves_the_former_night(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(url, FRIDAY, whole_night(FRIDAY, "none"))
    former = dump(url)
    tonight = whole_night(SATURDAY, "verified")
    stage(url, tonight, date=SATURDAY)
    for word in range(2, 40, 6):
        with monkeypatch.context() as patch:
            for owner, name in WORDS:
                patch.setattr(getattr(psycopg, owner), name, getattr(getattr(psycopg, owner), name))
            before_each_word(end_session_at(url, word))
            with pytest.raises(WarehouseOutOfReach):
                publish(url, SATURDAY, run_of(SATURDAY, tonight))
        assert dump(url) == former, f"ended before word {word}"


def end_session_at(url: str, word: int) -> Callable[[int, Any], None]:
    ending = connect(url)

    def act(said: int, speaker: Any) -> None:
        connection = getattr(speaker, "connection", speaker)
        if said == word and connection is not ending:
            pid = connection.info.backend_pid
            ending.pgconn.exec_(f"select pg_terminate_backend({pid}, 5000)".encode())

    return act


# One statement, so one look: the newest date that each table knows.
SEEN = """
select array_agg(distinct seen), (select count(*) from reconciled.beneficiary) from (
    select business_date as seen from reconciled.beneficiary
    union all select business_date from reconciled.account
    union all select max(business_date) from reconciled.run
    union all select max(business_date) from reconciled.coverage
    union all select max(business_date) from reconciled.quality_result
    union all select max(last_seen) from reconciled.discrepancy
    union all select max(valid_from) from reconciled.beneficiary_history
    union all select make_date(2024, 1, monthly_amount::integer) from reconciled.beneficiary_history
        where valid_to is null
) s"""


def test_readers_see_one_night_at_a_time_and_wait_for_no_lock(url: str) -> None:
    show(url, FRIDAY, whole_night(FRIDAY, "none"))
    looks: list[tuple[list[dt.date], int]] = []
    done = threading.Event()

    def read(isolation: psycopg.IsolationLevel) -> None:
        with connect(url) as reader:
            reader.isolation_level = isolation
            while not done.is_set():
                with reader.transaction():
                    reader.execute("set local lock_timeout = '100ms'")
                    looks.append(reader.execute(SEEN).fetchone() or ([], 0))
                time.sleep(0.002)

    levels = (psycopg.IsolationLevel.READ_COMMITTED, psycopg.IsolationLevel.REPEATABLE_READ)
    readers = [threading.Thread(target=read, args=(level,)) for level in levels]
    for reader in readers:
        reader.start()
    nights = 0
    statuses = cycle(("verified", "inactive"))
    for date in (SATURDAY, SUNDAY, *(SUNDAY + dt.timedelta(days=n) for n in range(1, 8))):
        show(url, date, whole_night(date, next(statuses)))
        nights += 1
    done.set()
    for reader in readers:
        reader.join(10)
        assert not reader.is_alive()
    assert len(looks) > 2 * nights, "the readers died, or hardly read"
    assert {len(dates) for dates, _ in looks} == {1}, "a look that saw two nights"
    assert {entries for _, entries in looks} == {ENTRIES}
    assert len({dates[0] for dates, _ in looks}) > 2, "the readers saw nights change"
