"""The commands behind the Makefile: `python -m doisoat.embedded <command>`. A failure is one line and exit status 1."""

import argparse
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from doisoat.embedded import stack, state
from doisoat.embedded.environment import airflow_environment
from doisoat.embedded.progress import say
from doisoat.errors import DoisoatError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    options = _parser().parse_args(arguments)
    folder = state.state_folder(os.environ)
    try:
        return int(options.command(folder, options))
    except DoisoatError as error:
        say(f"doisoat: {error}")
    except Exception as error:  # noqa: BLE001 (a person sees one line; the rest is in the log)
        say(f"doisoat: unexpected {type(error).__name__}: see {_write_down(folder)}")
    except KeyboardInterrupt:
        say("doisoat: interrupted; make down stops what was started")
    return 1


def _write_down(folder: Path) -> Path:
    """Keep the traceback of the exception at hand."""
    log = folder / "logs" / "command.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        traceback.print_exc(file=file)
    return log


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.embedded", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command in (("up", _up), ("down", _down), ("warehouse-url", _warehouse_url), ("demo", _demo)):
        commands.add_parser(name, help=command.__doc__).set_defaults(command=command)
    run = commands.add_parser("run", help=_run.__doc__)
    run.add_argument("program")
    run.set_defaults(command=_run)
    nightly = commands.add_parser("nightly", help=_nightly.__doc__)
    nightly.add_argument("--landing", required=True)
    nightly.add_argument("--date", required=True)
    nightly.add_argument("--warehouse-url", default="")
    nightly.set_defaults(command=_nightly)
    campaign = commands.add_parser("campaign", help=_campaign.__doc__)
    campaign.add_argument("--out", required=True)
    campaign.add_argument("--date", default="")
    campaign.set_defaults(command=_campaign)
    explain = commands.add_parser("explain", help=_explain.__doc__)
    explain.add_argument("--code", required=True)
    explain.add_argument("--date", default="")
    explain.add_argument("--values", default="")
    explain.set_defaults(command=_explain)
    replay = commands.add_parser("replay", help=_replay.__doc__)
    replay.add_argument("--date", required=True)
    replay.set_defaults(command=_replay)
    check = commands.add_parser("check-linkage", help=_check_linkage.__doc__)
    check.add_argument("--date", required=True)
    check.set_defaults(command=_check_linkage)
    return parser


def _up(folder: Path, _: argparse.Namespace) -> int:
    """Start the embedded installation."""
    before = stack.is_up(folder)
    installation = stack.up(folder)
    say(f"already up: {folder}" if before else f"up: {folder}")
    print(f"Web UI     {installation.ui_url}  (user and password: {installation.password_file})")
    return 0


def _down(folder: Path, _: argparse.Namespace) -> int:
    """Stop the embedded installation."""
    say(f"stopped: {folder}" if stack.down(folder) else f"nothing runs in {folder}")
    return 0


def _warehouse_url(folder: Path, _: argparse.Namespace) -> int:
    """Print the URL that psql takes."""
    print(stack.up_database(folder).database_url("warehouse"))
    return 0


def _nightly(folder: Path, options: argparse.Namespace) -> int:
    """Run one business date through Airflow."""
    from doisoat.embedded.nightly import Night, nightly

    nightly(folder, Night.read(options.landing, options.date), warehouse_url=options.warehouse_url)
    say("The servers stay up; make down stops them.")
    return 0


def _campaign(folder: Path, options: argparse.Namespace) -> int:
    """Write the workbook of the steering committee."""
    from doisoat.embedded.campaign import write_campaign

    url = os.environ.get("WAREHOUSE_URL") or stack.up_database(folder).sqlalchemy_url("warehouse")
    say(f"written: {write_campaign(url, out=options.out, date=options.date)}")
    return 0


def _replay(folder: Path, options: argparse.Namespace) -> int:
    """Make a past night again from the lake and compare."""
    return _module(folder, "doisoat.replay", options.date)


def _explain(folder: Path, options: argparse.Namespace) -> int:
    """Why a roll entry and the holders of its accounts were linked as they were."""
    values = ["--values"] if options.values else []
    return _module(folder, "doisoat.explain", f"--date={options.date}", *values, "--", options.code)


def _check_linkage(folder: Path, options: argparse.Namespace) -> int:
    """How good a night's linkage is, without knowing the truth."""
    return _module(folder, "doisoat.quality", "check-linkage", options.date)


def _module(folder: Path, module: str, *arguments: str) -> int:
    """A module in a process of its own, with the settings of the installation in `folder`."""
    installation = stack.up_database(folder)
    environ = {**airflow_environment(installation), "WAREHOUSE_URL": installation.sqlalchemy_url("warehouse")}
    return subprocess.run([sys.executable, "-m", module, *arguments], env=environ, check=False).returncode


def _demo(folder: Path, _: argparse.Namespace) -> int:
    """Make a sample city and run three nights."""
    from doisoat.embedded.demo import demo

    demo(folder)
    say("The servers stay up; make down stops them.")
    return 0


def _run(folder: Path, options: argparse.Namespace) -> int:
    """Become one of the supervised programs."""
    from doisoat.embedded.programs import run

    installation = state.load(folder)
    if installation is None:
        raise DoisoatError(f"{folder} is no installation: run make up")
    run(installation, options.program)
    return 0
