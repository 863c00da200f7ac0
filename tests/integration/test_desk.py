"""The desk on the real PostgreSQL: who sees what is decided there, by the visitor's role and areas."""

import json
import re
from collections.abc import Generator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from desk import PERIOD, client, desk_app, pay
from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.desk.login import ensure_desk_login, let_in_everywhere
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.storage.objects import ObjectStore, open_store
from published import FRIDAY, SATURDAY, area, ask, beneficiary, night, show
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
ROLES = ("analyst", "auditor", "payments", "reviewer", "district")
HERE, ELSEWHERE = "001", "002"
PAGES = ("sources", "nights", "quality", "matching", "coverage")
WARD, WARD_ELSEWHERE = "00001", "00037"
RECEIPT = {
    "outcome": "refused",
    "reason_vi": "Sai mã kiểm tra",
    "reason": "digest_wrong",
    "at": "2024-01-12T01:00:00+07:00",
}


@dataclass(frozen=True)
class DeskUnderTest:
    """A desk on a warehouse with two nights; its users bear the names of their roles, limited ones see one district."""

    url: str
    app: FastAPI

    def visit(self, user: str) -> TestClient:
        return client(self.app, user)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, warehouse_server: WarehouseServer) -> Generator[DeskUnderTest]:
    storage = open_store(str(tmp_path_factory.mktemp("storage")))
    url = warehouse_server.migrated()
    for date in (FRIDAY, SATURDAY):
        areas = [
            area(f"district/{code}", with_account=30, no_account=60, district_code=code) for code in (HERE, ELSEWHERE)
        ]
        areas += [
            area(f"ward/{ward}", with_account=3, no_account=6, level="ward", district_code=code, ward_code=ward)
            for code, ward in ((HERE, WARD), (ELSEWHERE, WARD_ELSEWHERE))
        ]
        show(url, date, night(date, beneficiary("A", district_code=HERE), areas=tuple(areas), expectation="e"))
    pay(url)
    keep(storage)
    ensure_desk_login(url, "desk", "of-the-test")
    ensure_desk_login(url, "desk", "of-the-test")
    for role in ROLES:
        limited = role in {"reviewer", "district"}
        grants.make_login(url, role, "of-the-test")
        grants.grant(url, role, role=role, area=Area("district", HERE, OF_OLD) if limited else None)
    warehouse = DeskWarehouse(re.sub("//[^@]+@", "//desk:of-the-test@", url))
    yield DeskUnderTest(url, desk_app({}, warehouse=warehouse, storage=storage))
    warehouse.close()


def keep(storage: ObjectStore) -> None:
    """What nights write for people, and a receipt."""
    for district, ward in ((HERE, WARD), (ELSEWHERE, WARD_ELSEWHERE)):
        storage.write(f"worklist/{SATURDAY}/{district}/{ward}.xlsx", f"of {ward}".encode())
    for name in (f"{SATURDAY}.html", f"{SATURDAY}.en.html", "index.html"):
        storage.write(f"report/quality/{name}", b"<style>p{}</style><p>written</p>")
    storage.write(f"report/campaign/{SATURDAY}.xlsx", b"workbook")
    storage.write(f"report/review/{SATURDAY}.html", b"not for readers")
    storage.write(f"_receipts/beneficiaries/{SATURDAY}/so-ldtbxh/2.json", json.dumps(RECEIPT).encode())


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


def test_a_column_of_areas_says_how_it_is_sorted_and_leads_to_the_other_way_round(desk: DeskUnderTest) -> None:
    visit = desk.visit("analyst")
    head = re.compile(r'aria-sort="(\w+)"><a href="[^"]*sort=(-?\w+)"')
    assert head.findall(visit.get("/watch/coverage").text) == [("ascending", "-share")]
    assert head.findall(visit.get("/watch/coverage?sort=-share").text) == [("descending", "share")]


def test_a_district_s_user_asks_in_vain_for_the_wards_of_another(desk: DeskUnderTest) -> None:
    page = desk.visit("district").get(f"/watch/coverage?level=district&district={ELSEWHERE}").text
    assert "Không có địa bàn nào" in page


@pytest.mark.parametrize("user", ROLES)
def test_pay_runs_are_shown_to_whom_they_concern(desk: DeskUnderTest, user: str) -> None:
    sees = user in {"payments", "auditor"}
    visit = desk.visit(user)
    assert ("/watch/payments" in visit.get("/watch/sources").text) == sees
    for path in ("/watch/payments", f"/watch/payments/{PERIOD}"):
        assert visit.get(path).status_code == (200 if sees else 403)


def test_a_period_tells_who_approved_it_and_what_nobody_has_explained(desk: DeskUnderTest) -> None:
    page = desk.visit("auditor").get("/watch/payments").text
    for said in ("2024-02/1", "mai", "hoa", "Đã duyệt", "1.320.000", '<span class="tag warn">1.000</span>'):
        assert said in page
    page = desk.visit("auditor").get(f"/watch/payments/{PERIOD}").text
    assert "Vietcombank" in page
    for said in ("Tài khoản mới đổi, chờ đủ ngày: 2", "Agribank: kỳ trước có chi", "số tiền thay đổi -14%"):
        assert said in page
    assert desk.visit("auditor").get("/watch/payments/2024-03").status_code == 404


@pytest.mark.parametrize("user", ROLES)
def test_worklists_are_offered_to_offices_of_an_area(desk: DeskUnderTest, user: str) -> None:
    assert desk.visit(user).get("/watch/worklists").status_code == (200 if user == "district" else 403)


def test_a_ward_s_workbook_is_given_to_its_district_and_logged(desk: DeskUnderTest) -> None:
    visit = desk.visit("district")
    page = visit.get("/watch/worklists").text
    assert f"/watch/worklists/{WARD}" not in page, "first they say why"
    assert visit.get(f"/watch/worklists/{WARD}").status_code == 400
    (token,) = re.findall(r'name="token" value="(\w+)">\s*<p', page)
    for purpose, status in (("", 400), ("verification", 303)):
        told = {"token": token, "purpose": purpose}
        answer = visit.post("/watch/worklists", data=told, headers={"origin": "http://testserver"})
        assert answer.status_code == status
    page = visit.get("/watch/worklists").text
    assert f"/watch/worklists/{WARD}" in page
    assert WARD_ELSEWHERE not in page
    answer = visit.get(f"/watch/worklists/{WARD}")
    assert answer.content == b"of 00001"
    assert answer.headers["content-disposition"] == f'attachment; filename="00001-{SATURDAY}.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    logged = "select login, object, detail ->> 'purpose' from audit.event where action = 'worklist_fetched'"
    assert ask(desk.url, logged) == [("district", WARD, "verification")]
    for ward, status in ((WARD_ELSEWHERE, 403), ("99999", 403), ("x", 400)):
        assert visit.get(f"/watch/worklists/{ward}").status_code == status
    assert len(ask(desk.url, logged)) == 1


def test_the_pages_that_a_night_wrote_are_served_with_their_style_and_nothing_else(desk: DeskUnderTest) -> None:
    visit = desk.visit("district")
    link = re.search(r'href="(/watch/report/quality/[^"]*)"', visit.get("/watch/quality").text)
    assert link
    answer = visit.get(link[1])
    assert "written" in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert visit.get("/watch/report/quality/index.html").status_code == 200
    assert visit.get(f"/watch/report/campaign/{SATURDAY}.xlsx").content == b"workbook"
    for path in (f"review/{SATURDAY}.html", "quality/2020-01-01.html", "quality/..%2f..%2fx.html", "quality/x"):
        assert visit.get(f"/watch/report/{path}").status_code == 404


def test_a_receipt_is_opened_from_the_source_it_is_about(desk: DeskUnderTest) -> None:
    visit = desk.visit("analyst")
    links = re.findall(r'href="(/watch/receipt/[^"]*)"', visit.get("/watch/sources").text)
    first, second = sorted(links)
    assert "Không tìm thấy giấy biên nhận" in visit.get(first).text
    page = visit.get(second).text
    assert "Sai mã kiểm tra" in page
    assert visit.get("/watch/receipt/beneficiaries/2020-01-01/so-ldtbxh/1").status_code == 404
    assert visit.get("/watch/receipt/beneficiaries/2020-01-01/..%2fx/1").status_code in {400, 404}


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


def test_who_is_let_in_everywhere_gets_the_rooms_of_a_newer_version_and_none_that_was_taken(
    desk: DeskUnderTest,
) -> None:
    grants.make_login(desk.url, "alone", "of-the-test")
    for role in ("analyst", "auditor"):  # an older version knew no other
        grants.grant(desk.url, "alone", role=role, area=Area(CITY, None, OF_OLD))
    grants.revoke(desk.url, "alone", role="auditor", area=None)
    for _ in range(2):
        let_in_everywhere(desk.url, "alone")
        visit = desk.visit("alone")
        for path in ("/review/contested", "/watch/worklists", "/watch/payments"):
            assert visit.get(path).status_code == 200
        assert ask(desk.url, "select pg_has_role('alone', 'doisoat_auditor', 'USAGE')") == [(False,)]
    assert visit.get("/watch/coverage").text.count('<th scope="row">') == 2


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
