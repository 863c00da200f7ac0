"""Changes of the population register from one delivery to the next, as a delta: upserts and deletes."""

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

from doisoat.synthetic.city import City
from doisoat.synthetic.delivery import Delivery
from doisoat.synthetic.people import Ints
from doisoat.synthetic.register import FORMATS, register_table, write_tables

LATE, CANCELLED = 0.0004, 0.0002  # of the persons: registered, and taken out, after the first delivery


class Register:
    """Remembers what the last delivery said of everybody."""

    def __init__(self, city: City, rng: np.random.Generator, on_rolls: Ints) -> None:
        """Some of those who are not on the rolls are left out of the first delivery."""
        self._city, self._rng = city, rng
        others = np.flatnonzero(city.registered & ~np.isin(np.arange(len(city.registered)), on_rolls))
        size = len(city.registered)
        drawn = rng.permutation(others)[: max(2, int(size * LATE)) + max(2, int(size * CANCELLED))]
        late, cancelled = np.split(drawn, [max(2, int(size * LATE))])
        city.registered[late] = 0
        self._days = [(late[::2], cancelled[::2]), (late[1::2], cancelled[1::2])]
        self._sent = self._state()

    def next_day(self) -> None:
        """Register some of the late and take some persons out, for the first two days."""
        if self._days:
            late, cancelled = self._days.pop(0)
            self._city.registered[late], self._city.registered[cancelled] = 1, 0

    def deliver(self, landing: Path, date: dt.date, form: str, sender: str) -> int:
        """A delta of what has changed since the last delivery; returns its rows."""
        now = self._state()
        changed = np.flatnonzero((now != self._sent).any(axis=0))
        before, after = self._sent[0, changed] > 0, now[0, changed] > 0
        upserts, deletes = changed[after], changed[before & ~after]
        self._sent = now
        delivery, name = Delivery(landing, "population", date, sender), f"population-delta.{form}"
        tables = [self._rows(upserts, "upsert"), self._rows(deletes, "delete")]
        write_tables(delivery.folder / name, [pa.concat_tables(tables)])
        delivery.close([(name, FORMATS[form], len(upserts) + len(deletes), {})], mode="delta")
        return len(upserts) + len(deletes)

    def _rows(self, who: Ints, op: str) -> pa.Table:
        table = register_table(self._city, who)
        return table.append_column("op", pa.repeat(pa.scalar(op), len(who)))

    def _state(self) -> Ints:
        city = self._city
        return np.stack([city.registered, city.status, city.status_date, city.updated])
