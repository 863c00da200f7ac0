"""What the pipeline relies on in object storage, in a folder and on a real S3 server alike."""

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pyarrow.parquet as pq
import pytest

from doisoat.errors import PaymentError, SettingsError, StorageError
from doisoat.payments.delivery import write_once
from doisoat.records.mart import QUALITY_RESULT
from doisoat.report.outbox import Letter, Outbox
from doisoat.storage.buckets import create_buckets
from doisoat.storage.keys import ObjectInfo
from doisoat.storage.lake import Lake
from doisoat.storage.objects import ObjectStore, open_store
from servers import S3Server, seaweedfs


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with seaweedfs(tmp_path_factory.mktemp("s3")) as server:
        server.create_bucket("landing")
        yield server


@pytest.fixture
def s3_url(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """A place of the test's own, with boto3's settings for it in the environment."""
    _use(server.environ, monkeypatch)
    return f"s3://landing/{uuid.uuid4().hex}"


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.stack)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("s3_url"))


def _use(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it keeps the credentials it saw first


def _big(path: Path) -> Path:
    """More than 8 MB, so that it goes in parts; not compressible."""
    path.write_bytes(os.urandom(20 << 20))
    return path


def test_what_was_written_is_read(store: ObjectStore) -> None:
    store.write("accounts/2024-01-12/970436/1/manifest.json", b"{}")
    assert store.read("accounts/2024-01-12/970436/1/manifest.json") == b"{}"


def test_a_mail_is_put_once_claimed_by_one_and_remembered(store: ObjectStore) -> None:
    outbox, now = Outbox(store), dt.datetime(2024, 1, 12, 2, tzinfo=dt.UTC)
    letter = Letter(now.date(), "night.operator.0123456789ab", b"Date: Fri, 12 Jan 2024 02:00:00 GMT\n\n")
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: outbox.put(letter), range(4))) == 1
        assert sum(pool.map(lambda _: outbox.claim(letter, now), range(4))) == 1
    outbox.release(letter)
    assert outbox.claim(letter, now)
    assert list(outbox.waiting()) == [letter]
    outbox.sent(letter, now)
    assert outbox.knows(letter.date, letter.name)
    assert list(outbox.waiting()) == []
    assert list(outbox.names(letter.date)) == [letter.name]
    assert not outbox.put(letter)


def test_a_write_replaces_the_whole_object(store: ObjectStore) -> None:
    store.write("a", b"a long text")
    store.write("a", b"short")
    assert store.read("a") == b"short"


@pytest.mark.parametrize("key", ["danh sách/Ba Đình.xlsx", "a+b &=?#%20.csv", "business_date=2024-01-12/data.parquet"])
def test_names_may_hold_any_letters(store: ObjectStore, key: str) -> None:
    store.write(key, b"x")
    assert [o.key for o in store.scan("")] == [key]
    assert store.read(key) == b"x"


@pytest.mark.parametrize("key", ["", "/etc/passwd", "a/../../b", "a/./b", "a//b", "a/", "a\0b"])
def test_a_key_that_is_not_a_plain_path_is_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(StorageError, match="not a plain relative path"):
        store.read(key)
    with pytest.raises(StorageError, match="not a plain relative path"):
        store.write(key, b"")


def test_a_missing_key_is_file_not_found(store: ObjectStore, tmp_path: Path) -> None:
    store.write("a/b", b"")
    for key in ("a", "a/c", "a/b/c"):
        with pytest.raises(FileNotFoundError, match=key):
            store.read(key)
        with pytest.raises(FileNotFoundError, match=key):
            store.download(key, tmp_path / "target")


def test_a_read_stops_at_the_limit(store: ObjectStore) -> None:
    store.write("a", b"12345")
    assert store.read("a", limit=5) == b"12345"
    with pytest.raises(StorageError, match="a has more than 4 bytes"):
        store.read("a", limit=4)


def test_a_scan_is_sorted_by_key_and_knows_sizes(store: ObjectStore) -> None:
    for key, data in {"a/b": b"1", "a-b": b"22", "a.c": b"", "b/a": b"4"}.items():
        store.write(key, data)
    assert list(store.scan("a")) == [ObjectInfo("a-b", 2), ObjectInfo("a.c", 0), ObjectInfo("a/b", 1)]
    assert [o.key for o in store.scan("a/")] == ["a/b"]
    assert list(store.scan("c/")) == []


def test_a_scan_passes_a_thousand_objects(store: ObjectStore) -> None:
    keys = [f"part/{i:04}" for i in range(1005)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.write(key, b""), keys))
    assert [o.key for o in store.scan("part/")] == keys


def test_folders_are_those_directly_below_that_hold_an_object(store: ObjectStore) -> None:
    for key in ("accounts/2024-01-12/970436/1/x", "accounts/2024-01-11/970405/1/x", "accounts/readme", "other/x"):
        store.write(key, b"")
    assert store.folders("") == ["accounts", "other"]
    assert store.folders("accounts/") == ["2024-01-11", "2024-01-12"]
    assert store.folders("nothing/") == []


def test_deleting_twice_is_no_error(store: ObjectStore) -> None:
    store.write("a", b"")
    store.delete("a")
    store.delete("a")
    assert list(store.scan("")) == []


def test_a_big_file_comes_back_as_it_was(store: ObjectStore, tmp_path: Path) -> None:
    source, target = _big(tmp_path / "source"), tmp_path / "target"
    store.upload(source, "big")
    store.download("big", target)
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(source.read_bytes()).digest()


def test_a_reader_never_sees_half_an_object(store: ObjectStore) -> None:
    """Two contents of different sizes replace each other while they are read."""
    contents = [b"1" * 100_000, b"2" * 300_000]
    store.write("a", contents[0])
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [store.write("a", contents[i % 2]) for i in range(30)])
        while not writing.done():
            assert store.read("a") in contents
        writing.result()


def test_create_does_not_replace(store: ObjectStore) -> None:
    assert store.create("a", b"first")
    assert not store.create("a", b"second")
    assert store.read("a") == b"first"


def test_of_racing_creators_one_wins(store: ObjectStore) -> None:
    contents = [str(i).encode() for i in range(8)]
    for race in range(5):
        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(lambda data, key=f"race-{race}": store.create(key, data), contents))  # type: ignore[misc]
        assert won.count(True) == 1
        assert store.read(f"race-{race}") == contents[won.index(True)]


def test_what_leaves_is_written_once_and_another_content_is_left_alone(store: ObjectStore) -> None:
    write_once(store, "instructions/a.xml", b"first")
    write_once(store, "instructions/a.xml", b"first")
    for other in (b"other", b"firs", b"first and more"):
        with pytest.raises(PaymentError, match="another content"):
            write_once(store, "instructions/a.xml", other)
    assert store.read("instructions/a.xml") == b"first"


def test_of_racing_writers_of_what_leaves_all_that_agree_have_written_it(store: ObjectStore) -> None:
    def write(data: bytes) -> bytes | None:
        try:
            write_once(store, "instructions/b.xml", data)
        except PaymentError:
            return None
        return data

    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(write, [b"one", b"two"] * 4)) - {None}
    assert told == {store.read("instructions/b.xml")}


@pytest.mark.stack
def test_wrong_credentials_are_refused_by_name(
    server: S3Server, s3_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _use(server.environ | {"AWS_SECRET_ACCESS_KEY": "not the secret"}, monkeypatch)
    store = open_store(s3_url)
    (tmp_path / "source").write_bytes(b"x")
    refusals = {
        "list": lambda: store.scan("a/"),
        "read": lambda: store.read("a/b"),
        "write": lambda: store.upload(tmp_path / "source", "a/b"),
        "create": lambda: store.create("a/b", b""),
        "delete": lambda: store.delete("a/b"),
    }
    for verb, attempt in refusals.items():
        with pytest.raises(StorageError, match=f"cannot {verb} {s3_url}/a/.*SignatureDoesNotMatch") as refused:
            attempt()
        assert "not the secret" not in str(refused.value)


@pytest.mark.stack
def test_a_server_that_is_not_there_is_named_with_its_settings_after_about_a_minute(
    s3_url: str, monkeypatch: pytest.MonkeyPatch, server: S3Server
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", waits.append)
    _use(server.environ | {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, monkeypatch)
    with pytest.raises(StorageError, match="EndpointConnectionError; see AWS_ENDPOINT_URL_S3"):
        open_store(s3_url).read("a")
    assert 10 < sum(waits) < 130, "random: some 53 s, and less than 10 s once in thousands of times"
    assert max(waits) < 20


@pytest.mark.stack
@pytest.mark.usefixtures("s3_url")
def test_a_bucket_that_is_not_there_is_an_error() -> None:
    with pytest.raises(StorageError, match="cannot list s3://nowhere/: object storage answers NoSuchBucket"):
        open_store("s3://nowhere").scan("")


@pytest.mark.stack
def test_a_file_that_changed_in_storage_is_not_taken(s3_url: str, tmp_path: Path) -> None:
    open_store(s3_url).upload(_big(tmp_path / "source"), "big")
    bucket, _, prefix = s3_url.removeprefix("s3://").partition("/")
    other = {"sha256": hashlib.sha256(b"what was written").hexdigest()}
    boto3.client("s3").put_object(Bucket=bucket, Key=f"{prefix}/big", Body=b"something else", Metadata=other)
    with pytest.raises(StorageError, match="big came back with another SHA-256"):
        open_store(s3_url).download("big", tmp_path / "target")


@pytest.mark.stack
def test_a_store_sees_only_what_is_below_its_prefix(s3_url: str) -> None:
    open_store(f"{s3_url}/lake/").write("raw/x", b"")
    open_store(f"{s3_url}/lake-old").write("raw/y", b"")
    assert [o.key for o in open_store(f"{s3_url}/lake").scan("")] == ["raw/x"]


@pytest.mark.parametrize(("url", "reason"), [("s3://", "the bucket is missing"), ("gs://lake", "not gs://")])
def test_a_url_that_is_no_store_is_a_settings_error(url: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        open_store(url)


@pytest.mark.stack
def test_the_lake_on_s3_hands_out_copies_and_clears_them(s3_url: str, tmp_path: Path) -> None:
    lake, day = Lake.open(s3_url, str(tmp_path / "scratch")), dt.date(2024, 1, 12)
    results = QUALITY_RESULT.schema.empty_table()
    lake.write(QUALITY_RESULT, day, results, "core")
    assert lake.parts(QUALITY_RESULT, day) == ["core"]
    assert lake.read(QUALITY_RESULT, day, "core") == results
    with lake.file(QUALITY_RESULT, day, "core") as copy:
        assert pq.read_schema(copy).equals(QUALITY_RESULT.schema)
    assert list((tmp_path / "scratch").iterdir()) == []
    with pytest.raises(FileNotFoundError, match="mart.parquet"):
        lake.read(QUALITY_RESULT, day, "mart")


@pytest.mark.stack
@pytest.mark.usefixtures("s3_url")
def test_the_buckets_of_the_settings_are_made_once(tmp_path: Path) -> None:
    settings = {"DOISOAT_LANDING": "s3://agencies/in", "DOISOAT_LAKE": "s3://tables"}
    assert create_buckets(settings) == ["agencies", "tables"]
    open_store("s3://tables").write("a", b"")
    assert create_buckets(settings) == []
    assert create_buckets({**settings, "DOISOAT_OUTGOING": "s3://banks/out"}) == ["banks"]
    assert create_buckets({"DOISOAT_LANDING": str(tmp_path), "DOISOAT_LAKE": str(tmp_path)}) == []
    assert [o.key for o in open_store("s3://tables").scan("")] == ["a"]
