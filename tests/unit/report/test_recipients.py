import datetime as dt
from pathlib import Path

import pytest

from doisoat.errors import SettingsError
from doisoat.report.__main__ import main
from doisoat.report.places import areas_of, bank_names, known_areas
from doisoat.report.recipients import CITY, OUTSTANDING, Recipient, Scope, load_recipients

GOOD = "{address: a@example.vn, office: sở, role: city_head, language: vi}"
DISTRICT = GOOD.replace("city_head", 'district_head, area: "001"')
BANK = GOOD.replace("city_head", 'bank_liaison, bank: "970436"')
FRIDAY, SUNDAY = dt.date(2024, 1, 12), dt.date(2024, 1, 14)


def read(path: Path | None = None) -> list[Recipient]:
    return load_recipients(path, areas=known_areas(), banks=set(bank_names()))


def write(folder: Path, text: str) -> Path:
    path = folder / "who.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_recipients_are_invented_addresses_of_every_role() -> None:
    shipped = read()
    assert all(r.address.rsplit("@", 1)[1].endswith(("example.vn", "example.org")) for r in shipped)
    assert len({r.role for r in shipped}) == 4


def test_another_file_can_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOISOAT_RECIPIENTS", str(write(tmp_path, f"recipients: [{GOOD}]")))
    assert [r.address for r in read()] == ["a@example.vn"]


def test_heads_of_the_city_come_first_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    read_back = read(write(tmp_path, f"recipients: [{BANK}, {DISTRICT}, {GOOD}]"))
    assert [r.scope for r in read_back] == [CITY, Scope("area", "001"), Scope("bank", "970436")]


def test_a_quiet_day_is_a_weekday_or_a_holiday(tmp_path: Path) -> None:
    quiet = GOOD.replace("vi}", "vi, quiet_days: [sunday, holiday]}")
    (recipient,) = read(write(tmp_path, f"recipients: [{quiet}]"))
    assert recipient.gets("night", FRIDAY, holidays=())
    assert not recipient.gets("night", SUNDAY, holidays=())
    assert not recipient.gets("night", FRIDAY, holidays={FRIDAY})


def test_a_failure_that_stopped_no_night_is_for_whoever_runs_the_system(tmp_path: Path) -> None:
    operator = GOOD.replace("a@", "b@").replace("city_head", "operator")
    others = f"{GOOD}, {operator}, {operator.replace('b@', 'c@').replace('vi}', 'vi, mails: [night]}')}"
    read_back = read(write(tmp_path, f"recipients: [{others}]"))
    assert [r.address[0] for r in read_back if r.gets(OUTSTANDING, FRIDAY, holidays=())] == ["b"]


def test_an_area_has_a_report_while_it_is_a_district_or_a_ward_without_one() -> None:
    assert "001" in areas_of(FRIDAY)
    assert "00004" not in areas_of(FRIDAY), "Trúc Bạch was a ward of a district"
    since_july = areas_of(dt.date(2025, 7, 1))
    assert "00004" in since_july
    assert "001" not in since_july
    assert {"001", "00004"} <= known_areas()


def test_a_bank_liaison_gets_reports_only_unless_more_is_asked_for(tmp_path: Path) -> None:
    asking = BANK.replace("a@", "b@").replace("vi}", "vi, mails: [night, late]}")
    usual, more = read(write(tmp_path, f"recipients: [{BANK}, {asking}]"))
    assert not usual.gets("late", FRIDAY, holidays=())
    assert more.gets("late", FRIDAY, holidays=())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("recipients: []", "at least one entry", id="nobody"),
        pytest.param("- a@example.vn", "needs a list `recipients`", id="no mapping"),
        pytest.param("recipients: [", "cannot be read", id="no yaml"),
        pytest.param(f"recipients: [{GOOD}, a@example.vn]", "recipient 2: role is one of", id="bare address"),
        pytest.param(f"recipients: [{GOOD.replace(', language: vi', '')}]", "language is missing", id="no language"),
        pytest.param(f"recipients: [{GOOD.replace('a@', 'a ')}]", "recipient 1: the address", id="no address"),
        pytest.param(f"recipients: [{GOOD.replace('a@example.vn', '[a@example.vn]')}]", "the address", id="a list"),
        pytest.param(f"recipients: [{GOOD.replace('sở', '')}]", "recipient 1: the office", id="no office"),
        pytest.param(f"recipients: [{GOOD.replace(': vi', ': fr')}]", "recipient 1: language", id="language"),
        pytest.param(f"recipients: [{GOOD.replace('city_head', 'mayor')}]", "recipient 1: role", id="role"),
        pytest.param(f"recipients: [{GOOD.replace('vi}', 'vi, area: x}')}]", "area is no member", id="surplus member"),
        pytest.param("recipients: [" + DISTRICT.replace(', area: "001"', "") + "]", "area is missing", id="no area"),
        pytest.param(f"recipients: [{DISTRICT.replace('001', '099')}]", "'099' is none", id="no such district"),
        pytest.param("recipients: [" + DISTRICT.replace('"001"', "001") + "]", "in quotes", id="a code as a number"),
        pytest.param(f"recipients: [{BANK.replace('970436', '000000')}]", "bank is a code", id="no such bank"),
        pytest.param(f"recipients: [{GOOD.replace('vi}', 'vi, mails: [weekly]}')}]", "mails is a list", id="mails"),
        pytest.param(f"recipients: [{GOOD.replace('vi}', 'vi, quiet_days: tet}')}]", "quiet_days is", id="quiet days"),
        pytest.param(
            f"recipients: [{GOOD.replace('vi}', 'vi, mails: [[night]]}')}]", "mails is a list", id="a list in it"
        ),
        pytest.param(f"recipients: [{DISTRICT.replace('001', '00010')}]", "'00010' is none", id="a ward of a district"),
        pytest.param(f"recipients: [{GOOD}]\nquiet_days: [sunday]", "what does 'quiet_days' mean", id="surplus list"),
        pytest.param(f"recipients: [{GOOD}, {GOOD}]", "recipient 2: stands in the list", id="twice"),
    ],
)
def test_a_wrong_entry_is_named_without_its_address(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as failure:
        read(write(tmp_path, text))
    assert "example" not in str(failure.value)


def test_of_a_failure_they_are_told_who_can_be(tmp_path: Path) -> None:
    path = write(tmp_path, f"recipients: [{GOOD.replace('vi', 'fr')}, {DISTRICT}]")
    found = load_recipients(path, areas=known_areas(), banks=set(bank_names()), usable_only=True)
    assert [r.scope.key for r in found] == ["area-001"]


def test_the_command_tells_who_gets_what_or_which_entry_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = BANK.replace("vi}", "en, quiet_days: [sunday]}")
    monkeypatch.setenv("DOISOAT_RECIPIENTS", str(write(tmp_path, f"recipients: [{quiet}, {GOOD}]")))
    assert main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "city_head (city), vi: night stopped late",
        "bank_liaison (bank-970436), en: night, not on sunday",
    ]
    write(tmp_path, f"recipients: [{GOOD.replace('vi', 'fr')}]")
    assert main() == 1
    assert capsys.readouterr().err == "doisoat: who.yaml, recipient 1: language is one of vi, en\n"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml cannot be read"):
        read(Path("/nowhere.yaml"))
