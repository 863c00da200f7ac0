"""Landing and lake on a real S3 server: a whole night, bad connections, a server that is killed in the middle."""

import datetime as dt
import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import boto3
import pytest

from doisoat import steps
from doisoat.errors import StorageError
from doisoat.intake.receive import receive
from doisoat.payments import steps as pay_run
from doisoat.records import core, mart
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.objects import open_store
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate
from doisoat.worklists import SHARDS
from doisoat.worklists.fetch import fetch, workbooks
from factory import DATE, account_row, bank_file, write_delivery
from proxy import proxy
from published import ask
from servers import RunningS3, seaweedfs

pytestmark = pytest.mark.stack
BIN = "970436"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningS3]:
    with seaweedfs(tmp_path_factory.mktemp("s3")) as server:
        server.create_bucket("landing")
        server.create_bucket("lake")
        yield server


@pytest.fixture
def on_s3(server: RunningS3, monkeypatch: pytest.MonkeyPatch) -> RunningS3:
    """The server, with boto3's settings for it in the environment."""
    use(server.environ, monkeypatch)
    return server


def use(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it keeps the settings it saw first


def copy_up(folder: Path, url: str) -> None:
    store = open_store(url)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        store.upload(path, path.relative_to(folder).as_posix())


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zone") / "landing"
    generate(Order(folder, persons=3000, date=DATE, seed=7), say=lambda _: None)
    return folder


def run(settings: Settings, between: Callable[[str], None]) -> None:
    """The steps of a night; `between` is told what comes next."""
    tasks: list[tuple[str, Callable[[], object]]] = []
    for feed in steps.FEEDS:
        tasks += [(f"{step.__name__} {feed}", partial(step, feed, DATE, settings)) for step in steps.INGEST]
    tasks += [(step.__name__, partial(step, DATE, settings)) for step in steps.RECONCILE]
    for name, task in tasks:
        between(name)
        try:
            task()
        except StorageError:  # Airflow runs a task again that failed
            task()


def kill_and_start(server: RunningS3, *, seconds: float) -> threading.Thread:
    """Kill the server now, and start it again after a while, while the caller goes on."""

    def start() -> None:
        time.sleep(seconds)
        server.start()

    server.kill()
    thread = threading.Thread(target=start)
    thread.start()
    return thread


def test_a_night_survives_the_server_being_restarted_in_the_middle(
    on_s3: RunningS3, zone: Path, warehouse_url: str, tmp_path: Path
) -> None:
    copy_up(zone, "s3://landing/night")
    starting: list[threading.Thread] = []

    def between(name: str) -> None:
        if name in {"receive beneficiaries", "reconcile"}:
            starting.append(kill_and_start(on_s3, seconds=1))

    settings = Settings("s3://landing/night", "s3://lake/night", warehouse_url, str(tmp_path / "scratch"))
    run(settings, between)
    for thread in starting:
        thread.join()
    assert len(starting) == 2
    (entries,) = ask(warehouse_url, "select count(*) from reconciled.beneficiary")[0]
    assert entries == Lake.open(settings.lake, settings.scratch).rows(core.BENEFICIARIES, DATE) > 0
    losses = "select count(*) from reconciled.file_accounting where rows_read <> rows_accepted + rows_quarantined"
    assert ask(warehouse_url, losses) == [(0,)]
    assert list((tmp_path / "scratch").iterdir()) == []

    told_on_s3(settings)
    local = Settings(str(zone), str(tmp_path / "lake"), warehouse_url, str(tmp_path / "scratch"))
    run(local, lambda _: None)
    nights = [Lake.open(s.lake, s.scratch).read(mart.BENEFICIARY, DATE) for s in (settings, local)]
    assert nights[0].equals(nights[1])
    pay_by_two_at_once(Settings(**{**settings.__dict__, "outgoing": "s3://lake/outgoing"}))


def told_on_s3(settings: Settings) -> None:
    """The night's pages and the wards' lists lie in the bucket, and a list is taken out of it."""
    store, issued = open_store(settings.lake), [steps.issue_worklists(n, DATE, settings) for n in range(SHARDS)]
    lists = workbooks(DATE, store)
    assert len(lists) == sum(counts["workbooks"] for counts in issued) > 0
    assert fetch(lists[0].ward, url=settings.warehouse_url, store=store, purpose="verification")[:2] == b"PK"
    written = steps.pages(DATE, settings)
    kept = {found.key for found in store.scan("report/")}
    assert len(kept) == written["pages"] + 1, "and the committee's workbook"
    assert store.read(f"report/quality/{DATE}.html").startswith(b"<!DOCTYPE html>")


def pay_by_two_at_once(settings: Settings) -> None:
    """Two processes write the same run, as when a task is thought dead and is not: each file is there once, as told."""
    run_id = pay_run.propose("2024-02", "officer", settings)["run_id"]
    pay_run.decide(run_id, True, "approver", settings)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: pay_run.write(run_id, settings), range(2))
    assert first == second == pay_run.write(run_id, settings)
    store = open_store("s3://lake/outgoing")
    keys = [info.key for info in store.scan(f"instructions/{run_id}/")]
    for key in [key for key in keys if key.endswith("/manifest.json")]:
        folder = key.removesuffix("manifest.json")
        told = {folder + file["name"]: file["sha256"] for file in json.loads(store.read(key))["files"]}
        assert told == {k: hashlib.sha256(store.read(k)).hexdigest() for k in keys if k.startswith(folder) and k != key}
    listed = ask(settings.warehouse_url, "select count(*), sum(payments) from payments.output")
    assert listed == [(first["files"], first["payments"])]


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(["503", "503"], id="5xx twice"),
        pytest.param(["refuse", "refuse"], id="no connection twice"),
        pytest.param([400_000], id="cut off in the middle of the body"),
        pytest.param(["503", 900_000, "refuse", 300_000], id="a bad day"),
    ],
)
def test_a_download_comes_through_a_bad_connection_whole(
    on_s3: RunningS3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, faults: list[str | int]
) -> None:
    content = os.urandom(3 << 20)
    (tmp_path / "source").write_bytes(content)
    open_store("s3://landing").upload(tmp_path / "source", "bad/object")
    with proxy(on_s3.endpoint) as between:
        use({**on_s3.environ, "AWS_ENDPOINT_URL_S3": between.endpoint}, monkeypatch)
        between.faults.extend(faults)
        open_store("s3://landing").download("bad/object", tmp_path / "target")
        assert between.faults == []
        between.faults.extend(faults)
        assert open_store("s3://landing").read("bad/object") == content
    assert (tmp_path / "target").read_bytes() == content


def test_an_upload_comes_through_a_bad_connection_whole(
    on_s3: RunningS3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = os.urandom(20 << 20)
    (tmp_path / "source").write_bytes(content)
    with proxy(on_s3.endpoint) as between:
        use({**on_s3.environ, "AWS_ENDPOINT_URL_S3": between.endpoint}, monkeypatch)
        between.faults.extend(["503", "refuse", "503"])
        open_store("s3://landing").upload(tmp_path / "source", "bad/upload")
        assert between.faults == []
        assert open_store("s3://landing").read("bad/upload") == content


def test_a_server_that_stays_away_is_a_storage_error_after_bounded_tries(
    on_s3: RunningS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", pauses.append)
    with proxy(on_s3.endpoint) as between:
        use({**on_s3.environ, "AWS_ENDPOINT_URL_S3": between.endpoint}, monkeypatch)
        between.faults.extend(["503"] * 50)
        with pytest.raises(StorageError, match="object storage answers 503"):
            open_store("s3://landing").read("anything")
        assert between.connections == 14
    assert len(pauses) == 13
    assert all(0 <= pause <= min(2**turn / 20, 20) for turn, pause in enumerate(pauses))


def send_accounts(folder: Path, url: str, **options: object) -> None:
    write_delivery(folder, "accounts", BIN, {"a.csv": bank_file([account_row()])}, **options)
    copy_up(folder, url)


@pytest.mark.usefixtures("on_s3")
def test_an_object_that_was_altered_is_refused_by_its_digest(tmp_path: Path) -> None:
    url, lake = f"s3://landing/{tmp_path.name}", Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))
    send_accounts(tmp_path / "old", url, date=DATE - dt.timedelta(days=1))
    send_accounts(tmp_path / "new", url)
    path = next((tmp_path / "new").rglob("a.csv"))
    store = open_store(url)
    store.write(f"accounts/{DATE}/{BIN}/1/a.csv", path.read_bytes().replace(b"active", b"closed"))
    counts = receive("accounts", DATE, landing=store, lake=lake)
    assert (counts["refused"], counts["carried_forward"]) == (1, 1)
    assert "sha256" in store.read(f"_receipts/accounts/{DATE}/{BIN}/1.json").decode()


@pytest.mark.usefixtures("on_s3")
def test_a_night_lists_the_folders_it_needs_and_reads_no_other_object(tmp_path: Path) -> None:
    url, lake = f"s3://landing/{tmp_path.name}", Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))
    for age in range(60):
        send_accounts(tmp_path / str(age), url, date=DATE - dt.timedelta(days=age))
    store = open_store(url)
    for number in range(300):
        store.write(f"beneficiaries/{DATE}/so-ldtbxh/1/{number}.xlsx", b"")
    calls: Counter[str] = Counter()
    listed: list[str] = []

    def count(params: dict, model, **_: object) -> None:
        calls[model.name] += 1
        listed.append(params["url_path"] + params.get("query_string", {}).get("prefix", ""))

    store._client.meta.events.register("before-call.s3", count)
    counts = receive("accounts", DATE, landing=store, lake=lake)
    assert counts["deliveries"] == 1
    # The dates; the senders of each date of the month and of the one before; the sequences and objects of one delivery.
    assert calls == {"ListObjectsV2": 1 + 60 + 2, "GetObject": 2, "PutObject": 1}
    assert not any("beneficiaries" in place for place in listed)
