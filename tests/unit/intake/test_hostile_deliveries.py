"""What a sender, or somebody in its place, may try with a delivery: the night goes on with the last good one."""

import datetime as dt
import gzip
import hashlib
import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from doisoat.errors import SourceMissing
from doisoat.intake.config import load_limits
from doisoat.intake.manifest import MAX_BYTES
from doisoat.intake.receive import receive
from doisoat.intake.standardise import standardise
from doisoat.records.core import FILE_ACCOUNTING, POPULATION
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE, account_row, bank_file, parquet_file, person, population_file, write_delivery

YESTERDAY = DATE - dt.timedelta(days=1)
GOOD = population_file([person()])
SENDER = "c06"


class Night:
    def __init__(self, folder: Path) -> None:
        self.landing = folder / "landing"
        self.landing.mkdir()
        self.store = FolderStore(self.landing)
        self.lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))

    def send(self, data: bytes = GOOD, *, name: str = "p.csv", date: dt.date = DATE, **options: object) -> Path:
        return write_delivery(self.landing, "population", SENDER, {name: data}, date=date, **options)

    def run(self) -> dict[str, int | str]:
        counts = receive("population", DATE, landing=self.store, lake=self.lake)
        standardise("population", DATE, lake=self.lake)
        return counts

    def code(self, sequence: int = 1) -> str:
        """Why the delivery of the day was refused, after a night that went on with yesterday's."""
        counts = self.run()
        assert (counts["refused"], counts["carried_forward"], counts["rows"]) == (1, 1, 1)
        return self.receipt(sequence)["code"]

    def receipt(self, sequence: int = 1) -> dict[str, object]:
        return json.loads(self.store.read(f"_receipts/population/{DATE}/{SENDER}/{sequence}.json"))


@pytest.fixture
def night(tmp_path: Path) -> Night:
    night = Night(tmp_path)
    night.send(date=YESTERDAY)
    return night


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../p.csv", id="up"),
        pytest.param("/etc/passwd", id="absolute"),
        pytest.param("..", id="the folder above"),
        pytest.param(".", id="the folder itself"),
        pytest.param("..\\p.csv", id="backslash"),
        pytest.param("C:p.csv", id="drive letter"),
        pytest.param("p.csv:stream", id="second stream"),
        pytest.param("a/p.csv", id="folder below"),
        pytest.param("p.csv\0", id="NUL"),
        pytest.param("p\n.csv", id="line break"),
        pytest.param("p\u2028.csv", id="line separator"),
        pytest.param("\u202evsc.p", id="text turned round"),
        pytest.param("\uff0e\uff0e\uff0fp.csv", id="full-width dots and slash"),
        pytest.param("p\u200b.csv", id="zero-width space"),
        pytest.param(".p.csv", id="hidden"),
        pytest.param(" p.csv", id="space in front"),
        pytest.param("Manifest.JSON", id="the manifest itself"),
    ],
)
def test_a_file_name_that_leads_astray_is_refused(night, name):
    night.send(entry={"name": name})
    assert night.code() == "entry_name"


def test_a_name_of_a_thousand_letters_is_refused(night):
    night.send(entry={"name": "p" * 1000})
    assert night.code() == "entry_no_name"


def test_a_file_name_in_vietnamese_is_ordinary(night):
    night.send(name="Danh sách phường Phúc Xá (đợt 1).csv")
    assert night.run()["carried_forward"] == 0


@pytest.mark.parametrize("linked", ["file", "sequence", "sender"])
def test_links_are_not_followed(night, tmp_path, linked):
    folder = night.send()
    path = {"file": folder / "p.csv", "sequence": folder, "sender": folder.parent}[linked]
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    counts = night.run()
    assert counts["carried_forward"] == 1
    assert counts["refused"] == (1 if linked == "file" else 0)


def test_a_manifest_that_is_a_link_is_not_there(night, tmp_path):
    manifest = night.send() / "manifest.json"
    manifest.rename(tmp_path / "m")
    manifest.symlink_to(tmp_path / "m")
    assert (night.run()["refused"], night.run()["carried_forward"]) == (0, 1)


def test_a_pipe_in_place_of_a_file_does_not_hang_the_night(night):
    path = night.send() / "p.csv"
    path.unlink()
    os.mkfifo(path)
    assert night.code() == "file_missing"


def altered(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(manifest: bytes) -> bytes:
        assert old.encode() in manifest
        return manifest.replace(old.encode(), new.encode())

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda m: m + b" " * MAX_BYTES, "manifest_too_large", id="larger than allowed"),
        pytest.param(lambda _: b"", "manifest_not_json", id="empty"),
        pytest.param(lambda m: m[:-9], "manifest_not_json", id="cut off"),
        pytest.param(lambda m: m.decode().encode("utf-16"), "manifest_not_json", id="UTF-16"),
        pytest.param(lambda m: b"\xff" + m, "manifest_not_json", id="not UTF-8"),
        pytest.param(lambda m: m + b"{}", "manifest_not_json", id="two objects"),
        pytest.param(lambda m: b"[" + m + b"]", "manifest_not_object", id="a list"),
        pytest.param(lambda _: b'{"a":' * 5000 + b"1" + b"}" * 5000, "manifest_too_deep", id="five thousand levels"),
        pytest.param(lambda _: b'{"a":' * 20 + b"1" + b"}" * 20, "manifest_too_deep", id="twenty levels"),
        pytest.param(altered('"mode": "full"', '"mode": "full", "mode": "full"'), "manifest_member_twice", id="twice"),
        pytest.param(
            altered('"bytes": ', '"rows": 1, "rows": 1, "bytes": '), "manifest_member_twice", id="twice below"
        ),
        pytest.param(altered('"bytes": ', '"rows": 1e999, "bytes": '), "manifest_number", id="1e999"),
        pytest.param(altered('"bytes": ', '"rows": NaN, "bytes": '), "manifest_number", id="NaN"),
        pytest.param(altered('"bytes": ', '"rows": -Infinity, "bytes": '), "manifest_number", id="infinity"),
        pytest.param(altered('"bytes": ', '"rows": true, "bytes": '), "entry_count", id="true rows"),
        pytest.param(altered('"bytes": ', '"rows": 1.0, "bytes": '), "entry_count", id="rows with a fraction"),
        pytest.param(altered('"bytes": ', '"rows": "1", "bytes": '), "entry_count", id="rows as text"),
        pytest.param(altered('"bytes": ', '"rows": -1, "bytes": '), "entry_count", id="negative rows"),
        pytest.param(altered('"bytes": ', '"rows": 1' + "0" * 30 + ', "bytes": '), "entry_count", id="huge rows"),
        pytest.param(
            altered('"bytes": ', '"rows": 1' + "0" * 5000 + ', "bytes": '), "manifest_not_json", id="5000 digits"
        ),
        pytest.param(altered('"bytes": ', '"totals": [], "bytes": '), "entry_totals", id="totals are a list"),
        pytest.param(altered('"bytes": ', '"totals": {"status": true}, "bytes": '), "entry_total", id="true total"),
        pytest.param(altered('"bytes": ', '"totals": {"status": 0.5}, "bytes": '), "entry_total", id="half a total"),
        pytest.param(altered('"bytes": ', '"layout": 7, "bytes": '), "entry_layout", id="layout is a number"),
        pytest.param(altered('"bytes": ', '"size": '), "entry_no_size", id="no size"),
        pytest.param(altered('"sha256": "', '"sha256": "x'), "entry_no_digest", id="no digest"),
        pytest.param(altered("population/1", "population/2"), "contract_version", id="another version"),
        pytest.param(altered("population/1", "accounts/1"), "contract_version", id="another feed"),
        pytest.param(altered('"sequence": 1', '"sequence": true'), "manifest_header", id="sequence true"),
        pytest.param(altered('"sequence": 1', '"sequence": 1.0'), "manifest_header", id="sequence with a fraction"),
        pytest.param(altered('"mode": "full"', '"mode": ["full"]'), "mode_unknown", id="mode is a list"),
    ],
)
def test_a_manifest_made_to_confuse_is_refused(night, change, code):
    path = night.send() / "manifest.json"
    path.write_bytes(change(path.read_bytes()))
    assert night.code() == code
    assert night.receipt()["reason_vi"]


def test_a_delivery_of_too_many_files_is_refused(night, monkeypatch):
    few = replace(load_limits("population"), max_files=1)
    monkeypatch.setattr("doisoat.intake.receive.load_limits", lambda _: few)
    write_delivery(night.landing, "population", SENDER, {"a.csv": GOOD, "b.csv": GOOD})
    assert night.code() == "manifest_many_files"


def test_a_file_listed_twice_is_refused_even_in_other_letters(night):
    folder = night.send(name="Ấp.csv")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"].append({**manifest["files"][0], "name": "ấp.CSV"})
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert night.code() == "manifest_file_twice"


PARQUET = parquet_file([person(personal_id=f"0011450{i:05}") for i in range(2000)])
PACKED = population_file([person(personal_id=f"0011450{i:05}") for i in range(2000)], packed=True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("p.parquet", PARQUET[:-100], id="Parquet without its footer"),
        pytest.param("p.parquet", PARQUET[:4] + b"\0" * 3000 + PARQUET[3004:], id="Parquet with zeroed pages"),
        pytest.param("p.parquet", b"PAR1 nothing PAR1", id="no Parquet inside"),
        pytest.param("p.csv.gz", PACKED[:-1000], id="gz cut off"),
        pytest.param("p.csv.gz", PACKED[:-8] + b"\0" * 8, id="gz with a wrong checksum"),
        pytest.param("p.csv.gz", PACKED[:1000] + b"\xff" * 50 + PACKED[1050:], id="gz with damage inside"),
    ],
)
def test_a_damaged_file_refuses_its_delivery(night, name, data):
    night.send(data, name=name)
    assert night.code() == "file_damaged"


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_early(night, monkeypatch):
    small = replace(load_limits("population"), max_unpacked_bytes=20 << 20)
    monkeypatch.setattr("doisoat.intake.receive.load_limits", lambda _: small)
    line = GOOD.splitlines(keepends=True)[1]
    night.send(gzip.compress(GOOD + line * 400_000, 1), name="p.csv.gz")
    assert night.code() == "unpacked_too_large"


class Meddling(FolderStore):
    """A landing in which something happens when an object has been read for the first time."""

    def __init__(self, root: Path, key: str, meddle: Callable[[], object]) -> None:
        super().__init__(root)
        self.key, self.meddle, self.done = key, meddle, False

    def read(self, key: str, *, limit: int | None = None) -> bytes:
        data = super().read(key, limit=limit)
        self._meddle(key)
        return data

    def download(self, key: str, target: Path) -> None:
        super().download(key, target)
        self._meddle(key)

    def _meddle(self, key: str) -> None:
        if key.endswith(self.key) and str(DATE) in key and not self.done:
            self.done = True
            self.meddle()


def test_a_manifest_that_changes_afterwards_counts_as_it_was_read(night):
    folder = night.send()
    before = (folder / "manifest.json").read_bytes()
    night.store = Meddling(night.landing, "manifest.json", lambda: (folder / "manifest.json").write_text("{}"))
    assert (night.run()["refused"], night.receipt()["outcome"]) == (0, "accepted")
    assert night.receipt()["manifest_sha256"] == hashlib.sha256(before).hexdigest()


def test_a_manifest_taken_away_while_it_is_looked_at_is_refused(night, monkeypatch):
    folder = night.send()
    scan = night.store.scan

    def scan_and_lose(prefix: str):
        found = list(scan(prefix))
        if str(DATE) in prefix:
            (folder / "manifest.json").unlink()
        return iter(found)

    monkeypatch.setattr(night.store, "scan", scan_and_lose)
    assert night.code() == "file_missing"


def test_a_file_replaced_after_it_was_read_changes_nothing(night):
    folder = night.send()
    night.store = Meddling(night.landing, "p.csv", lambda: (folder / "p.csv").write_bytes(b"replaced"))
    assert (night.run()["refused"], night.receipt()["outcome"]) == (0, "accepted")


def test_a_file_replaced_before_it_is_read_is_refused(night):
    folder = night.send()
    other = GOOD.replace(b"alive", b"ALIVE")
    night.store = Meddling(night.landing, "manifest.json", lambda: (folder / "p.csv").write_bytes(other))
    assert night.code() == "digest_wrong"


def test_a_file_taken_away_after_it_was_listed_is_refused(night):
    folder = night.send()
    night.store = Meddling(night.landing, "manifest.json", (folder / "p.csv").unlink)
    assert night.code() == "file_missing"


def test_a_sequence_that_appears_while_the_night_runs_is_for_the_next_run(night):
    night.send()
    newer = population_file([person(), person(personal_id="001145000009")])
    night.store = Meddling(night.landing, "manifest.json", lambda: night.send(newer, sequence=2))
    assert night.run()["rows"] == 1
    assert night.run()["rows"] == 2


def test_two_processes_that_receive_the_same_feed_leave_one_whole_result(night):
    night.send(population_file([person(personal_id=f"0011450{i:05}") for i in range(500)]))
    threads = [threading.Thread(target=night.run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert night.lake.rows(POPULATION, DATE) == 500
    (file,) = night.lake.read(FILE_ACCOUNTING, DATE, "population").to_pylist()
    assert (file["rows_read"], file["rows_accepted"], file["rows_quarantined"]) == (500, 500, 0)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("2024-02-30/c06/1", id="no date of the calendar"),
        pytest.param("20240112/c06/1", id="a date without dashes"),
        pytest.param("2024-1-12/c06/1", id="a short month"),
        pytest.param("tạm/c06/1", id="no date at all"),
        pytest.param("2024-01-12/C06/1", id="a sender in capitals"),
        pytest.param("2024-01-12/c 06/1", id="a sender with a space"),
        pytest.param("2024-01-12/-c06/1", id="a sender like an option"),
        pytest.param(f"2024-01-12/{'c' * 65}/1", id="a sender too long"),
        pytest.param("2024-01-12/c06/01", id="sequence 01"),
        pytest.param("2024-01-12/c06/0", id="sequence 0"),
        pytest.param("2024-01-12/c06/+1", id="sequence +1"),
        pytest.param("2024-01-12/c06/-1", id="sequence -1"),
        pytest.param("2024-01-12/c06/1.5", id="sequence 1.5"),
        pytest.param("2024-01-12/c06/²", id="a superscript two"),
        pytest.param("2024-01-12/c06/٢", id="an Arabic two"),
        pytest.param(f"2024-01-12/c06/1{'0' * 20}", id="a huge sequence"),
    ],
)
def test_a_folder_named_like_no_delivery_is_passed_over_with_a_warning(night, place):
    folder = night.send(sequence=7)
    target = night.landing / "population" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    counts = night.run()
    assert (counts["carried_forward"], counts["refused"]) == (1, 0)
    assert "1 folders of the landing are named like no delivery" in counts["warning"]


def test_sequences_count_as_numbers(night):
    night.send(population_file([person(), person(personal_id="001145000009")]), sequence=10)
    night.send(sequence=9)
    counts = night.run()
    assert (counts["rows"], counts["replaced"]) == (2, 1)


def test_a_sender_that_has_grown_stale_is_named_and_the_others_go_on(night):
    write_delivery(night.landing, "population", "c07", {"p.csv": GOOD}, date=DATE - dt.timedelta(days=15))
    counts = night.run()
    assert counts["deliveries"] == 1
    assert counts["warning"] == "c07: its newest delivery is 15 days old and is not used any more"


@pytest.mark.parametrize(
    ("feed", "age", "warns"),
    [("accounts", 7, False), ("accounts", 8, True), ("population", 2, False), ("population", 3, True)],
)
def test_the_age_that_is_worth_a_warning_is_of_the_feed(tmp_path, feed, age, warns):
    night, date = Night(tmp_path), DATE - dt.timedelta(days=age)
    files = {"f.csv": bank_file([account_row()]) if feed == "accounts" else GOOD}
    write_delivery(night.landing, feed, "970436", files, date=date)
    counts = receive(feed, DATE, landing=night.store, lake=night.lake)
    assert ("warning" in counts) == warns


@pytest.mark.parametrize(("feed", "last"), [("population", 14), ("accounts", 31)])
def test_the_age_that_stops_the_night_is_of_the_feed(tmp_path, feed, last):
    night, date = Night(tmp_path), DATE - dt.timedelta(days=last)
    files = {"f.csv": bank_file([account_row()]) if feed == "accounts" else GOOD}
    write_delivery(night.landing, feed, "970436", files, date=date)
    assert receive(feed, DATE, landing=night.store, lake=night.lake)["deliveries"] == 1
    with pytest.raises(SourceMissing, match=f"{last} days is the oldest allowed"):
        receive(feed, DATE + dt.timedelta(days=1), landing=night.store, lake=night.lake)
