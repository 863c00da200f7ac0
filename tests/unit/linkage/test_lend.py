from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doisoat.linkage import lend
from doisoat.linkage.lend import Lent, lend_to_entries, lend_to_holders
from doisoat.records import core
from doisoat.records.table import Table

ENTRY = {
    "beneficiary_code": "B1",
    "name": "nguyễn thị lan",
    "name_folded": "nguyen thi lan",
    "birth_year": 1945,
    "ward_code": "00004",
    "district_code": "001",
    "bank_bin": "970405",
    "account_number": "77",
}
ACCOUNT = {
    "bank_bin": "970405",
    "account_number": "77",
    "request_ref": "B1",
    "name": "nguyen thi lan",
    "name_folded": "nguyen thi lan",
    "birth_year": 1945,
    "birth_month": 3,
    "birth_day": 15,
    "id_number": "001145000101",
}


def rows(kind: Table, *values: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in values], schema=kind.schema)


def entry(*entries: dict[str, Any], accounts: tuple[dict[str, Any], ...] = ()) -> Lent:
    return lend_to_entries(rows(core.BENEFICIARIES, *entries), rows(core.ACCOUNTS, *accounts), np.array([0]))


def test_a_bank_lends_the_number_and_the_day_that_the_roll_lacks() -> None:
    lent = entry(ENTRY, accounts=(ACCOUNT,))
    (row,) = lent.records.to_pylist()
    assert (row["id_number"], row["birth_year"], row["birth_month"], row["birth_day"]) == ("001145000101", 1945, 3, 15)
    assert (lent.by, lent.rows.tolist()) == (["account"], [0])
    assert row["name"] == "nguyễn thị lan"


def test_an_account_answers_by_its_number_where_the_bank_repeats_no_reference() -> None:
    assert entry(ENTRY, accounts=(ACCOUNT | {"request_ref": None},)).by == ["account"]
    other = ACCOUNT | {"request_ref": None, "account_number": "78"}
    assert entry(ENTRY, accounts=(other,)).by == []


def test_a_holder_of_another_name_or_birth_lends_nothing() -> None:
    assert entry(ENTRY, accounts=(ACCOUNT | {"name": "tran van an", "name_folded": "tran van an"},)).by == []
    assert entry(ENTRY, accounts=(ACCOUNT | {"birth_year": 1971},)).by == []


def test_holders_who_disagree_lend_no_number() -> None:
    second = ACCOUNT | {"account_number": "78", "id_number": "001145000102"}
    (row,) = entry(ENTRY, accounts=(ACCOUNT, second)).records.to_pylist()
    assert (row["id_number"], row["birth_day"]) == (None, 15)


def test_entries_that_declare_one_account_lend_to_each_other() -> None:
    other = ENTRY | {"beneficiary_code": "B2", "id_number": "001145000101"}
    lent = entry(ENTRY, other)
    assert (lent.by, lent.records["id_number"].to_pylist()) == (["entry"], ["001145000101"])
    elsewhere = other | {"account_number": "78"}
    assert entry(ENTRY, elsewhere).by == []


def test_an_entry_lends_the_holder_its_place_and_its_representative_a_number() -> None:
    payee = {"representative_name_folded": "le van binh", "representative_id_number": "001070000104"}
    entries = rows(core.BENEFICIARIES, ENTRY | payee)
    own = rows(core.ACCOUNTS, ACCOUNT | {"id_number": None})
    lent = lend_to_holders(own, entries, np.array([0]))
    assert (lent.by, lent.records["ward_code"].to_pylist()) == (["entry"], ["00004"])
    theirs = rows(core.ACCOUNTS, ACCOUNT | {"id_number": None, "name": "le van binh", "name_folded": "le van binh"})
    lent = lend_to_holders(theirs, entries, np.array([0]))
    assert (lent.by, lent.records["id_number"].to_pylist()) == (["representative"], ["001070000104"])
    assert lent.records["ward_code"].to_pylist() == [None]


def test_nobody_to_lend_to_and_nobody_who_lends() -> None:
    nothing = lend_to_entries(rows(core.BENEFICIARIES), rows(core.ACCOUNTS), np.zeros(0, np.int64))
    assert (len(nothing.records), nothing.by) == (0, [])
    assert entry(ENTRY).by == []


def test_what_is_lent_stands_in_the_order_of_the_records_however_grouping_leaves_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = ("B1", "B2", "B3")
    entries = [ENTRY | {"beneficiary_code": code, "account_number": None} for code in codes]
    accounts = [
        ACCOUNT | {"request_ref": code, "account_number": f"{k}", "id_number": f"00114500010{k}"}
        for k, code in enumerate(codes)
    ]
    grouped = lend.agreement
    monkeypatch.setattr(lend, "agreement", lambda lenders: grouped(lenders).take([2, 0, 1]))
    lent = lend_to_entries(rows(core.BENEFICIARIES, *entries), rows(core.ACCOUNTS, *accounts), np.arange(3))
    assert lent.rows.tolist() == [0, 1, 2]
    assert lent.records["beneficiary_code"].to_pylist() == list(codes)
    assert lent.records["id_number"].to_pylist() == ["001145000100", "001145000101", "001145000102"]
