"""How well and how fast records are linked, on synthetic zones with known truth, beside Splink 5 in the same run.

    python -m benchmarks.linkage --persons 200000 1000000 --seeds 31 32 33 --noise 0 1 2

Makes each zone (or finds it in --folder), takes it in, links rolls and account holders with doisoat and the rolls
with Splink on the same standardised columns, each in a process of its own, and prints one line per zone, feed and
engine, then medians over seeds, then misses by kind of noise and group of people at 99.95 % precision:

    recall     right links accepted, of the records whose person is in the register
    false      accepted links to another person, or of somebody who is not in the register
    expected   how many of the accepted links the published probabilities expect to be false, and its 95 % range
    review     share of records left to a person; `among` is how often the best candidate there is the right person

`--hide` and `--gone` make zones harder than a night is: the identifier is hidden from a share of the records, and a
share of the persons taken out of the register, while their namesakes and relatives stay.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.linkage import groups, ours, splink_peer
from benchmarks.linkage.links import run_apart
from benchmarks.linkage.outcome import HEADER, SUMMARY, Outcome, outcome, summary
from benchmarks.linkage.zones import Hardness, hardened, truth, zone
from doisoat import paths
from doisoat.linkage.model import CURRENT
from doisoat.records import core
from doisoat.settings import Settings

MODEL = paths.CONFIG / "linkage" / f"{CURRENT}.yaml"


def main() -> int:
    arguments = _parser().parse_args()
    outcomes: list[Outcome] = []
    counted: dict[int, groups.Tally] = {}
    _say(HEADER)
    for persons in arguments.persons:
        for noise in arguments.noise:
            for seed in arguments.seeds:
                settings = zone(arguments.folder, persons=persons, seed=seed, noise=noise)
                outcomes += _measure(settings, arguments, persons, seed, noise, counted.setdefault(noise, {}))
    print()
    _table(SUMMARY, summary(outcomes))
    for noise, tally in counted.items():
        print(f"\nmissed at 99.95 % precision, noise {noise}")
        engines = ("doisoat",) if arguments.no_splink else ("doisoat", *splink_peer.KINDS)
        _table(("sort", "group", "records", *engines), groups.lines(tally))
    if arguments.out:
        _keep(outcomes, arguments.out)
    return 0


def _measure(
    settings: Settings, arguments: argparse.Namespace, persons: int, seed: int, noise: int, tally: groups.Tally
) -> list[Outcome]:
    where = {"persons": persons, "seed": seed, "noise": noise}
    found = []
    with hardened(settings, Hardness(arguments.hide, arguments.gone, seed)) as (extract, feeds):
        for feed, others in zip(feeds, reversed(feeds), strict=True):
            links = run_apart(ours.link, extract, feed, feed.table.name, arguments.model, others=others)
            found.append(outcome(links, feed, **where, engine="doisoat"))
            _say(found[-1].cells())
            if feed.table is core.BENEFICIARIES and not arguments.no_splink:
                for kind in splink_peer.KINDS:
                    links = run_apart(splink_peer.link, extract, feed, kind)
                    found.append(outcome(links, feed, **where, engine=kind))
                    _say(found[-1].cells())
        rolls = feeds[0]
        rows = truth(settings, rolls.table, rolls.records)
        groups.tally(tally, rows, [o for o in found if o.feed == rolls.table.name])
    return found


def _keep(outcomes: list[Outcome], folder: Path) -> None:
    from benchmarks.linkage.plots import draw

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "linkage.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *(o.cells() for o in outcomes)])
    draw(outcomes, folder)


def _say(cells: Iterable[str]) -> None:
    print(" | ".join(cells), flush=True)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """As Markdown, so that it can be pasted into benchmarks/README.md."""
    for cells in (header, ["---"] * len(header), *rows):
        print("| " + " | ".join(cells) + " |", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, nargs="+", default=[200_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[31, 32, 33])
    parser.add_argument("--noise", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--hide", type=float, default=0.0, help="share of records whose identifier is hidden")
    parser.add_argument("--gone", type=float, default=0.0, help="share of persons taken out of the register")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--no-splink", action="store_true", help="ours alone")
    scratch = Path(tempfile.gettempdir()) / "doisoat-benchmarks"
    parser.add_argument("--folder", type=Path, default=scratch, help="where zones are made, and found again")
    parser.add_argument("--out", type=Path, default=None, help="where the table and the plots go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
