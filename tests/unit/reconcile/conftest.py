"""A small night to reconcile: every builder takes what its test is about and fills in the rest. Invented people."""

import datetime as dt
import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

from doisoat.reconcile.build import build_accounts, build_beneficiaries
from doisoat.reconcile.discrepancies import Rules, add_reported, build_findings, load_catalogue
from doisoat.reconcile.policy import Policy, load_policy
from doisoat.reconcile.programmes import load_together
from doisoat.reconcile.worklist import Duties, build_claims, build_tasks, judge_reports, load_duties, reported_states
from doisoat.reconcile.worklist import Night as Tonight
from doisoat.records import core, link, mart
from doisoat.storage.reference import HIV_PROGRAMMES, load_calendar

DATE = dt.date(2024, 1, 12)
BANK = "970436"


class Night:
    """Rows of the five tables; `person`, `entry` and `account` add one and say who it is."""

    def __init__(self) -> None:
        self.persons: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.accounts: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.holders: list[dict[str, Any]] = []
        self.likeness = 0.02
        self.policy: Policy = load_policy()
        self.amounts: dict[str, int] = {}
        self.fieldwork: list[dict[str, Any]] = []
        self.opened: dict[str, dt.date] = {}
        self.returned: list[str] = []  # entries whose payment came back
        self._rows = count(1)

    def report(self, worklist_id: str, result: str, **values: Any) -> None:
        """A result that ward 00001 reported on the list of DATE."""
        row = {"ward_code": "00001", "listed_on": DATE, "delivery_date": DATE, "sequence": 1, "done_on": DATE}
        self.fieldwork.append({"worklist_id": worklist_id, "result": result, **row, **self._origin(), **values})

    def judge(self, date: dt.date = DATE) -> list[dict[str, Any]]:
        """What becomes of the reports on `date`."""
        rows: list[dict[str, Any]] = judge_reports(self._tonight(date), duties()).to_pylist()
        return rows

    def states(self, date: dt.date = DATE) -> dict[str, str]:
        """By entry what takes its person out of the count."""
        tonight = self._tonight(date)
        reported = reported_states(tonight, duties(), judge_reports(tonight, duties())).to_pylist()
        return {row["beneficiary_code"]: row["coverage"] for row in reported}

    def tasks(self, date: dt.date = DATE) -> dict[tuple[str, str], dict[str, Any]]:
        """The tasks by entry and reason."""
        tonight = self._tonight(date)
        reports = judge_reports(tonight, duties())
        claims = build_claims(tonight, reports, self._accounts())
        findings = add_reported(tonight.findings, tonight.published, reports, date=DATE, catalogue=load_catalogue())
        found = build_tasks(tonight, duties(), reports=reports, findings=findings, claims=claims).to_pylist()
        tasks = {(task["beneficiary_code"], task["reason"]): task for task in found}
        assert len(tasks) == len(found)
        return tasks

    def claims(self) -> list[dict[str, Any]]:
        tonight = self._tonight(DATE)
        rows: list[dict[str, Any]] = build_claims(
            tonight, judge_reports(tonight, duties()), self._accounts()
        ).to_pylist()
        return rows

    def person(
        self, number: int, name: str, /, *, status: str = "alive", old_id: str | None = None, **values: Any
    ) -> str:
        personal_id = f"001145{number:06d}"
        row = {"personal_id": personal_id, "old_id": old_id, "status": status, **_who(name)}
        self.persons.append({**row, **values})
        return personal_id

    def entry(self, code: str, name: str, *, is_: str | None = None, match: str | None = None, **values: Any) -> None:
        row = {"beneficiary_code": code, "programme_code": "5.5c", "id_kind": "missing", "monthly_amount": 440_000}
        self.entries.append({**row, **_who(name), **self._origin(), **values})
        judged = _judgement(is_, match, values.pop("probability", 0.999), values.get("lent_by"))
        self.links.append({"beneficiary_code": code, **judged})

    def account(
        self, number: str, holder: str, *, is_: str | None = None, match: str | None = None, **values: Any
    ) -> None:
        row = {"bank_bin": BANK, "account_number": number, "account_type": "bank", "status": "active"}
        origin = self._origin()
        self.accounts.append({**row, **_who(holder), "id_kind": "missing", **origin, **values})
        self.holders.append({**origin, **_judgement(is_, match, 0.999)})

    def publish(self) -> dict[str, dict[str, Any]]:
        """The published entries by code."""
        rows: list[dict[str, Any]] = self._entries().to_pylist()
        return {row["beneficiary_code"]: row for row in rows}

    def publish_accounts(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._accounts().to_pylist()
        return rows

    def find(self, date: dt.date = DATE) -> dict[tuple[str, str], dict[str, Any]]:
        """The findings of `date` by entry and kind."""
        found = self._findings(date).to_pylist()
        by_kind = {(f["beneficiary_code"], f["kind"]): {**f, "detail": json.loads(f["detail"])} for f in found}
        assert len(by_kind) == len(found)
        return by_kind

    def _findings(self, date: dt.date = DATE) -> pa.Table:
        return build_findings(
            _table(core.BENEFICIARIES, self.entries),
            self._entries(),
            links=_table(link.BENEFICIARY_PERSON, self.links),
            persons=_table(core.POPULATION, self.persons),
            date=date,
            rules=Rules(self.policy, load_together(), self.amounts, load_catalogue()),
        )

    def _returned(self) -> pa.Table:
        known = {"kind": "payment_returned", "severity": "high", "owner": "ward", "detail": "{}"}
        found = [{**known, "discrepancy_id": code, "beneficiary_code": code} for code in self.returned]
        return _table(mart.FINDING, found)

    def _accounts(self) -> pa.Table:
        return build_accounts(
            _table(core.ACCOUNTS, self.accounts),
            self._entries(),
            account_links=_table(link.ACCOUNT_PERSON, self.holders),
            date=DATE,
        )

    def _tonight(self, date: dt.date) -> Tonight:
        opened = {"worklist_id": list(self.opened), "opened_on": list(self.opened.values())}
        return Tonight(
            date,
            _table(core.BENEFICIARIES, self.entries),
            _table(core.ACCOUNTS, self.accounts),
            _table(core.FIELDWORK, self.fieldwork),
            self._entries(),
            pa.concat_tables([self._findings(), self._returned()]),
            pa.table(opened, pa.schema([("worklist_id", pa.string()), ("opened_on", pa.date32())])),
        )

    def _entries(self) -> pa.Table:
        return build_beneficiaries(
            _table(core.BENEFICIARIES, self.entries),
            _table(core.ACCOUNTS, self.accounts),
            links=_table(link.BENEFICIARY_PERSON, self.links),
            account_links=_table(link.ACCOUNT_PERSON, self.holders),
            persons=_table(core.POPULATION, self.persons),
            date=DATE,
            policy=self.policy,
            together=load_together(),
            compare=self._compare,
        )

    def _compare(self, left: pa.Table, right: pa.Table, *, prior: float) -> pa.Table:
        """As alike as the test says where nothing else is known; the same name and number are surely alike."""
        assert prior == self.policy.account.prior
        alike = [
            0.999 if (a["name_folded"], a["id_number"]) == (b["name_folded"], b["id_number"]) else self.likeness
            for a, b in zip(left.to_pylist(), right.to_pylist(), strict=True)
        ]
        return pa.table({"probability": pa.array(alike, pa.float64()), "evidence": pa.array(["{}"] * len(alike))})

    def _origin(self) -> dict[str, Any]:
        return {"sender": "s", "file": "f", "row_number": next(self._rows)}


def duties() -> Duties:
    return load_duties(load_calendar(), HIV_PROGRAMMES)


def _who(name: str) -> dict[str, Any]:
    birth = {"date_of_birth": "1945-03-15", "birth_year": 1945, "birth_month": 3, "birth_day": 15}
    return {"full_name": name.title(), "name": name, "name_folded": name, "name_repairs": [], "sex": "F", **birth}


def _judgement(
    personal_id: str | None, match: str | None, probability: float, lent_by: str | None = None
) -> dict[str, Any]:
    status = match or ("matched" if personal_id else "unmatched")
    return {
        "personal_id": personal_id,
        "match_status": status,
        "match_method": "none" if status == "unmatched" else "exact_id",
        "match_probability": probability if personal_id else None,
        "match_evidence": json.dumps({"id": "equal", "lent_by": lent_by}) if personal_id else None,
        "model_version": "test",
    }


def _table(table: Any, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{n: r.get(n) for n in table.names} for r in rows], schema=table.schema)


@pytest.fixture
def night() -> Night:
    return Night()


@pytest.fixture
def an() -> Callable[[Night], str]:
    """Person 1, alive, whom entry A is, declaring account 111."""

    def make(night: Night, **values: Any) -> str:
        personal_id = night.person(1, "nguyen thi an")
        night.entry("A", "nguyen thi an", is_=personal_id, **{"account_number": "111", "bank_bin": BANK, **values})
        return personal_id

    return make
