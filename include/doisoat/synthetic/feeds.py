"""Writes the three feeds of a night as deliveries."""

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future
from pathlib import Path

from doisoat.synthetic.city import City
from doisoat.synthetic.delivery import Delivery
from doisoat.synthetic.entries import Account, Entry
from doisoat.synthetic.letters import ascii_letters
from doisoat.synthetic.register import FORMATS, write_register
from doisoat.synthetic.workbook import FIRST_ROW, Sheet, write_workbook

POLICE, LABOUR = "c06", "so-ldtbxh"
BANK_HEADER = (
    "BANK_BIN",
    "ACCOUNT_NO",
    "ACCOUNT_TYPE",
    "HOLDER_NAME",
    "ID_NO",
    "DOB",
    "STATUS",
    "OPEN_DATE",
    "REQUEST_REF",
)


def deliver_register(city: City, landing: Path, date: dt.date, form: str) -> int:
    """The population extract; returns its rows. `form` is parquet, csv or csv.gz."""
    delivery = Delivery(landing, "population", date, POLICE)
    name = f"population.{form}"
    count = write_register(city, delivery.folder / name)
    delivery.close([(name, FORMATS[form], count, {})])
    return count


def deliver_rolls(
    city: City, entries: list[Entry], delivery: Delivery, executor: Executor | None
) -> Callable[[], None]:
    """A workbook for each district. Call the result to wait for the files and write the manifest."""
    sheets = roll_sheets(city, entries, delivery)
    pending: list[Future[None]] = []
    for sheet in sheets:
        if executor is None:
            write_workbook(sheet)
        else:
            pending.append(executor.submit(write_workbook, sheet))

    def close() -> None:
        for future in pending:
            future.result()
        delivery.close([(s.path.name, "roll-standard", len(s.rows), {"monthly_amount": s.total}) for s in sheets])

    return close


def roll_sheets(city: City, entries: list[Entry], delivery: Delivery) -> list[Sheet]:
    """The workbooks, one a district that has entries; rows in the order of `entries`."""
    of_district = defaultdict(list)
    for entry in entries:
        of_district[city.places.district_name[entry.village]].append(entry)
    month = f"{delivery.date:%m/%Y}"
    return [
        Sheet(
            path=delivery.folder / f"{slug(district)}.xlsx",
            district=district,
            month=month,
            rows=[entry.cells for entry in rows],
            total=sum(entry.amount for entry in rows if entry.bad != "unreadable_amount"),
        )
        for district, rows in of_district.items()
    ]


def slug(district: str) -> str:
    """`Quận Ba Đình` as `ba-dinh`."""
    bare = re.sub(r"^(Quận|Huyện|Thị xã) ", "", district)
    return ascii_letters(bare).lower().replace(" ", "-")


def deliver_accounts(entries: list[Entry], landing: Path, date: dt.date, banks: Collection[str]) -> int:
    """A CSV file of each of the banks that has accounts to return; returns the rows."""
    rows: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for entry in entries:
        for account in entry.accounts:
            if account.returned and account.bank in banks:
                rows[account.bank].add(_account_row(account, entry.code))
    for bank in sorted(rows):
        delivery = Delivery(landing, "accounts", date, bank)
        with (delivery.folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(BANK_HEADER)
            writer.writerows(sorted(rows[bank]))
        delivery.close([("accounts.csv", "bank-csv", len(rows[bank]), {})])
    return sum(map(len, rows.values()))


def _account_row(account: Account, code: str) -> tuple[str, ...]:
    name, number, birth = account.written
    reference = code if account.referred else ""
    return (
        account.bank,
        account.number,
        account.kind,
        name,
        number,
        birth,
        account.status,
        account.opened,
        reference,
    )


def row_numbers(city: City, entries: list[Entry]) -> list[tuple[str, int]]:
    """File and row, as a person counts it in the workbook from 1, of every entry."""
    last: dict[str, int] = defaultdict(lambda: FIRST_ROW)
    placed = []
    for entry in entries:
        name = f"{slug(city.places.district_name[entry.village])}.xlsx"
        last[name] += 1
        placed.append((name, last[name]))
    return placed
