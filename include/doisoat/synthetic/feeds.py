"""Writes the three feeds of a night as deliveries."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future
from pathlib import Path

from doisoat.synthetic.bankfile import NAMES, Row, write_accounts
from doisoat.synthetic.city import City
from doisoat.synthetic.delivery import Delivery
from doisoat.synthetic.entries import Account, Entry
from doisoat.synthetic.layouts import SUFFIX, Layouts
from doisoat.synthetic.letters import ascii_letters
from doisoat.synthetic.register import FORMATS, write_register
from doisoat.synthetic.rollfile import FIRST_ROWS, Roll, write_roll

POLICE, LABOUR = "c06", "so-ldtbxh"


def deliver_register(city: City, landing: Path, date: dt.date, form: str) -> int:
    """The population extract; returns its rows. `form` is parquet, csv or csv.gz."""
    delivery = Delivery(landing, "population", date, POLICE)
    name = f"population.{form}"
    count = write_register(city, delivery.folder / name)
    delivery.close([(name, FORMATS[form], count, {})])
    return count


def deliver_rolls(
    city: City, entries: list[Entry], delivery: Delivery, executor: Executor | None, *, layouts: Layouts
) -> Callable[[], None]:
    """A file for each district. Call the result to wait for the files and write the manifest."""
    rolls = district_rolls(city, entries, delivery, layouts)
    pending: list[Future[None]] = []
    for roll in rolls:
        if executor is None:
            write_roll(roll)
        else:
            pending.append(executor.submit(write_roll, roll))

    def close() -> None:
        for future in pending:
            future.result()
        delivery.close([(r.path.name, r.layout, len(r.rows), {"monthly_amount": r.total}) for r in rolls])

    return close


def district_rolls(city: City, entries: list[Entry], delivery: Delivery, layouts: Layouts) -> list[Roll]:
    """The files, one a district that has entries; rows in the order of `entries`."""
    of_district = defaultdict(list)
    for entry in entries:
        of_district[city.places.district_code[entry.village]].append(entry)
    folder = delivery.folder
    return [
        Roll(
            path=folder / roll_name(city, rows[0], layouts),
            layout=layouts.of_district(code),
            district=city.places.district_name[rows[0].village],
            date=delivery.date,
            rows=[entry.cells for entry in rows],
            sexes=["MF"[int(city.kin.sex[entry.person])] for entry in rows],
            total=sum(entry.amount for entry in rows if entry.bad != "unreadable_amount"),
        )
        for code, rows in of_district.items()
    ]


def roll_name(city: City, entry: Entry, layouts: Layouts) -> str:
    """The file that an entry is in, `ba-dinh.xlsx`."""
    district = city.places.district_name[entry.village]
    bare = re.sub(r"^(Quận|Huyện|Thị xã) ", "", district)
    suffix = SUFFIX[layouts.of_district(city.places.district_code[entry.village])]
    return ascii_letters(bare).lower().replace(" ", "-") + suffix


def deliver_accounts(
    entries: list[Entry], landing: Path, date: dt.date, banks: Collection[str], *, layout_of: Callable[[str], str]
) -> int:
    """A file of each of the banks that has accounts to return; returns the rows."""
    rows: dict[str, set[Row]] = defaultdict(set)
    for entry in entries:
        for account in entry.accounts:
            if account.returned and account.bank in banks:
                rows[account.bank].add(_account_row(account, entry.code))
    for bank in sorted(rows):
        delivery, layout = Delivery(landing, "accounts", date, bank), layout_of(bank)
        name = NAMES.get(layout, "accounts.csv")
        write_accounts(delivery.folder / name, layout, sorted(rows[bank]))
        delivery.close([(name, layout, len(rows[bank]), {})])
    return sum(map(len, rows.values()))


def _account_row(account: Account, code: str) -> Row:
    reference = code if account.referred else ""
    held = (account.bank, account.number, account.kind, *account.written)
    return (*held, account.status, account.opened, reference)


def row_numbers(city: City, entries: list[Entry], layouts: Layouts) -> list[tuple[str, int]]:
    """File and row, as intake counts it from 1, of every entry."""
    names: dict[str, str] = {}
    met: dict[str, int] = defaultdict(int)
    placed = []
    for entry in entries:
        district = city.places.district_code[entry.village]
        if district not in names:
            names[district] = roll_name(city, entry, layouts)
        placed.append((names[district], FIRST_ROWS[layouts.of_district(district)] + met[district]))
        met[district] += 1
    return placed
