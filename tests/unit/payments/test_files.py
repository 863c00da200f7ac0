"""What leaves: pain.001, CSV and the post's list."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import sepaxml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import load_workbook

from doisoat.payments.bank_csv import write_bank_csv
from doisoat.payments.book import Run
from doisoat.payments.cash_list import CashPayment, cash_csv, cash_workbook
from doisoat.payments.outgoing import deliveries
from doisoat.payments.pain001 import Order, Transfer, write_pain001
from doisoat.payments.plan import payee_name
from doisoat.payments.policy import load_policy
from doisoat.payments.sheet import harmless
from payments_made import PAID_ON, entry, planned

# The official schema, as another implementation of pain.001 ships it.
SCHEMA = etree.XMLSchema(etree.parse(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))
ORDER = Order(
    message_id="DS202402-1-970436-001",
    payer_name="SO LAO DONG HA NOI",
    payer_account="3713000000001",
    payer_bank="970436",
    created_at=dt.datetime(2024, 1, 22, 9, tzinfo=dt.timezone(dt.timedelta(hours=7))),
    execute_on=dt.date(2024, 1, 23),
)
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
FORMULA = "=cmd|' /C calc'!A0"


def transfer(number: int = 1, **values) -> Transfer:
    ordinary = {
        "payment_id": f"202402010000000000000000{number:04d}",
        "batch_id": "DS202402-1-970436-001-REG",
        "kind": "regular",
        "period": "2024-02",
        "amount": 440_000,
        "bank_bin": "970436",
        "account_number": "0011001234567",
        "payee_name": "NGUYEN THI AN",
    }
    return Transfer(**{**ordinary, **values})


def cash(**values) -> CashPayment:
    ordinary = {
        "payment_id": "20240201TS3C2VVQKTRBSVXW6WY2",
        "beneficiary_code": "001BT000001",
        "full_name": "Nguyễn Thị An",
        "village": "Thôn 3",
        "kind": "regular",
        "period": "2024-02",
        "amount": 440_000,
    }
    return CashPayment(**{**ordinary, **values})


def parse(data: bytes) -> etree._Element:
    document = etree.fromstring(data)
    SCHEMA.assertValid(document)
    return document


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            transfer,
            st.integers(1, 9999),
            amount=st.integers(1, 499_999_999),
            kind=st.sampled_from(["regular", "arrears", "repeat"]),
            account_number=st.from_regex(r"[0-9]{6,19}", fullmatch=True),
            payee_name=st.from_regex(r"[A-Z]{1,20}( [A-Z]{1,20}){0,3}", fullmatch=True),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_file_keeps_the_official_schema_and_its_control_sums(transfers):
    document = parse(write_pain001(ORDER, sorted(transfers, key=lambda t: t.batch_id)))
    head = document.find(".//p:GrpHdr", NS)
    assert int(head.findtext("p:NbOfTxs", namespaces=NS)) == len(transfers)
    assert int(head.findtext("p:CtrlSum", namespaces=NS)) == sum(t.amount for t in transfers)
    amounts = [int(e.text) for e in document.iterfind(".//p:InstdAmt", NS)]
    assert sum(amounts) == sum(t.amount for t in transfers)


def test_payments_of_a_kind_are_one_batch_with_its_own_sum():
    document = parse(write_pain001(ORDER, [transfer(1), transfer(2, batch_id="B2", kind="arrears", period="2024-01")]))
    batches = document.findall(".//p:PmtInf", NS)
    assert [b.findtext("p:CtrlSum", namespaces=NS) for b in batches] == ["440000", "440000"]
    texts = [e.text for e in document.iterfind(".//p:Ustrd", NS)]
    assert texts == ["TRO CAP 02/2024", "TRUY LINH TRO CAP 01/2024"]


def test_the_same_payments_give_the_same_bytes():
    assert write_pain001(ORDER, [transfer()]) == write_pain001(ORDER, [transfer()])


def test_a_file_without_payments_is_not_written():
    with pytest.raises(ValueError, match="one transfer"):
        write_pain001(ORDER, [])


def test_a_name_is_in_capitals_without_tones_and_cut():
    assert payee_name("Đặng  Thị Hồng-Hạnh", 70) == "DANG THI HONG HANH"
    assert payee_name("Nguyễn Thị An", 10) == "NGUYEN THI"


def test_a_payment_institution_without_iso_20022_gets_csv():
    lines = list(csv.reader(io.StringIO(write_bank_csv([transfer()]).decode())))
    assert lines[1][2:] == ["0011001234567", "NGUYEN THI AN", "440000", "VND", "TRO CAP 02/2024"]


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless(440_000) == 440_000


def test_the_cash_list_holds_every_payment_and_their_sum_and_no_formula():
    data = cash_workbook("Phường Phúc Xá", "2024-02", [cash(), cash(full_name=FORMULA, amount=60_000)])
    sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert "Phường Phúc Xá" in sheet[1][0]
    assert sheet[3][3] == "Nguyễn Thị An"
    assert sheet[4][3] == f"'{FORMULA}"
    assert sheet[5][6] == 500_000
    assert data == cash_workbook("Phường Phúc Xá", "2024-02", [cash(), cash(full_name=FORMULA, amount=60_000)])


def test_the_cash_list_as_csv_opens_in_excel_with_its_letters():
    data = cash_csv([cash(full_name=FORMULA)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][2] == f"'{FORMULA}"


@pytest.mark.parametrize(
    ("decided", "executed"),
    [
        (dt.datetime(2024, 1, 22, 2, tzinfo=dt.UTC), "2024-01-23"),
        (dt.datetime(2024, 1, 25, 17, 30, tzinfo=dt.UTC), "2024-01-27"),
        (dt.datetime(2024, 1, 20, 2, tzinfo=dt.UTC), "2024-01-23"),
    ],
    ids=["on the day of the night", "when nights are missing, by the clock of Hanoi", "by a clock that is slow"],
)
def test_a_bank_is_to_execute_on_the_day_after_the_decision_or_the_night(decided, executed):
    run = Run("2024-02/1", "2024-02", 1, PAID_ON, "officer", "approved", "", 0, decided, PAID_ON)
    ((_, (file,)),) = deliveries(run, planned([entry("A")]).proposed, load_policy(), {})
    assert etree.fromstring(file.data).findtext(".//p:ReqdExctnDt/p:Dt", namespaces=NS) == executed
