"""A server between client and server that fails as told: for tests of what survives a bad connection."""

import contextlib
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK = 1 << 16
_UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Proxy:
    """`faults` are used up one a connection: "refuse", "503", or after how many bytes to cut the answer off."""

    endpoint: str
    upstream: tuple[str, int]
    faults: list[str | int] = field(default_factory=list)
    connections: int = 0

    def serve(self, client: socket.socket) -> None:
        self.connections += 1
        fault = self.faults.pop(0) if self.faults else None
        with client, contextlib.suppress(OSError):
            if fault == "refuse":
                return
            if fault == "503":
                client.recv(_CHUNK)
                client.sendall(_UNAVAILABLE)
                return
            with socket.create_connection(self.upstream) as server:
                threading.Thread(target=_pump, args=(client, server, None), daemon=True).start()
                _pump(server, client, fault if isinstance(fault, int) else None)


def _pump(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    """Hand on what comes, up to `limit` bytes, then hang up."""
    passed = 0
    with contextlib.suppress(OSError):
        while (limit is None or passed < limit) and (data := source.recv(_CHUNK)):
            data = data if limit is None else data[: limit - passed]
            target.sendall(data)
            passed += len(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(upstream: str) -> Generator[Proxy]:
    """A proxy on a free port of 127.0.0.1 for the server at the URL `upstream`."""
    place = urlsplit(upstream)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        run = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}", (str(place.hostname), int(place.port or 80)))

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=run.serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield run
        listener.shutdown(socket.SHUT_RDWR)
