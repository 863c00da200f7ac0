"""Who may do what in the warehouse: tests/cases/access.csv, tried as every role on the real PostgreSQL.

A row is a table, view or function; a column is a role. s: read, i: insert, u: update, d: delete, t: truncate,
x: call. `rows` says whose rows a login of district, reviewer or desk gets: those of its areas, or all.
"""

import csv
import datetime as dt
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from doisoat.desk.login import ensure_desk_login
from doisoat.desk.visitor import Rights
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.embedded.postgres import temporary_server
from doisoat.errors import PublicationError, SettingsError
from doisoat.publish.migrate import MIGRATIONS, ROLES, migrate
from doisoat.storage.reference import HIV_PROGRAMMES, load_programmes
from doisoat.storage.warehouse import connect
from published import (
    FRIDAY,
    SATURDAY,
    area,
    ask,
    beneficiary,
    candidate,
    case,
    claim,
    finding,
    night,
    report,
    show,
    task,
)
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
CASES = Path(__file__).parents[1] / "cases" / "access.csv"
ALL = ("pipeline", "analyst", "district", "reviewer", "supervisor", "payments", "auditor", "desk")
BY_AREA = ("district", "reviewer", "supervisor", "desk")
PASSWORD = "of-the-test"
SINCE = dt.date(2024, 1, 1)
KINDS = ("IN", "APART")  # entries of all kinds, and of those that the department alone looks after
ONE, OTHER = DISTRICTS = ("271", "282")  # in no number of the planted rows but their own
DECIDED = """
insert into review.decision
    (decided_by, subject, beneficiary_code, personal_id, verdict, reason, evidence_digest, blind)
values (%(login)s, 'beneficiary', %(code)s, %(person)s, 'same', 'documents_seen', 'd', false)"""
LEASED = "insert into review.lease values (%s, 'somebody', now() + interval '1 hour')"
OBJECTS = """
select case when c.relkind = 'S' then 'sequence ' else '' end || c.oid::regclass::text
from pg_class c where c.relnamespace in (select oid from pg_namespace where nspowner = current_user::regrole)
and c.relkind in ('r', 'v', 'm', 'p', 'S')
union all
select p.oid::regprocedure::text
from pg_proc p where p.pronamespace in (select oid from pg_namespace where nspowner = current_user::regrole)
order by 1"""


def matrix() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MATRIX = matrix()
RELATIONS = [row for row in MATRIX if "(" not in row["object"] and not row["object"].startswith("sequence ")]
LEAVING = [row["object"] for row in RELATIONS if row["object"].startswith(("analyst.", "district.", "report."))]
SEEN_WHOLE = ("district.account", "district.coverage")  # by what it serves; by counts
AREAS = [row for row in RELATIONS if row["rows"] == "area"]


@dataclass(frozen=True)
class Warehouse:
    """A warehouse with rows in two districts, and a login of each role, all with one password."""

    url: str
    password: str = PASSWORD

    def owner(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True)

    def login(self, role: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, user=f"{role}_login", password=self.password, autocommit=True)

    def grant(self, role: str, level: str, code: str | None) -> None:
        with self.owner() as connection:
            connection.execute("update access.area_grant set ended_at = now() where ended_at is null")
            connection.execute("select access.grant_area(%s, %s, %s, %s)", [f"{role}_login", level, code, SINCE])


def as_login(url: str, login: str) -> str:
    return re.sub("//[^:@]+:[^:@]+@", f"//{login}:{PASSWORD}@", url, count=1)


@pytest.fixture(scope="module")
def warehouse(warehouse_server: WarehouseServer) -> Warehouse:
    url = warehouse_server.migrated()
    plant(url)
    made = Warehouse(url.replace("postgresql+psycopg://", "postgresql://", 1))
    with made.owner() as connection:
        for code in DISTRICTS:
            connection.execute(DECIDED, decision(code))
            connection.execute(LEASED, [f"IN-{code}"])
        for role in ALL:
            login = sql.Identifier(f"{role}_login")
            connection.execute(sql.SQL("create role {} login password {}").format(login, made.password))
            connection.execute("select access.grant_role(%s, %s)", [f"{role}_login", f"doisoat_{role}"])
    return made


def plant(url: str) -> None:
    """Two nights with everything that has rows of an area: entries, a finding each, an account each, coverage."""
    for date, status in ((FRIDAY, "none"), (SATURDAY, "verified")):
        entries = [entry(code, account_status=status) for code in DISTRICTS]
        entries += [
            entry(code, "APART", programme_code="08", account_number=None, account_status=status) for code in DISTRICTS
        ]
        tables = night(
            date,
            *entries,
            findings=tuple(finding(f"{kind} of {code}", f"{kind}-{code}") for code in DISTRICTS for kind in KINDS),
            tasks=tuple(
                task(f"{kind} of {code}", f"{kind}-{code}", **place(code)) for code in DISTRICTS for kind in KINDS
            ),
            reports=tuple(report(f"of {code}", f"IN-{code}", ward_code=f"00{code}") for code in DISTRICTS),
            claims=tuple(claim(f"IN-{code}", ward_code=f"00{code}") for code in DISTRICTS),
            cases=tuple(case(f"{state}-{code}", **place(code)) for code in DISTRICTS for state in ("IN", "OPEN")),
            candidates=tuple(
                candidate(f"IN-{code}", numbers(code)["personal_id"], evidence_digest="d") for code in DISTRICTS
            ),
            areas=tuple(
                area(f"district/{code}", with_account=3, no_account=6, district_code=code) for code in DISTRICTS
            ),
        )
        tables = {table: data if table.name != "account" else accounts(data) for table, data in tables.items()}
        show(url, date, tables)


def place(district: str) -> dict[str, str]:
    return {"district_code": district, "ward_code": f"00{district}"}


def numbers(district: str) -> dict[str, str]:
    person = f"036145000{district}"
    return {"personal_id": person, "id_number": person, "account_number": f"6001000000{district}"}


def decision(district: str, **values: str) -> dict[str, str]:
    person = numbers(district)["personal_id"]
    return {"code": f"IN-{district}", "person": person, "login": "somebody", **values}


def entry(district: str, kind: str = "IN", **values: Any) -> dict[str, Any]:
    where = {**place(district), "bank_bin": "970436", "programme_code": "07"}
    return beneficiary(f"{kind}-{district}", **{**where, **numbers(district), **values})


def accounts(given: Any) -> Any:
    import pyarrow as pa

    (row,) = given.to_pylist()
    rows = [row | {"account_number": f"6001000000{code}", "beneficiary_codes": [f"IN-{code}"]} for code in DISTRICTS]
    return pa.Table.from_pylist(rows, schema=given.schema)


def attempts(name: str, columns: list[str]) -> Iterator[tuple[str, sql.Composed]]:
    """What can be tried on a relation: the letter of the matrix and a statement that changes nothing."""
    parts = {"target": sql.SQL(name), "column": sql.Identifier(columns[0])}
    yield "s", sql.SQL("select {column} from {target} limit 0").format(**parts)
    yield "i", sql.SQL("insert into {target} default values").format(**parts)
    yield "u", sql.SQL("update {target} set {column} = default where false").format(**parts)
    yield "d", sql.SQL("delete from {target} where false").format(**parts)
    yield "t", sql.SQL("truncate {target}").format(**parts)


def allowed(connection: psycopg.Connection[Any], statement: sql.Composed) -> bool:
    """Whether the server lets the login try. Another refusal, such as of a row without a key, comes after this one."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("set local lock_timeout = '5s'")
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as refusal:
        return "row-level security" in str(refusal)
    except psycopg.errors.ObjectNotInPrerequisiteState:
        return False  # a view that nobody can write through
    except psycopg.Error:
        return True
    return True


def test_every_object_has_a_row_in_the_matrix(warehouse: Warehouse) -> None:
    with warehouse.owner() as connection:
        there = [name for (name,) in connection.execute(OBJECTS)]
    assert sorted(row["object"] for row in MATRIX) == sorted(there), "say in tests/cases/access.csv who may do what"


def test_matrix_has_a_column_for_every_role() -> None:
    assert tuple(f"doisoat_{name}" for name in ALL) == ROLES
    assert set(MATRIX[0]) == {"object", "rows", *ALL}


@pytest.mark.parametrize("role", ALL)
def test_role_may_do_with_tables_and_views_what_the_matrix_says(warehouse: Warehouse, role: str) -> None:
    wrong = {}
    with warehouse.owner() as owner, warehouse.login(role) as connection:
        for row in RELATIONS:
            columns = [
                name
                for (name,) in owner.execute(
                    "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", [row["object"]]
                )
            ]
            may = "".join(letter for letter, tried in attempts(row["object"], columns) if allowed(connection, tried))
            if is_view(owner, row["object"]):
                may = may.replace("t", "")  # there is no such statement for a view
            if may != row[role]:
                wrong[row["object"]] = f"may {may!r}, the matrix says {row[role]!r}"
    assert wrong == {}


def is_view(owner: psycopg.Connection[Any], name: str) -> bool:
    row = owner.execute("select relkind = 'v' from pg_class where oid = %s::regclass", [name]).fetchone()
    return row is not None and bool(row[0])


@pytest.mark.parametrize("role", ALL)
def test_role_may_call_what_the_matrix_says(warehouse: Warehouse, role: str) -> None:
    wrong = {}
    with warehouse.owner() as owner, warehouse.login(role) as connection:
        for row in MATRIX:
            if "(" not in row["object"]:
                continue
            may = "x" if allowed(connection, call(owner, row["object"])) else ""
            if may != row[role]:
                wrong[row["object"]] = f"may {may!r}, the matrix says {row[role]!r}"
    assert wrong == {}


def call(owner: psycopg.Connection[Any], function: str) -> sql.Composed:
    """A call with nulls that the planner does not know to be null, since it would not ask for a constant."""
    query = """
    select p.prokind = 'p', array(select format_type(t, null) from unnest(p.proargtypes) t)
    from pg_proc p where p.oid = %s::regprocedure"""
    is_procedure, types = owner.execute(query, [function]).fetchone() or (False, [])
    name = sql.SQL(function.partition("(")[0])
    if is_procedure:
        nulls = sql.SQL(", ").join(sql.SQL(f"null::{type_}") for type_ in types)
        return sql.SQL("call {}({})").format(name, nulls)
    values = sql.SQL(", ").join(sql.SQL(f"null::{type_} as a{n}") for n, type_ in enumerate(types))
    names = sql.SQL(", ").join(sql.Identifier(f"a{n}") for n in range(len(types)))
    return sql.SQL("select {}({}) from (select {} offset 0) given").format(name, names, values)


def test_sequences_are_for_nobody(warehouse: Warehouse) -> None:
    sequences = [row for row in MATRIX if row["object"].startswith("sequence ")]
    assert {row[role] for row in sequences for role in ALL} <= {""}
    with warehouse.login("desk") as connection:
        for row in sequences:
            assert not allowed(connection, sql.SQL("select nextval({})").format(row["object"].split()[1]))


@pytest.mark.parametrize("name", [row["object"] for row in AREAS])
def test_login_sees_the_rows_of_its_areas_and_no_others(warehouse: Warehouse, name: str) -> None:
    row = next(row for row in AREAS if row["object"] == name)
    for role in BY_AREA:
        if "s" not in row[role]:
            continue
        with warehouse.login(role) as connection:
            warehouse.grant(role, "city", None)
            everything = texts(connection, name)
            for code in DISTRICTS:
                assert any(code in text for text in everything), "plant rows of both districts for this table"
            for mine, other in (DISTRICTS, DISTRICTS[::-1]):
                warehouse.grant(role, "district", mine)
                seen = texts(connection, name)
                assert seen == [text for text in everything if mine in text and other not in text] != []
            warehouse.grant(role, "ward", f"00{OTHER}")
            assert not any(ONE in text for text in texts(connection, name))
            warehouse.grant(role, "district", "003")
            assert texts(connection, name) == []


def texts(connection: psycopg.Connection[Any], name: str) -> list[str]:
    query = sql.SQL("select t::text from {} t order by 1").format(sql.SQL(name))
    return [text for (text,) in connection.execute(query)]


def test_area_code_of_another_time_shows_nothing(warehouse: Warehouse) -> None:
    with warehouse.owner() as owner, warehouse.login("desk") as connection:
        warehouse.grant("desk", "district", ONE)
        owner.execute("update access.area_grant set code_since = '2024-01-13' where ended_at is null")
        query = "select distinct business_date from reconciled.beneficiary_history"
        assert connection.execute(query).fetchall() == [(SATURDAY,)]


def test_desk_is_judged_as_whom_it_acts_for_and_nobody_else_can_be(warehouse: Warehouse) -> None:
    warehouse.grant("district", "district", ONE)
    query = "select beneficiary_code from reconciled.beneficiary"
    for role, seen in (("desk", [(f"{kind}-{ONE}",) for kind in KINDS]), ("reviewer", [])):
        with warehouse.login(role) as connection, connection.transaction():
            connection.execute("select set_config('doisoat.login', 'district_login', true)")
            assert connection.execute(query).fetchall() == seen
    with warehouse.login("desk") as connection:
        assert connection.execute(query).fetchall() == [], "the name was for one transaction"


@pytest.mark.parametrize("name", LEAVING)
def test_what_leaves_the_department_tells_no_number_and_no_illness(warehouse: Warehouse, name: str) -> None:
    schema = name.partition(".")[0]
    with warehouse.owner() as owner, warehouse.login("district") as connection:
        warehouse.grant("district", "city", None)
        shown = " ".join(texts(connection if schema == "district" else owner, name))
    assert ",07," not in shown
    assert ",08," not in shown
    assert schema == "district" or not {n for code in DISTRICTS for n in numbers(code).values() if n in shown}


@pytest.mark.parametrize("name", [name for name in LEAVING if name.startswith("district.")])
def test_offices_see_nothing_of_whom_the_department_alone_looks_after(warehouse: Warehouse, name: str) -> None:
    with warehouse.owner() as owner, warehouse.login("district") as office:
        warehouse.grant("district", "city", None)
        assert not any("APART" in text for text in texts(office, name))
        whole = name.replace("district.", "reconciled.")
        assert name in SEEN_WHOLE or any("APART" in text for text in texts(owner, whole)), "plant rows of them"


def test_offices_find_by_name_only_whom_they_see(warehouse: Warehouse) -> None:
    query = "select array_agg(distinct split_part(f, '-', 1)) from access.entries_named('an', 50) f"
    found = {}
    for role in ("district", "reviewer", "payments"):
        with warehouse.login(role) as connection:
            warehouse.grant(role, "district", ONE)
            found[role] = connection.execute(query).fetchone()
    assert found == {"district": (["IN"],), "reviewer": (["APART", "IN"],), "payments": (["APART", "IN"],)}


def test_the_database_and_the_night_agree_whom_the_department_alone_looks_after(warehouse: Warehouse) -> None:
    codes = sorted(load_programmes())
    written = [*codes, *(f" {code.upper()} " for code in codes)]
    query = "select p from unnest(%s::text[]) p where access.is_apart(p)"
    assert {code.strip().lower() for (code,) in ask(warehouse.url, query, written)} == set(HIV_PROGRAMMES)
    assert len(ask(warehouse.url, query, written)) == 2 * len(HIV_PROGRAMMES)
    assert ask(warehouse.url, "select access.is_apart(null)") == [(False,)]


def test_numbers_are_masked(warehouse: Warehouse) -> None:
    query = "select access.masked(n) from unnest(%s::text[]) with ordinality u (n, place) order by place"
    given = ["001185001234", "0011004455667", "19036912345", "12345678", "1234567", "", None]
    shown = ["001185••1234", "001100••5667", "19••45", "12••78", "••", "••", None]
    assert ask(warehouse.url, query, given) == [(text,) for text in shown]


def test_programme_that_is_not_known_to_be_harmless_is_not_told(warehouse: Warehouse) -> None:
    query = "select access.shown_programme(p) from unnest(%s::text[]) with ordinality u (p, place) order by place"
    told, not_told = ["05c", "BB1", "20.2c", None], ["08", "03a", "03b", "02", "HIV", "20.3"]
    shown = told + ["other_assistance"] * len(not_told)
    assert ask(warehouse.url, query, told + not_told) == [(code,) for code in shown]


def test_amount_in_a_finding_is_told_where_its_programme_is(warehouse: Warehouse) -> None:
    seen = {}
    with warehouse.owner() as owner, owner.transaction(force_rollback=True):
        owner.execute("select access.grant_area(session_user::text, 'city', null, %s)", [SINCE])
        detail = '{"amount": 440000, "code": "R02"}'
        owner.execute("update reconciled.discrepancy set kind = 'payment_returned', detail = %s", [detail])
        owner.execute(
            "update reconciled.beneficiary set programme_code = case district_code when %s then '05c' else '02' end"
            " where not access.is_apart(programme_code)",
            [ONE],
        )
        for view in ("district", "analyst"):
            found = owner.execute(f"""
                select b.programme_code, d.detail ->> 'amount', d.detail ->> 'code' from {view}.discrepancy d
                join {view}.beneficiary b using (beneficiary_code)""").fetchall()  # type: ignore[call-overload]
            seen[view] = set(found)
    assert seen["district"] == {("05c", "440000", "R02"), ("other_assistance", None, "R02")}
    assert seen["analyst"] == {("05c", None, "R02"), ("other_assistance", None, "R02")}


def test_everything_that_is_granted_is_logged_and_the_log_stays(warehouse: Warehouse) -> None:
    warehouse.grant("desk", "ward", "00004")
    with warehouse.owner() as owner, warehouse.login("auditor") as auditor, warehouse.login("analyst") as analyst:
        query = "select action, object, detail ->> 'code' from audit.event order by event_id desc limit 1"
        assert auditor.execute(query).fetchall() == [("area_granted", "desk_login", "00004")]
        analyst.execute("select audit.record('exported', 'analyst.beneficiary', '{}')")
        query = "select login, session_login, action from audit.event order by event_id desc limit 1"
        assert auditor.execute(query).fetchall() == [("analyst_login", "analyst_login", "exported")]
        for change in ("update audit.event set login = 'x'", "delete from audit.event", "truncate audit.event"):
            with pytest.raises(psycopg.errors.RestrictViolation):
                owner.execute(change)


def test_owner_who_may_make_no_roles_is_told_what_an_administrator_must_run() -> None:
    with temporary_server() as url:
        plain = as_login(url, "plain")
        with connect(url) as connection:
            connection.execute("create role plain login password 'of-the-test'")
            connection.execute("grant connect, create on database warehouse to plain")
        with pytest.raises(
            PublicationError, match="create role doisoat_pipeline nologin; create role doisoat_analyst"
        ) as told:
            migrate(plain)
        *made, granted = str(told.value).partition("run ")[2].split("; ")
        with connect(url) as connection:
            connection.execute("; ".join(made))  # as an administrator of before there were supervisors
        with pytest.raises(PublicationError, match=f"run {granted}"):
            migrate(plain)
        with connect(url) as connection:
            connection.execute(granted)
        assert migrate(plain) == len(list(MIGRATIONS.glob("*.sql")))


def test_owner_who_may_make_no_logins_is_told_how_an_administrator_makes_the_desk_s(warehouse: Warehouse) -> None:
    with warehouse.owner() as owner:
        owner.execute("create role plainer login password 'of-the-test'")
        owner.execute("grant connect on database warehouse to plainer")
    plain = as_login(warehouse.url, "plainer")
    with pytest.raises(SettingsError, match="create role web login noinherit password '…'; grant connect") as told:
        ensure_desk_login(plain, "web", PASSWORD)
    with warehouse.owner() as owner:
        owner.execute(str(told.value).partition("run ")[2].replace("…", PASSWORD).encode())
    ensure_desk_login(plain, "web", PASSWORD)
    desk = DeskWarehouse(as_login(warehouse.url, "web"))
    assert desk.rights("nobody") == Rights()
    desk.close()


def test_pipeline_publishes_without_owning_anything(warehouse: Warehouse) -> None:
    assert migrate(as_login(warehouse.url, "pipeline_login")) == 0
    plant(as_login(warehouse.url, "pipeline_login"))
    query = "select attname from pg_stats where tablename = 'beneficiary_history' and attname like 'valid%%' order by 1"
    assert ask(warehouse.url, query) == [("valid_from",), ("valid_to",)], "the planner knows the night"


def test_login_that_owns_nothing_cannot_migrate(warehouse: Warehouse, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "9999.of-tomorrow.sql").touch()
    monkeypatch.setattr(sys.modules[migrate.__module__], "MIGRATIONS", tmp_path)
    with pytest.raises(PublicationError, match=r"lacks 9999\.of-tomorrow: let its owner migrate it first"):
        migrate(as_login(warehouse.url, "pipeline_login"))


def test_people_decide_in_their_own_name_and_about_their_areas(warehouse: Warehouse) -> None:
    warehouse.grant("reviewer", "district", ONE)
    mine = decision(ONE, login="reviewer_login")
    with warehouse.login("reviewer") as connection:
        for wrong in ({"login": "somebody"}, {"code": f"IN-{OTHER}"}):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                connection.execute(DECIDED, {**mine, **wrong})
        with connection.transaction(force_rollback=True):
            assert connection.execute(DECIDED, mine).rowcount == 1
