"""A past night made again from the lake, in a process of its own, with the configuration of then."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from doisoat import paths, steps
from doisoat.errors import ReplayFailed
from doisoat.records import core, mart
from doisoat.records.night import CONFIGURATION
from doisoat.replay.__main__ import main
from doisoat.replay.configuration import read_configuration, write_configuration
from doisoat.replay.night import MADE, rebuild, replay
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate
from factory import DATE

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A lake that keeps one night up to reconciliation."""
    folder = tmp_path_factory.mktemp("replayed")
    generate(Order(folder / "landing", persons=1500, date=DATE, seed=11), say=lambda _: None)
    made = Settings(str(folder / "landing"), str(folder / "lake"), "no warehouse", str(folder / "scratch"))
    for feed in steps.FEEDS:
        steps.receive(feed, DATE, made)
        steps.standardise(feed, DATE, made)
    rebuild(DATE, made)
    return made


@pytest.fixture
def lake(settings: Settings) -> Lake:
    return Lake.open(settings.lake, settings.scratch)


def test_night_gives_the_same_rows_again(settings: Settings) -> None:
    compared = replay(DATE, settings)
    assert [one for one in compared if not one.same] == []
    assert {one.table.name for one in compared} >= {
        "beneficiary_person",
        "beneficiary",
        "account",
        "finding",
        "coverage",
    }
    assert {one.table for one in compared} <= set(MADE)
    assert min(one.kept for one in compared if one.table is mart.BENEFICIARY) > 50


def test_night_is_made_with_the_configuration_of_then_and_not_of_now(
    settings: Settings, lake: Lake, tmp_path: Path
) -> None:
    shutil.copytree(paths.CONFIG, tmp_path / "config")
    policy = tmp_path / "config" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("verified: account\n", "verified: postal_cash\n"), "utf-8")
    of_then = {"DOISOAT_CONFIG": str(tmp_path / "config"), "DOISOAT_LAKE": settings.lake}
    run_apart({**of_then, "DOISOAT_SCRATCH": settings.scratch, "WAREHOUSE_URL": "none"})
    (counted,) = [one for one in replay(DATE, settings) if one.table is mart.BENEFICIARY]
    assert counted.same
    kept = lake.read(mart.BENEFICIARY, DATE)
    assert not pc.any(pc.equal(kept.filter(pc.field("account_status") == "verified")["pay_channel"], "bank")).as_py()
    rebuild(DATE, settings)
    assert pc.any(pc.equal(lake.read(mart.BENEFICIARY, DATE)["pay_channel"], "bank")).as_py()


def run_apart(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "doisoat.replay", "--rebuild", f"{DATE}"]
    subprocess.run(command, env={**os.environ, **environ}, check=True)


def test_rows_that_are_not_made_again_are_counted(
    settings: Settings, lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = lake.read(mart.ACCOUNT, DATE)
    names = pa.array(["KHÁC", *kept["holder_name"].to_pylist()[1:]])
    lake.write(mart.ACCOUNT, DATE, kept.set_column(kept.column_names.index("holder_name"), "holder_name", names))
    for name, value in (("LAKE", settings.lake), ("SCRATCH", settings.scratch)):
        monkeypatch.setenv(f"DOISOAT_{name}", value)
    monkeypatch.setenv("WAREHOUSE_URL", "none")
    assert main([f"{DATE}"]) == 1
    told = capsys.readouterr().out
    assert f"{kept.num_rows} rows kept: {kept.num_rows} now, 1 of those kept are not among them" in told
    assert "OTHER ROWS" in told
    assert "KHÁC" not in told
    lake.write(mart.ACCOUNT, DATE, kept)


def test_night_that_the_lake_does_not_keep_cannot_be_replayed(settings: Settings) -> None:
    with pytest.raises(ReplayFailed, match="keeps no configuration of the night of 2023-01-01"):
        replay(DATE.replace(year=2023, day=1), settings)


def test_core_of_another_version_is_told(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.lake, tmp_path / "lake")
    of_old = Lake.open(str(tmp_path / "lake"), settings.scratch)
    with of_old.file(core.ACCOUNTS, DATE) as path:
        pa.parquet.write_table(pa.parquet.read_table(path, partitioning=None).drop_columns(["status"]), path)
    with pytest.raises(ReplayFailed, match=r"core/accounts of 2024-01-12 has other columns"):
        replay(DATE, Settings("", str(tmp_path / "lake"), "", settings.scratch))


def test_configuration_is_kept_byte_for_byte(tmp_path: Path) -> None:
    kept = read_configuration()
    assert kept.schema == CONFIGURATION.schema
    environ = write_configuration(kept, tmp_path)
    for name, folder in (("CONFIG", paths.CONFIG), ("REFERENCE", paths.REFERENCE)):
        for path in Path(environ[f"DOISOAT_{name}"]).rglob("*.*"):
            assert path.read_bytes() == (folder / path.relative_to(environ[f"DOISOAT_{name}"])).read_bytes()
    assert {"config/policy.yaml", "config/linkage/person-v2.yaml", "reference/banks.csv"} <= set(
        kept["path"].to_pylist()
    )
