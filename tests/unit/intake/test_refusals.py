"""A delivery that cannot be trusted is refused whole, and the sender's last good one is used."""

import ast
import dataclasses
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from doisoat.errors import SourceMissing
from doisoat.intake.config import load_limits
from doisoat.intake.receive import receive
from doisoat.intake.refusals import in_file, refuse, sentences
from doisoat.intake.standardise import standardise
from doisoat.paths import HOME
from doisoat.records.core import BENEFICIARIES, FILE_ACCOUNTING, POPULATION
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE, parquet_file, person, population_file, roll_file, roll_row, workbook, write_delivery

YESTERDAY = DATE - dt.timedelta(days=1)
GOOD = population_file([person()])
SENDER = "c06"
# Said of deliveries that are used or replaced.
KEPT = {"carried_forward", "replaced", "changed_by_deltas", "counted_beside"}


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))


def take(feed: str, landing: Path, lake: Lake) -> dict[str, int | str]:
    counts = receive(feed, DATE, landing=FolderStore(landing), lake=lake)
    standardise(feed, DATE, lake=lake)
    return counts


def refusal(landing: Path, feed: str, sender: str, sequence: int = 1) -> str:
    receipt = json.loads((landing / f"_receipts/{feed}/{DATE}/{sender}/{sequence}.json").read_text("utf-8"))
    assert receipt["outcome"] == "refused"
    return receipt["reason"]


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        pytest.param({"entry": {"sha256": "0" * 64}}, "p.csv does not have the sha256", id="digest"),
        pytest.param({"entry": {"bytes": 5}}, "p.csv has .* bytes, the manifest says 5", id="size"),
        pytest.param({"entry": {"rows": 7}}, "p.csv: it has 1 rows, the manifest says 7", id="rows"),
        pytest.param({"entry": {"totals": {"status": 9}}}, "its status adds up to 0", id="control total"),
        pytest.param({"entry": {"totals": {"height": 9}}}, "not in its layout", id="strange control total"),
        pytest.param({"entry": {"name": "q.csv"}}, "q.csv is in the manifest but was not", id="file missing"),
        pytest.param({"entry": {"name": "../p.csv"}}, "not a plain file name", id="path"),
        pytest.param({"entry": {"name": "..\\p.csv"}}, "not a plain file name", id="windows path"),
        pytest.param({"entry": {"name": ".p.csv"}}, "not a plain file name", id="hidden"),
        pytest.param({"entry": {"layout": "roll-standard"}}, "layout 'roll-standard' is not known", id="layout"),
        pytest.param({"manifest": {"mode": "delta"}}, "needs the column op", id="delta without op"),
        pytest.param({"manifest": {"mode": None}}, "'mode' must be 'full'", id="mode"),
        pytest.param({"manifest": {"contract": "population/2"}}, "'contract' must be", id="contract"),
        pytest.param({"manifest": {"sender": "c07"}}, "'sender' must be", id="sender"),
        pytest.param({"manifest": {"sequence": 2}}, "'sequence' must be", id="sequence"),
        pytest.param({"manifest": {"business_date": "2024-01-11"}}, "'business_date' must be", id="date"),
        pytest.param({"manifest": {"files": []}}, "lists no file", id="no files"),
        pytest.param({"manifest": {"files": [7]}}, "file 1 is not a JSON object", id="no entry"),
    ],
)
def test_a_manifest_that_does_not_hold_is_refused_and_the_last_good_one_used(landing, lake, overrides, reason):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=YESTERDAY)
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, **overrides)
    counts = take("population", landing, lake)
    assert (counts["refused"], counts["carried_forward"], counts["rows"]) == (1, 1, 1)
    assert f"{SENDER}: delivery 1 of {DATE} was refused (" in counts["warning"]
    text = refusal(landing, "population", SENDER)
    assert re.search(reason, text)
    rows = {r["outcome"]: r for r in lake.read(FILE_ACCOUNTING, DATE, "population").to_pylist()}
    assert rows["refused"]["reason"] == text
    assert rows["accepted"]["reason"] == "carried forward from 2024-01-11"
    assert rows["accepted"]["delivery_date"] == YESTERDAY


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("p.csv", b"", id="empty"),
        pytest.param("p.csv", GOOD.replace(b"alive", b"al\xffve"), id="not utf-8"),
        pytest.param("p.csv", GOOD.replace(b"alive", b"al\x00ve"), id="zero byte"),
        pytest.param("p.csv", GOOD.replace(b"personal_id", b"person"), id="column missing"),
        pytest.param("p.csv", GOOD.replace(b"village", b"status"), id="column twice"),
        pytest.param("p.csv.gz", population_file([person()] * 99, packed=True)[:-20], id="gzip cut off"),
        pytest.param("p.parquet", b"PAR1 nothing PAR1", id="no parquet"),
        pytest.param(
            "p.parquet",
            parquet_file([person(village="@@@@")]).replace(b"@@@@", b"@\xff@@"),
            id="parquet, text that is none",
        ),
        pytest.param("p.pdf", GOOD, id="no layout"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(landing, lake, name, data):
    write_delivery(landing, "population", SENDER, {name: data})
    with pytest.raises(SourceMissing, match="1 refused"):
        take("population", landing, lake)
    assert refusal(landing, "population", SENDER).startswith(name)


def zipped(**members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return target.getvalue()


FAR = [[None] * 100 + ["x"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"no zip", "damaged", id="no workbook"),
        pytest.param(roll_file([roll_row()])[:3000], "damaged", id="cut off"),
        pytest.param(workbook(FAR), "outside A1:AZ1048576: CW1", id="far cell"),
        pytest.param(workbook([["STT", "Họ và tên"], [1, "A"]]), "lacks the columns beneficiary_code", id="header"),
        pytest.param(workbook([]), "lacks the columns", id="empty sheet"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(landing, lake, data, reason):
    write_delivery(landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": data})
    with pytest.raises(SourceMissing):
        take("beneficiaries", landing, lake)
    assert reason in refusal(landing, "beneficiaries", "so-ldtbxh")


def test_a_workbook_that_unpacks_to_too_much_is_refused(landing, lake, monkeypatch):
    small = dataclasses.replace(load_limits("beneficiaries"), max_unpacked_bytes=1_000_000)
    monkeypatch.setattr("doisoat.intake.receive.load_limits", lambda _: small)
    write_delivery(landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": zipped(a="0" * 1_000_001)})
    with pytest.raises(SourceMissing, match="r.xlsx: it unpacks to more than 1000000 bytes"):
        take("beneficiaries", landing, lake)


def test_a_manifest_that_is_no_json_is_refused(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=YESTERDAY)
    folder = write_delivery(landing, "population", SENDER, {"p.csv": GOOD})
    (folder / "manifest.json").write_bytes(b"[" * 100_000)
    take("population", landing, lake)
    assert "nested deeper" in refusal(landing, "population", SENDER)
    files = [r["file"] for r in lake.read(FILE_ACCOUNTING, DATE, "population").to_pylist()]
    assert files == ["p.csv", "manifest.json"]


def test_a_delivery_without_manifest_is_not_there_yet(landing, lake):
    folder = write_delivery(landing, "population", SENDER, {"p.csv": GOOD})
    (folder / "manifest.json").unlink()
    with pytest.raises(SourceMissing, match="no delivery that can be used"):
        take("population", landing, lake)


def test_a_delivery_that_is_too_old_is_not_used(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=DATE - dt.timedelta(days=15))
    with pytest.raises(SourceMissing, match="the newest is for 2023-12-28, and 14 days is the oldest allowed"):
        take("population", landing, lake)


def test_whoever_must_send_again_is_told_what_was_refused_and_what_never_came(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=YESTERDAY, entry={"rows": 9})
    write_delivery(landing, "population", "c07", {"p.csv": GOOD}, date=DATE - dt.timedelta(days=16))
    with pytest.raises(SourceMissing) as stopped:
        take("population", landing, lake)
    assert "1 refused" in str(stopped.value)
    assert "nothing came for that date: the newest is for 2024-01-11" in str(stopped.value)
    assert "c07 has sent nothing for 16 days" in str(stopped.value)


def test_an_old_delivery_is_used_with_a_warning(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=DATE - dt.timedelta(days=3))
    assert take("population", landing, lake)["warning"] == "c06: its delivery is 3 days old"


def test_a_delivery_of_a_later_date_is_not_used(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, date=DATE + dt.timedelta(days=1))
    with pytest.raises(SourceMissing):
        take("population", landing, lake)


def test_a_replaced_sequence_is_counted_and_not_used(landing, lake):
    first = population_file([person(), person(), person(personal_id="001145000009")])
    write_delivery(landing, "population", SENDER, {"p.csv": first}, sequence=9)
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, sequence=10)
    take("population", landing, lake)
    rows = {r["file"]: r for r in lake.read(FILE_ACCOUNTING, DATE, "population").to_pylist()}
    assert lake.read(POPULATION, DATE).num_rows == 1
    assert rows["9/p.csv"]["reason"] == "replaced by sequence 10"
    assert (rows["9/p.csv"]["rows_accepted"], rows["9/p.csv"]["rows_quarantined"]) == (2, 1)
    assert (rows["p.csv"]["rows_accepted"], rows["p.csv"]["reason"]) == (1, None)


def test_a_landing_that_takes_no_receipt_is_a_warning(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD})
    (landing / "_receipts").write_text("in the way")
    assert take("population", landing, lake)["warning"] == "1 receipts could not be written to the landing"


def test_rows_of_several_files_and_senders_make_one_table(landing, lake):
    second = population_file([person(personal_id="001145000002"), person()])
    write_delivery(landing, "population", "c06", {"a.csv": GOOD, "b.csv": second})
    write_delivery(landing, "population", "c07", {"a.csv": population_file([person(personal_id="001145000003")])})
    counts = take("population", landing, lake)
    assert (counts["deliveries"], counts["files"], counts["rows"]) == (2, 3, 4)
    assert lake.read(POPULATION, DATE).num_rows == 3


def test_a_roll_is_not_read_past_its_signatures_but_further_wards_are(landing, lake):
    lines_of_two_wards = roll_file([
        roll_row(),
        roll_row(beneficiary_code=None, full_name=None, monthly_amount=None),
    ])
    write_delivery(landing, "beneficiaries", "so-ldtbxh", {"r.xlsx": lines_of_two_wards}, entry={"rows": 2})
    take("beneficiaries", landing, lake)
    assert lake.read(BENEFICIARIES, DATE).num_rows == 1


def test_every_refusal_is_documented_as_it_is_said():
    documented = (HOME / "docs" / "intake.md").read_text("utf-8")
    for code, said in sentences().items():
        if code not in KEPT:
            assert f"| `{code}` | {said.vietnamese} | {said.english} |" in documented


def test_every_refusal_has_the_same_parameters_in_both_languages():
    for code, said in sentences().items():
        assert set(re.findall(r"{(\w+)}", said.vietnamese)) == set(re.findall(r"{(\w+)}", said.english)), code


def said_in_code() -> Iterator[tuple[str, set[str | None]]]:
    """Code and names of the parameters of every refuse(…) and say(…) of intake."""
    for path in (HOME / "include" / "doisoat" / "intake").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(call.func, "id", None) if isinstance(call, ast.Call) else None
            if name in {"refuse", "say"} and isinstance(call.args[0], ast.Constant):
                yield call.args[0].value, {keyword.arg for keyword in call.keywords}


def test_every_refusal_that_is_raised_is_in_the_table_with_its_parameters():
    for code, given in said_in_code():
        assert set(re.findall(r"{(\w+)}", sentences()[code].english)) <= given, code
    assert {code for code, _ in said_in_code()} == set(sentences())


def test_what_a_sender_wrote_stays_on_one_line_of_bounded_length():
    refused = in_file(refuse("layout_unknown", layout="x\n\u202ey" * 999, feed="accounts"), "a\nb.csv")
    assert "\n" not in str(refused)
    assert len(refused.vietnamese) < 500
    assert refused.vietnamese.startswith("a\N{REPLACEMENT CHARACTER}b.csv: Không có mẫu")
    assert refused.parameters["file"] == "a\N{REPLACEMENT CHARACTER}b.csv"


def test_a_refusal_is_told_in_vietnamese_in_the_receipt_and_the_accounting(landing, lake):
    write_delivery(landing, "population", SENDER, {"p.csv": GOOD}, entry={"rows": 7})
    with pytest.raises(SourceMissing):
        take("population", landing, lake)
    receipt = json.loads((landing / f"_receipts/population/{DATE}/{SENDER}/1.json").read_text("utf-8"))
    assert receipt["code"] == "rows_wrong"
    assert receipt["parameters"] == {"rows": "1", "announced": "7", "file": "p.csv"}
    assert receipt["reason_vi"] == "p.csv: Tệp có 1 dòng, còn manifest.json ghi 7"
    assert lake.read(FILE_ACCOUNTING, DATE, "population")["reason_vi"].to_pylist() == [receipt["reason_vi"]]
