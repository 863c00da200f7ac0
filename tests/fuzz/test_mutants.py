"""No file that arrives ends a night: damaged deliveries are refused or their rows put aside, and nothing is lost.

To see one mutant again: DOISOAT_FUZZ_SEED=<seed> DOISOAT_FUZZ_COUNT=1 python -m pytest tests/fuzz -k <layout>
"""

import os
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from fuzz.containers import mutate_gzip, mutate_parquet, mutate_zip
from fuzz.manifests import mutate_manifest
from fuzz.mutations import mutate
from fuzz.night import DATE, manifest_of, run
from fuzz.samples import Sample, samples

LAYOUTS = (
    *("population-parquet", "population-csv", "population-csv.gz", "roll-standard", "roll-split-year"),
    *("roll-tcvn3", "roll-dbf", "bank-csv", "bank-fixed"),
)
QUICK, LONG = 28, 1112  # mutants of each layout
SEED = int(os.environ.get("DOISOAT_FUZZ_SEED", "1"))
COUNT = os.environ.get("DOISOAT_FUZZ_COUNT")
SECONDS = 20  # of CPU, whatever else the machine does, in which a mutant is done with
PACKED: dict[str, Callable[[bytes, Random], bytes]] = {
    ".xlsx": mutate_zip,
    ".gz": mutate_gzip,
    ".parquet": mutate_parquet,
}


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    return samples(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_as_it_is_meant_is_accepted(layout: str, good: dict[str, Sample], tmp_path: Path) -> None:
    sample = good[layout]
    assert run(tmp_path / "night", sample, sample.content, manifest_of(sample, DATE, sample.content)) == "accepted"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_mutant_ends_a_night_or_loses_a_row(layout: str, good: dict[str, Sample], tmp_path: Path) -> None:
    examine_mutants(good[layout], list(good.values()), tmp_path, count=int(COUNT or QUICK))


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_mutant_of_many_ends_a_night_or_loses_a_row(layout: str, good: dict[str, Sample], tmp_path: Path) -> None:
    examine_mutants(good[layout], list(good.values()), tmp_path, count=int(COUNT or LONG))


def examine_mutants(sample: Sample, others: list[Sample], folder: Path, *, count: int) -> None:
    failures, outcomes, longest = [], Counter[str](), (0.0, 0)
    for seed in range(SEED, SEED + count):
        started = time.process_time()
        try:
            with time_limit(SECONDS):
                outcomes[examine(sample, others, folder / "night", seed)] += 1
        except (Exception, Late):
            failures.append(f"seed {seed}: {traceback.format_exc(limit=-4)}")
        longest = max(longest, (time.process_time() - started, seed))
    shutil.rmtree(folder / "night", ignore_errors=True)
    print(f"{sample.name} {dict(outcomes)}, at most {longest[0]:.2f} s of CPU (seed {longest[1]})")  # noqa: T201
    assert not failures, f"{len(failures)} of {count} mutants of {sample.layout}:\n" + "\n".join(failures[:5])


def examine(sample: Sample, others: list[Sample], folder: Path, seed: int) -> str:
    random = Random(f"{sample.name}/{seed}")
    if random.random() < 0.12:
        manifest = mutate_manifest(manifest_of(sample, DATE, sample.content), random)
        return run(folder, sample, sample.content, manifest)
    content = mutant(sample, others, random)
    changed: dict[str, object] = {}
    if random.random() < 0.75:  # without counts in the manifest, a changed file can be accepted
        changed = {"rows": None, "totals": None}
    if random.random() < 0.2:
        changed["layout"] = None
    return run(folder, sample, content, manifest_of(sample, DATE, content, **changed))


def mutant(sample: Sample, others: list[Sample], random: Random) -> bytes:
    packed = next((change for suffix, change in PACKED.items() if sample.name.endswith(suffix)), None)
    if packed is not None and random.random() < 0.7:
        return packed(sample.content, random)
    if random.random() < 0.05:
        other = random.choice(others).content
        return sample.content[: random.randrange(len(sample.content))] + other[random.randrange(len(other)) :]
    return mutate(sample.content, random)


class Late(BaseException):
    """Not an Exception: intake would take it for a file that cannot be read."""


@contextmanager
def time_limit(seconds: int) -> Generator[None]:
    def late(*_: object) -> None:
        raise Late(f"not done in {seconds} s of CPU")

    former = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
