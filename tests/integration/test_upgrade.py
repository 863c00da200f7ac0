"""A warehouse of last month under the newest migrations: nothing is lost, and it takes tonight's publication."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from doisoat.publish.migrate import MIGRATIONS, main, migrate
from doisoat.storage.warehouse import connect
from published import FRIDAY, ask, beneficiary, finding, night, show

pytestmark = pytest.mark.stack
LAST_MONTH = Path(__file__).parents[1] / "cases" / "last_month.sql"
FIRST_SIX = sorted(MIGRATIONS.glob("000[1-6].*.sql"))


@pytest.fixture
def url(warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """At migration 0006, with the rows of two nights of December."""
    for path in FIRST_SIX:
        shutil.copy(path, tmp_path)
    with monkeypatch.context() as earlier:
        earlier.setattr(sys.modules[migrate.__module__], "MIGRATIONS", tmp_path)
        assert migrate(warehouse_url) == len(FIRST_SIX) == 6
    with connect(warehouse_url) as connection:
        connection.execute(LAST_MONTH.read_bytes())
    return warehouse_url


def tables(url: str) -> dict[str, list[str]]:
    """The tables of `reconciled` that hold rows, with their columns."""
    query = """select table_name, array_agg(column_name::text order by ordinal_position)
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'reconciled' and table_type = 'BASE TABLE' group by 1"""
    return dict(ask(url, query))


def dump(url: str, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    query = sql.SQL("select {} from reconciled.{} t order by t::text")
    return {
        name: ask(url, query.format(sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(name)))
        for name, names in columns.items()
    }


def test_upgrade_keeps_every_row_and_takes_tonight(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tables(url)
    before = dump(url, known)
    assert all(before.values()), "last_month.sql holds rows of every table"
    (tmp_path / "9998.broken.sql").write_text("create table reconciled.half (a int); insert into nowhere values ('x')")
    with monkeypatch.context() as broken:
        broken.setattr(sys.modules[migrate.__module__], "MIGRATIONS", tmp_path)
        assert main({"WAREHOUSE_URL": url}) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("doisoat: the warehouse failed while applying migration 9998.broken")
    assert tables(url) == known
    assert migrate(url) == len(list(MIGRATIONS.glob("*.sql"))) - len(FIRST_SIX)
    assert dump(url, known) == before

    tonight = (
        beneficiary("BT-1", account_status="inactive", pay_channel="postal_cash", source_digest="z/p"),
        beneficiary("BT-3", personal_id="001145000003", account_status="none", source_digest="c/r"),
    )
    found = finding("d-1", "BT-1", kind="account_inactive")
    show(url, FRIDAY, night(FRIDAY, *tonight, findings=(found,)))

    codes = "select beneficiary_code, business_date from reconciled.beneficiary order by 1"
    assert ask(url, codes) == [("BT-1", FRIDAY), ("BT-3", FRIDAY)]
    changes = """select beneficiary_code, what, from_value, to_value, cause from reconciled.change
    where business_date = %s and what in ('account_status', 'match_status', 'entry') order by 1, 2"""
    assert ask(url, changes, FRIDAY) == [
        ("BT-1", "account_status", "verified", "inactive", "source_changed"),
        ("BT-2", "entry", "08", None, "entry_left"),
        ("BT-3", "match_status", "review", "matched", "model_or_policy_changed"),
    ]
    assert dump(url, {"coverage": known["coverage"]})["coverage"] == before["coverage"]
    lives = (
        "select discrepancy_id, first_seen::text, last_seen, resolved_on::text from reconciled.discrepancy order by 1"
    )
    assert ask(url, lives)[0] == ("d-1", "2023-12-13", FRIDAY, None)
    december = """select beneficiary_code from reconciled.beneficiary_history
    where valid_from <= '2023-12-13' and (valid_to is null or valid_to > '2023-12-13') order by 1"""
    assert ask(url, december) == [("BT-1",), ("BT-2",), ("BT-3",)]
