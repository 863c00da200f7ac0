"""Drift on whole zones: quiet where the rolls are as the model knows them, told where they are not."""

from pathlib import Path

import pyarrow as pa
import pytest
from benchmarks.linkage.zones import DATE, hardened, zone

from doisoat.linkage.drift import drift_table
from doisoat.linkage.model import current_model
from doisoat.quality.drift import drift_frame, drift_parameters
from doisoat.quality.gate import check_frame, suite_path
from doisoat.records.link import PROFILE
from doisoat.storage.lake import Lake
from linked import link_whole

pytestmark = pytest.mark.slow
MODEL = current_model()


def failed(folder: Path, *, seed: int, noise: int) -> set[str]:
    """The expectations that a zone of 20,000 persons fails."""
    settings = zone(folder, persons=20_000, seed=seed, noise=noise)
    lake = Lake.open(settings.lake, settings.scratch)
    with hardened(settings) as (population, (entries, accounts)):
        links = link_whole(population, entries.records, accounts.records)
    for subject, judged in (("beneficiary", links.entries), ("account", links.holders)):
        table: pa.Table = drift_table(subject, judged, MODEL)
        lake.write(PROFILE, DATE, table, subject)
    results = check_frame(suite_path("link/profile"), drift_frame(DATE, lake), drift_parameters())
    return {row["expectation"] for row in results.to_pylist() if not row["success"]}


def test_zone_like_those_of_the_training_is_quiet(tmp_path: Path) -> None:
    assert failed(tmp_path, seed=1, noise=1) == set()


@pytest.mark.parametrize("noise", [0, 2])
def test_zone_whose_rolls_are_written_otherwise_is_told(tmp_path: Path, noise: int) -> None:
    told = failed(tmp_path, seed=2, noise=noise)
    assert {"profile_name_as_trained", "profile_birth_as_trained", "profile_id_as_trained"} <= told
    assert "profile_worst_is_bearable" not in told, "drift does not stop a night by itself"
