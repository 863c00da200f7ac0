"""The mail server of the embedded installation: every mail becomes a file in the outbox, and goes nowhere else."""

import asyncio
import datetime as dt
import itertools
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from doisoat.embedded.postgres import HOST


class Outbox:
    """Writes `<time>-<n>.eml`, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        now = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%f")
        name = f"{now}-{next(self._numbers)}.eml"
        fresh = self._folder / f".{name}"
        fresh.write_bytes(envelope.content if isinstance(envelope.content, bytes) else b"")
        fresh.rename(self._folder / name)
        return "250 Message accepted for delivery"


async def serve(folder: Path, port: int) -> None:
    """Take mail on 127.0.0.1 until cancelled."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = Outbox(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), HOST, port)
    async with server:
        await server.serve_forever()
