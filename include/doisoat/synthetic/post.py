"""Delivers night after night: which feeds, in which layouts, and what goes wrong on the way."""

import datetime as dt
from concurrent.futures import Executor

import numpy as np

from doisoat.synthetic.city import City
from doisoat.synthetic.delivery import Delivery
from doisoat.synthetic.deltas import Register
from doisoat.synthetic.dice import stream
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.feeds import LABOUR, POLICE, deliver_accounts, deliver_register, deliver_rolls
from doisoat.synthetic.layouts import Layouts
from doisoat.synthetic.order import Order
from doisoat.synthetic.rates import Rates

SILENT_BANK = "970415"  # delivers nothing on the second night
REFUSED_BANK = "970422"  # if ordered, delivers a damaged file on the second night
REGISTER_EVERY = 2  # nights
LATER_FORM = "csv.gz"  # of the register in a zone of mixed layouts, from the second night on
REPEATED_ROLL = 2  # the night, counted from 0, whose roll comes a second time


class Post:
    """One zone's deliveries."""

    def __init__(
        self, city: City, order: Order, layouts: Layouts, executor: Executor | None, entries: list[Entry]
    ) -> None:
        self._city, self._order, self._layouts, self._executor = city, order, layouts, executor
        self._banks = sorted(Rates.load(order.noise)["banks"])
        on_rolls = np.array([entry.person for entry in entries])
        self._register = Register(city, stream(order.seed, "deltas"), on_rolls) if order.deltas else None

    def deliver(self, entries: list[Entry], night: int) -> dict[str, int]:
        """One night's feeds; returns the rows of register and accounts."""
        out, date = self._order.out, self._order.date + dt.timedelta(days=night)
        labour = Delivery(out, "beneficiaries", date, LABOUR)
        close_rolls = deliver_rolls(self._city, entries, labour, self._executor, layouts=self._layouts)
        counts = {"population": self._deliver_register(date, night)}
        banks = set(self._banks) - ({SILENT_BANK} if night == 1 else set())
        counts["accounts"] = deliver_accounts(entries, out, date, banks, layout_of=self._layout_of)
        if night == 1 and self._order.refused:
            delivery = Delivery(out, "accounts", date, REFUSED_BANK)
            for path in sorted(delivery.folder.glob("accounts.*")):
                delivery.damage(path.name)
        close_rolls()
        return counts

    def deliver_rolls_again(self, entries: list[Entry], date: dt.date) -> None:
        """The rolls of a date as sequence 2."""
        again = Delivery(self._order.out, "beneficiaries", date, LABOUR, 2)
        deliver_rolls(self._city, entries, again, self._executor, layouts=self._layouts)()

    def _deliver_register(self, date: dt.date, night: int) -> int:
        order = self._order
        form = LATER_FORM if order.layouts == "mixed" and night else order.form
        if self._register is not None and night:
            self._register.next_day()
            return self._register.deliver(order.out, date, form, POLICE)
        return 0 if night % REGISTER_EVERY else deliver_register(self._city, order.out, date, form)

    def _layout_of(self, bank: str) -> str:
        return self._layouts.of_bank(bank, self._banks)
