"""Migrations, staging and publication on the real PostgreSQL. Invented people."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from doisoat.errors import PublicationError
from doisoat.publish.figures import figures
from doisoat.publish.labels import read_labels
from doisoat.publish.migrate import migrate
from doisoat.publish.publish import publish, schema_of
from doisoat.publish.stage import STAGED, stage
from doisoat.records import mart
from doisoat.records.table import Table
from doisoat.storage.warehouse import connect, copy
from published import FRIDAY, SATURDAY, SUNDAY, area, ask, beneficiary, finding, night, show

pytestmark = pytest.mark.stack
PUBLISHED = (
    *(table for table in STAGED if table not in {mart.FINDING, mart.TASK}),
    mart.DISCREPANCY,
    mart.WORKLIST,
    mart.WORKLIST_HISTORY,
    mart.BENEFICIARY_HISTORY,
    mart.RUN,
    mart.CODE_LABEL,
)
NOT_IN_RECORDS = ["opened_on", "published_at", "seen", "asked", "settled_by", "stuck"]


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All published rows with their physical place, which an untouched row keeps."""
    return {
        t.name: ask(url, f"select ctid::text, xmin::text, * from {schema_of(t)}.{t.name} order by 1") for t in PUBLISHED
    }


def test_migrating_again_changes_nothing(warehouse_url: str) -> None:
    assert migrate(warehouse_url) > 0
    assert migrate(warehouse_url) == 0


def test_migrating_twice_at_once_applies_each_migration_once(warehouse_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        applied = sorted(pool.map(migrate, [warehouse_url] * 3))
    assert applied[:2] == [0, 0]
    assert applied[2] > 0


def test_migration_that_was_killed_half_way_is_taken_up_again(url: str) -> None:
    with connect(url) as connection:
        connection.execute("insert into audit.yoyo_lock (locked, ctime, pid) values (1, now(), 1)")
        connection.execute("delete from audit._yoyo_migration")
    assert migrate(url) > 0


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_columns_are_those_of_the_records(url: str, table: Table) -> None:
    types = {pa.string(): "text", pa.date32(): "date", pa.int64(): "bigint", pa.float64(): "double precision"}
    types |= {pa.bool_(): "boolean", pa.list_(pa.string()): "ARRAY"}
    query = "select column_name, data_type, is_nullable = 'YES' from information_schema.columns"
    query += " where table_schema = %s and table_name = %s and column_name <> all(%s)"
    got = ask(url, query, schema_of(table), table.name, NOT_IN_RECORDS)
    wanted = [(c.name, types[c.type], c.nullable) for c in table.columns]
    assert sorted((n, "text" if t == "jsonb" else t, nullable) for n, t, nullable in got) == sorted(wanted)


def test_every_table_and_column_says_what_it_is(url: str) -> None:
    silent = ask(
        url,
        """select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0
           where c.relnamespace in (select oid from pg_namespace where nspowner = current_user::regrole)
           and c.relkind in ('r', 'v') and c.relname !~ '^_?yoyo'
           and not a.attisdropped and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)""",
    )
    assert [row for row in silent if row[0] not in {t.name for t in STAGED}] == []


def test_quarantine_is_readable_by_nobody_who_was_not_named(url: str) -> None:
    grants = ask(url, "select relacl::text from pg_class where relname = 'quarantine'")
    assert all(acl is not None and ",=" not in acl and "{=" not in acl for (acl,) in grants)


def test_published_night_holds_what_was_staged(url: str) -> None:
    tables = night(FRIDAY, beneficiary("A"), beneficiary("B", match_evidence=None, full_name='Lê "An", x'))
    changed = show(url, FRIDAY, tables)
    assert (changed["beneficiary"], changed["quarantine"], changed["run"]) == (2, 2, 1)
    assert ask(url, "select full_name, match_evidence from reconciled.beneficiary order by beneficiary_code") == [
        ("Nguyễn Thị An", {"name": {"level": "equal"}}),
        ('Lê "An", x', None),
    ]
    assert ask(url, "select holder_name, personal_id, beneficiary_codes from reconciled.account") == [
        ("", None, ['A"1', "B\\2", "{C,3}", ""])
    ]
    assert ask(url, "select distinct raw ->> 'Họ và tên' from reconciled.quarantine") == [("Lê \ufffd 😀 \ufffd",)]
    assert len(ask(url, "select * from reconciled.code_label")) == read_labels().num_rows


def test_same_night_published_again_touches_no_row(url: str) -> None:
    tables = night(
        FRIDAY,
        beneficiary("A"),
        beneficiary("B"),
        findings=(finding("1"),),
        areas=(area("city", with_account=1, no_account=2),),
    )
    show(url, FRIDAY, tables)
    before = dump(url)
    assert set(show(url, FRIDAY, tables).values()) == {0}
    assert dump(url) == before


def test_next_night_replaces_and_removes(url: str) -> None:
    show(url, FRIDAY, night(FRIDAY, beneficiary("A"), beneficiary("B")))
    show(url, SATURDAY, night(SATURDAY, beneficiary("B", pay_channel="hold", hold_reason="deceased")))
    assert ask(url, "select beneficiary_code, business_date, pay_channel from reconciled.beneficiary") == [
        ("B", SATURDAY, "hold")
    ]
    assert ask(url, "select business_date from reconciled.run order by 1") == [(FRIDAY,), (SATURDAY,)]
    assert len(ask(url, "select * from reconciled.quarantine")) == 4


def test_older_night_replayed_keeps_the_newest_state(url: str) -> None:
    show(url, SATURDAY, night(SATURDAY, beneficiary("A")))
    show(url, FRIDAY, night(FRIDAY, beneficiary("Z"), quarantined=1))
    assert ask(url, "select beneficiary_code, business_date from reconciled.beneficiary") == [("A", SATURDAY)]
    assert ask(url, "select business_date, count(*) from reconciled.quarantine group by 1 order by 1") == [
        (FRIDAY, 1),
        (SATURDAY, 2),
    ]
    assert figures(url, FRIDAY).beneficiaries == 1


def test_date_published_again_from_other_code_replaces_its_rows(url: str) -> None:
    show(url, FRIDAY, night(FRIDAY, beneficiary("A")))
    show(url, FRIDAY, night(FRIDAY, beneficiary("A", account_status="none"), quarantined=1), code_version="0.2.0")
    assert len(ask(url, "select * from reconciled.quarantine")) == 1
    assert figures(url, FRIDAY).account_status == {"none": 1}
    show(url, FRIDAY, night(FRIDAY, beneficiary("A")))
    assert figures(url, FRIDAY).account_status == {"verified": 1}


@pytest.mark.parametrize("date", [SATURDAY, SUNDAY], ids=["another night is staged", "nothing of it is staged"])
def test_night_that_is_not_staged_whole_is_not_published(url: str, date: dt.date) -> None:
    tables = night(FRIDAY, beneficiary("A"))
    show(url, FRIDAY, tables)
    stage(url, {mart.QUARANTINE: night(SATURDAY)[mart.QUARANTINE]}, date=SATURDAY)
    before = dump(url)
    with pytest.raises(PublicationError, match="stage it again"):
        publish(url, date, {})
    assert dump(url) == before


def test_staged_rows_lost_in_a_crash_are_missed(url: str) -> None:
    stage(url, night(FRIDAY, beneficiary("A")), date=FRIDAY)
    with connect(url) as connection:
        connection.execute("truncate staging.beneficiary")  # what recovery does to an unlogged table
    with pytest.raises(PublicationError, match=r"staging\.beneficiary does not hold the night of 2024-01-12"):
        publish(url, FRIDAY, {})


def test_failed_publication_leaves_the_former_night_whole(url: str) -> None:
    show(url, FRIDAY, night(FRIDAY, beneficiary("A")))
    before = dump(url)
    with connect(url) as connection:
        connection.execute("alter table reconciled.run add check (business_date < '2024-01-13')")
    with pytest.raises(PublicationError, match="CheckViolation"):
        show(url, SATURDAY, night(SATURDAY, beneficiary("B")))
    assert dump(url) == before


def test_reader_in_the_middle_of_a_report_neither_waits_nor_is_waited_for(url: str) -> None:
    show(url, FRIDAY, night(FRIDAY, beneficiary("A")))
    with connect(url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("set lock_timeout = '100ms'")
        for table in PUBLISHED:
            reader.execute(f"select * from {schema_of(table)}.{table.name}")
        show(url, SATURDAY, night(SATURDAY, beneficiary("B")))
        query = "select beneficiary_code, max(r.business_date) from reconciled.beneficiary, reconciled.run r group by 1"
        seen = reader.execute(query)
        assert seen.fetchall() == [("A", FRIDAY)]
    assert ask(url, "select beneficiary_code from reconciled.beneficiary") == [("B",)]


def test_two_publications_at_once_follow_one_another(url: str) -> None:
    tables = night(FRIDAY, beneficiary("A"))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: show(url, FRIDAY, tables), range(6)))
    assert len(ask(url, "select * from reconciled.run")) == 1


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        pytest.param([beneficiary("SECRET"), beneficiary("SECRET")], "UniqueViolation", id="duplicate key"),
        pytest.param([beneficiary("A", match_evidence="SECRET")], "InvalidTextRepresentation", id="not JSON"),
    ],
)
def test_error_names_the_kind_and_no_value(url: str, entries: list[dict[str, Any]], kind: str) -> None:
    with pytest.raises(PublicationError, match=kind) as caught:
        stage(url, night(FRIDAY, *entries), date=FRIDAY)
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "\n" not in str(caught.value)


def test_server_that_is_down_is_one_line() -> None:
    with pytest.raises(PublicationError, match="the warehouse failed while migrating") as caught:
        migrate("postgresql+psycopg://nobody:secret-word@127.0.0.1:1/none")
    assert "secret-word" not in str(caught.value)


def test_figures_are_those_of_the_night(url: str) -> None:
    held = beneficiary("B", pay_channel="hold", hold_reason="review", match_status="review", person_status=None)
    show(url, FRIDAY, night(FRIDAY, beneficiary("A"), held, observed="0.4", unexpected_count=2))
    got = figures(url, FRIDAY)
    assert (got.beneficiaries, got.accounts, got.payable_by_account, got.held, got.postal_cash) == (2, 1, 1, 1, 0)
    assert (got.rows_read("beneficiaries"), got.rows_accepted("beneficiaries"), got.rows_read("accounts")) == (5, 3, 0)
    assert got.match_status == {"matched": 1, "review": 1}
    assert got.quarantine == {("beneficiaries", "birth_date_unreadable"): 2}
    assert [(d.outcome, d.reason) for d in got.deliveries] == [("accepted", None), ("refused", "digest_wrong")]
    assert [(f.suite, f.observed, f.unexpected_count) for f in got.failures] == [("mart/beneficiary", "0.4", 2)]
    assert got.labels["pay_channel", "postal_cash"][0] == "Tiền mặt qua bưu điện"


def test_figures_of_a_night_that_is_not_published(url: str) -> None:
    with pytest.raises(PublicationError, match="no night of 2024-01-12 is published"):
        figures(url, FRIDAY)


def test_nulls_empty_texts_and_lists_arrive_as_they_are(url: str) -> None:
    words = pa.array([["a,b", None, '"', "\x00"], [], None], pa.list_(pa.string()))
    data = pa.table({"text": ["", None, "a\nb\x00"], "words": words, "flag": [True, None, False]})
    with connect(url) as connection:
        connection.execute("create temporary table t (text text, words text[], flag boolean)")
        copy(connection, psycopg.sql.Identifier("t"), data)
        got = connection.execute("select * from t").fetchall()
    assert got == [("", ["a,b", None, '"', "\ufffd"], True), (None, [], None), ("a\nb\ufffd", None, False)]
