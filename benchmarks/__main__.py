"""python -m benchmarks [name], the names being those of ALL; without one, all of them."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.cookbook import bench_cookbook
from benchmarks.desk.run import bench_desk
from benchmarks.generation import bench_generation
from benchmarks.increment import bench_increment
from benchmarks.intake import ROLL_ENTRIES, bench_population, bench_rolls
from benchmarks.payments import PAYMENTS, bench_payments
from benchmarks.publish import bench_publish
from benchmarks.report import bench_report
from benchmarks.worklists import bench_worklists

ALL = (
    *("generation", "rolls", "population", "linkage", "publish", "cookbook", "payments", "worklists", "report"),
    *("desk", "increment", "fuzz"),
)
HERE = Path(__file__).parent
FUZZ = ("-m", "pytest", "-q", "-m", "slow", "-rP", str(HERE.parent / "tests" / "fuzz"))  # 10,000 mutants


def main() -> int:
    arguments = _parser().parse_args()
    chosen = ALL if arguments.what == "all" else (arguments.what,)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for what in chosen:
        _say(f"== {what}")
        _run(what, arguments)
    return 0


def _run(what: str, arguments: argparse.Namespace) -> None:
    if what == "rolls":
        bench_rolls(arguments.folder, entries=arguments.entries, say=_say)
    elif what == "population":
        bench_population(arguments.folder, persons=arguments.persons, say=_say)
    elif what == "increment":
        bench_increment(arguments.folder, persons=arguments.persons, say=_say)
    elif what == "generation":
        bench_generation(arguments.folder, persons=arguments.persons, say=_say)
    elif what == "payments":
        bench_payments(arguments.folder, payments=PAYMENTS, say=_say)
    elif what == "cookbook":
        bench_cookbook(arguments.folder, entries=arguments.entries, say=_say)
    elif what == "desk":
        bench_desk(arguments.folder, say=_say)
    elif what == "worklists":
        bench_worklists(arguments.folder, say=_say)
    elif what == "report":
        bench_report(arguments.folder, entries=arguments.entries, say=_say)
    elif what == "publish":
        bench_publish(arguments.folder, entries=arguments.entries, say=_say)
    else:
        command = FUZZ if what == "fuzz" else ("-m", "benchmarks.linkage", "--folder", str(arguments.folder))
        subprocess.run([sys.executable, *command], check=True)


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", *ALL), default="all")
    parser.add_argument(
        "--persons", type=int, default=1_000_000, help="of generation, population and increment; a night has 8.5 M"
    )
    parser.add_argument("--entries", type=int, default=ROLL_ENTRIES, help="roll rows")
    scratch = Path(tempfile.gettempdir()) / "doisoat-benchmarks"
    parser.add_argument("--folder", type=Path, default=scratch, help="where zones are made, and found again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
