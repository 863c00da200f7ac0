"""Look-up and review on the real PostgreSQL: what is shown, to whom, what is logged, and how decisions are taken."""

import datetime as dt
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from desk import ORIGIN, client, desk_app
from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.desk.login import ensure_desk_login
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.errors import PublicationError
from doisoat.records import mart
from doisoat.review.decisions import withdraw
from doisoat.storage.warehouse import connect
from published import FRIDAY, SATURDAY, ask, beneficiary, finding, night, rows, show
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
HERE, ELSEWHERE = "001", "002"
EVIDENCE = '{"name": {"level": "near", "weight": -1.5}, "birth": {"level": "same", "weight": 14.2}}'
SAMPLED = "case-6"  # of the tenth that two people judge
CODES = ("case-1", "case-2", "case-3", SAMPLED, "case-there")
HOLDER = "970436\x1f00123"


def entry(code: str, district: str = HERE, **values: Any) -> dict[str, Any]:
    return beneficiary(
        code,
        full_name=f"Lê Thị {code.title().replace('-', ' ')}",
        district_code=district,
        id_number=f"0011450{len(code):02}{ord(code[-1]):03}",
        **{"programme_code": "08", **values},
    )


def waiting(code: str, district: str = HERE) -> dict[str, Any]:
    return entry(code, district, match_status="review", pay_channel="hold", hold_reason="review", personal_id=None)


def case(code: str, money: int, district: str = HERE, candidates: int = 2) -> dict[str, Any]:
    return {
        "case_id": code,
        "subject": "beneficiary",
        "beneficiary_code": code,
        "reason": "rivals",
        "money_held": money,
        "programme_code": "08",
        "district_code": district,
        "match_probability": 0.6,
        "candidates": candidates,
    }


def candidate(code: str, rank: int) -> dict[str, Any]:
    return {
        "case_id": code,
        "personal_id": f"00118500000{rank}",
        "rank": rank,
        "person_status": "alive",
        "full_name": f"Lê Thị Ứng {rank}",
        "match_probability": 0.4 / rank,
        "evidence": EVIDENCE,
        "evidence_digest": f"{code}/{rank}",
        "model_version": "person-v1",
    }


def holder_case() -> dict[str, Any]:
    """The holder of the account of here-1, by no money the last of the queue."""
    account = {"bank_bin": "970436", "account_number": "00123"}
    holder = {"holder_name": "LE THI HERE", "holder_date_of_birth": "1945", "holder_id_number": "001145000099"}
    return {**case("here-1", 0, candidates=1), "case_id": HOLDER, "subject": "account", **account, **holder}


def tables(date: dt.date, *codes: str, evidence: str = "") -> dict[Any, Any]:
    """A night on which `codes` wait, and three entries do not. `evidence` marks what is known of candidates."""
    places = {code: ELSEWHERE if code == "case-there" else HERE for code in codes}
    found = [candidate(code, rank) for code in codes for rank in (1, 2)] + [candidate(HOLDER, 1)]
    account = {"bank_bin": "970436", "account_number": "00123", "business_date": date, "account_type": "bank"}
    linked = {"match_status": "review", "match_method": "probabilistic", "match_probability": 0.6}
    served = {**account, **linked, "holder_name": "LE THI HERE", "status": "active", "beneficiary_codes": ["here-1"]}
    return night(
        date,
        entry("here-1", personal_id="001185000077", bank_bin="970436", account_number="00123"),
        entry("there-1", ELSEWHERE),
        entry("plain-1", programme_code="05c"),
        *(waiting(code, place) for code, place in places.items()),
        findings=(finding("1", "here-1"), finding("2", "there-1")),
        cases=(*(case(code, 100 - n, places[code]) for n, code in enumerate(codes)), holder_case()),
        candidates=tuple({**each, "evidence_digest": each["evidence_digest"] + evidence} for each in found),
    ) | {mart.ACCOUNT: rows(mart.ACCOUNT, served)}


@dataclass(frozen=True)
class DeskUnderTest:
    url: str
    app: FastAPI

    def visit(self, user: str) -> "Visit":
        return Visit(client(self.app, user))

    def logged(self, action: str) -> list[tuple[Any, ...]]:
        return ask(
            self.url, "select login, object, detail from audit.event where action = %s order by event_id", action
        )


@dataclass(frozen=True)
class Visit:
    browser: TestClient

    def get(self, path: str) -> Any:
        return self.browser.get(path, follow_redirects=True)

    def post(self, path: str, page: str, **fields: str) -> Any:
        """Send a form of `page`, with its token."""
        token = re.search(r'name="token" value="(\w+)"', page)
        assert token
        data = {"token": token[1], **fields}
        return self.browser.post(path, data=data, headers={"origin": ORIGIN}, follow_redirects=True)

    def find(self, asked: str, purpose: str = "complaint") -> Any:
        return self.post("/lookup", self.get("/lookup").text, asked=asked, purpose=purpose)

    def answer(self, page: Any, answer: str = "same:data_agree", number: int = 1) -> Any:
        keys = re.findall(r'name="candidate" value="(\w+)"', page.text)
        path = re.search(r'action="(/review/case/[\w-]+)"', page.text)
        assert path
        return self.post(path[1], page.text, candidate=keys[number - 1], answer=answer)


@pytest.fixture(scope="module")
def server(warehouse_server: WarehouseServer) -> Generator[DeskUnderTest]:
    url = warehouse_server.migrated()
    ensure_desk_login(url, "desk", "of-the-test")
    here, city = Area("district", HERE, OF_OLD), Area(CITY, None, OF_OLD)
    for user, role, area in (
        ("reviewer", "reviewer", here),
        ("second", "reviewer", here),
        ("everywhere", "reviewer", city),
        ("office", "district", here),
        ("payer", "payments", None),
        ("both", "reviewer", here),
        ("both", "payments", None),
        ("looks", "reviewer", here),
        ("above", "supervisor", here),
        ("elsewhere", "supervisor", Area("district", ELSEWHERE, OF_OLD)),
    ):
        if not grants.exists(url, user):
            grants.make_login(url, user, "of-the-test")
        grants.grant(url, user, role=role, area=area)
    warehouse = DeskWarehouse(re.sub("//[^@]+@", "//desk:of-the-test@", url))
    yield DeskUnderTest(url, desk_app({}, warehouse=warehouse))
    warehouse.close()


@pytest.fixture
def desk(server: DeskUnderTest) -> DeskUnderTest:
    """With one published night and nobody's decisions on it: cases are new ones in every test."""
    with_owner(server.url, "alter table review.decision disable trigger decision_is_final")
    with_owner(server.url, "delete from review.decision; delete from review.lease; delete from review.seen")
    with_owner(server.url, "select review.keep_case_states()")
    with_owner(server.url, "alter table review.decision enable trigger decision_is_final")
    if ask(server.url, "select business_date from reconciled.run") != [(FRIDAY,)]:
        with_owner(server.url, "delete from review.case_file; delete from reconciled.run")
        with_owner(server.url, "delete from reconciled.beneficiary_history")
        show(server.url, FRIDAY, tables(FRIDAY, *CODES))
    return server


def words(page: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"<[^>]*>", "", page.text)


def with_owner(url: str, statements: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(statements)


@pytest.mark.parametrize("asked", ["here-1", "le here 1", "HERE 1 thi Lê", "Lê Thị Here 1", "001185000077", "00123"])
def test_an_entry_is_found_by_code_name_number_and_account(desk: DeskUnderTest, asked: str) -> None:
    page = desk.visit("reviewer").find(asked)
    assert page.status_code == 200
    assert "Lê Thị Here 1" in page.text
    assert "There 1" not in page.text


@pytest.mark.parametrize("asked", ["there-1", "le thi there 1"])
@pytest.mark.parametrize(
    ("user", "sees"), [("reviewer", False), ("office", False), ("everywhere", True), ("payer", True)]
)
def test_an_entry_of_another_area_is_not_found(desk: DeskUnderTest, asked: str, user: str, sees: bool) -> None:  # noqa: FBT001
    assert ("Lê Thị There 1" in desk.visit(user).find(asked).text) == sees


def test_at_look_up_roles_add_up(desk: DeskUnderTest) -> None:
    """Payments are not for reviewers, the history is not for who pays; who is both has both."""
    shown = {
        user: {name for name in ("Các kỳ chi", "Diễn biến") if name in desk.visit(user).find("here-1").text}
        for user in ("reviewer", "payer", "both")
    }
    assert shown == {"reviewer": {"Diễn biến"}, "payer": {"Các kỳ chi"}, "both": {"Các kỳ chi", "Diễn biến"}}
    page = desk.visit("both").find("le thi 1", "oversight").text
    assert {"Lê Thị Here 1", "Lê Thị There 1"} <= set(re.findall(r"Lê Thị \w+ 1", page))
    assert page.count("Lê Thị Here 1") == 1
    there = desk.visit("both").find("there-1").text
    assert "Các kỳ chi" in there
    assert "Diễn biến" not in there


def test_an_entry_tells_which_deliveries_it_comes_from(desk: DeskUnderTest) -> None:
    page = desk.visit("reviewer").find("here-1").text
    (receipt,) = re.findall(r'href="(/watch/receipt/[^"]*)">so-ldtbxh</a>', page)
    assert receipt.startswith("/watch/receipt/beneficiaries/")


@pytest.mark.parametrize("path", ["/review?ward=%00", "/watch/coverage?district=%00"])
def test_a_character_that_no_database_takes_is_refused(desk: DeskUnderTest, path: str) -> None:
    visit = desk.visit("reviewer")
    assert visit.get(path).status_code == 400
    assert visit.find("le thi\0").status_code == 400


def test_offices_of_an_area_do_not_find_whom_the_department_alone_looks_after(desk: DeskUnderTest) -> None:
    assert "Lê Thị Here 1" not in desk.visit("office").find("here-1").text
    assert "Lê Thị Plain 1" in desk.visit("office").find("plain-1").text


def test_a_reference_to_an_entry_of_another_area_leads_nowhere(desk: DeskUnderTest) -> None:
    references = desk.app.state.desk.references
    visit = desk.visit("reviewer")
    visit.find("here-1")
    for code, login, status in (
        ("here-1", "reviewer", 200),
        ("there-1", "reviewer", 404),
        ("here-1", "everywhere", 404),
        ("none", "reviewer", 404),
    ):
        assert visit.get(f"/lookup/entry/{references.make('entry', code, login)}").status_code == status
    assert visit.get("/lookup/entry/here-1").status_code == 404


def test_what_is_looked_for_is_in_no_address(desk: DeskUnderTest) -> None:
    page = desk.visit("reviewer").find("here-1")
    assert "here-1" not in str(page.url)
    assert "here-1" not in re.findall(r'(?:href|action)="([^"]*)"', page.text)


def test_no_page_tells_a_programme_for_the_sick(desk: DeskUnderTest) -> None:
    visit = desk.visit("everywhere")
    for page in (visit.find("here-1"), visit.get("/review"), visit.get("/review/next")):
        assert "Trợ cấp xã hội khác" in page.text or "/review/case" in str(page.url)
        assert "HIV" not in page.text


def test_without_a_purpose_nothing_is_shown_and_nothing_found(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    reference = desk.app.state.desk.references.make("entry", "here-1", "reviewer")
    assert "Lê Thị" not in visit.get(f"/lookup/entry/{reference}").text
    refused = visit.post("/lookup", visit.get("/lookup").text, asked="here-1", purpose="")
    assert refused.status_code == 400
    assert "Lê Thị" not in refused.text
    shown = visit.post(f"/lookup/purpose/{reference}", visit.get("/lookup").text, purpose="oversight")
    assert "Lê Thị Here 1" in shown.text


def test_every_view_is_logged_with_who_what_and_why(desk: DeskUnderTest) -> None:
    desk.visit("office").find("plain-1", "payment")
    looked, viewed = desk.logged("looked_up")[-1], desk.logged("viewed")[-1]
    assert looked == ("office", "beneficiary", {"by": "code", "purpose": "payment", "shown": ["plain-1"]})
    assert viewed == ("office", "beneficiary", {"beneficiary_code": "plain-1", "purpose": "payment"})


def test_a_list_of_names_is_logged_with_every_entry_on_it(desk: DeskUnderTest) -> None:
    page = desk.visit("everywhere").find("le thi case", "oversight")
    login, _, detail = desk.logged("looked_up")[-1]
    assert (login, detail["by"], detail["purpose"]) == ("everywhere", "name", "oversight")
    assert sorted(detail["shown"]) == [f"case-{n}" for n in (1, 2, 3, 6)] + ["case-there"]
    assert page.text.count("/lookup/entry/") == len(detail["shown"])


def test_the_queue_shows_the_most_money_first_and_only_one_s_own_area(desk: DeskUnderTest) -> None:
    page = desk.visit("reviewer").get("/review").text
    assert re.findall(r'<td class="count">(\d+)</td>\s*<td class="number">12/01/2024', page) == [
        "100",
        "99",
        "98",
        "97",
        "0",
    ]
    assert len(re.findall("/review/case/", desk.visit("everywhere").get("/review").text)) == 6
    assert "Không có hồ sơ nào" in desk.visit("everywhere").get("/review?district=003").text
    assert len(re.findall("/review/case/", desk.visit("everywhere").get(f"/review?district={ELSEWHERE}").text)) == 1


def test_the_queue_tells_no_score_of_a_case_that_somebody_may_be_asked_to_judge_blind(desk: DeskUnderTest) -> None:
    rows = re.findall(r"<tr>.*?</tr>", desk.visit("reviewer").get("/review").text, re.DOTALL)
    scores = {("60,0 %" in row, "không hiện" in row) for row in rows if "/review/case/" in row and "97</td>" in row}
    assert scores == {(False, True)}  # SAMPLED, by its money
    assert sum("60,0 %" in row for row in rows) == 3


def test_a_case_of_another_area_is_not_shown_and_not_decided(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    reference = desk.app.state.desk.references.make("case", "case-there", "reviewer")
    assert visit.get(f"/review/case/{reference}").status_code == 404
    answer = visit.post(f"/review/case/{reference}", visit.get("/review").text, candidate="x", answer="same:data_agree")
    assert answer.status_code == 404


def test_two_people_are_not_given_the_same_case(desk: DeskUnderTest) -> None:
    first, second = desk.visit("reviewer"), desk.visit("second")
    one, other = first.get("/review/next"), second.get("/review/next")
    assert "Case 1" in words(one)
    assert "Case 2" in words(other)
    reference = desk.app.state.desk.references.make("case", "case-1", "second")
    held = second.get(f"/review/case/{reference}")
    assert "reviewer đang xem hồ sơ này" in held.text
    assert 'name="answer"' not in held.text
    keys = re.findall(r'name="candidate" value="(\w+)"', one.text)
    refused = second.post(f"/review/case/{reference}", held.text, candidate=keys[0], answer="same:data_agree")
    assert refused.status_code == 409


def test_after_a_case_that_a_publication_took_away_comes_the_first_again(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    gone = desk.app.state.desk.references.make("case", "case-of-last-night", "reviewer")
    assert "Case 1" in words(visit.get(f"/review/next?after={gone}"))
    assert visit.get(f"/review?after={gone}").text.count("/review/case/") == visit.get("/review").text.count(
        "/review/case/"
    )


def test_a_lease_that_has_run_out_is_nobody_s(desk: DeskUnderTest) -> None:
    desk.visit("reviewer").get("/review/next")
    with_owner(desk.url, "update review.lease set until = now() - interval '1 second'")
    assert "Case 1" in words(desk.visit("second").get("/review/next"))


def test_who_took_longer_than_the_lease_may_answer_unless_somebody_else_has_the_case(desk: DeskUnderTest) -> None:
    visit, second = desk.visit("reviewer"), desk.visit("second")
    page = visit.get("/review/next")
    with_owner(desk.url, "update review.lease set until = now() - interval '1 second'")
    second.get("/review/next")
    assert visit.answer(page).status_code == 409
    with_owner(desk.url, "update review.lease set until = now() - interval '1 second'")
    assert visit.answer(page).status_code == 200
    assert ask(desk.url, "select decided_by from review.decision") == [("reviewer",)]


def test_an_answer_about_what_has_changed_since_it_was_shown_is_not_taken(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    page = visit.get("/review/next")
    with_owner(desk.url, "update review.candidate set evidence_digest = 'other' where case_id = 'case-1'")
    answer = visit.answer(page)
    with_owner(desk.url, "update review.candidate set evidence_digest = 'case-1/' || rank where case_id = 'case-1'")
    assert answer.status_code == 409
    assert "vừa thay đổi" in answer.text
    assert ask(desk.url, "select count(*) from review.decision") == [(0,)]


@pytest.mark.parametrize(("site", "leases"), [("cross-site", 0), ("same-site", 0), ("same-origin", 1), ("none", 1)])
def test_another_site_does_not_make_anybody_take_a_case(desk: DeskUnderTest, site: str, leases: int) -> None:
    browser = desk.visit("reviewer").browser
    page = browser.get("/review/next", headers={"sec-fetch-site": site}, follow_redirects=True)
    assert page.status_code == 200
    assert ask(desk.url, "select count(*) from review.lease") == [(leases,)]


def test_an_answer_is_recorded_with_its_evidence_and_leads_to_the_next_case(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    following = visit.answer(visit.get("/review/next"))
    assert "Case 2" in words(following)
    recorded = ask(
        desk.url,
        "select decided_by, beneficiary_code, personal_id, verdict, reason, evidence_digest, model_version,"
        " match_probability, blind from review.decision",
    )
    assert recorded == [
        ("reviewer", "case-1", "001185000001", "same", "data_agree", "case-1/1", "person-v1", 0.4, False)
    ]
    assert desk.logged("decided")[-1][0] == "reviewer"


def test_a_case_waits_until_every_candidate_is_excluded(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    page = visit.answer(visit.get("/review/next"), "different:namesake")
    assert "Case 1" in words(page)
    page = visit.answer(page, "different:namesake", number=2)
    assert "Case 2" in words(page)


@pytest.mark.parametrize("answer", ["", "same", "same:namesake", "perhaps:data_agree", "different:decided_by_mistake"])
def test_an_answer_that_is_none_is_not_recorded(desk: DeskUnderTest, answer: str) -> None:
    visit = desk.visit("reviewer")
    assert visit.answer(visit.get("/review/next"), answer).status_code == 400
    assert ask(desk.url, "select count(*) from review.decision") == [(0,)]


def test_who_may_only_look_in_airflow_sees_a_case_and_decides_nothing(desk: DeskUnderTest) -> None:
    visit = desk.visit("looks")
    reference = desk.app.state.desk.references.make("case", "case-1", "looks")
    page = visit.get(f"/review/case/{reference}")
    assert "Case 1" in words(page)
    assert 'name="answer"' not in page.text
    answer = visit.post(f"/review/case/{reference}", page.text, candidate="x", answer="same:data_agree")
    assert answer.status_code == 403


def test_a_decision_is_undone_and_its_case_waits_again(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    page = visit.answer(visit.get("/review/next"))
    decision = re.search(r'name="decision" value="([\w-]+)"', page.text)
    assert decision
    back = visit.post("/review/undo", page.text, decision=decision[1])
    assert "Case 1" in words(back)
    assert "Rút lại quyết định" in back.text
    assert ask(desk.url, "select count(*) from review.standing") == [(0,)]
    assert visit.post("/review/undo", back.text, decision=decision[1]).status_code == 409


def test_one_key_takes_back_what_was_answered_just_now_and_nothing_older(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    visit.answer(visit.get("/review/next"))
    assert "Hoàn tác" in visit.get("/review").text
    with_owner(
        desk.url,
        "alter table review.decision disable trigger decision_is_final;"
        "update review.decision set decided_at = now() - interval '61 minutes';"
        "alter table review.decision enable trigger decision_is_final",
    )
    assert "Hoàn tác" not in visit.get("/review").text
    assert "Hoàn tác" in visit.get("/review/mine").text


def test_one_s_own_decisions_are_shown_with_their_evidence_and_logged(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    visit.answer(visit.get("/review/next"))
    assert "person-v1: 40,0 %" in words(visit.get("/review/mine"))
    ((number,),) = ask(desk.url, "select decision_id from review.decision")
    assert desk.logged("viewed")[-1][2] == {"purpose": "own decisions", "decisions": [number]}


def test_nobody_undoes_another_s_decision(desk: DeskUnderTest) -> None:
    visit, other = desk.visit("reviewer"), desk.visit("second")
    visit.answer(visit.get("/review/next"))
    ((number,),) = ask(desk.url, "select decision_id from review.decision")
    reference = desk.app.state.desk.references.make("decision", str(number), "second")
    assert other.post("/review/undo", other.get("/review").text, decision=reference).status_code == 404


def case_page(desk: DeskUnderTest, user: str, code: str) -> Any:
    return desk.visit(user).get(f"/review/case/{desk.app.state.desk.references.make('case', code, user)}")


def test_a_tenth_of_the_cases_is_judged_by_a_second_person_blind(desk: DeskUnderTest) -> None:
    assert ask(desk.url, "select review.in_sample(%s), review.in_sample('case-1')", SAMPLED) == [(True, False)]
    visit = desk.visit("reviewer")
    reference = desk.app.state.desk.references.make("case", SAMPLED, "reviewer")
    visit.answer(visit.get(f"/review/case/{reference}"))
    assert len(re.findall("/review/case/", visit.get("/review").text)) == 4
    page = case_page(desk, "second", SAMPLED)
    assert "xem xét độc lập" in page.text
    for opinion in ("40,0", "Căn cứ của mô hình", "person-v1", "Quyết định của cán bộ", "Cùng một người</td>"):
        assert opinion not in page.text
    second = desk.visit("second")
    page = second.get(f"/review/case/{desk.app.state.desk.references.make('case', SAMPLED, 'second')}")
    keys = re.findall(r'name="candidate" value="(\w+)"', page.text)
    assert keys == sorted(keys)
    second.answer(page, "different:namesake", number=1)
    assert ask(desk.url, "select blind from review.decision order by decision_id") == [(False,), (True,)]


def test_who_has_looked_an_entry_up_is_not_asked_to_judge_the_holder_of_its_account_blind(desk: DeskUnderTest) -> None:
    assert ask(desk.url, "select review.in_sample(%s)", HOLDER) == [(True,)]
    visit, second = desk.visit("reviewer"), desk.visit("second")
    second.find("here-1")
    visit.answer(visit.get("/review/next?subject=account"), "same:documents_seen")
    assert "/review/case/" not in second.get("/review?subject=account").text
    assert "/review/case/" in desk.visit("everywhere").get("/review?subject=account").text


@pytest.mark.parametrize("way", ["case", "entry"])
def test_who_has_seen_the_score_is_not_asked_to_judge_blind(desk: DeskUnderTest, way: str) -> None:
    visit, second = desk.visit("reviewer"), desk.visit("second")
    if way == "case":
        case_page(desk, "second", SAMPLED)
    else:
        assert "Xác suất" in second.find(SAMPLED).text
    for login, seen in (("reviewer", []), ("second", [(SAMPLED, "second")])):  # nobody sees what others have seen
        assert ask(re.sub("//[^@]+@", f"//{login}:of-the-test@", desk.url), "select * from review.seen") == seen
    with_owner(desk.url, "delete from review.lease")
    reference = desk.app.state.desk.references.make("case", SAMPLED, "reviewer")
    visit.answer(visit.get(f"/review/case/{reference}"))
    assert desk.app.state.desk.references.make("case", SAMPLED, "second") not in second.get("/review").text
    others = desk.app.state.desk.references.make("case", SAMPLED, "everywhere")
    assert others in desk.visit("everywhere").get("/review").text


def test_agreement_is_told_with_its_interval(desk: DeskUnderTest) -> None:
    visit, second = desk.visit("reviewer"), desk.visit("second")
    references = desk.app.state.desk.references
    visit.answer(visit.get(f"/review/case/{references.make('case', SAMPLED, 'reviewer')}"))
    page = second.get(f"/review/case/{references.make('case', SAMPLED, 'second')}")
    names = re.findall(r"Ứng viên \d: Lê Thị Ứng (\d)", page.text)
    second.answer(page, "same:documents_seen", number=names.index("1") + 1)
    shown = visit.get("/review/agreement").text
    assert "1 / 1" in shown
    assert "20,7 %" in shown  # the lower end for one of one


def test_what_was_decided_leaves_the_queue_with_the_next_night_and_what_waits_keeps_its_day(
    desk: DeskUnderTest,
) -> None:
    visit = desk.visit("reviewer")
    visit.answer(visit.get("/review/next"))
    show(desk.url, SATURDAY, tables(SATURDAY, "case-2", "case-3", SAMPLED, "case-there"))
    assert ask(desk.url, "select case_id, opened_on from review.case_file order by 1") == [
        (code, FRIDAY) for code in (HOLDER, *sorted(CODES)) if code != "case-1"
    ]
    assert ask(desk.url, "select count(*) from review.candidate where case_id = 'case-1'") == [(0,)]


def test_a_case_that_only_its_first_person_judged_waits_for_the_second(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    visit.answer(visit.get(f"/review/case/{desk.app.state.desk.references.make('case', SAMPLED, 'reviewer')}"))
    show(desk.url, SATURDAY, tables(SATURDAY, "case-1"))
    kept = ask(desk.url, "select case_id from review.case_file order by 1")
    assert kept == [(HOLDER,), ("case-1",), (SAMPLED,)]
    show(desk.url, SATURDAY + dt.timedelta(days=14), tables(SATURDAY + dt.timedelta(days=14), "case-1"))
    assert ask(desk.url, "select case_id from review.case_file order by 1") == [(HOLDER,), ("case-1",)]


def test_the_holder_of_an_account_is_judged_like_an_entry(desk: DeskUnderTest) -> None:
    visit = desk.visit("reviewer")
    assert len(re.findall("/review/case/", visit.get("/review?subject=account").text)) == 1
    page = visit.get("/review/next?subject=account")
    for shown in ("Chủ tài khoản có phải người này không?", "LE THI HERE", "Lê Thị Here 1", "Vietcombank"):
        assert shown in words(page)
    visit.answer(page, "same:documents_seen")
    decided = "select subject, beneficiary_code, bank_bin, account_number, personal_id from review.decision"
    assert ask(desk.url, decided) == [("account", None, "970436", "00123", "001185000001")]
    assert "00123" not in str(desk.logged("decided")[-1])
    assert "/review/case/" not in visit.get("/review?subject=account").text
    assert "Chủ tài khoản:" in visit.find("here-1").text


@pytest.mark.parametrize(("evidence", "asked_again"), [("", False), ("/new", True)])
def test_who_could_not_tell_is_asked_again_only_of_other_evidence(
    desk: DeskUnderTest,
    evidence: str,
    asked_again: bool,  # noqa: FBT001
) -> None:
    visit = desk.visit("reviewer")
    assert "Case 2" in words(visit.answer(visit.get("/review/next"), "cannot_tell:documents_missing"))
    show(desk.url, SATURDAY, tables(SATURDAY, *CODES, evidence=evidence))
    reference = desk.app.state.desk.references.make("case", "case-1", "reviewer")
    assert (reference in visit.get("/review").text) == asked_again


def contest(desk: DeskUnderTest) -> Visit:
    """Two people contradict each other about a case; the visit of a supervisor to it."""
    for user, answer in (("reviewer", "same:data_agree"), ("second", "different:namesake")):
        visit = desk.visit(user)
        page = visit.get(f"/review/case/{desk.app.state.desk.references.make('case', SAMPLED, user)}")
        names = re.findall(r"Ứng viên \d: Lê Thị Ứng (\d)", page.text)
        page = visit.answer(page, answer, number=names.index("1") + 1)
        if user == "second":
            visit.answer(page, answer, number=names.index("2") + 1)
    return desk.visit("above")


def test_a_supervisor_takes_back_one_of_two_words_that_contradict_each_other(desk: DeskUnderTest) -> None:
    visit = contest(desk)
    listed = visit.get("/review/contested")
    link = re.search(r'href="(/review/contested/[\w-]+)"', listed.text)
    assert link
    assert "Kết luận trái ngược" in listed.text
    page = visit.get(link[1])
    assert {"reviewer", "second"} <= set(re.findall(r"<td>(\w+)</td>", page.text))
    first = re.findall(r'name="decision" value="([\w-]+)"', page.text)[-1]  # the newest comes first
    unexplained = visit.post(link[1], page.text, decision=first, reason="overruled", note=" ")
    assert unexplained.status_code == 400
    visit.post(link[1], page.text, decision=first, reason="overruled", note="đã gọi tổ trưởng")
    assert "/review/contested/" not in visit.get("/review/contested").text
    stands = ask(
        desk.url, "select decided_by, verdict, contested from review.standing where beneficiary_code = %s", SAMPLED
    )
    assert set(stands) == {("second", "different", False)}
    assert desk.logged("decision_overruled")[-1][0] == "above"
    # Nobody is asked again: who was overruled has judged it, and what stands settles it.
    for user in ("reviewer", "second", "above"):
        assert desk.app.state.desk.references.make("case", SAMPLED, user) not in desk.visit(user).get("/review").text
    assert "above đã rút lại" in desk.visit("reviewer").get("/review/mine").text


def test_a_supervisor_of_another_area_neither_sees_nor_settles_a_contested_case(desk: DeskUnderTest) -> None:
    contest(desk)
    visit, references = desk.visit("elsewhere"), desk.app.state.desk.references
    ((number,),) = ask(desk.url, "select min(decision_id) from review.decision")
    case, decision = (
        references.make("case", SAMPLED, "elsewhere"),
        references.make("decision", str(number), "elsewhere"),
    )
    listed = visit.get("/review/contested")
    assert listed.status_code == 200
    assert "/review/contested/" not in listed.text
    assert visit.get(f"/review/contested/{case}").status_code == 404
    taken = visit.post(f"/review/contested/{case}", listed.text, decision=decision, reason="overruled", note="vì sao")
    assert taken.status_code == 404
    assert ask(desk.url, "select count(*) from review.decision where withdraws is not null") == [(0,)]


def test_nobody_but_a_supervisor_takes_back_what_others_decided(desk: DeskUnderTest) -> None:
    contest(desk)
    assert desk.visit("reviewer").get("/review/contested").status_code == 403
    ((number,),) = ask(desk.url, "select min(decision_id) from review.decision")
    for login, allowed in (("second", False), ("above", True)):
        with connect(re.sub("//[^@]+@", f"//{login}:of-the-test@", desk.url)) as connection:
            if allowed:
                withdraw(connection, number, reason="overruled", by=login)
            else:
                with pytest.raises(PublicationError, match="InsufficientPrivilege"):
                    withdraw(connection, number, reason="overruled", by=login)
