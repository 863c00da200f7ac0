"""The truth beside the feeds: who every entry is, whose every account is, and what was written wrong on purpose."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from doisoat.synthetic.city import City
from doisoat.synthetic.entries import Account, Entry
from doisoat.synthetic.feeds import row_numbers
from doisoat.synthetic.layouts import Layouts
from doisoat.synthetic.meaning import MEANT, meant
from doisoat.synthetic.people import STATUS

BENEFICIARIES = (
    *(
        "beneficiary_code",
        "personal_id",
        "programme_code",
        "person_status",
        "duplicate_of",
        "second_of",
        "noise",
    ),
    *("situation", "account_status", "bank_bin", "account_number", "account_holder_id", "account_relation"),
    *("file", "row_number", "manner"),
    *MEANT,
)
ACCOUNTS = (
    *("bank_bin", "account_number", "personal_id", "beneficiary_code", "relation", "status", "returned"),
    *("account_type", "opened_on", "holder_name", "holder_id_number", "holder_date_of_birth", "referred"),
)
BAD_ROWS = ("file", "row_number", "reason")


def write_truth(city: City, entries: list[Entry], folder: Path, extra: dict[str, int], *, layouts: Layouts) -> None:
    """beneficiaries.csv, accounts.csv, bad_rows.csv and summary.json in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    good = [entry for entry in entries if not entry.bad]
    places = row_numbers(city, entries, layouts)
    placed = list(zip(entries, places, strict=True))
    _write(folder / "beneficiaries.csv", BENEFICIARIES, (_beneficiary(city, e, at) for e, at in placed if not e.bad))
    _write(folder / "accounts.csv", ACCOUNTS, (_account(city, e, a) for e in good for a in e.accounts))
    _write(folder / "bad_rows.csv", BAD_ROWS, ([file, str(row), e.bad] for e, (file, row) in placed if e.bad))
    summary = extra | {
        "roll_entries": len(entries),
        "bad_rows": len(entries) - len(good),
        "account_status": _counted(account_status(entry) for entry in good),
        "person_status": _counted(_person(city, entry)[1] or "not_in_register" for entry in good),
        "noise": _counted(kind for entry in good for kind in entry.noise),
        "manner": _counted(kind for entry in good for kind in entry.manner),
        "duplicates": sum(bool(entry.duplicate_of) for entry in good),
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


def account_status(entry: Entry) -> str:
    """What a pipeline that knew everything would publish."""
    if not entry.accounts:
        return "none"
    account = entry.accounts[0]
    if not entry.declared[0]:
        return "found_unlisted"
    if not account.returned:
        return "not_found"
    if account.relation not in {"self", "representative"}:
        return "mismatch"
    if account.status != "active":
        return "inactive"
    return "verified" if account.relation == "self" else "representative"


def _beneficiary(city: City, entry: Entry, place: tuple[str, int]) -> list[str]:
    personal_id, status = _person(city, entry)
    account = entry.accounts[0] if entry.accounts else None
    held = [account.bank, account.number, city.number(account.holder), account.relation] if account else [""] * 4
    noise = ";".join(entry.noise)
    who = [entry.code, personal_id, entry.programme, status, entry.duplicate_of, entry.second_of, noise]
    status_and_account = [entry.situation, account_status(entry), *held]
    where = [place[0], str(place[1]), ";".join(entry.manner)]
    return [*who, *status_and_account, *where, *meant(city, entry)]


def _person(city: City, entry: Entry) -> tuple[str, str]:
    """Number and status in the register; empty for those it does not hold."""
    if not city.registered[entry.person]:
        return "", ""
    return city.number(entry.person), STATUS[int(city.status[entry.person])]


def _account(city: City, entry: Entry, account: Account) -> list[str]:
    known = city.number(account.holder) if city.registered[account.holder] else ""
    returned = "yes" if account.returned else "no"
    whose = [account.bank, account.number, known, entry.code, account.relation, account.status, returned]
    return [*whose, account.kind, account.opened, *account.written, "yes" if account.referred else "no"]


def _counted(kinds: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(kinds).items()))


def _write(path: Path, header: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
