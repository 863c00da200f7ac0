"""Workbooks of every ward from a full worklist, on a real PostgreSQL, by as many processes as there are cores."""

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from doisoat.embedded.postgres import temporary_server
from doisoat.publish.migrate import migrate
from doisoat.storage.objects import open_store
from doisoat.storage.warehouse import connect
from doisoat.worklists import SHARDS
from doisoat.worklists.issue import issue

DATE = dt.date(2024, 1, 12)
ITEMS, WARDS = 300_000, 579
_RUN = """
insert into reconciled.run (run_id, business_date, inputs, code_version, counts)
values ('bench', %s, '{}', 'bench', '{}')"""
_ENTRIES = """
insert into reconciled.beneficiary (beneficiary_code, business_date, full_name, date_of_birth, district_code, ward_code,
    village, personal_id, match_status, match_method, account_status, pay_channel)
select 'BT-' || n, %s, 'Nguyễn Thị Số ' || n, (1930 + n %% 70)::text, '001', lpad((n %% %s)::text, 5, '0'),
    'Số ' || n %% 90 || ', Tổ dân phố ' || n %% 12, lpad(n::text, 12, '0'), 'matched', 'exact_id', 'none', 'postal_cash'
from generate_series(1, %s) n"""
TASKS = """
insert into reconciled.worklist (worklist_id, business_date, beneficiary_code, district_code, ward_code, village,
    reason, action, actor, created_on, due_on, state, reopened)
select md5(beneficiary_code), business_date, beneficiary_code, district_code, ward_code, village,
    'no_account', 'open_account', 'ward', business_date, business_date + 14, 'open', 0 from reconciled.beneficiary"""

HISTORY = """
insert into reconciled.worklist_history (worklist_id, business_date, beneficiary_code, district_code, ward_code,
    village, reason, action, actor, due_days, state, valid_from)
select worklist_id, business_date, beneficiary_code, district_code, ward_code, village, reason, action, actor, 10,
    state, business_date from reconciled.worklist"""


def bench_worklists(folder: Path, *, say: Callable[[str], None]) -> None:
    """Seconds for 300,000 items of 579 wards."""
    lake = folder / "worklists"
    shutil.rmtree(lake, ignore_errors=True)
    with temporary_server() as url:
        migrate(url)
        with connect(url) as connection:
            connection.execute(_RUN, [DATE])
            connection.execute(_ENTRIES, [DATE, WARDS, ITEMS])
            connection.execute(TASKS)
            connection.execute("analyze")
        start = time.monotonic()
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            done = list(pool.map(partial(_issue, url, str(lake)), range(SHARDS)))
        seconds = time.monotonic() - start
    books, lines = (sum(one[name] for one in done) for name in ("workbooks", "lines"))
    size = sum(path.stat().st_size for path in lake.rglob("*.xlsx"))
    say(f"{books} workbooks, {lines:,} lines, {size / 1e6:.0f} MB in {seconds:.1f} s on {os.cpu_count()} cores")
    shutil.rmtree(lake, ignore_errors=True)


def _issue(url: str, lake: str, shard: int) -> dict[str, int]:
    return issue(shard, DATE, url=url, store=open_store(lake))
