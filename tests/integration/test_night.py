"""Nights through the real scheduler: published, again, with a corrupt file, stopped by a gate, without a source.

One stack runs them all, in order, once; each test looks at what a night left behind.
"""

import csv
import datetime as dt
import email
import email.policy
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from python_calamine import CalamineWorkbook

from contract import CONTRACT, breaches
from doisoat.embedded import state
from doisoat.embedded.airflow_api import AirflowApi
from doisoat.embedded.leftovers import leftovers
from doisoat.embedded.nightly import ENDED
from doisoat.embedded.supervision import AIRFLOW
from doisoat.records import core
from doisoat.storage.lake import Lake
from doisoat.synthetic.zone import Order, generate

pytestmark = pytest.mark.stack

FIRST, SECOND, THIRD, NEVER = (dt.date(2024, 1, day) for day in (10, 11, 12, 13))
PLANTED = "HOABANGLANGTIM"  # a holder's name in one word, which the gate refuses
# Of include/config/recipients.yaml: who is told of a night that stopped, and who gets a report.
WARNED = ["ba-dinh", "chi-tra", "lanh-dao", "support", "van-hanh"]
REPORTED = sorted([*WARNED, "an-sinh"])
PUBLISHED = "select md5(string_agg(t::text, '|' order by t::text)) from reconciled.beneficiary t"


@dataclass(frozen=True)
class Outcome:
    """What a night's command left: its exit status and words, the newest mails, what readers see."""

    status: int
    stdout: str
    stderr: str
    mails: list[email.message.EmailMessage]
    published: str

    @property
    def last_line(self) -> str:
        return self.stderr.strip().splitlines()[-1]


@dataclass
class Installed:
    """An embedded installation under test, driven by its command line as the Makefile does."""

    folder: Path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "DOISOAT_STATE": str(self.folder)}
        command = [sys.executable, "-m", "doisoat.embedded", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=500)

    @property
    def installation(self) -> state.Installation:
        found = state.load(self.folder)
        assert found is not None
        return found

    def ask(self, query: str) -> list[tuple]:
        with psycopg.connect(self.installation.database_url("warehouse")) as connection:
            return connection.execute(query).fetchall()

    def mail_files(self) -> list[Path]:
        return sorted((self.folder / "outbox").glob("*.eml"))

    def night(self, landing: Path, date: dt.date) -> Outcome:
        before = set(self.mail_files())
        done = self.command("nightly", "--landing", str(landing), "--date", str(date))
        # The DAGs have a schedule of their own, too: at 01:00 in Hanoi there may be mails of another date.
        mails = [read_mail(path) for path in self.mail_files() if path not in before]
        days = (f"{date:%d/%m/%Y}", f"{date.day} {date:%B %Y}")
        mails = [mail for mail in mails if any(day in mail["Subject"] for day in days)]
        published = self.ask(PUBLISHED)[0][0] if self.tables() else ""
        return Outcome(done.returncode, done.stdout, done.stderr, mails, published)

    def watch(self, date: dt.date) -> list[email.message.EmailMessage]:
        """What DAG `watch` mails when it looks at a night; it must end well."""
        before, api = set(self.mail_files()), AirflowApi(self.installation)
        run = api.trigger("watch", str(date), {})
        limit = time.monotonic() + 120
        while api.run("watch", run)["state"] not in ENDED and time.monotonic() < limit:
            time.sleep(0.5)
        assert api.run("watch", run)["state"] == "success"
        return [read_mail(path) for path in self.mail_files() if path not in before]

    def tables(self) -> list[tuple]:
        return self.ask("select 1 from information_schema.tables where table_schema = 'reconciled'")


def read_mail(path: Path) -> email.message.EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def mail_text(mail: email.message.EmailMessage) -> str:
    return "\n".join([mail["Subject"], *(p.get_content() for p in mail.walk() if p.get_content_maintype() == "text")])


def recipients(mails: list[email.message.EmailMessage]) -> list[str]:
    return sorted(mail["To"].split("@")[0] for mail in mails)


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing zone")
    generate(Order(out=folder, persons=5000, date=FIRST, seed=7, nights=3), lambda _: None)
    return folder


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    installed = Installed(tmp_path_factory.mktemp("state of the stack"))
    try:
        yield installed
    finally:
        installed.command("down")


@pytest.fixture(scope="module")
def nights(stack, landing):
    outcomes = {"without accounts": stack.night(only(landing, "population", "beneficiaries"), FIRST)}
    outcomes["first"] = stack.night(landing, FIRST)
    outcomes["first again"] = stack.night(landing, FIRST)
    corrupt(landing / "beneficiaries" / str(SECOND))
    outcomes["corrupt"] = stack.night(landing, SECOND)
    spoilt = only(landing, "population", "beneficiaries", "accounts")
    spoil_holder_names(spoilt / "accounts")
    outcomes["spoilt"] = stack.night(spoilt, THIRD)
    return outcomes


def only(landing: Path, *feeds: str) -> Path:
    """A copy of a landing zone with some of its feeds."""
    copy = landing.with_name(f"{landing.name} of {len(feeds)}")
    for feed in feeds:
        shutil.copytree(landing / feed, copy / feed)
    return copy


def corrupt(deliveries: Path) -> None:
    """Change one byte of a file: its size is right, its digest is not."""
    workbook = sorted(deliveries.rglob("*.xlsx"))[0]
    content = bytearray(workbook.read_bytes())
    content[len(content) // 2] ^= 0xFF
    workbook.write_bytes(content)


def spoil_holder_names(accounts: Path) -> None:
    """Give every holder of the banks' returns one name in one word, with manifests that agree."""
    for manifest in accounts.rglob("manifest.json"):
        content = json.loads(manifest.read_text())
        for entry in content["files"]:
            file = manifest.parent / entry["name"]
            rows = list(csv.DictReader(io.StringIO(file.read_text())))
            data = as_csv([row | {"HOLDER_NAME": PLANTED} for row in rows], list(rows[0])) if rows else file.read_text()
            file.write_text(data)
            entry |= {"bytes": len(data.encode()), "sha256": hashlib.sha256(data.encode()).hexdigest()}
        content.pop("signature", None)
        manifest.write_text(json.dumps(content))


def as_csv(rows: list[dict[str, str]], header: list[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_a_night_without_a_source_fails_with_one_line_that_names_it(nights):
    night = nights["without accounts"]
    assert night.status == 1
    assert "ingest_accounts.receive: SourceMissing" in night.last_line
    assert night.published in {"", None}


def test_a_night_without_a_source_is_mailed_once(nights):
    assert recipients(nights["without accounts"].mails) == WARNED


def test_a_night_that_is_repaired_publishes(nights):
    assert nights["first"].status == 0, nights["first"].stderr
    assert "is published" in nights["first"].stdout


def test_a_night_is_reported_to_each_recipient_once_in_text_and_html(nights):
    assert recipients(nights["first"].mails) == REPORTED
    for mail in nights["first"].mails:
        text, rich = mail.iter_parts()
        assert text.get_content_type() == "text/plain"
        assert rich.get_content_type() in {"text/html", "multipart/related"}


def test_a_second_night_shows_its_way_to_the_target_in_a_picture(nights):
    pictures = [len([p for p in m.walk() if p.get_content_type() == "image/png"]) for m in nights["corrupt"].mails]
    # None in a bank's; so few live in this Ba Đình that the district's way would tell how few are left.
    assert sorted(pictures) == [0, 1, 2, 2, 2, 2]


def test_the_same_night_again_changes_nothing_and_is_not_mailed_again(nights):
    again = nights["first again"]
    assert again.status == 0, again.stderr
    assert again.published == nights["first"].published
    assert again.mails == []


def test_a_corrupt_delivery_is_refused_and_the_last_good_one_is_used(nights, stack, landing):
    assert nights["corrupt"].status == 0, nights["corrupt"].stderr
    receipts = [
        json.loads(p.read_text()) for p in (landing / "_receipts" / "beneficiaries" / str(SECOND)).rglob("*.json")
    ]
    assert [receipt["outcome"] for receipt in receipts] == ["refused"]
    rows = stack.ask(
        f"select outcome, delivery_date from reconciled.file_accounting "
        f"where business_date = '{SECOND}' and feed = 'beneficiaries' and outcome = 'accepted'"
    )
    assert rows
    assert {date for _, date in rows} == {FIRST}


def test_a_failing_gate_stops_the_night_before_readers_see_it(nights):
    assert nights["spoilt"].status == 1
    assert "ingest_accounts.check: QualityGateFailed" in nights["spoilt"].last_line
    assert nights["spoilt"].published == nights["corrupt"].published


def test_a_failing_gate_is_mailed_with_the_expectation(nights):
    assert recipients(nights["spoilt"].mails) == WARNED
    assert all("ingest_accounts.check" in mail_text(mail) for mail in nights["spoilt"].mails)


@pytest.fixture(scope="module")
def watched(stack, nights):
    """What the watch mailed of nights that were published, stopped, never came; of the last it was asked twice."""
    assert nights["spoilt"].status == 1
    looks = (("published", FIRST), ("stopped", THIRD), ("never", NEVER), ("never again", NEVER))
    return {name: stack.watch(date) for name, date in looks}


def test_a_night_that_never_came_is_told_to_everybody_who_waits_for_it_once(watched):
    assert recipients(watched["never"]) == WARNED
    assert all("13/01/2024" in mail_text(mail) or "13 January 2024" in mail_text(mail) for mail in watched["never"])
    assert watched["never again"] == []


def test_nobody_is_told_that_a_night_is_late_who_has_its_report_or_was_told_why_it_stopped(watched):
    assert watched["published"] == []
    assert watched["stopped"] == []


@pytest.mark.usefixtures("watched")
def test_nobody_gets_a_mail_twice_over_all_nights(stack):
    # By text: operators are told of every source that is missing, and tonight's own night may begin during the test.
    sent = Counter((mail["To"], mail_text(mail)) for mail in map(read_mail, stack.mail_files()))
    assert len(sent) > 4 * len(WARNED)
    assert {key: count for key, count in sent.items() if count > 1} == {}


@pytest.mark.usefixtures("nights")
def test_the_published_contract_holds(stack):
    if not CONTRACT.exists():
        pytest.skip("the contract check is not beside this checkout")
    assert breaches(stack.installation.database_url("warehouse")) == []


@pytest.fixture(scope="module")
def desk(stack, nights):
    """The desk of the API server, for its admin."""
    assert nights["corrupt"].status == 0
    installation = stack.installation
    with httpx.Client(base_url=installation.ui_url, trust_env=False, timeout=30) as client:
        admin = {"username": "admin", "password": installation.secrets.ui_admin}
        token = client.post("/auth/token", json=admin).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def test_the_desk_tells_how_long_each_stage_of_each_night_took(desk):
    page = desk.get("/desk/watch/nights").text
    for night, ended in ((FIRST, "Thành công"), (SECOND, "Thành công"), (THIRD, "Thất bại")):
        assert re.search(f"{night:%d/%m/%Y}[^/]*{ended}", words(page)), night
    assert re.search(r"reconcile\s+publish\s+Thành công\s+[\d/]+ [\d:]+\s+\d+ giây", words(page))


def test_the_desk_shows_the_receipt_that_the_night_gave_wherever_it_was_given(desk):
    for date, link, told in (
        (FIRST, rf"/beneficiaries/{FIRST}/", "Đã nhận"),
        (SECOND, rf"/beneficiaries/{SECOND}/", "Từ chối"),
    ):
        sources = desk.get(f"/desk/watch/sources?date={date}").text
        (receipt,) = re.findall(rf'href="([^"]*/receipt{link}[^"]*)"', sources)
        assert re.search(rf"Kết quả\s+{told}", words(desk.get(receipt).text))


def words(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page)


@pytest.mark.usefixtures("nights")
def test_no_personal_data_is_in_a_log_a_mail_or_an_xcom(stack):
    names, numbers = personal_data(stack.folder)
    assert len(names) > 300
    assert len(numbers) > 5000
    for where, text in texts(stack):
        found = {name for name in names if name in text} | (numbers & set(re.findall(r"\d{8,}", text)))
        assert not found, f"{where} holds {len(found)} names or numbers"


def personal_data(folder: Path) -> tuple[set[str], set[str]]:
    """Names and numbers of everybody in the first night's core tables, and the planted name."""
    lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))
    population = lake.read(core.POPULATION, FIRST)
    rolls, accounts = lake.read(core.BENEFICIARIES, FIRST), lake.read(core.ACCOUNTS, FIRST)
    columns = [rolls["full_name"], rolls["name_folded"], accounts["full_name"]]
    names = {name for column in columns for name in column.to_pylist() if name and name.count(" ") >= 2}
    columns = [population["personal_id"], rolls["id_number"], rolls["account_number"], accounts["account_number"]]
    return names | {PLANTED}, {number for column in columns for number in column.to_pylist() if number}


def texts(stack: Installed):
    """Everything that people without access to the tables may see: where it is, and its text."""
    for path in [*stack.folder.glob("logs/*.log"), *stack.folder.glob("airflow/logs/**/*.log")]:
        yield path, path.read_text(errors="replace")
    for path in stack.mail_files():
        yield path, mail_text(read_mail(path))
    for path in (stack.folder / "lake" / "report").rglob("*.html"):
        yield path, path.read_text()
    for path in (stack.folder / "lake" / "report").rglob("*.xlsx"):
        yield path, "\n".join(str(cell) for row in cells(path) for cell in row)
    api = AirflowApi(stack.installation)
    for dag in sorted(api.dag_ids()):
        for run in api.all_runs(dag):
            for task in api.tasks(dag, run["dag_run_id"]):
                values = api.xcoms(dag, run["dag_run_id"], task["task_id"])
                yield f"XCom of {dag}.{task['task_id']}", json.dumps([v["value"] for v in values], ensure_ascii=False)


def cells(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(path)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


@pytest.mark.usefixtures("nights")
def test_the_pages_of_a_night_are_in_the_lake(stack):
    found = {path.relative_to(stack.folder / "lake" / "report").as_posix() for path in pages_of(stack)}
    night = {f"{kind}/{FIRST}{ending}" for kind in ("quality", "campaign") for ending in (".html", ".en.html")}
    assert found >= {*night, "quality/index.html", f"campaign/{FIRST}.xlsx"}


def pages_of(stack: Installed) -> list[Path]:
    return [path for path in (stack.folder / "lake" / "report").rglob("*") if path.is_file()]


@pytest.mark.usefixtures("nights")
def test_a_second_up_says_so(stack):
    done = stack.command("up")
    assert done.returncode == 0
    assert f"already up: {stack.folder}" in done.stderr


@pytest.mark.usefixtures("nights")
def test_warehouse_url_prints_the_url_and_nothing_else(stack):
    done = stack.command("warehouse-url")
    assert done.stdout == stack.installation.database_url("warehouse") + "\n"


def test_down_ends_everything_though_the_supervisor_was_killed(nights, stack):
    assert nights["first"].status == 0
    os.kill(int((stack.folder / "supervisord.pid").read_text()), signal.SIGKILL)
    assert len(leftovers(stack.installation)) > len(AIRFLOW)
    assert stack.command("down").returncode == 0
    assert leftovers(stack.installation) == []
    assert "nothing runs" in stack.command("down").stderr
