"""Which deliveries a night uses: of each sender the newest that can be trusted, on or before the business date.

Of the register that is a chain: the newest full delivery and the deltas after it, in the order of date and sequence.
A date of which nothing can be trusted is a gap in the chain: who died in it is not known, so the deltas after it are
refused until that date is sent again, and the age of what is used counts from the last delivery before the gap.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from doisoat.intake.config import Limits
from doisoat.intake.deliveries import Delivery, Listing
from doisoat.intake.examine import Examined
from doisoat.intake.refusals import refuse

# Opens the manifest of a delivery; None if it has none yet.
Open = Callable[[Delivery], Examined | None]
# Reads the files; the text goes before their names.
Read = Callable[[Examined, str], None]


@dataclass
class Chain:
    """What is known of one sender, newest first: `full` ends the search. `failed` are dates with a refused delivery."""

    full: Examined | None = None
    deltas: list[Examined] = field(default_factory=list)
    failed: set[dt.date] = field(default_factory=set)

    def replaces(self, examined: Examined) -> bool:
        """Whether something newer makes this delivery superfluous."""
        same_day = any(d.delivery.date == examined.delivery.date for d in self.deltas)
        return self.full is not None or (examined.mode == "delta" and same_day)

    @property
    def gap(self) -> dt.date | None:
        """The first date after the full delivery of which nothing can be used."""
        good = {d.delivery.date for d in self.deltas}
        start = self.full.delivery.date if self.full else dt.date.min
        return min((d for d in self.failed - good if d > start), default=None)


@dataclass
class Choice:
    """`used` by sender, oldest first; `replaced` were sent for the business date and are read and counted only.

    `stale` says of a sender how old the newest delivery is that was too old to be used; `gaps` what a chain waits for.
    Where the feed `adds_up`, a sender's deliveries stand beside each other.
    """

    used: dict[str, list[Examined]] = field(default_factory=dict)
    replaced: list[Examined] = field(default_factory=list)
    refused: list[Examined] = field(default_factory=list)
    stale: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, dt.date] = field(default_factory=dict)
    ignored: int = 0
    newest: dt.date | None = None
    adds_up: bool = False

    @property
    def all(self) -> list[Examined]:
        return [*(examined for chain in self.used.values() for examined in chain), *self.replaced, *self.refused]


@dataclass
class _Search:
    date: dt.date
    limits: Limits
    open: Open
    read: Read
    choice: Choice = field(default_factory=Choice)
    chains: dict[str, Chain] = field(default_factory=lambda: defaultdict(Chain))

    def wants(self, sender: str, day: dt.date) -> bool:
        """On the business date every delivery is looked at; before it, those of senders without a full one."""
        age, chain = (self.date - day).days, self.chains.get(sender)
        if chain is None or not chain.deltas:
            return age <= self.limits.stop_after_days and (age == 0 or chain is None or chain.full is None)
        return age == 0 or (
            chain.full is None and age <= max(self.limits.full_within_days, self.limits.stop_after_days)
        )

    def take(self, delivery: Delivery) -> None:
        examined = self.open(delivery)
        if examined is None:
            return
        chain = self.chains[delivery.sender]
        replaced = chain.replaces(examined)
        if replaced and delivery.date < self.date:
            return
        newest = not (chain.full or chain.deltas)
        prefix = f"{delivery.sequence}/" if replaced else "" if newest else f"{delivery.date}/{delivery.sequence}/"
        if examined.refusal is None:
            self.read(examined, prefix)
        if examined.refusal is not None:
            self.choice.refused.append(examined)
            chain.failed.add(delivery.date)
        elif replaced:
            self.choice.replaced.append(examined)
        elif examined.mode == "full":
            chain.full = examined
        else:
            chain.deltas.append(examined)

    def finish(self) -> Choice:
        for sender, chain in sorted(self.chains.items()):
            self._finish(sender, chain)
        return self.choice

    def _finish(self, sender: str, chain: Chain) -> None:
        replaced = [r for r in self.choice.replaced if r.delivery.sender == sender and r.mode == "delta"]
        for examined in [*chain.deltas, *replaced]:
            self._refuse_loose(examined, chain)
        self.choice.replaced = [r for r in self.choice.replaced if r.refusal is None]
        self.choice.refused += [r for r in replaced if r.refusal] + [d for d in chain.deltas if d.refusal]
        used = [chain.full] if chain.full else []
        used += [d for d in reversed(chain.deltas) if d.refusal is None]
        if not used:
            return
        age = (self.date - used[-1].delivery.date).days
        if age > self.limits.stop_after_days:
            self.choice.stale[sender] = age
        else:
            self.choice.used[sender] = used

    def _refuse_loose(self, examined: Examined, chain: Chain) -> None:
        """Refuse a delta that nothing carries: there is no full delivery, or a gap lies before it."""
        day, gap = examined.delivery.date, chain.gap
        if chain.full is None:
            examined.refusal = refuse("delta_without_full", days=self.limits.full_within_days)
        elif gap is not None and day > gap:
            examined.refusal = refuse("delta_after_gap", date=gap)
            self.choice.gaps[examined.delivery.sender] = gap


def choose(listing: Listing, date: dt.date, *, limits: Limits, open_one: Open, read_one: Read) -> Choice:
    """Try deliveries newest first, down to each sender's last good one within the limits of age."""
    search = _Search(date, limits, open_one, read_one)
    days = [day for day in listing.dates() if day <= date]
    search.choice.newest = days[0] if days else None
    for day in days:
        age = (date - day).days
        if age <= limits.stop_after_days or _unfinished(search):
            for delivery in listing.deliveries(day, partial(search.wants, day=day)):
                search.take(delivery)
        if limits.stop_after_days < age <= 2 * limits.stop_after_days:
            for sender in set(listing.senders(day)) - search.chains.keys() - search.choice.stale.keys():
                search.choice.stale[sender] = age
    search.choice.ignored = len(listing.ignored)
    return search.finish()


def _unfinished(search: _Search) -> bool:
    return any(chain.deltas and chain.full is None for chain in search.chains.values())
