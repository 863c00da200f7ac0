import datetime as dt
from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.publish.labels import read_labels
from doisoat.reconcile.worklist import read_results, read_tasks

FRIDAY = dt.date(2024, 1, 12)
TASKS = (CONFIG / "worklist.csv").read_text("utf-8")
RESULTS = (CONFIG / "fieldwork.csv").read_text("utf-8")


@pytest.fixture
def asked(night: Any) -> str:
    """Entry A has no account; the id of its task, which has been open since Friday."""
    night.entry("A", "nguyen thi an", is_=night.person(1, "nguyen thi an"))
    task_id = str(night.tasks()["A", "no_account"]["worklist_id"])
    night.opened = {task_id: FRIDAY}
    return task_id


@pytest.mark.parametrize(
    ("entry", "account", "reason"),
    [
        pytest.param({}, None, "no_account", id="none"),
        pytest.param({"unread": ["account_number"]}, None, "account_unreadable", id="not a number"),
        pytest.param({"unread": ["sex"]}, None, "no_account", id="something else unread"),
        pytest.param({"account_number": "111"}, None, "account_not_found", id="not returned"),
        pytest.param({"account_number": "111"}, {"status": "closed"}, "account_closed", id="closed"),
        pytest.param({"account_number": "111"}, {"status": "dormant"}, "account_suspended", id="dormant"),
        pytest.param({}, {}, "account_unlisted", id="found"),
        pytest.param(
            {"account_number": "111"},
            {"holder": "nguyen thi ann", "id_kind": "old", "id_number": "012345678"},
            "account_old_card",
            id="9-digit card",
        ),
        pytest.param({"account_number": "111"}, {"holder": "nguyen thi ann"}, "account_name_differs", id="name"),
        pytest.param(
            {"account_number": "111"}, {"holder": "tran van x", "is_": None}, "account_other_holder", id="other"
        ),
    ],
)
def test_what_is_wrong_with_an_account_is_a_task_of_the_ward(
    night: Any, entry: dict[str, Any], account: dict[str, Any] | None, reason: str
) -> None:
    is_ = night.person(1, "nguyen thi an")
    bank = {"bank_bin": "970436"} if entry else {}
    night.entry("A", "nguyen thi an", is_=is_, **entry, **bank)
    if account is not None:
        given = {"holder": "nguyen thi an", "is_": is_, **account}
        night.account("111", given.pop("holder"), **given)
    ((_, found), task) = next(item for item in night.tasks().items() if item[1]["actor"] == "ward")
    assert (found, task["state"]) == (reason, "open")


def test_a_usable_account_leaves_nothing_to_do(night: Any, an: Any) -> None:
    night.account("111", "nguyen thi an", is_=an(night, ward_code="00001"))
    assert night.tasks() == {}


def test_two_entries_of_a_person_are_one_task_of_the_ward(night: Any) -> None:
    is_ = night.person(1, "nguyen thi an")
    for code, programme in (("B", "05c"), ("A", "05d1")):
        night.entry(code, "nguyen thi an", is_=is_, programme_code=programme)
    assert [key for key, task in night.tasks().items() if task["actor"] == "ward"] == [("A", "no_account")]


@pytest.mark.parametrize("programme", ["03a", "03b", "08", " 08 ", "03A"])
def test_who_lives_with_hiv_is_on_no_list_of_the_ward(night: Any, programme: str) -> None:
    night.entry("A", "nguyen thi an", is_=night.person(1, "nguyen thi an"), programme_code=programme)
    assert {task["actor"] for task in night.tasks().values()} == {"labour"}


@pytest.mark.parametrize(("programme", "actor"), [("08", "labour"), ("05c", "ward")])
def test_a_returned_payment_of_who_lives_with_hiv_is_the_departments_own(
    night: Any, an: Any, programme: str, actor: str
) -> None:
    night.account("111", "nguyen thi an", is_=an(night, programme_code=programme, ward_code="00001"))
    night.returned = ["A"]
    assert night.tasks()["A", "payment_returned"]["actor"] == actor


def test_nobody_is_sent_to_the_dead(night: Any) -> None:
    night.entry("A", "nguyen thi an", is_=night.person(1, "nguyen thi an", status="deceased"), ward_code="00001")
    assert set(night.tasks()) == {("A", "person_deceased")}


def test_what_is_wrong_with_the_roll_is_a_task_of_labour(night: Any, an: Any) -> None:
    night.account("111", "nguyen thi an", is_=an(night, id_kind="citizen", id_repairs=["zeros_2"], ward_code=None))
    assert {reason: task["actor"] for (_, reason), task in night.tasks().items()} == {
        "id_zeros_lost": "labour",
        "address_unknown": "labour",
    }


@pytest.mark.parametrize(
    ("result", "state", "outcome", "coverage"),
    [
        ("account_opened", "done", "account_reported", None),
        ("declined", "done", "declined", "declined"),
        ("incapable", "done", "incapable", "incapable"),
        ("absent", "open", None, "absent"),
        ("deceased", "done", "death_reported", None),
        ("moved_out", "done", "move_reported", None),
        ("other", "open", None, None),
    ],
)
def test_what_a_result_means(
    night: Any, asked: str, result: str, state: str, outcome: str | None, coverage: str | None
) -> None:
    night.report(asked, result, bank_bin="970436", account_number="222")
    task = night.tasks()["A", "no_account"]
    assert (task["state"], task["outcome"], task["last_result"]) == (state, outcome, result)
    assert night.states() == ({"A": coverage} if coverage else {})


def test_who_declined_is_counted_so_with_every_entry(night: Any) -> None:
    is_ = night.person(1, "nguyen thi an")
    for code, programme in (("A", "05c"), ("B", "05d1")):
        night.entry(code, "nguyen thi an", is_=is_, programme_code=programme)
    task_id = night.tasks()["A", "no_account"]["worklist_id"]
    night.opened = {task_id: FRIDAY}
    night.report(task_id, "declined")
    assert night.states() == {"A": "declined", "B": "declined"}


def test_reported_account_that_no_bank_confirms_is_asked_about_again(night: Any, asked: str) -> None:
    night.report(asked, "account_opened", bank_bin="970436", account_number="222")
    assert night.tasks(dt.date(2024, 1, 25))["A", "no_account"]["state"] == "done"
    assert night.tasks(dt.date(2024, 1, 26))["A", "no_account"]["state"] == "done"
    assert night.tasks(dt.date(2024, 1, 29))["A", "no_account"]["state"] == "open"


@pytest.mark.parametrize(
    ("holder", "state"),
    [(None, "waiting"), ("own", "confirmed"), ("other", "other_holder"), ("nobody", "doubtful")],
)
def test_a_claim_is_judged_by_the_bank_and_changes_nothing_itself(
    night: Any, asked: str, holder: str | None, state: str
) -> None:
    before = night.publish()["A"]["account_status"]
    night.report(asked, "account_opened", bank_bin="970436", account_number="222")
    assert night.publish()["A"]["account_status"] == before == "none"
    if holder == "own":
        night.account("222", "nguyen thi an", is_="001145000001")
    elif holder is not None:
        night.account("222", "tran van x", is_=night.person(2, "tran van x") if holder == "other" else None)
    assert [claim["claim_state"] for claim in night.claims()] == [state]
    assert (("A", "account_claimed") in night.tasks()) == (state == "waiting")


@pytest.mark.parametrize(("result", "kind"), [("deceased", "death_reported"), ("moved_out", "move_reported")])
def test_a_death_or_move_that_the_ward_saw_is_for_the_police_to_confirm(
    night: Any, asked: str, result: str, kind: str
) -> None:
    night.report(asked, result)
    assert night.tasks()["A", kind]["actor"] == "police"
    assert night.publish()["A"]["person_status"] == "alive"
    night.persons[0]["status"] = result
    assert ("A", kind) not in night.tasks()


def verdicts(night: Any) -> list[str]:
    return [row["verdict"] for row in night.judge()]


def test_the_newest_of_several_results_counts(night: Any, asked: str) -> None:
    night.report(asked, "absent")
    night.report(asked, "declined", sequence=2)
    assert verdicts(night) == ["superseded", "taken"]


def test_a_result_on_an_older_list_than_the_last_is_stale(night: Any, asked: str) -> None:
    night.opened = {asked: FRIDAY - dt.timedelta(days=9)}
    night.report(asked, "declined")
    night.report(asked, "absent", listed_on=FRIDAY - dt.timedelta(days=3), sequence=2)
    assert verdicts(night) == ["taken", "stale"]
    assert night.states() == {"A": "declined"}


def test_a_result_on_a_list_from_before_the_task_came_back_is_stale(night: Any, asked: str) -> None:
    night.report(asked, "declined", listed_on=FRIDAY - dt.timedelta(days=1))
    assert verdicts(night) == ["stale"]
    assert night.states() == {}


def test_a_result_for_a_task_that_is_gone_or_unknown_changes_nothing(night: Any, asked: str) -> None:
    night.report(asked, "declined")
    night.report("f" * 32, "declined")
    night.entries[0].update(account_number="111", bank_bin="970436")
    night.account("111", "nguyen thi an", is_="001145000001")
    assert verdicts(night) == ["closed", "unknown"]
    assert night.states() == {}


def test_every_code_has_its_labels() -> None:
    labels = {(row["domain"], row["code"]) for row in read_labels().to_pylist()}
    for row in read_tasks(TASKS.encode()).to_pylist():
        wanted = {("worklist_reason", row["reason"]), ("worklist_action", row["action"]), ("actor", row["actor"])}
        assert wanted <= labels
    for row in read_results(RESULTS.encode()).to_pylist():
        assert ("fieldwork_result", row["result"]) in labels
        assert row["outcome"] is None or ("worklist_outcome", row["outcome"]) in labels


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("no_account,open_account,ward,10", "no_account,open_account,nobody,10", "line 2: actor is one of labour"),
        ("no_account,open_account,ward,10", "no_account,open_account,bank,10", "line 2: what is wrong with an account"),
        ("no_account,open_account,ward,10", "no_account,open_account,ward,0", "line 2: due_days is 1 to 60"),
        ("no_account,", "no_accounts,", "line 2: 'no_accounts' is no reason"),
        ("no_account,open_account,ward,10\n", "", "must hold no_account once"),
        ("due_days", "due", "worklist.csv: "),
    ],
)
def test_a_table_of_tasks_that_cannot_be_used_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_tasks(TASKS.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("declined,done,declined,declined,", "declined,open,declined,declined,", "line 3: state is done with"),
        ("declined,done,declined,declined,", "declined,done,declined,gone,", "line 3: coverage is declined"),
        ("absent,open", "away,open", "line 5: result is one of"),
        ("account_reported,,10", "account_reported,,100", "line 2: holds_days is 1 to 60"),
        ("other,open,,,\n", "", "must hold other once"),
    ],
)
def test_a_table_of_results_that_cannot_be_used_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_results(RESULTS.replace(old, new, 1).encode())
