"""No route of the desk is open: each is tried without login, without rights, in the wrong room, by a forged form."""

import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from desk import EVERY_ROOM, ORIGIN, client, desk_app
from doisoat.desk.door import enter
from doisoat.desk.session import COOKIE
from doisoat.desk.visitor import Rights, Room

APP = desk_app({
    "everything": Rights(EVERY_ROOM, whole_city=True),
    "looks": Rights(EVERY_ROOM, whole_city=True),
    **{room.value: Rights({room: ("doisoat_reviewer",)}) for room in Room},
})
ROUTES = [(method, route) for route in APP.routes if isinstance(route, APIRoute) for method in sorted(route.methods)]
EVERY_ROUTE = pytest.mark.parametrize(("method", "route"), ROUTES, ids=[f"{m} {r.path}" for m, r in ROUTES])


def room_of(route: APIRoute) -> Room | None:
    """The innermost room that the route's path lies in."""
    inside = [room for room in Room if f"{route.path}/".startswith(f"/{room.value}/")]
    return max(inside, key=len, default=None)


OF_A_ROOM = [(m, r) for m, r in ROUTES if room_of(r)]
EVERY_ROUTE_OF_A_ROOM = pytest.mark.parametrize(
    ("method", "route"), OF_A_ROOM, ids=[f"{m} {r.path}" for m, r in OF_A_ROOM]
)


def address(route: APIRoute) -> str:
    return re.sub(r"\{\w+\}", "made-up", route.path)


def token(visit: TestClient) -> str:
    """The token of the visit's forms, as a page that everybody may see carries it."""
    page = visit.get("/nowhere-of-the-desk") if visit.get("/").status_code == 303 else visit.get("/")
    found = re.search(r'name="token" value="(\w+)"', page.text) or re.search(
        r'name="token" value="(\w+)"', visit.get("/watch/sources?date=nonsense").text
    )
    assert found
    return found[1]


def test_the_application_has_no_route_but_those_tried_here() -> None:
    assert all(isinstance(route, APIRoute) for route in APP.routes)
    assert len(ROUTES) > 8


@EVERY_ROUTE
def test_every_route_goes_through_the_door(method: str, route: APIRoute) -> None:
    assert enter in set(calls(route.dependant)), f"{method} {route.path}"


def calls(dependant: Dependant) -> Iterator[object]:
    for below in dependant.dependencies:
        yield below.call
        yield from calls(below)


@EVERY_ROUTE
def test_without_a_login_a_route_leads_to_it_or_refuses(method: str, route: APIRoute) -> None:
    answer = client(APP).request(method, address(route))
    assert (answer.status_code, answer.headers.get("location")) in {(303, "/login"), (401, None)}


@EVERY_ROUTE
def test_inside_a_frame_nobody_is_led_to_a_login(method: str, route: APIRoute) -> None:
    answer = client(APP).request(method, address(route), headers={"sec-fetch-dest": "iframe"})
    assert answer.status_code == 401


@EVERY_ROUTE_OF_A_ROOM
def test_a_login_without_rights_enters_no_room(method: str, route: APIRoute) -> None:
    visit = client(APP, "nobody")
    answer = visit.request(method, address(route), data={"token": token(visit)}, headers={"origin": ORIGIN})
    assert answer.status_code == 403


@EVERY_ROUTE_OF_A_ROOM
def test_a_login_of_one_room_does_not_enter_another(method: str, route: APIRoute) -> None:
    for room in Room:
        if room is not room_of(route):
            visit = client(APP, room.value)
            answer = visit.request(method, address(route), data={"token": token(visit)}, headers={"origin": ORIGIN})
            assert answer.status_code == 403, room


POSTS = [(m, r) for m, r in ROUTES if m not in {"GET", "HEAD"}]
EVERY_POST = pytest.mark.parametrize(("method", "route"), POSTS, ids=[f"{m} {r.path}" for m, r in POSTS])


@EVERY_POST
@pytest.mark.parametrize("sent", ["nothing", "forged", "another visit's", "another site"])
def test_a_form_that_is_not_ours_changes_nothing(method: str, route: APIRoute, sent: str) -> None:
    visit, other = client(APP, "everything"), client(APP, "everything")
    tokens = {"nothing": "", "forged": "0" * 64, "another visit's": token(other), "another site": token(visit)}
    token(visit)
    origin = "https://elsewhere.example" if sent == "another site" else ORIGIN
    answer = visit.request(method, address(route), data={"token": tokens[sent]}, headers={"origin": origin})
    assert answer.status_code == 403


@EVERY_POST
def test_a_form_without_a_word_of_its_origin_is_not_taken(method: str, route: APIRoute) -> None:
    visit = client(APP, "everything")
    answer = visit.request(method, address(route), data={"token": token(visit)})
    assert answer.status_code == 403


def test_a_browser_that_hides_the_origin_may_say_that_it_is_the_same() -> None:
    visit = client(APP, "everything")
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    answer = visit.post("/language", data={"token": token(visit), "language": "en"}, headers=headers)
    assert answer.status_code == 303


def test_a_form_that_is_too_large_is_not_read() -> None:
    visit = client(APP, "everything")
    answer = visit.post("/language", data={"token": "x" * 100_000}, headers={"origin": ORIGIN})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/static/../app.py", "/static/icon/app.py"])
def test_nothing_is_served_that_is_no_page(path: str) -> None:
    assert client(APP, "everything").get(path).status_code == 404


def test_every_answer_forbids_caching_framing_and_scripts_from_elsewhere() -> None:
    visit = client(APP, "everything")
    for answer in (
        visit.get("/watch/sources"),
        visit.get("/nowhere"),
        client(APP).get("/"),
        visit.get("/watch/nights"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "script-src 'self';" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_the_visit_s_cookie_is_kept_from_scripts_and_other_sites() -> None:
    cookie = client(APP, "everything").get("/").headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))


def test_the_style_is_kept_by_browsers_for_as_long_as_it_is_the_same() -> None:
    visit = client(APP, "nobody")
    style = re.search(r'href="(/static/\w+/desk\.css)"', visit.get("/").text)
    assert style
    answer = visit.get(style[1])
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


def test_a_form_sends_back_to_pages_of_the_desk_only() -> None:
    visit = client(APP, "nobody")
    for elsewhere in ("//elsewhere.example/", "https://elsewhere.example", "/\\elsewhere.example"):
        data = {"token": token(visit), "language": "en", "back": elsewhere}
        answer = visit.post("/language", data=data, headers={"origin": ORIGIN})
        assert answer.headers["location"] == "/"
