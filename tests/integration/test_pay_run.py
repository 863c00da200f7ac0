"""Pay runs on the real PostgreSQL, with simulated banks: nothing twice, nothing lost, closed to the last đồng."""

import datetime as dt
import signal
import subprocess
import sys
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from doisoat.errors import PaymentError, PublicationError
from doisoat.intake.receive import receive
from doisoat.intake.standardise import standardise
from doisoat.payments import request, steps
from doisoat.payments.basis import read_basis
from doisoat.payments.night import settle_night
from doisoat.payments.pay_day import undecided
from doisoat.payments.telling import tell_undecided
from doisoat.publish.figures import figures
from doisoat.records import mart
from doisoat.report.outbox import Outbox
from doisoat.settings import Settings
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from doisoat.storage.warehouse import connect
from doisoat.synthetic.banks import answer
from published import ask, beneficiary, claim, night, rows, show

pytestmark = pytest.mark.stack
BANKS = ("970405", "970415", "970418", "970436", "971005")
PERIODS = ("2024-02", "2024-03", "2024-04")
OFFICER, CHIEF = "officer", "chief"
UNANSWERED = "select bank_bin, entries, days from payments.unanswered"
OPEN = ("instructed", "accepted", "unknown")


@dataclass
class City:
    """A city of a few entries, its warehouse, lake, landing and what leaves."""

    url: str
    folder: Path

    @property
    def settings(self) -> Settings:
        return Settings(
            landing=str(self.folder / "landing"),
            lake=str(self.folder / "lake"),
            warehouse_url=self.url,
            scratch=str(self.folder / "scratch"),
            outgoing=str(self.folder / "outgoing"),
        )

    @property
    def lake(self) -> Lake:
        return Lake.open(self.settings.lake, self.settings.scratch)

    def publish(
        self,
        date: dt.date,
        entries: list[dict[str, Any]],
        *,
        settled: bool = False,
        claims: tuple[dict[str, Any], ...] = (),
    ) -> None:
        tables = night(date, *entries, claims=claims)
        tables[mart.ACCOUNT] = rows(mart.ACCOUNT)
        if settled:
            tables |= {table: self.lake.read(table, date) for table in mart.LEDGER}
        show(self.url, date, tables)

    def listen(self, date: dt.date) -> None:
        """Take in what came for a date, and settle."""
        (self.folder / "landing").mkdir(exist_ok=True)
        receive("payments", date, landing=FolderStore(self.folder / "landing"), lake=self.lake)
        standardise("payments", date, lake=self.lake)
        settle_night(date, self.settings)

    def pay(self, period: str) -> str:
        run_id = steps.propose(period, OFFICER, self.settings)["run_id"]
        steps.decide(run_id, True, CHIEF, self.settings)
        steps.write(run_id, self.settings)
        return run_id

    def one(self, query: str) -> Any:
        return ask(self.url, query)[0][0]

    def files(self) -> dict[str, bytes]:
        folder = self.folder / "outgoing"
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def entries(count: int = 120, **values: Any) -> list[dict[str, Any]]:
    """Entries paid through five banks and the post, and one that is held."""
    made = []
    for n in range(count):
        account = {"bank_bin": BANKS[n % 5], "account_number": f"00110{n:06d}", "pay_channel": "bank"}
        where = account if n % 6 else {"pay_channel": "postal_cash"}
        person = {"personal_id": f"0011450{n:05d}", "district_code": "001", "ward_code": f"0000{n % 3 + 1}"}
        made.append(beneficiary(f"BT{n:04d}", **{"programme_code": "05c", **person, **where, **values}))
    held = beneficiary(
        "HELD", programme_code="05c", personal_id="001145099999", pay_channel="hold", hold_reason="review"
    )
    return [*made, held]


@pytest.fixture
def city(url, tmp_path) -> City:
    return City(url, tmp_path)


def test_over_three_periods_with_misbehaving_banks_the_ledger_closes_to_zero_every_night(city):
    for month, period in enumerate(PERIODS, 1):
        start = dt.date(2024, month, 20)
        city.listen(start)
        city.publish(start, entries(), settled=True)
        run_id = city.pay(period)
        for number in range(1, 6):
            date = start + dt.timedelta(days=number)
            answer(city.folder / "outgoing", city.folder / "landing", run_id, sent=start, night=number)
            city.listen(date)
            city.publish(date, entries(), settled=True)
            closing = city.lake.read(mart.PAYMENT_CLOSING, date).to_pylist()
            assert {row["difference"] for row in closing} == {0}
            instructed = city.one("select sum(amount) from payments.instruction")
            assert sum(row["instructed"] for row in closing) == instructed
            assert (
                city.one(f"select sum(instructed) from reconciled.payment_closing where business_date = '{date}'")
                == instructed
            )
    statuses = dict(ask(city.url, "select status, count(*) from reconciled.payment group by 1"))
    assert {"settled", "paid_in_cash", "replaced"} <= set(statuses)
    in_words = "select distinct reason_code from reconciled.payment where reason_text = 'Tài khoản đã đóng'"
    assert ask(city.url, in_words) == [("R02",)]
    assert not set(statuses) & set(OPEN)
    # What failed in one period is paid in the next, through an account or in cash.
    failed = "select count(*) from reconciled.payment where period = '2024-02' and status in ('returned', 'rejected')"
    assert city.one(failed) == 0
    twice = """select count(*) from (select beneficiary_code, period from reconciled.payment
        where status in ('settled', 'paid_in_cash') group by 1, 2 having count(*) > 1) t"""
    assert city.one(twice) == 0
    assert city.one("select count(*) from payments.instruction where beneficiary_code = 'HELD'") == 0
    assert city.one("select count(*) from reconciled.payment_unmatched where reason = 'before_instruction'") > 0
    closed = """select sum(instructed) = sum(settled + cash + returned + charges + rejected + open + unknown),
        sum(instructed) = (select sum(amount) from payments.instruction), sum(difference) from payments.closing"""
    assert ask(city.url, closed) == [(True, True, 0)]
    assert city.one("select count(*) from payments.difference") == 0
    with connect(city.url) as connection:
        connection.execute("""update reconciled.payment set returned_amount = returned_amount - 1000
            where payment_id = (select min(payment_id) from reconciled.payment where returned_on is not null)""")
    assert ask(city.url, "select difference, returned_on is not null from payments.difference") == [(1000, True)]


def test_whoever_started_a_run_cannot_approve_it_and_nothing_is_instructed(city):
    city.publish(dt.date(2024, 1, 20), entries())
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    with pytest.raises(PaymentError, match="whoever started it"):
        steps.decide(run_id, True, OFFICER, city.settings)
    assert city.one("select count(*) from payments.instruction") == 0
    assert city.one(f"select state from payments.run where run_id = '{run_id}'") == "refused"
    with pytest.raises(PaymentError, match="not approved"):
        steps.write(run_id, city.settings)
    with pytest.raises(PaymentError, match="refused"):
        steps.decide(run_id, True, CHIEF, city.settings)
    actions = [action for (action,) in ask(city.url, "select action from audit.event order by event_id")]
    assert actions == ["pay_run_proposed", "pay_run_refused"]


def test_the_database_refuses_an_approval_by_whoever_started_it(city):
    city.publish(dt.date(2024, 1, 20), entries())
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    with connect(city.url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "update payments.run set state = 'approved', decided_by = started_by, instructed_on = now()"
            " where run_id = %s",
            [run_id],
        )


@pytest.mark.parametrize(
    "statement", ["update payments.instruction set amount = 1", "delete from payments.instruction"]
)
def test_an_instruction_is_never_changed(city, statement):
    city.publish(dt.date(2024, 1, 20), entries())
    city.pay("2024-02")
    with connect(city.url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement)


def test_a_run_that_is_refused_or_expires_pays_nothing(city):
    city.publish(dt.date(2024, 1, 20), entries())
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    steps.decide(run_id, False, CHIEF, city.settings)
    late = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    steps.expire(late, city.settings)
    assert city.one("select count(*) from payments.instruction") == 0
    assert dict(ask(city.url, "select run_id, state from payments.run")) == {run_id: "refused", late: "expired"}


def test_what_the_tables_no_longer_allow_at_the_decision_is_not_paid(city):
    changes = ({"pay_channel": "hold", "hold_reason": "review"}, {"monthly_amount": 1000}, {"programme_code": "05d"})
    for day, changed in zip((1, 3, 5), changes, strict=True):
        city.publish(dt.date(2024, 1, day), entries(12))
        run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
        city.publish(dt.date(2024, 1, day + 1), entries(12, **changed))
        with pytest.raises(PaymentError, match="no longer say so"):
            steps.decide(run_id, True, CHIEF, city.settings)
    assert city.one("select count(*) from payments.instruction") == 0


def test_what_has_arrived_after_all_by_the_decision_is_not_paid_again(city):
    city.publish(dt.date(2024, 1, 20), entries(2))
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    arrived = """
        insert into reconciled.payment (payment_id, period, beneficiary_code, programme_code, attempt, kind, amount,
            pay_channel, recipient, message_id, batch_id, run_id, instructed_on, business_date, status)
        select 'earlier', period, beneficiary_code, programme_code, 1, 'regular', amount,
            pay_channel, recipient, 'm', 'b', '2024-02/0', '2024-01-19', '2024-01-20', 'settled'
        from payments.proposal limit 1"""
    with connect(city.url) as connection:
        connection.execute(arrived)
    with pytest.raises(PaymentError, match="no longer say so"):
        steps.decide(run_id, True, CHIEF, city.settings)
    assert city.one("select count(*) from payments.instruction") == 0


def test_a_second_run_of_a_period_pays_only_what_is_new(city):
    city.publish(dt.date(2024, 1, 20), entries(10))
    city.pay("2024-02")
    with pytest.raises(PaymentError, match="nothing is to be paid"):
        steps.propose("2024-02", OFFICER, city.settings)
    city.publish(dt.date(2024, 1, 21), entries(12))
    assert steps.propose("2024-02", OFFICER, city.settings)["payments"] == 2


def test_only_a_payment_that_failed_may_be_allowed_again_and_it_is_recorded(city):
    city.publish(dt.date(2024, 1, 20), entries(1))
    city.pay("2024-02")
    allow = "select payments.allow_repeat(payment_id) from reconciled.payment"
    with connect(city.url) as connection, pytest.raises(psycopg.errors.InvalidParameterValue):
        connection.execute(allow)
    with connect(city.url) as connection:
        connection.execute("update reconciled.payment set status = 'rejected', reason_code = 'R15'")
        connection.execute(allow)
    assert city.one("select count(*) from audit.event where action = 'repeat_allowed'") == 1
    assert len(read_basis(city.url, "2024-03").allowed) == 1


def test_two_proposals_cannot_both_be_instructed(city):
    city.publish(dt.date(2024, 1, 20), entries(10))
    first = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    second = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    with pytest.raises(PaymentError, match="superseded"):
        steps.decide(first, True, CHIEF, city.settings)
    steps.decide(second, True, CHIEF, city.settings)
    assert city.one("select count(*) from payments.instruction") == 10


def test_files_are_written_once_and_another_content_is_never_written_over(city):
    city.publish(dt.date(2024, 1, 20), entries(12))
    run_id = city.pay("2024-02")
    before = city.files()
    steps.write(run_id, city.settings)
    assert city.files() == before
    name = next(name for name in before if name.endswith(".xml"))
    (city.folder / "outgoing" / name).write_bytes(b"another")
    with pytest.raises(PaymentError, match="another content"):
        steps.write(run_id, city.settings)
    assert city.files()[name] == b"another"


def test_nothing_leaves_that_is_not_what_was_decided_on(city):
    city.publish(dt.date(2024, 1, 20), entries(2))
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    steps.decide(run_id, True, CHIEF, city.settings)
    with connect(city.url) as connection:
        connection.execute("update payments.proposal set account_number = '9990001112223' where bank_bin is not null")
    with pytest.raises(PaymentError, match="not what was decided on"):
        steps.write(run_id, city.settings)
    assert city.files() == {}


def test_a_pay_day_without_an_approved_run_is_told_of_once(city):
    def told(day):
        letters = tell_undecided(dt.date(2024, 1, day), city.settings)
        return [message_from_bytes(letter.content)["Subject"] for letter in letters]

    assert told(25) == []  # nothing is published: that has a mail of its own
    city.publish(dt.date(2024, 1, 20), entries(10))
    assert told(24) == []
    assert "2024-02" in str(make_header(decode_header(told(25)[0])))
    run = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    assert undecided(city.url, "2024-02") == "proposed"
    for letter in tell_undecided(dt.date(2024, 1, 25), city.settings):
        Outbox(FolderStore(city.folder / "lake")).put(letter)
    assert told(31) == []
    steps.decide(run, True, CHIEF, city.settings)
    assert undecided(city.url, "2024-02") is None


def test_a_period_of_another_season_is_refused(city):
    city.publish(dt.date(2024, 1, 20), entries(1))
    with pytest.raises(PaymentError, match="is not paid from it"):
        steps.propose("2042-02", OFFICER, city.settings)


def test_a_confirmed_account_need_not_rest(city):
    def entry(number: str) -> dict[str, Any]:
        return beneficiary("A", programme_code="05c", bank_bin="970436", account_number=number)

    city.publish(dt.date(2024, 1, 19), [entry("1112223334445")])
    city.publish(dt.date(2024, 1, 20), [entry("9990001112223")])
    proposed = "select pay_channel from payments.proposal where run_id = "
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    assert city.one(f"{proposed}'{run_id}'") == "postal_cash"
    with connect(city.url) as connection:
        connection.execute("select payments.confirm_account('A', '970436', '9990001112223')")
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute("select payments.confirm_account('A', '970436', '1')")
        connection.rollback()
        connection.execute("select payments.confirm_account('A', '970436', '9990001112223')")
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    assert city.one(f"{proposed}'{run_id}'") == "bank"


KILLED = """
import os, signal, sys
from doisoat.payments import deciding, delivery, instructed, steps
from doisoat.settings import Settings
step, after, *arguments = sys.argv[1:]
settings = Settings.from_environ(os.environ)
count = 0
def counted(function):
    def call(*args, **kwargs):
        global count
        if count == int(after):
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return function(*args, **kwargs)
    return call
delivery.write_once, instructed.record_output = counted(delivery.write_once), counted(instructed.record_output)
instructed.record_written = counted(instructed.record_written)
deciding.note = counted(deciding.note) if step == "decide" else deciding.note
steps.decide(arguments[0], True, "chief", settings) if step == "decide" else steps.write(arguments[0], settings)
"""


def killed(city: City, step: str, after: int, run_id: str) -> int:
    """Run a step in a process that kills itself after so many of its actions; its exit status."""
    settings = city.settings
    environ = {
        "DOISOAT_LANDING": settings.landing,
        "DOISOAT_LAKE": settings.lake,
        "DOISOAT_SCRATCH": settings.scratch,
        "DOISOAT_OUTGOING": settings.outgoing or "",
        "WAREHOUSE_URL": city.url,
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-c", KILLED, step, str(after), run_id]
    return subprocess.run(command, env=environ, capture_output=True, check=False).returncode


def test_no_payment_is_sent_twice_whatever_is_killed_when(city):
    city.publish(dt.date(2024, 1, 20), entries(12))
    run_id = steps.propose("2024-02", OFFICER, city.settings)["run_id"]
    assert killed(city, "decide", 0, run_id) == -signal.SIGKILL
    assert city.one("select count(*) from payments.instruction") == 0
    assert killed(city, "decide", 9, run_id) == 0
    seen: dict[str, bytes] = {}
    for after in range(0, 40, 9):
        status = killed(city, "write", after, run_id)
        assert status in {0, -signal.SIGKILL}
        files = city.files()
        assert {name: files[name] for name in seen} == seen
        seen = files
    steps.write(run_id, city.settings)
    written = city.files()
    ids = [line for data in written.values() for line in data.decode("latin-1").split("<EndToEndId>")[1:]]
    assert len({one[:28] for one in ids}) == len(ids)
    assert city.one("select sum(payments) from payments.output") == 12
    assert len([name for name in written if name.endswith("manifest.json")]) == 6


def test_without_a_publication_there_is_nothing_to_propose(city):
    with pytest.raises((PaymentError, PublicationError), match="nothing is published"):
        steps.propose("2024-02", OFFICER, city.settings)


def test_every_bank_is_asked_once_a_period_and_what_it_has_not_answered_is_listed(city):
    reported = claim("BT0000", account_number="7700", bank_bin="970436")  # paid by post so far, as is BT0006
    known = claim("BT0006", account_number="8800", bank_bin="970436", claim_state="confirmed")
    city.publish(dt.date(2024, 1, 5), entries(12), claims=(reported, known))
    steps.ask_banks("2024-02", city.settings)
    asked = city.files()
    assert sorted({name.split("/")[3] for name in asked}) == sorted(BANKS)
    (lines,) = (data.decode() for name, data in asked.items() if "/970436/request.csv" in name)
    assert [line.split(",")[:2] for line in lines.splitlines() if "BT0000" in line] == [["BT0000", "7700"]]
    assert "8800" not in lines, "of what a bank has confirmed it is not asked"
    assert steps.ask_banks("2024-02", city.settings)["asked_before"] == 11
    assert city.files() == asked
    answers = pa.table({
        "bank_bin": ["970415", "970405", "970436"],
        "beneficiary_code": ["BT0001", "BT0005", "BT0003"],
        "delivered_on": [dt.date(2024, 1, 6), dt.date(2024, 1, 4), dt.date(2024, 1, 5)],
    })
    noted = request.note_answers(city.url, dt.date(2024, 1, 8), answers)
    assert noted == {"answered": 2, "open": 9, "oldest_days": 3}
    listed = {bank: (entries, days) for bank, entries, days in ask(city.url, UNANSWERED)}
    assert listed["970405"] == (2, 0)
    assert {asked.bank_bin: asked.entries for asked in figures(city.url, dt.date(2024, 1, 5)).unanswered} == {
        **dict.fromkeys(BANKS, 2),
        "970436": 3,
    }, "the account that a ward reported waits, too"
