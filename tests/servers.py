"""Servers for integration tests: the real ones, on free ports of 127.0.0.1, with their files in the test's folder."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class S3Server:
    """Where the server answers, and the credentials it takes; invented for the test run."""

    endpoint: str
    access_key: str = "pipeline"
    secret_key: str = "a-secret-of-the-test-run"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def create_bucket(self, name: str) -> None:
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=name)


@dataclass(frozen=True)
class RunningS3(S3Server):
    """An S3 server that can be killed and started again, with what it holds."""

    command: Sequence[str | Path] = ()
    log: Path = Path()
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.processes.append(subprocess.Popen(self.command, stdout=log, stderr=log))
        _wait(f"{self.endpoint}/healthz", self.processes[-1], self.log)

    def kill(self) -> None:
        self.processes[-1].kill()
        self.processes[-1].wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; held together while they are chosen, so they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def seaweedfs(folder: Path) -> Generator[RunningS3]:
    """SeaweedFS with an S3 gateway. It is killed at the end: its orderly stop takes long and keeps nothing for us."""
    names = ["master", "volume", "filer", "s3"]
    ports = dict(zip([*names, *(f"{n}.grpc" for n in names)], free_ports(8), strict=True))
    (folder / "data").mkdir(parents=True)
    options = [f"-{n}.port={ports[n]}" for n in names] + [f"-{n}.port.grpc={ports[f'{n}.grpc']}" for n in names]
    options += ["-filer", f"-filer.localSocket={folder}/filer.sock", "-master.telemetry=false"]
    options += ["-master.volumeSizeLimitMB=64", "-volume.max=50"]
    options += ["-s3", f"-s3.localSocket={folder}/s3.sock", f"-s3.config={folder}/s3.json"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    weed = Path(sys.executable).with_name("weed")
    where = [f"-dir={folder}/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command = [weed, "-logtostderr=true", "server", *where, *options]
    server = RunningS3(f"http://127.0.0.1:{ports['s3']}", command=command, log=folder / "log")
    (folder / "s3.json").write_text(json.dumps({"identities": [_identity(server)]}))
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _identity(server: S3Server) -> dict[str, object]:
    credentials = [{"accessKey": server.access_key, "secretKey": server.secret_key}]
    return {"name": "pipeline", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer; the log ends with:\n{log.read_text()[-2000:]}")
