"""The desk on the real PostgreSQL: who sees what is decided there, by the visitor's role and areas."""

import re
from collections.abc import Generator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from desk import client, desk_app
from doisoat.access import grants
from doisoat.access.areas import OF_OLD, Area
from doisoat.desk.login import ensure_desk_login
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.embedded.postgres import temporary_server
from doisoat.publish.migrate import migrate
from published import FRIDAY, SATURDAY, area, beneficiary, night, show

pytestmark = pytest.mark.stack
ROLES = ("analyst", "auditor", "payments", "reviewer", "district")
HERE, ELSEWHERE = "001", "002"
PAGES = ("sources", "nights", "quality", "matching", "coverage")


@dataclass(frozen=True)
class DeskUnderTest:
    """A desk on a warehouse with two nights; its users bear the names of their roles, limited ones see one district."""

    url: str
    app: FastAPI

    def visit(self, user: str) -> TestClient:
        return client(self.app, user)


@pytest.fixture(scope="module")
def desk() -> Generator[DeskUnderTest]:
    with temporary_server() as url:
        migrate(url)
        for date in (FRIDAY, SATURDAY):
            areas = [
                area(f"district/{code}", with_account=30, no_account=60, district_code=code)
                for code in (HERE, ELSEWHERE)
            ]
            show(url, date, night(date, beneficiary("A", district_code=HERE), areas=tuple(areas), expectation="e"))
        ensure_desk_login(url, "desk", "of-the-test")
        ensure_desk_login(url, "desk", "of-the-test")
        for role in ROLES:
            limited = role in {"reviewer", "district"}
            grants.make_login(url, role, "of-the-test")
            grants.grant(url, role, role=role, area=Area("district", HERE, OF_OLD) if limited else None)
        warehouse = DeskWarehouse(re.sub("//[^@]+@", "//desk:of-the-test@", url))
        yield DeskUnderTest(url, desk_app({}, warehouse=warehouse))
        warehouse.close()


@pytest.mark.parametrize("user", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_every_role_may_watch(desk: DeskUnderTest, user: str, name: str) -> None:
    answer = desk.visit(user).get(f"/watch/{name}")
    assert answer.status_code == 200, answer.text
    assert "{" not in re.sub(r"<[^>]*>", "", answer.text)


@pytest.mark.parametrize(
    "user", ["stranger", "warehouse", "doisoat_admin", "desk", "postgres", "", "doisoat_reviewer'"]
)
def test_whom_nobody_let_in_enters_no_room(desk: DeskUnderTest, user: str) -> None:
    visit = desk.visit(user)
    assert visit.get("/").status_code == 403
    assert visit.get("/watch/sources").status_code == 403


@pytest.mark.parametrize(("user", "sees"), [("analyst", 2), ("payments", 2), ("reviewer", 1), ("district", 1)])
def test_areas_are_those_of_the_visitor(desk: DeskUnderTest, user: str, sees: int) -> None:
    page = desk.visit(user).get("/watch/coverage").text
    assert "Ba Đình" in page
    assert ("Hoàn Kiếm" in page) == (sees == 2)


def test_a_district_s_user_asks_in_vain_for_the_wards_of_another(desk: DeskUnderTest) -> None:
    page = desk.visit("district").get(f"/watch/coverage?level=district&district={ELSEWHERE}").text
    assert "Không có địa bàn nào" in page


def test_a_night_that_was_not_published_is_not_shown(desk: DeskUnderTest) -> None:
    assert desk.visit("analyst").get("/watch/sources?date=2020-01-01").status_code == 404
    assert desk.visit("analyst").get("/watch/sources?date=nonsense").status_code == 400


def test_the_other_language_is_spoken_after_asking_for_it(desk: DeskUnderTest) -> None:
    visit = desk.visit("analyst")
    page = visit.get("/watch/quality").text
    assert '<html lang="vi">' in page
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token
    data = {"token": token[1], "language": "en", "back": "/watch/quality"}
    answer = visit.post("/language", data=data, headers={"origin": "http://testserver"})
    assert answer.headers["location"] == "/watch/quality"
    assert '<html lang="en">' in visit.get("/watch/quality").text


def test_the_desk_s_own_login_sees_nothing_by_itself(desk: DeskUnderTest) -> None:
    import psycopg

    own = re.sub("//[^@]+@", "//desk:of-the-test@", desk.url).replace("+psycopg", "")
    with psycopg.connect(own) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select from reconciled.beneficiary")


def test_a_warehouse_that_does_not_answer_is_told_without_a_traceback() -> None:
    warehouse = DeskWarehouse("postgresql://desk:of-the-test@127.0.0.1:1/nowhere", patience=1)
    answer = client(desk_app({}, warehouse=warehouse), "analyst").get("/watch/sources")
    warehouse.close()
    assert answer.status_code == 503
    assert "Kho dữ liệu chưa trả lời" in answer.text
