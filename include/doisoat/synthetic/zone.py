"""A landing zone of one or more nights, with its truth."""

import datetime as dt
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext

from doisoat.synthetic.city import EPOCH, City, build_city
from doisoat.synthetic.clerk import Clerk
from doisoat.synthetic.dice import Dice, stream
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.holdings import Holdings
from doisoat.synthetic.kinship import Kinship
from doisoat.synthetic.layouts import Layouts
from doisoat.synthetic.nights import Office, pass_a_day
from doisoat.synthetic.order import Order
from doisoat.synthetic.post import REPEATED_ROLL, Post
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.rolls import build_rolls, strangers_wanted
from doisoat.synthetic.spoil import spoil
from doisoat.synthetic.truth import write_truth

__all__ = ["Order", "generate"]

WORTH_PROCESSES = 5000  # roll rows from which a second process pays


def generate(order: Order, say: Callable[[str], None]) -> None:
    """Write the landing zone into `order.out` and its truth into `truth/` there; `say` hears of each step."""
    rates = Rates.load(order.noise, entries_per_person=order.entries_per_person)
    layouts = Layouts.named(order.layouts)
    say(f"{order.persons} persons")
    city = build_city(order.persons + strangers_wanted(order.persons, rates), order.date, rates, order.seed)
    entries, office = _first_night(city, order, rates, layouts)
    with _processes(len(entries)) as executor:
        post = Post(city, order, layouts, executor, entries)
        for night in range(order.nights):
            date = order.date + dt.timedelta(days=night)
            if night:
                entries = pass_a_day(city, entries, office, (date - EPOCH).days)
            say(f"{date}: {len(entries)} roll entries")
            counts = post.deliver(entries, night)
            if night == REPEATED_ROLL:
                entries = pass_a_day(city, entries, office, (date - EPOCH).days)
                post.deliver_rolls_again(entries, date)
            truth = order.out / "truth"
            write_truth(city, entries, truth / str(date) if night else truth, counts, layouts=layouts)
    say(f"written to {order.out}")


def _first_night(city: City, order: Order, rates: Rates, layouts: Layouts) -> tuple[list[Entry], Office]:
    """The rolls of the first night, written and in the order of the files."""
    entries = build_rolls(city, order.persons, order.date, rates, seed=order.seed)
    places = city.places
    entries.sort(key=lambda e: (places.district_code[e.village], places.ward_code[e.village], e.village, e.code))
    kinship = Kinship(city, [entry.person for entry in entries])
    holdings = Holdings(city, kinship, rates, Dice(stream(order.seed, "accounts")), order.date)
    holdings.settle(entries)
    dice = Dice(stream(order.seed, "clerks"))
    clerk = Clerk(city, rates, dice, layouts=layouts)
    for entry in entries:
        relative = kinship.relative(entry.person, dice)
        clerk.write(entry, relative[0] if relative else None)
    spoil(entries, [places.district_code[e.village] for e in entries], rates.bad_rows, dice)
    nightly = Dice(stream(order.seed, "nights"))
    return entries, Office(Clerk(city, Rates.load(0), nightly, layouts=layouts), holdings, nightly)


def _processes(rows: int) -> AbstractContextManager[Executor | None]:
    if rows < WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
