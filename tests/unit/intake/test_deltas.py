"""The register as a chain: a full delivery and the deltas after it, of each sender."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.errors import SourceMissing
from doisoat.intake.receive import receive
from doisoat.intake.standardise import standardise
from doisoat.records.core import FILE_ACCOUNTING, POPULATION, QUARANTINE
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE, POPULATION_HEADER, csv_file, person, population_file, write_delivery

pytestmark = pytest.mark.thorough

NAMES = ["Bùi Văn An", "Lê Thị Bình", "Đỗ Văn Cường", "Hồ Thị Dung"]
DELTA = {"mode": "delta"}


def day(ago: int) -> dt.date:
    return DATE - dt.timedelta(days=ago)


def number(last: int) -> str:
    return f"0011450000{last:02}"


def known(last: int, **fields: object) -> dict[str, object]:
    return person(**{"personal_id": number(last), "full_name": NAMES[last % 4], **fields})


def gone(last: int) -> dict[str, object]:
    return {"personal_id": number(last), "op": "delete"}


class Register:
    def __init__(self, folder: Path) -> None:
        self.landing = folder / "landing"
        self.landing.mkdir()
        self.lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))

    def full(self, ago: int, rows: list[dict[str, object]], **options: object) -> None:
        data = population_file(rows)
        write_delivery(self.landing, "population", "c06", {"p.csv": data}, date=day(ago), **options)

    def delta(self, ago: int, rows: list[dict[str, object]], **options: object) -> None:
        data = csv_file([{"op": "upsert", **row} for row in rows], [*POPULATION_HEADER, "op"])
        write_delivery(self.landing, "population", "c06", {"p.csv": data}, date=day(ago), manifest=DELTA, **options)

    def night(self, ago: int = 0) -> dict[str, str]:
        """Name by personal_id, the digits at its end."""
        self.counts = receive("population", day(ago), landing=FolderStore(self.landing), lake=self.lake)
        self.counts |= standardise("population", day(ago), lake=self.lake)
        self.files = {f["file"]: f for f in self.lake.read(FILE_ACCOUNTING, day(ago), "population").to_pylist()}
        self.aside = self.lake.read(QUARANTINE, day(ago), "population").to_pylist()
        people = self.lake.read(POPULATION, day(ago)).to_pylist()
        assert len(people) == len({p["personal_id"] for p in people})
        used = [f for f in self.files.values() if f["outcome"] == "accepted" and f["file"][:2] not in {"1/", "2/"}]
        assert len(people) == sum(f["rows_accepted"] - f["rows_superseded"] for f in used)
        return {p["personal_id"][-2:]: p["full_name"] for p in people}

    def receipt(self, ago: int, sequence: int = 1) -> dict[str, object]:
        path = self.landing / f"_receipts/population/{day(ago)}/c06/{sequence}.json"
        return json.loads(path.read_text("utf-8"))


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def test_a_delta_adds_changes_and_deletes(register):
    register.full(1, [known(1), known(2), known(3)])
    register.delta(0, [known(2, full_name="Lê Thị Bích"), gone(3), known(4)])
    assert register.night() == {"01": NAMES[1], "02": "Lê Thị Bích", "04": NAMES[0]}
    assert (register.counts["deleted"], register.counts["deleted_unknown"]) == (1, 0)


def test_deltas_are_applied_in_the_order_of_their_dates(register):
    register.full(3, [known(1)])
    register.delta(2, [known(1, full_name="Tên Cũ"), known(2)])
    register.delta(1, [gone(1)])
    register.delta(0, [known(1, full_name="Tên Mới")])
    assert register.night() == {"01": "Tên Mới", "02": NAMES[2]}
    assert register.night(1) == {"02": NAMES[2]}
    assert register.night(2) == {"01": "Tên Cũ", "02": NAMES[2]}


def test_a_delta_before_the_full_delivery_is_not_used(register):
    register.delta(1, [known(9)])
    register.full(0, [known(1)])
    assert register.night() == {"01": NAMES[1]}
    assert len(register.files) == 1


def test_rows_that_a_delta_replaced_stay_accepted_and_are_counted(register):
    register.full(1, [known(1), known(2), known(3)])
    register.delta(0, [known(1), gone(2)])
    register.night()
    below, newest = register.files[f"{day(1)}/1/p.csv"], register.files["p.csv"]
    assert (below["rows_read"], below["rows_accepted"], below["rows_superseded"]) == (3, 3, 2)
    assert (newest["rows_read"], newest["rows_accepted"], newest["rows_superseded"]) == (2, 2, 1)
    assert below["reason_vi"] == "bản ngày 2024-01-11, đã cập nhật theo các thay đổi gửi sau"
    assert newest["reason"] is None


def test_deleting_somebody_unknown_is_counted(register):
    register.full(1, [known(1)])
    register.delta(0, [gone(7), gone(1)])
    assert register.night() == {}
    assert (register.counts["deleted"], register.counts["deleted_unknown"]) == (2, 1)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        pytest.param(known(2, op=""), "op", "missing", id="no op"),
        pytest.param(known(2, op="merge"), "op", "unknown_code", id="another op"),
        pytest.param({"personal_id": "17", "op": "delete"}, "personal_id", "invalid_personal_id", id="whom to delete"),
        pytest.param(known(1, full_name="Tên Khác"), "personal_id", "duplicate_personal_id", id="twice in a delta"),
    ],
)
def test_a_bad_row_of_a_delta_is_put_aside(register, row, field, reason):
    register.full(1, [known(1)])
    register.delta(0, [known(1, full_name="Tên Mới"), row])
    assert register.night() == {"01": "Tên Mới"}
    assert [(q["file"], q["row_number"], q["field"], q["reason"]) for q in register.aside] == [
        ("p.csv", 3, field, reason)
    ]


def test_a_full_delivery_does_not_delete(register):
    rows = [known(1), {**gone(2)}]
    data = csv_file(rows, [*POPULATION_HEADER, "op"])
    write_delivery(register.landing, "population", "c06", {"p.csv": data})
    assert register.night() == {"01": NAMES[1]}
    assert [(q["field"], q["reason"]) for q in register.aside] == [("op", "unknown_code")]


def test_a_higher_sequence_of_a_delta_replaces_the_lower_one(register):
    register.full(1, [known(1)])
    register.delta(0, [known(2)])
    register.delta(0, [known(3)], sequence=2)
    assert register.night() == {"01": NAMES[1], "03": NAMES[3]}
    assert register.files["1/p.csv"]["reason"] == "replaced by sequence 2"


def test_a_delta_after_a_full_delivery_of_its_date_changes_that_one(register):
    register.full(0, [known(1)])
    register.delta(0, [known(2)], sequence=2)
    assert register.night() == {"01": NAMES[1], "02": NAMES[2]}


def test_a_full_delivery_replaces_a_lower_delta_of_its_date(register):
    register.full(1, [known(1)])
    register.delta(0, [known(2)])
    register.full(0, [known(3)], sequence=2)
    assert register.night() == {"03": NAMES[3]}


def test_after_a_gap_the_register_is_that_of_the_day_before_it(register):
    register.full(5, [known(1)])
    register.delta(4, [known(2)])
    register.delta(3, [gone(1)], entry={"rows": 9})
    register.delta(1, [known(3)])
    register.delta(0, [known(0)])
    assert register.night() == {"01": NAMES[1], "02": NAMES[2]}
    assert "the delivery of 2024-01-09 was refused, and the deltas after it wait" in register.counts["warning"]
    assert "its delivery is 4 days old" in register.counts["warning"]
    assert (register.receipt(3)["code"], register.receipt(1)["code"]) == ("rows_wrong", "delta_after_gap")
    assert register.receipt(0)["parameters"] == {"date": "2024-01-09"}
    register.delta(3, [gone(1)], sequence=2)
    assert register.night() == {"02": NAMES[2], "03": NAMES[3], "00": NAMES[0]}
    assert register.receipt(0)["outcome"] == "accepted"


def test_a_gap_that_is_too_long_stops_the_night(register):
    register.full(20, [known(1)])
    register.delta(19, [known(2)], entry={"rows": 9})
    register.delta(0, [known(3)])
    with pytest.raises(SourceMissing, match="2 refused"):
        register.night()
    reasons = register.lake.read(FILE_ACCOUNTING, DATE, "population")["reason_vi"].to_pylist()
    assert any("Lần gửi ngày 2023-12-24 bị từ chối" in reason for reason in reasons)


def test_a_full_delivery_may_be_old_when_deltas_are_fresh(register):
    register.full(60, [known(1)])
    register.delta(1, [known(2)])
    assert register.night() == {"01": NAMES[1], "02": NAMES[2]}
    assert "warning" not in register.counts


def test_a_delta_that_nothing_carries_is_refused(register):
    register.delta(0, [known(2)], sequence=1)
    register.delta(0, [known(2)], sequence=2)
    with pytest.raises(SourceMissing):
        register.night()
    assert [register.receipt(0, sequence)["code"] for sequence in (1, 2)] == ["delta_without_full"] * 2


def test_a_delta_for_another_feed_is_refused(register):
    write_delivery(register.landing, "accounts", "970436", {"a.csv": b""}, manifest=DELTA)
    with pytest.raises(SourceMissing, match="mode 'delta' is for population only"):
        receive("accounts", DATE, landing=FolderStore(register.landing), lake=register.lake)


def test_each_sender_has_a_chain_of_its_own(register):
    register.full(1, [known(1), known(2)])
    write_delivery(register.landing, "population", "c07", {"p.csv": population_file([known(2), known(3)])})
    register.delta(0, [gone(2)])
    assert register.night() == {"01": NAMES[1], "02": NAMES[2], "03": NAMES[3]}


CHANGES = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=4, unique_by=lambda change: change[0])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, max_size=4))
def test_a_chain_is_what_applying_its_deltas_one_by_one_gives(tmp_path_factory, chain):
    register, expected = Register(tmp_path_factory.mktemp("chain")), {"01": "Tên 1", "02": "Tên 2"}
    register.full(len(chain), [known(1, full_name="Tên 1"), known(2, full_name="Tên 2")])
    for step, changes in enumerate(chain):
        rows = [gone(who) if deletes else known(who, full_name=f"Tên {step}") for who, deletes in changes]
        register.delta(len(chain) - 1 - step, rows)
        for who, deletes in changes:
            expected.pop(f"0{who}", None) if deletes else expected.update({f"0{who}": f"Tên {step}"})
    assert register.night() == expected
