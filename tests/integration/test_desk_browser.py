"""The desk as its users meet it: Chromium, Airflow's API server and login, PostgreSQL, nights of a synthetic city."""

import datetime as dt
import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from airflow_ui import WHOLE_CITY, AirflowUi, User, airflow_ui
from browser import chromium, executable
from desk import PERIOD, pay
from doisoat import steps
from doisoat.access import grants
from doisoat.access.areas import OF_OLD, Area
from doisoat.review.decisions import Case, Shown, decide
from doisoat.storage.warehouse import connect
from doisoat.synthetic.zone import Order, generate
from published import ask

pytestmark = pytest.mark.stack
FIRST = dt.date(2024, 1, 10)
SECOND = FIRST + dt.timedelta(days=1)
USERS = {
    "xem": User("viewer", "analyst"),
    "lan": User("user", "reviewer", WHOLE_CITY),
    "minh": User("user", "reviewer", WHOLE_CITY),
    "nhin": User("viewer", "reviewer", WHOLE_CITY),
    "huyen": User("user", "district"),
    "moi": User("user"),
    "tong": User("user", "supervisor", WHOLE_CITY),
}
EVERY_ROOM = ("auditor", "district")  # beside supervisor, for whoever walks through all pages
RUNS = """
insert into dag_run (dag_id, run_id, run_type, run_after, partition_key, state, span_status)
select dag, dag || key, 'scheduled', now(), key, 'success', 'ended' from (values
    ('ingest_population', '2024-01-10'), ('reconcile', '2024-01-10'), ('watch', '2024-01-10'), ('watch', '2024-01-09')
) night (dag, key)
union all
select 'mail', 'mail' || key, 'scheduled', now(), key, 'success', 'ended'
from (select to_char('2024-01-10'::timestamp + n * interval '15 minutes', 'YYYY-MM-DD"T"HH24:MI') as key
    from generate_series(1, 40) n) quarter"""
TASKS = """
insert into task_instance
    (id, dag_id, run_id, task_id, state, start_date, end_date, try_number, pool, pool_slots, span_status)
select gen_random_uuid(), r.dag_id, r.run_id, t.task, 'success', '2024-01-10T01:00+07'::timestamptz + t.began,
    '2024-01-10T01:00+07'::timestamptz + t.ended, 1, 'default_pool', 1, 'ended'
from dag_run r join (values
    ('ingest_population', 'receive', interval '0', interval '90 seconds'),
    ('reconcile', 'publish', interval '150 seconds', interval '192 seconds'),
    ('watch', 'look', interval '5 hours', interval '5 hours 1 second'),
    ('mail', 'send', interval '0', interval '1 second')
) t (dag, task, began, ended) on t.dag = r.dag_id"""
PAGES = (
    *(f"/desk/watch/{name}" for name in ("sources", "nights", "quality", "matching", "coverage")),
    *("/desk/watch/worklists", "/desk/watch/payments", "/desk/review", "/desk/review/next", "/desk/review/mine"),
    *("/desk/review/agreement", "/desk/review/contested", f"/desk/watch/payments/{PERIOD}"),
    "/desk/lookup",  # the last: what follows looks up from here
)


def run_night(ui: AirflowUi, date: dt.date) -> None:
    for feed in steps.FEEDS:
        for step in steps.INGEST:
            step(feed, date, ui.settings)
    for step in steps.RECONCILE:
        step(date, ui.settings)


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Generator[AirflowUi]:
    executable()
    landing = tmp_path_factory.mktemp("landing")
    order = Order(out=landing, persons=20_000, date=FIRST, seed=3, noise=2, nights=2, entries_per_person=0.4)
    generate(order, lambda _: None)
    with airflow_ui(tmp_path_factory.mktemp("desk"), USERS, landing=landing) as ui:
        for role in EVERY_ROOM:
            grants.grant(ui.warehouse_url, "tong", role=role, area=None)
        run_night(ui, FIRST)
        with connect(ui.airflow_url) as airflow:
            airflow.execute(RUNS)
            airflow.execute(TASKS)
        yield ui


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with chromium() as browser:
        yield browser


def visit(ui: AirflowUi, browser: Browser, user: str | None, **options: Any) -> BrowserContext:
    """A browser in which the user is logged in to Airflow."""
    context = browser.new_context(base_url=ui.url, **options)
    if user is not None:
        answer = context.request.post("/auth/token", data={"username": user, "password": ui.passwords[user]})
        context.add_cookies([{"name": "_token", "value": answer.json()["access_token"], "url": ui.url}])
    return context


@pytest.fixture
def open_page(ui: AirflowUi, browser: Browser) -> Generator[Any]:
    opened: list[BrowserContext] = []

    def open_as(user: str | None, path: str, **options: Any) -> Page:
        opened.append(visit(ui, browser, user, **options))
        page = opened[-1].new_page()
        page.goto(path)
        return page

    yield open_as
    for context in opened:
        context.close()


def test_a_stranger_logs_in_at_airflow_s_own_form_and_comes_back(ui: AirflowUi, open_page: Any) -> None:
    page = open_page(None, "/desk/")
    page.get_by_label(re.compile("user", re.IGNORECASE)).fill("lan")
    page.locator("input[type=password]").fill(ui.passwords["lan"])
    page.get_by_role("button", name=re.compile("sign in|log ?in", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách chờ")


def test_the_desk_is_in_airflow_s_navigation_and_shown_in_its_frame(open_page: Any) -> None:
    page = open_page("lan", "/")
    page.get_by_text("Đối soát", exact=True).click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Danh sách chờ", timeout=20_000)
    frame.get_by_role("link", name="Theo dõi").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Nguồn dữ liệu")


def test_a_viewer_watches_and_enters_no_other_room(open_page: Any) -> None:
    page = open_page("xem", "/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguồn dữ liệu")
    assert page.get_by_role("navigation").first.get_by_role("link").all_inner_texts() == ["Theo dõi"]
    for path in ("/desk/lookup", "/desk/review", "/desk/review/next", "/desk/review/mine", "/desk/review/agreement"):
        assert page.goto(path).status == 403


def test_a_night_is_told_by_its_stages_whatever_else_ran(open_page: Any) -> None:
    page = open_page("xem", "/desk/watch/nights")
    expect(page.get_by_role("heading", level=2)).to_have_text("10/01/2024 Thành công")
    expect(page.get_by_role("main")).to_contain_text("3 phút 12 giây")
    rows = page.locator("tbody tr").all_inner_texts()
    assert [row.split()[:2] for row in rows] == [["ingest_population", "receive"], ["reconcile", "publish"]]


def test_the_api_refuses_by_token_what_a_page_refuses(ui: AirflowUi, browser: Browser) -> None:
    context = browser.new_context(base_url=ui.url)
    answer = context.request.post("/auth/token", data={"username": "xem", "password": ui.passwords["xem"]})
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    for path, status in (
        ("/desk/watch/sources", 200),
        ("/desk/review", 403),
        ("/desk/lookup", 403),
        ("/desk/watch/payments", 403),
        ("/desk/watch/worklists/00001", 403),
    ):
        assert context.request.get(path, headers=bearer).status == status, path
    assert context.request.post("/desk/review/undo", headers=bearer, form={"decision": "x"}).status == 403
    context.close()


def test_who_was_granted_nothing_sees_nothing(open_page: Any) -> None:
    page = open_page("moi", "/desk/")
    expect(page.get_by_role("main")).to_contain_text("chưa được cấp quyền nào")
    for path in ("/desk/watch/sources", "/desk/lookup", "/desk/review"):
        assert page.goto(path).status == 403


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/review", "/desk/lookup", "/desk/watch/nights", "/desk/static/x/desk.css"]
)
def test_without_a_login_neither_a_page_nor_the_api_answers(ui: AirflowUi, browser: Browser, path: str) -> None:
    context = visit(ui, browser, None)
    answer = context.request.get(path, max_redirects=0)
    assert (answer.status, answer.headers["location"][:25]) == (303, "/api/v2/auth/login?next=/")
    assert context.request.post(path, form={"token": "x"}).status in {401, 405}
    context.close()


def test_a_forged_login_is_none(ui: AirflowUi, browser: Browser) -> None:
    context = browser.new_context(base_url=ui.url)
    for headers in ({"cookie": "_token=forged"}, {"authorization": "Bearer forged"}):
        assert context.request.get("/desk/review", headers=headers, max_redirects=0).status in {303, 401}
    context.close()


def test_a_district_s_user_finds_only_the_entries_of_that_district(ui: AirflowUi, open_page: Any) -> None:
    (mine, here), (other, _) = ask(
        ui.warehouse_url,
        "select distinct on (district_code) beneficiary_code, district_code"
        " from reconciled.beneficiary where district_code is not null and not access.is_apart(programme_code)"
        " order by district_code limit 2",
    )
    grants.grant(ui.warehouse_url, "huyen", role=None, area=Area("district", here, OF_OLD))
    page = open_page("huyen", "/desk/lookup")
    for asked, found in ((mine, True), (other, False)):
        page.goto("/desk/lookup")
        page.get_by_label("Tìm gì").fill(asked)
        page.get_by_label("Mục đích xem").select_option("payment")
        page.get_by_role("button", name="Tìm").click()
        expect(page.get_by_text(asked, exact=True) if found else page.get_by_text("Tìm thấy 0 hồ sơ")).to_be_visible()
        assert asked not in page.url
    assert page.goto("/desk/review").status == 403
    rows = page.request.get("/desk/watch/coverage?level=district").text()
    assert rows.count('<th scope="row">') == 1
    wards = page.request.get("/desk/watch/worklists").text()
    assert wards.count('<th scope="rowgroup"') == 1
    ((ward,),) = ask(
        ui.warehouse_url,
        "select ward_code from reconciled.coverage where level = 'ward' and district_code <> %s limit 1",
        here,
    )
    assert page.request.get(f"/desk/watch/worklists/{ward}").status == 403


def contest(ui: AirflowUi) -> None:
    """Two people contradict each other about the first case of all."""
    ((code, person, digest),) = ask(
        ui.warehouse_url,
        "select beneficiary_code, personal_id, evidence_digest"
        " from review.case_file join review.candidate using (case_id)"
        " where subject = 'beneficiary' order by money_held desc, case_id, rank limit 1",
    )
    with connect(ui.warehouse_url) as warehouse:
        for login, verdict, reason in (("hai", "same", "data_agree"), ("ba", "different", "namesake")):
            decide(
                warehouse, Case(person, code), verdict, reason=reason, by=login, shown=Shown(digest, "person-v2", 0.5)
            )


def pages_to_check(page: Page) -> Generator[str]:
    """Every kind of page that there is, opened one after another."""
    for path in PAGES:
        page.goto(path)
        yield path
    page.get_by_label("Tìm gì").fill("nguyen thi")
    page.get_by_label("Mục đích xem").select_option("oversight")
    page.get_by_role("button", name="Tìm").click()
    yield "found"
    page.locator("tbody a").first.click()
    yield "entry"
    page.goto("/desk/watch/sources")
    page.locator("tbody a").first.click()
    yield "receipt"
    page.goto("/desk/review/contested")
    page.locator("tbody a").first.click()
    yield "overrule"
    page.get_by_role("button", name="English").click()
    yield "in English"


@dataclass
class Walk:
    """What was seen on one way through all pages."""

    serious: list[tuple[str, str, str]]
    too_wide: list[tuple[str, int]]
    asked: list[str]
    errors: list[str]


@pytest.fixture(scope="module")
def walk(ui: AirflowUi, browser: Browser) -> Generator[Walk]:
    """Each page as it is, in the dark, then at twice its size (1280 by 1024 at 200 %), then on a telephone."""
    contest(ui)
    pay(ui.warehouse_url)
    context = visit(ui, browser, "tong", color_scheme="light")
    page, axe, seen = context.new_page(), Axe(), Walk([], [], [], [])
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    for name in pages_to_check(page):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            found = axe.run(page).response["violations"]
            seen.serious += [(name, theme, v["id"]) for v in found if v["impact"] in {"serious", "critical"}]
        for width in (640, 390):
            page.set_viewport_size({"width": width, "height": 512})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                seen.too_wide.append((name, width))
        page.set_viewport_size({"width": 1280, "height": 1024})
    yield seen
    context.close()


def test_axe_finds_nothing_serious_on_any_page_in_either_theme(walk: Walk) -> None:
    assert walk.serious == []


def test_at_twice_the_size_and_on_a_telephone_no_page_is_wider_than_the_window(walk: Walk) -> None:
    assert walk.too_wide == []


def test_nothing_is_asked_of_another_host_and_no_script_fails(walk: Walk, ui: AirflowUi) -> None:
    assert len(walk.asked) > len(PAGES)
    assert [url for url in walk.asked if not url.startswith(ui.url)] == []
    assert walk.errors == []


def test_pages_follow_airflow_s_theme(open_page: Any) -> None:
    page = open_page("lan", "/desk/", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_a_case_is_answered_without_script_too(ui: AirflowUi, open_page: Any) -> None:
    page = open_page("minh", "/desk/review", java_script_enabled=False)
    page.get_by_role("link", name="Bắt đầu xem xét").click()
    page.get_by_label("Thông tin quá ít").check()
    page.get_by_role("button", name="Ghi nhận").click()
    page.get_by_role("button", name="Hoàn tác").click()
    assert ask(ui.warehouse_url, "select count(*) from review.decision where decided_by = 'minh'") == [(2,)]


def test_who_may_only_look_is_shown_a_case_without_a_form(open_page: Any) -> None:
    page = open_page("nhin", "/desk/review")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hai bên có phải cùng một người không?")
    assert page.locator("input[type=radio]").count() == 0


def test_ten_cases_are_reviewed_by_keyboard_one_is_undone_and_the_next_night_obeys(
    ui: AirflowUi, open_page: Any
) -> None:
    page = open_page("lan", "/desk/review")
    page.get_by_role("button", name="Phím tắt đang bật").click()
    page.keyboard.press("n")
    page.get_by_role("button", name="Phím tắt đang tắt").click()
    assert page.url.endswith("/desk/review")
    press(page, "n")
    for key in "sSsSsSsSsS":  # Caps Lock or not
        page.keyboard.press(key)
        expect(page.locator("input[value='same:data_agree']")).to_be_focused()
        press(page, "Enter")
    press(page, "u")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hai bên có phải cùng một người không?")
    stands = ask(ui.warehouse_url, "select beneficiary_code, personal_id from review.standing where decided_by = 'lan'")
    assert len(stands) == 9
    assert ask(ui.warehouse_url, "select count(*) from audit.event where login = 'lan' and action = 'decided'") == [
        (10,)
    ]
    run_night(ui, SECOND)
    obeyed = ask(
        ui.warehouse_url,
        "select b.beneficiary_code from reconciled.beneficiary b"
        " join review.standing s using (beneficiary_code, personal_id)"
        " where s.decided_by = 'lan' and b.match_status = 'matched' and b.match_method = 'clerical'",
    )
    assert len(obeyed) >= 6  # of nine: where a source has changed since, the decision has lapsed
    waiting = "select beneficiary_code from review.case_file where not review.in_sample(beneficiary_code)"
    assert set(obeyed).isdisjoint(ask(ui.warehouse_url, waiting))


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_no_personal_data_is_in_the_server_s_log(ui: AirflowUi) -> None:
    names = {name for (name,) in ask(ui.warehouse_url, "select full_name from reconciled.beneficiary") if " " in name}
    numbers = {n for (n,) in ask(ui.warehouse_url, "select id_number from reconciled.beneficiary") if n}
    codes = {code for (code,) in ask(ui.warehouse_url, "select beneficiary_code from reconciled.beneficiary")}
    text = Path(ui.log).read_text(errors="replace")
    assert "/desk/review/case/" in text
    assert {name for name in names if name in text} == set()
    assert numbers & set(re.findall(r"\d{9,12}", text)) == set()
    assert {code for code in codes if code in text} == set()
