"""What banks say of payments, from a delivery to core/payments and quarantine."""

import gzip
import json

import pytest

from factory import DATE, write_delivery
from landed import Night

BANK = "970436"
OURS, OTHER = "20240101ABCDEFGHIJKLMNOPQRST"[:28], "20240101BBCDEFGHIJKLMNOPQRST"[:28]
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"


@pytest.fixture
def night(tmp_path) -> Night:
    return Night(tmp_path)


def statement(*entries: str, namespace: str = CAMT, head: str = "") -> bytes:
    content = "".join(f"<Ntfctn><Id>1</Id>{entry}</Ntfctn>" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="{namespace}"><BkToCstmrDbtCdtNtfctn>'
        f"<GrpHdr><MsgId>S</MsgId></GrpHdr>{content}</BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def booking(
    *details: str, direction: str = "CRDT", amount: str = "440000", day: str = "2024-01-11", **more: str
) -> str:
    reversal = f"<RvslInd>{more['reversal']}</RvslInd>" if "reversal" in more else ""
    inside = f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else ""
    return (
        f'<Ntry><Amt Ccy="{more.get("currency", "VND")}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{reversal}'
        f"<Sts>{more.get('status', '<Cd>BOOK</Cd>')}</Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{more.get('reference', 'FT1')}</AcctSvcrRef>{inside}</Ntry>"
    )


def detail(payment_id: str = OURS, inside: str = "") -> str:
    return f"<TxDtls><Refs><EndToEndId>{payment_id}</EndToEndId></Refs>{inside}</TxDtls>"


def returned(code: str = "AC04", text: str = "tai khoan da dong") -> str:
    return f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>{text}</AddtlInf></RtrInf>"


def report(*transactions: str, group: str = "", batch: str = "", namespace: str = PAIN) -> bytes:
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    of_batch = f"<PmtInfSts>{batch}</PmtInfSts>" if batch else ""
    lines = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId>{of_batch}{''.join(transactions)}</OrgnlPmtInfAndSts>"
    return (
        f'<Document xmlns="{namespace}"><CstmrPmtStsRpt><GrpHdr><MsgId>R</MsgId><CreDtTm>2024-01-11T09:00:00+07:00'
        f"</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>{status}</OrgnlGrpInfAndSts>"
        f"{lines if transactions or batch else ''}</CstmrPmtStsRpt></Document>"
    ).encode()


def transaction(status: str, payment_id: str = OURS, code: str = "") -> str:
    reason = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>xem lai</AddtlInf></StsRsnInf>" if code else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{payment_id}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"


def deliver(night: Night, data: bytes, name: str = "returns.xml", **values) -> None:
    write_delivery(night.landing, "payments", BANK, {name: data}, **values)


def read(night: Night, data: bytes, name: str = "returns.xml") -> list[dict]:
    deliver(night, data, name)
    return night.run("payments")


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        (booking(detail(), direction="DBIT"), "settled"),
        (booking(detail(inside=returned())), "returned"),
        (booking(detail(), reversal="true"), "returned"),
        (booking(detail()), "returned"),
        (booking(detail(), direction="DBIT", reversal="true"), "withdrawn"),
        (booking(detail(inside="<CdtDbtInd>CRDT</CdtDbtInd>"), direction="DBIT"), "settled"),
        (booking(detail(inside=f"<CdtDbtInd>CRDT</CdtDbtInd>{returned()}"), direction="DBIT"), "returned"),
        (booking(detail(inside=returned()), direction="DBIT"), "unknown"),
        (booking(detail(), direction="DBIT", status="PDNG"), "accepted"),
        (booking(detail(), direction="DBIT", status="BOOK"), "settled"),
    ],
    ids=[
        "debit",
        "return",
        "return flagged",
        "return not flagged",
        "return undone",
        "the payee's side",
        "return in a debit",
        "debited return",
        "not booked",
        "old status form",
    ],
)
def test_a_booking_says_what_became_of_the_payment(night, entry, outcome):
    (row,) = read(night, statement(entry))
    assert (row["payment_id"], row["outcome"], row["scope"]) == (OURS, outcome, "payment")


def test_the_booked_amount_counts_not_the_instructed_one_or_the_charge(night):
    amounts = (
        '<AmtDtls><InstdAmt><Amt Ccy="VND">440000</Amt></InstdAmt></AmtDtls>'
        '<Chrgs><Rcrd><Amt Ccy="VND">5000</Amt></Rcrd></Chrgs>'
    )
    (row,) = read(night, statement(booking(detail(inside=amounts + returned()), amount="435000.00")))
    assert (row["amount"], row["charges"], row["return_code"]) == (435_000, 5_000, "R02")
    assert row["reason_text"] == "tai khoan da dong"


def test_of_an_entry_with_several_transactions_each_has_its_own_amount(night):
    inside = ('<Amt Ccy="VND">100</Amt>', '<AmtDtls><TxAmt><Amt Ccy="VND">200</Amt></TxAmt></AmtDtls>')
    rows = read(
        night, statement(booking(detail(OURS, inside[0]), detail(OTHER, inside[1]), direction="DBIT", amount="300"))
    )
    assert [(row["payment_id"], row["amount"]) for row in rows] == [(OURS, 100), (OTHER, 200)]


def test_a_batch_booked_as_one_sum_speaks_of_the_batch(night):
    (row,) = read(night, statement(booking("<Btch><PmtInfId>B1</PmtInfId></Btch>", direction="DBIT", amount="880000")))
    assert (row["scope"], row["batch_id"], row["outcome"], row["amount"]) == ("batch", "B1", "settled", 880_000)


def test_a_debit_in_the_middle_of_credits_and_several_statements_are_read(night):
    entries = [booking(detail()), booking(detail(OTHER), direction="DBIT"), booking(detail(OTHER), day="2024-01-12")]
    assert [row["outcome"] for row in read(night, statement(*entries))] == ["returned", "settled", "returned"]


def test_a_broken_entry_is_put_aside_and_the_rest_of_the_statement_goes_on(night):
    entries = [
        booking(detail(), day="2024-02-30"),
        booking(detail(), amount="440.000,5"),
        booking(detail("NOTPROVIDED")),
        booking(),
        booking(detail(), currency="USD"),
        booking(detail(), direction=""),
        booking(detail(), day="2031-01-01"),
        booking(detail(OTHER)),
    ]
    (row,) = read(night, statement(*entries))
    assert row["payment_id"] == OTHER
    aside = [(r["row_number"], r["field"], r["reason"]) for r in night.quarantine]
    assert aside == [
        (1, "booked_on", "no_such_day"),
        (2, "amount", "invalid_amount"),
        (3, "payment_id", "unknown_reference"),
        (4, "payment_id", "other_booking"),
        (5, "currency", "other_currency"),
        (6, "direction", "missing"),
        (7, "booked_on", "no_such_day"),
    ]


def test_an_xml_amount_with_three_decimals_is_no_thousands(night):
    (row,) = read(night, statement(booking(detail(), amount="440.000")))
    assert row["amount"] == 440


def test_a_file_rejected_as_a_whole_is_one_line_about_the_file(night):
    (row,) = read(night, report(group="RJCT"))
    assert (row["scope"], row["message_id"], row["outcome"]) == ("message", "M1", "rejected")


def test_a_partly_rejected_file_lists_only_the_rejects(night):
    rows = read(night, report(transaction("RJCT", code="AC01"), group="PART", batch="PART"))
    assert [(r["scope"], r["outcome"], r["return_code"]) for r in rows] == [
        ("message", "accepted", None),
        ("payment", "rejected", "R01"),
        ("batch", "accepted", None),
    ]
    assert rows[1]["batch_id"] == "B1"


@pytest.mark.parametrize("status", ["ACCP", "ACSP", "ACTC", "PDNG"])
def test_accepted_is_not_settled(night, status):
    (row,) = read(night, report(transaction(status)))
    assert row["outcome"] == "accepted"


def test_a_status_report_with_a_day_that_is_none_still_counts(night):
    (row,) = read(night, report(transaction("RJCT", code="AC01")).replace(b"2024-01-11T09:00:00+07:00", b"11/01/24"))
    assert (row["outcome"], row["occurred_on"]) == ("rejected", None)


def test_a_timeout_is_unknown_though_the_bank_calls_it_a_rejection(night):
    (row,) = read(night, report(transaction("RJCT", code="AB05")))
    assert (row["outcome"], row["return_code"]) == ("unknown", "R11")


@pytest.mark.parametrize(
    "namespace", ["urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", "urn:swift:xsd:$pain.002.001.14", ""]
)
def test_any_version_and_namespace_is_read(night, namespace):
    assert [row["outcome"] for row in read(night, report(transaction("ACSC"), namespace=namespace))] == ["settled"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_is_the_file_s_own(night, encoding):
    text = report(transaction("ACSC")).decode()
    assert len(read(night, text.encode(encoding))) == 1


def test_a_packed_file_is_read(night):
    assert len(read(night, gzip.compress(report(transaction("ACSC"))), "returns.xml.gz")) == 1


@pytest.mark.parametrize(
    ("code", "text", "read_as"),
    [
        ("NARR", "Tài khoản đã tất toán", "R02"),
        ("XX99", "TAI KHOAN DA DONG", "R02"),
        ("AC01", "tai khoan da dong", "R01"),
        ("NARR", "xem cong van", "R13"),
    ],
)
def test_words_count_where_the_code_says_nothing(night, code, text, read_as):
    (row,) = read(night, statement(booking(detail(inside=returned(code, text)))))
    assert (row["outcome"], row["return_code"], row["reason_code"], row["reason_text"]) == (
        *("returned", read_as, code, text),
    )


def test_words_about_money_that_arrived_are_no_reason(night):
    settled = detail(inside="<AddtlTxInf>sai so tai khoan</AddtlTxInf>")
    (row,) = read(night, statement(booking(settled, direction="DBIT")))
    assert (row["outcome"], row["return_code"]) == ("settled", None)


def test_a_timeout_in_words_is_unknown(night):
    lines = f"{OURS},440000,RJCT,Hết thời gian chờ,2024-01-11\n{OTHER},440000,RJCT,Lý do khác,2024-01-11\n"
    rows = read(night, f"PAYMENT_ID,AMOUNT,STATUS,REASON,SETTLED_ON\n{lines}".encode(), "returns.csv")
    assert [(r["outcome"], r["return_code"], r["reason_text"]) for r in rows] == [
        ("unknown", "R11", "Hết thời gian chờ"),
        ("rejected", "R13", "Lý do khác"),
    ]


def test_csv_says_the_same(night):
    lines = f"{OURS},440.000,RJCT,AC04,2024-01-11\n{OTHER},440000,ACSC,,2024-01-11\n"
    rows = read(night, f"PAYMENT_ID,AMOUNT,STATUS,REASON,SETTLED_ON\n{lines}".encode(), "returns.csv")
    assert [(r["outcome"], r["amount"], r["return_code"]) for r in rows] == [
        ("rejected", 440_000, "R02"),
        ("settled", 440_000, None),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (statement(booking(detail()), head='<!DOCTYPE Document [<!ENTITY x "y">]>'), "xml_document_type"),
        (statement(booking(detail()), head='<!DOCTYPE Document SYSTEM "file:///etc/passwd">'), "xml_document_type"),
        (statement(booking(detail()))[:-30], "file_damaged"),
        (b"<Document><Other/></Document>", "xml_message"),
        (b"<a>" * 400, "xml_message"),
    ],
    ids=["entity", "external document type", "cut off", "other message", "deep"],
)
def test_a_hostile_or_broken_file_is_refused_whole(night, data, code):
    assert read(night, data) == []
    receipt = night.landing / "_receipts" / "payments" / str(DATE) / BANK / "1.json"
    assert json.loads(receipt.read_text())["code"] == code


def test_the_same_said_twice_is_one_event(night):
    deliver(night, statement(booking(detail())))
    deliver(night, statement(booking(detail(), reference="FT1")), sequence=2)
    first, second = night.run("payments")
    assert first["event_id"] == second["event_id"]
    assert first["delivery_date"] == DATE
