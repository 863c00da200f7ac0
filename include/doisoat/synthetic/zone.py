"""A landing zone of one or more nights, with its truth."""

import datetime as dt
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from doisoat.synthetic.city import EPOCH, City, build_city
from doisoat.synthetic.clerk import Clerk
from doisoat.synthetic.delivery import Delivery
from doisoat.synthetic.dice import Dice, stream
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.feeds import LABOUR, deliver_accounts, deliver_register, deliver_rolls
from doisoat.synthetic.holdings import Holdings
from doisoat.synthetic.kinship import Kinship
from doisoat.synthetic.nights import Office, pass_a_day
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.rolls import build_rolls, strangers_wanted
from doisoat.synthetic.spoil import spoil
from doisoat.synthetic.truth import write_truth

WORTH_PROCESSES = 5000  # roll rows from which a second process pays
SILENT_BANK = "970415"  # delivers nothing on the second night
REGISTER_EVERY = 2  # nights


@dataclass(frozen=True)
class Order:
    """What to generate. `noise` is a level of config/synthetic.yaml; `form` parquet, csv or csv.gz."""

    out: Path
    persons: int
    date: dt.date
    seed: int
    noise: int = 1
    nights: int = 1
    form: str = "parquet"
    entries_per_person: float | None = None  # of the rolls; as in config/synthetic.yaml if not given


def generate(order: Order, say: Callable[[str], None]) -> None:
    """Write the landing zone into `order.out` and its truth into `truth/` there; `say` hears of each step."""
    rates = Rates.load(order.noise, entries_per_person=order.entries_per_person)
    say(f"{order.persons} persons")
    city = build_city(order.persons + strangers_wanted(order.persons, rates), order.date, rates, order.seed)
    entries, office = _first_night(city, order, rates)
    with _processes(len(entries)) as executor:
        for night in range(order.nights):
            date = order.date + dt.timedelta(days=night)
            if night:
                entries = pass_a_day(city, entries, office, (date - EPOCH).days)
            say(f"{date}: {len(entries)} roll entries")
            counts = _deliver(city, entries, order, night, executor)
            if night == 2:
                entries = pass_a_day(city, entries, office, (date - EPOCH).days)
                deliver_rolls(city, entries, Delivery(order.out, "beneficiaries", date, LABOUR, 2), executor)()
            truth = order.out / "truth"
            write_truth(city, entries, truth / str(date) if night else truth, counts)
    say(f"written to {order.out}")


def _first_night(city: City, order: Order, rates: Rates) -> tuple[list[Entry], Office]:
    """The rolls of the first night, written and in the order of the files."""
    entries = build_rolls(city, order.persons, order.date, rates, seed=order.seed)
    places = city.places
    entries.sort(key=lambda e: (places.district_code[e.village], places.ward_code[e.village], e.village, e.code))
    kinship = Kinship(city, [entry.person for entry in entries])
    holdings = Holdings(city, kinship, rates, Dice(stream(order.seed, "accounts")), order.date)
    holdings.settle(entries)
    dice = Dice(stream(order.seed, "clerks"))
    written_banks = {code: bank["written"] for code, bank in rates["banks"].items()}
    clerk = Clerk(city, rates, dice, written_banks)
    for entry in entries:
        relative = kinship.relative(entry.person, dice)
        clerk.write(entry, relative[0] if relative else None)
    spoil(entries, [places.district_code[e.village] for e in entries], rates.bad_rows, dice)
    nightly = Dice(stream(order.seed, "nights"))
    return entries, Office(Clerk(city, Rates.load(0), nightly, written_banks), holdings, nightly)


def _deliver(city: City, entries: list[Entry], order: Order, night: int, executor: Executor | None) -> dict[str, int]:
    """One night's feeds; returns the rows of register and accounts."""
    date = order.date + dt.timedelta(days=night)
    close_rolls = deliver_rolls(city, entries, Delivery(order.out, "beneficiaries", date, LABOUR), executor)
    counts = {"population": 0}
    if night % REGISTER_EVERY == 0:
        counts["population"] = deliver_register(city, order.out, date, order.form)
    banks = set(Rates.load(order.noise)["banks"]) - ({SILENT_BANK} if night == 1 else set())
    counts["accounts"] = deliver_accounts(entries, order.out, date, banks)
    close_rolls()
    return counts


def _processes(rows: int) -> AbstractContextManager[Executor | None]:
    if rows < WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
