"""A night made by hand, staged and published. Invented people."""

import datetime as dt
from typing import Any

import pyarrow as pa

from doisoat.publish.publish import publish
from doisoat.publish.run import run_row
from doisoat.publish.stage import stage
from doisoat.records import mart
from doisoat.records.table import Table
from doisoat.storage.warehouse import connect

FRIDAY, SATURDAY, SUNDAY = (dt.date(2024, 1, day) for day in (12, 13, 14))


def rows(table: Table, *given: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{n: r.get(n) for n in table.names} for r in given], schema=table.schema)


def beneficiary(code: str, **values: Any) -> dict[str, Any]:
    return {
        "beneficiary_code": code,
        "business_date": FRIDAY,
        "full_name": "Nguyễn Thị An",
        "monthly_amount": 440_000,
        "match_status": "matched",
        "match_method": "exact_id",
        "match_probability": 0.999,
        "match_evidence": '{"name": {"level": "equal"}}',
        "personal_id": "001145000001",
        "person_status": "alive",
        "account_status": "verified",
        "pay_channel": "bank",
        **values,
    }


def finding(number: str, code: str = "A", **values: Any) -> dict[str, Any]:
    """A finding whose id is `number`."""
    given = {"kind": "name_differs", "severity": "low", "owner": "labour", "detail": '{"differs": "tones"}', **values}
    return {"discrepancy_id": number, "beneficiary_code": code, **given}


def task(number: str, code: str = "A", **values: Any) -> dict[str, Any]:
    """A task of a ward whose id is `number`, to be done in ten working days."""
    given = {"reason": "no_account", "action": "open_account", "actor": "ward", "due_days": 10, "state": "open"}
    place = {"district_code": "001", "ward_code": "00001", "village": "Tổ dân phố 3", "opened_on": FRIDAY}
    return {"worklist_id": number, "beneficiary_code": code, **place, **given, **values}


def report(number: str, code: str = "A", **values: Any) -> dict[str, Any]:
    """A result that ward 00001 reported for task `number`."""
    told = {"result": "absent", "verdict": "taken", "listed_on": FRIDAY, "done_on": FRIDAY, "filled_by": "Trần Văn Tổ"}
    origin = {"ward_code": "00001", "delivery_date": FRIDAY, "sequence": 1, "file": f"{number}.xlsx", "row_number": 4}
    return {"worklist_id": number, "beneficiary_code": code, **told, **origin, **values}


def claim(code: str = "A", **values: Any) -> dict[str, Any]:
    """An account that ward 00001 reported for an entry."""
    account = {"bank_bin": "970436", "account_number": "0011001234567", "claim_state": "waiting"}
    origin = {"claimed_on": FRIDAY, "ward_code": "00001", "worklist_id": "1"}
    return {"beneficiary_code": code, **account, **origin, **values}


def area(name: str, *, with_account: int, no_account: int, **values: Any) -> dict[str, Any]:
    """Coverage of a district that is to have everybody paid by account on 20 January."""
    names = [column.name for column in mart.COVERAGE.columns if not column.nullable and column.type == pa.int64()]
    counts = {"beneficiaries": with_account + no_account, "with_account": with_account, "no_account": no_account}
    target = {"target_share": 1.0, "target_date": dt.date(2024, 1, 20)}
    return {"area": name, "level": "district", **dict.fromkeys(names, 0), **counts, **target, **values}


def case(code: str, **values: Any) -> dict[str, Any]:
    """An entry that waits for a person, with two candidates."""
    usual = {"reason": "rivals", "money_held": 440_000, "match_probability": 0.6, "candidates": 2}
    return {"case_id": code, "subject": "beneficiary", "beneficiary_code": code, **usual, **values}


def candidate(code: str, personal_id: str, **values: Any) -> dict[str, Any]:
    usual = {"rank": 1, "full_name": "Nguyễn Thị Anh", "person_status": "alive", "match_probability": 0.4}
    evidence = {"evidence": '{"name": {"level": "near", "weight": -1.5}}', "evidence_digest": f"{code}/{personal_id}"}
    return {"case_id": code, "personal_id": personal_id, **usual, **evidence, "model_version": "m", **values}


def night(
    date: dt.date,
    *entries: dict[str, Any],
    quarantined: int = 2,
    findings: tuple[dict[str, Any], ...] = (),
    areas: tuple[dict[str, Any], ...] = (),
    tasks: tuple[dict[str, Any], ...] = (),
    reports: tuple[dict[str, Any], ...] = (),
    claims: tuple[dict[str, Any], ...] = (),
    cases: tuple[dict[str, Any], ...] = (),
    candidates: tuple[dict[str, Any], ...] = (),
    **quality: Any,
) -> dict[Table, pa.Table]:
    of_file = {"feed": "beneficiaries", "sender": "so-ldtbxh", "file": "ba-dinh.xlsx"}
    raw = {
        "field": "birth",
        "reason": "birth_date_unreadable",
        "raw": '{"Họ và tên": "Lê \\u0000 \\ud83d\\ude00 \\ud800"}',
    }
    account = {"bank_bin": "970436", "account_number": "00111", "business_date": date, "account_type": "bank"}
    result = {"suite": "mart/beneficiary", "expectation": "e", "severity": "warning", "success": False}
    return {
        mart.BENEFICIARY: rows(mart.BENEFICIARY, *({**e, "business_date": date} for e in entries)),
        mart.ACCOUNT: rows(
            mart.ACCOUNT,
            {**account, "holder_name": "", "status": "active", "beneficiary_codes": ['A"1', "B\\2", "{C,3}", ""]}
            | {"match_status": "unmatched", "match_method": "none"},
        ),
        mart.FINDING: rows(mart.FINDING, *({**f, "business_date": date} for f in findings)),
        mart.COVERAGE: rows(mart.COVERAGE, *({**a, "business_date": date} for a in areas)),
        mart.TASK: rows(mart.TASK, *({**t, "business_date": date} for t in tasks)),
        mart.FIELDWORK: rows(mart.FIELDWORK, *reports),
        mart.ACCOUNT_CLAIM: rows(mart.ACCOUNT_CLAIM, *({**c, "business_date": date} for c in claims)),
        mart.CASE_FILE: rows(mart.CASE_FILE, *({**c, "business_date": date} for c in cases)),
        mart.CANDIDATE: rows(mart.CANDIDATE, *({**c, "business_date": date} for c in candidates)),
        **{table: table.schema.empty_table() for table in mart.LEDGER},
        mart.FILE_ACCOUNTING: rows(
            mart.FILE_ACCOUNTING,
            {**of_file, "business_date": date, "sequence": 1, "delivery_date": date, "sha256": f"{date}"}
            | {"rows_read": 5, "rows_accepted": 3, "rows_quarantined": 2, "outcome": "accepted"},
            {**of_file, "business_date": date, "sequence": 2, "outcome": "refused", "reason": "digest_wrong"},
        ),
        mart.QUARANTINE: rows(
            mart.QUARANTINE, *({**of_file, **raw, "business_date": date, "row_number": n} for n in range(quarantined))
        ).drop_columns(["business_date"]),
        mart.QUALITY_RESULT: rows(mart.QUALITY_RESULT, {"business_date": date, **result, **quality}),
        mart.LINK_PROFILE: rows(
            mart.LINK_PROFILE,
            {"business_date": date, "subject": "beneficiary", "aspect": "status", "code": "matched", "records": 1}
            | {"share": 1.0, "model_version": "person-v1"},
        ),
    }


def show(url: str, date: dt.date, tables: dict[Table, pa.Table], *, code_version: str = "0.1.0") -> dict[str, int]:
    stage(url, tables, date=date)
    run = run_row(
        date,
        code_version=code_version,
        model_version="person-v1",
        beneficiaries=tables[mart.BENEFICIARY],
        accounts=tables[mart.ACCOUNT],
        files=tables[mart.FILE_ACCOUNTING],
    )
    return publish(url, date, run)


def ask(url: str, query: Any, *values: Any) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(query, values).fetchall()
