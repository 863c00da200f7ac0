from typing import Any

import pytest

MOTHER = "nguyen thi binh"


def test_account_of_the_linked_person_is_verified_and_paid(night: Any, an: Any) -> None:
    person = an(night)
    night.account("111", "nguyen thi an", is_=person)
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["pay_channel"]) == ("verified", "bank")
    assert entry["account_probability"] == pytest.approx(0.999 * 0.999)  # both links are right


@pytest.mark.parametrize("kind", ["social_security", "mobile_money"])
def test_channel_is_the_type_of_the_account(night: Any, an: Any, kind: str) -> None:
    night.account("111", "nguyen thi an", is_=an(night), account_type=kind)
    assert night.publish()["A"]["pay_channel"] == kind


@pytest.mark.parametrize(
    ("values", "status"),
    [
        pytest.param({"id_number": "001145999999"}, "close_match", id="another id"),
        pytest.param({"id_number": "012345678"}, "verified", id="an old id says nothing against a new one"),
        pytest.param({"status": "dormant"}, "inactive", id="dormant"),
        pytest.param({"status": "blocked"}, "inactive", id="blocked"),
        pytest.param({"status": "closed"}, "inactive", id="closed"),
    ],
)
def test_own_account_that_needs_something(night: Any, an: Any, values: dict[str, str], status: str) -> None:
    night.account("111", "nguyen thi an", is_=an(night), **values)
    assert night.publish()["A"]["account_status"] == status


@pytest.mark.parametrize(
    ("holder", "id_agrees", "status"),
    [
        pytest.param("nguyen thi am", True, "verified", id="a letter off with the same id"),
        pytest.param("nguyen thi am", False, "close_match", id="a letter off without an id"),
        pytest.param("nguyen an", True, "verified", id="middle dropped with the same id"),
        pytest.param("tran van cuong", True, "close_match", id="another name with the same id"),
    ],
)
def test_own_account_under_another_name(night: Any, an: Any, holder: str, id_agrees: bool, status: str) -> None:
    person = an(night)
    night.account("111", holder, is_=person, id_number=person if id_agrees else None)
    assert night.publish()["A"]["account_status"] == status


def test_name_cut_by_the_bank_is_the_same_name(night: Any) -> None:
    name = "nguyen thi huong thuy quynh anh"
    person = night.person(1, name)
    night.entry("A", name, is_=person, account_number="111", bank_bin="970436")
    night.account("111", name[:25].strip(), is_=person)
    assert night.publish()["A"]["account_status"] == "verified"


@pytest.mark.parametrize(
    ("likeness", "holder_id", "status"),
    [
        pytest.param(0.995, True, "verified", id="surely alike"),
        pytest.param(0.7, False, "close_match", id="perhaps alike"),
        pytest.param(0.2, False, "mismatch", id="hardly alike"),
    ],
)
def test_holder_who_is_not_linked_is_judged_by_likeness(
    night: Any, an: Any, likeness: float, holder_id: bool, status: str
) -> None:
    person = an(night)
    night.likeness = likeness
    night.account("111", "nguyen thi an", is_=None, id_number=person if holder_id else "", sex="M")
    assert night.publish()["A"]["account_status"] == status


def test_account_of_another_person_is_a_mismatch_paid_in_cash(night: Any, an: Any) -> None:
    an(night)
    night.account("111", "tran van cuong", is_=night.person(2, "tran van cuong"))
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["pay_channel"]) == ("mismatch", "postal_cash")
    assert entry["account_probability"] <= 0.02


@pytest.mark.parametrize(
    ("declared", "held", "status"),
    [
        pytest.param("001145000002", "001145000002", "representative", id="both ids known and equal"),
        pytest.param(None, "001145000002", "representative", id="id of the representative not known"),
        pytest.param("001145000002", None, "representative", id="id of the holder not known"),
        pytest.param("001145000007", "001145000002", "mismatch", id="another person of that name"),
    ],
)
def test_account_of_the_declared_representative(
    night: Any, an: Any, declared: str | None, held: str | None, status: str
) -> None:
    an(night, representative_name=MOTHER, representative_name_folded=MOTHER, representative_id_number=declared)
    night.account("111", MOTHER, id_number=held)
    assert night.publish()["A"]["account_status"] == status


def test_representative_of_another_register_number_is_somebody_else(night: Any, an: Any) -> None:
    an(night, representative_name=MOTHER, representative_name_folded=MOTHER, representative_id_number="001145000007")
    night.account("111", MOTHER, is_=night.person(2, MOTHER))
    assert night.publish()["A"]["account_status"] == "mismatch"


def test_dormant_account_of_the_representative_is_inactive(night: Any, an: Any) -> None:
    an(night, representative_name=MOTHER, representative_name_folded=MOTHER)
    night.account("111", MOTHER, status="dormant")
    assert night.publish()["A"]["account_status"] == "inactive"


def test_declared_account_that_no_bank_returned(night: Any, an: Any) -> None:
    person = an(night)
    night.account("222", "nguyen thi an", is_=person, request_ref="A")
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["account_number"], entry["account_probability"]) == (
        "not_found",
        "111",
        None,
    )


@pytest.mark.parametrize(
    ("bank", "status"),
    [pytest.param(None, "verified", id="bank not known"), pytest.param("970405", "not_found", id="another bank")],
)
def test_number_alone_decides_only_where_the_bank_is_not_known(
    night: Any, an: Any, bank: str | None, status: str
) -> None:
    person = an(night, bank_bin=bank)
    night.account("111", "nguyen thi an", is_=person)
    assert night.publish()["A"]["account_status"] == status


def test_number_that_two_banks_hold_is_not_guessed(night: Any, an: Any) -> None:
    person = an(night, bank_bin=None)
    night.account("111", "nguyen thi an", is_=person)
    night.account("111", "tran van cuong", bank_bin="970405")
    assert night.publish()["A"]["account_status"] == "not_found"


def test_zeros_lost_by_a_spreadsheet_are_found_again(night: Any, an: Any) -> None:
    night.account("00111", "nguyen thi an", is_=an(night))
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["account_number"]) == ("verified", "00111")


@pytest.mark.parametrize("request_ref", ["A", None])
def test_account_the_roll_does_not_list_is_found_but_not_paid_into(
    night: Any, an: Any, request_ref: str | None
) -> None:
    person = an(night, account_number=None, bank_bin=None)
    night.account("333", "nguyen thi an", is_=person, request_ref=request_ref)
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["account_number"]) == ("found_unlisted", "333")
    assert entry["pay_channel"] == "postal_cash"


def test_account_of_somebody_else_that_was_returned_for_the_entry_is_no_account(night: Any, an: Any) -> None:
    an(night, account_number=None, bank_bin=None)
    night.account("333", "tran van cuong", request_ref="A")
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["account_number"], entry["account_type"]) == ("none", None, None)
    assert entry["payee_check"] is None


def test_closed_account_that_the_roll_does_not_list_is_told_and_a_new_one_is_asked_for(night: Any, an: Any) -> None:
    person = an(night, account_number=None, bank_bin=None)
    night.account("333", "nguyen thi an", is_=person, status="closed", request_ref="A")
    entry = night.publish()["A"]
    assert (entry["account_status"], entry["account_number"]) == ("found_unlisted", "333")
    reasons = {reason for _, reason in night.tasks()}
    assert "account_closed" in reasons
    assert "account_unlisted" not in reasons


def test_the_active_one_of_several_unlisted_accounts_is_named_and_a_closed_one_last(night: Any, an: Any) -> None:
    person = an(night, account_number=None)
    night.account("222", "nguyen thi an", is_=person, status="closed")
    night.account("333", "nguyen thi an", is_=person, status="dormant")
    assert night.publish()["A"]["account_number"] == "333"
    night.account("444", "nguyen thi an", is_=person)
    assert night.publish()["A"]["account_number"] == "444"


@pytest.mark.parametrize(
    ("holder", "check"),
    [
        pytest.param("nguyen thi an", "match", id="the same without tones"),
        pytest.param("nguyen an", "close_match", id="middle name dropped"),
        pytest.param("tran van cuong", "no_match", id="another name"),
    ],
)
def test_payee_check_is_about_names_and_identity_about_people(night: Any, an: Any, holder: str, check: str) -> None:
    person = an(night)
    night.account("111", holder, is_=person)
    entry = night.publish()["A"]
    assert entry["payee_check"] == check
    assert entry["account_status"] != "mismatch", "both are linked to one person, whatever the bank calls her"


def test_namesake_passes_the_payee_check_and_is_no_holder(night: Any, an: Any) -> None:
    an(night)
    stranger = night.person(9, "nguyen thi an")
    night.account("111", "nguyen thi an", is_=stranger)
    entry = night.publish()["A"]
    assert (entry["payee_check"], entry["account_status"]) == ("match", "mismatch")


@pytest.mark.parametrize(
    ("born", "status"),
    [
        pytest.param({}, "verified", id="name and whole date"),
        pytest.param({"birth_month": None, "birth_day": None}, "close_match", id="name and year: a namesake may be"),
    ],
)
def test_holder_whom_nobody_is_linked_to_is_paid_only_with_the_whole_birth_date(
    night: Any, an: Any, born: dict[str, None], status: str
) -> None:
    an(night)
    night.likeness = 0.999
    night.account("111", "nguyen thi an", is_=None, sex="M", **born)
    assert night.publish()["A"]["account_status"] == status


def test_one_wrong_digit_is_a_slip_where_name_and_whole_birth_date_are_the_same(night: Any) -> None:
    night.person(1, "nguyen thi lan")
    night.entry("A", "nguyen thi lan", is_="001145000001", account_number="1", bank_bin="970436")
    night.account("1", "nguyen thi lan", is_="001145000001", id_number="001145000009", id_kind="citizen")
    assert night.publish()["A"]["account_status"] == "verified"


def test_a_wrong_digit_and_another_day_of_birth_a_person_should_confirm(night: Any) -> None:
    night.person(1, "nguyen thi lan")
    night.entry("A", "nguyen thi lan", is_="001145000001", account_number="1", bank_bin="970436")
    slip = {"id_number": "001145000009", "id_kind": "citizen", "birth_day": 16}
    night.account("1", "nguyen thi lan", is_="001145000001", **slip)
    assert night.publish()["A"]["account_status"] == "close_match"


def test_the_account_that_found_the_person_does_not_prove_its_own_holder(night: Any) -> None:
    """The entry has no number and no day of birth: that the bank's number led to the person verifies nothing."""
    night.person(1, "nguyen thi lan")
    vague = {"birth_month": None, "birth_day": None, "account_number": "1", "bank_bin": "970436"}
    night.entry("A", "nguyen thi lan", is_="001145000001", lent_by="account", **vague)
    night.account("1", "nguyen thi lan", is_="001145000001", id_number="001145000001", id_kind="citizen")
    assert night.publish()["A"]["account_status"] in {"close_match", "mismatch"}


def test_name_and_whole_birth_date_of_the_roll_do(night: Any) -> None:
    night.person(1, "nguyen thi lan")
    night.entry("A", "nguyen thi lan", is_="001145000001", lent_by="account", account_number="1", bank_bin="970436")
    night.account("1", "nguyen thi lan", is_="001145000001")
    night.likeness = 0.999
    assert night.publish()["A"]["account_status"] == "verified"


def test_account_of_somebody_else_is_a_mismatch_however_alike_they_look(night: Any) -> None:
    night.person(1, "nguyen thi lan")
    night.person(2, "nguyen thi lan")
    night.entry("A", "nguyen thi lan", is_="001145000001", account_number="1", bank_bin="970436")
    night.account("1", "nguyen thi lan", is_="001145000002")
    night.likeness = 0.999
    published = night.publish()["A"]
    assert (published["account_status"], published["pay_channel"]) == ("mismatch", "postal_cash")
    assert published["account_probability"] < 0.01
