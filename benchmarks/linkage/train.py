"""Estimate the linkage model on a synthetic zone, calibrate it on others, try it on the last, write a new version.

    python -m benchmarks.linkage.train --version person-v2 --out include/config/linkage/person-v2.yaml

Calibration zones are linked as they are, where nearly all that is doubtful is nobody of the register, and made harder:
identifiers hidden, persons taken out of the register, so that there are doubtful links enough to learn from. The last
zone is left as it is and learnt from by nobody: what the model does there stands in the file, under `trained`, and what
its links look like under `profile`, which nights are held against. A version that exists is never written over: nights
name the version that judged them.
"""

import argparse
import dataclasses
import itertools
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from benchmarks.linkage.ours import judge
from benchmarks.linkage.zones import DATE, Hardness, hardened, zone
from doisoat import paths
from doisoat.linkage.calibrate import ceiling_knots, isotonic_knots
from doisoat.linkage.extract import open_extract
from doisoat.linkage.model import Model
from doisoat.linkage.profile import profile_links
from doisoat.linkage.train import train
from doisoat.records import core
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

PRIOR = paths.CONFIG / "linkage" / "prior.yaml"
SUBJECTS = {core.BENEFICIARIES: "beneficiary", core.ACCOUNTS: "account"}
COMPARED = ("name", "name_folded", "birth_year", "birth_month", "birth_day", "sex", "id_number")
AREA = ("ward_code", "district_code", "village")
AS_SENT = (0.0, 0.0)
HARDER = ((0.5, 0.02), (0.2, 0.1))  # share of identifiers hidden, share of persons gone
HEADER = """\
# Estimated by `make train`; a change gets a new version. m: one person, u: two; odds as natural logs.
"""
AS_COMPUTED = ((-30.0, -30.0), (30.0, 30.0))


def main() -> None:
    arguments = _parser().parse_args()
    if arguments.out.exists():
        sys.exit(f"{arguments.out} exists: a model is never changed, give another version")
    content = yaml.safe_load(PRIOR.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        folder = arguments.folder or Path(scratch)
        first, *others, last = (
            zone(folder, persons=arguments.persons, seed=seed, noise=noise)
            for seed, noise in zip(arguments.seeds, arguments.noise, strict=True)
        )
        content["fields"] = _estimate(first, Model.load(PRIOR))
        content["version"] = arguments.version
        content["calibration"] = _calibrate(others, Model.from_dict(content))
        tried, content["profile"] = _try(last, Model.from_dict(content))
    content["trained"] = {
        "persons": arguments.persons,
        "seeds": arguments.seeds,
        "noise": arguments.noise,
        "prior": "prior.yaml",
        "tried": tried,
    }
    words = yaml.safe_dump(content, sort_keys=False, default_flow_style=None)
    arguments.out.write_text(HEADER + words, encoding="utf-8")


def _estimate(settings: Settings, prior: Model) -> dict[str, Any]:
    lake = Lake.open(settings.lake, settings.scratch)
    rolls = lake.read(core.BENEFICIARIES, DATE).select([*COMPARED, *AREA])
    holders = lake.read(core.ACCOUNTS, DATE).select(list(COMPARED))
    records = pa.concat_tables([rolls, holders], promote_options="default")
    with open_extract(lake, DATE) as extract:
        found = train(extract, records, prior, seed=1)
    return {f: {k: {"m": _short(m), "u": _short(u)} for k, (m, u) in v.items()} for f, v in found.items()}


def _short(probability: float) -> float:
    return float(f"{probability:.3g}")


def _calibrate(zones: list[Settings], model: Model) -> dict[str, Any]:
    raw = dataclasses.replace(model, calibration=dict.fromkeys(model.calibration, AS_COMPUTED))
    sent, *harder = (
        [outcome for k, settings in enumerate(zones) for outcome in _outcomes(settings, raw, Hardness(*hard, seed=k))]
        for hard in (AS_SENT, *HARDER)
    )
    method, _, right = (np.concatenate(column) for column in zip(*sent, strict=True))
    exact = right[method == "exact_id"]
    method, probability, right = (
        np.concatenate(column) for column in zip(*sent, *itertools.chain(*harder), strict=True)
    )
    guessed = method == "probabilistic"
    return {
        "exact_id": ceiling_knots(int(exact.sum()), int((~exact).sum())),
        "probabilistic": isotonic_knots(probability[guessed], right[guessed]),
    }


def _outcomes(settings: Settings, model: Model, hardness: Hardness) -> list[tuple[Any, Any, Any]]:
    """Method, probability and whether it is right, per record with a candidate, for each feed."""
    outcomes = []
    with hardened(settings, hardness) as (extract, feeds):
        for feed, others in zip(feeds, reversed(feeds), strict=True):
            links = judge(extract, feed.records, others.records, feed.table.name, model)
            right = np.array([a == b for a, b in zip(links["personal_id"].to_pylist(), feed.persons, strict=True)])
            some = np.array(links["match_status"].to_pylist()) != "unmatched"
            method = np.array(links["match_method"].to_pylist())
            probability = np.array([p or 0.0 for p in links["match_probability"].to_pylist()])
            outcomes.append((method[some], probability[some], right[some]))
    return outcomes


def _try(settings: Settings, model: Model) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the model does with a zone that it has not seen: per feed shares of the findable and of all records, and per
    subject the profile of its links, which nights are held against."""
    tried, profiles = {}, {}
    with hardened(settings) as (extract, feeds):
        for feed, others in zip(feeds, reversed(feeds), strict=True):
            links = judge(extract, feed.records, others.records, feed.table.name, model)
            right = np.array([a == b for a, b in zip(links["personal_id"].to_pylist(), feed.persons, strict=True)])
            status = np.array(links["match_status"].to_pylist())
            accepted = status == "matched"
            probability = np.array([p or 0.0 for p in links["match_probability"].to_pylist()])
            tried[feed.table.name] = {
                "accepted": int(accepted.sum()),
                "false": int((accepted & ~right).sum()),
                "expected_false": round(float((1 - probability[accepted]).sum()), 1),
                "recall": round(float((accepted & right).sum() / sum(map(bool, feed.persons))), 5),
                "review": round(float((status == "review").mean()), 5),
            }
            profiles[SUBJECTS[feed.table]] = dataclasses.asdict(profile_links(links))
    return tried, profiles


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[101, 102, 103, 104], help="the first estimates, the last tries"
    )
    parser.add_argument("--noise", type=int, nargs="+", default=[1, 1, 2, 1])
    parser.add_argument("--folder", type=Path, default=None, help="where zones are made, and found again")
    return parser


if __name__ == "__main__":
    main()
