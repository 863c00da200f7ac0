"""Object storage in S3, or in a server that speaks its protocol."""

import hashlib
import random
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError, ResponseStreamingError

from doisoat.errors import SettingsError, StorageError
from doisoat.storage.keys import ObjectInfo, plain

# A request that fails on its way, or is answered 5xx, is sent again after 0 to 0.05, 0 to 0.1 … 0 to 20 seconds, as
# botocore 1.44 has it: about a minute in all, enough for a server that starts again. After that the task fails, and
# Airflow tries it later.
_ATTEMPTS = 14
_CLIENT = Config(
    retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    connect_timeout=10,
    read_timeout=60,
    request_checksum_calculation="when_supported",
    response_checksum_validation="when_supported",
)
_IN_PARTS = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
_MISSING = {"404", "NoSuchKey", "NotFound"}

_CUT_OFF = (ResponseStreamingError, IncompleteReadError)  # while the body came: boto3 repeats requests, not bodies
T = TypeVar("T")


class S3Store:
    """Objects of a bucket whose keys start with a prefix.

    Every request carries a checksum. An object sent in parts has none as a whole, so `upload` adds a SHA-256 of its
    own, which `download` compares.
    """

    def __init__(self, url: str) -> None:
        self.bucket, _, prefix = url.removeprefix("s3://").partition("/")
        if not self.bucket:
            raise SettingsError("object storage on S3 is s3://bucket/prefix: the bucket is missing")
        self._prefix = f"{prefix.strip('/')}/".lstrip("/")
        self._client: Any = boto3.client("s3", config=_CLIENT)

    def scan(self, prefix: str) -> Iterator[ObjectInfo]:
        found = [entry for page in self._pages(prefix) for entry in page.get("Contents", [])]
        objects = (ObjectInfo(entry["Key"].removeprefix(self._prefix), entry["Size"]) for entry in found)
        # Sorted here: servers that keep folders list `a/b` before `a-b`, S3 after it.
        return iter(sorted((o for o in objects if not o.key.endswith("/")), key=lambda o: o.key))

    def folders(self, prefix: str) -> list[str]:
        pages = self._pages(prefix, Delimiter="/")
        return sorted(entry["Prefix"].split("/")[-2] for page in pages for entry in page.get("CommonPrefixes", []))

    def read(self, key: str, *, limit: int | None = None) -> bytes:
        def get() -> bytes:
            answer = self._client.get_object(**self._at(key))
            if limit is not None and answer["ContentLength"] > limit:
                answer["Body"].close()
                raise StorageError(f"{key} has more than {limit} bytes")
            data: bytes = answer["Body"].read()
            return data

        with self._told("read", key):
            return _again(get)

    def download(self, key: str, target: Path) -> None:
        def get() -> None:
            digest = hashlib.sha256()
            answer = self._client.get_object(**self._at(key))
            with target.open("wb") as file:
                for chunk in answer["Body"].iter_chunks(1 << 20):
                    digest.update(chunk)
                    file.write(chunk)
            if answer["Metadata"].get("sha256", digest.hexdigest()) != digest.hexdigest():
                raise StorageError(f"{key} came back with another SHA-256 than it was written with")

        with self._told("read", key):
            _again(get)

    def write(self, key: str, data: bytes) -> None:
        with self._told("write", key):
            self._client.put_object(**self._at(key), Body=data)

    def upload(self, source: Path, key: str) -> None:
        with source.open("rb") as file, self._told("write", key):
            extra = {"Metadata": {"sha256": hashlib.file_digest(file, "sha256").hexdigest()}}
            file.seek(0)
            self._client.upload_fileobj(file, self.bucket, self._key(key), ExtraArgs=extra, Config=_IN_PARTS)

    def create(self, key: str, data: bytes) -> bool:
        writer = uuid.uuid4().hex
        with self._told("create", key):
            try:
                self._client.put_object(**self._at(key), Body=data, IfNoneMatch="*", Metadata={"writer": writer})
            except ClientError as error:
                if error.response["Error"]["Code"] != "PreconditionFailed":
                    raise
                return self._writer(key) == writer
        return True

    def delete(self, key: str) -> None:
        with self._told("delete", key):
            self._client.delete_object(**self._at(key))

    def create_bucket(self) -> bool:
        """Create the store's bucket unless it is there; whether it was created."""
        with self._told("create", ""):
            try:
                self._client.head_bucket(Bucket=self.bucket)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _MISSING:
                    raise
                self._client.create_bucket(Bucket=self.bucket)
                return True
        return False

    def _writer(self, key: str) -> str | None:
        """Who created the object: ourselves, if the answer to our request was lost and boto3 sent it again."""
        metadata: dict[str, str] = self._client.head_object(**self._at(key))["Metadata"]
        return metadata.get("writer")

    def _pages(self, prefix: str, **options: str) -> list[dict[str, Any]]:
        paginator = self._client.get_paginator("list_objects_v2")
        with self._told("list", prefix):
            return list(paginator.paginate(Bucket=self.bucket, Prefix=self._prefix + prefix, **options))

    def _key(self, key: str) -> str:
        return self._prefix + plain(key)

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self._key(key)}

    @contextmanager
    def _told(self, doing: str, key: str) -> Generator[None]:
        """Turn boto3's errors into the interface's; the text names the operation and the place, never a credential."""
        failed = f"cannot {doing} s3://{self.bucket}/{self._prefix}{key}"
        try:
            yield
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _MISSING:
                raise FileNotFoundError(f"{key} is not there") from None
            raise StorageError(f"{failed}: object storage answers {code}") from None
        except (BotoCoreError, Boto3Error) as error:
            hint = "see AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
            raise StorageError(f"{failed}: {type(error).__name__}; {hint}") from error


def _again(get: Callable[[], T]) -> T:
    """What `get` gives, once it comes through; the last error if it never does."""
    for attempt in range(_ATTEMPTS - 1):
        try:
            return get()
        except _CUT_OFF:
            time.sleep(random.uniform(0, min(2**attempt / 20, 20)))  # noqa: S311  # spreads load, keeps no secret
    return get()
