"""The outbox: every mail a file."""

import asyncio
from types import SimpleNamespace

from doisoat.embedded.smtp_sink import Outbox


def test_each_mail_is_a_file_of_its_own_with_what_was_sent(tmp_path):
    outbox = Outbox(tmp_path)
    for text in (b"first", b"second"):
        answer = asyncio.run(outbox.handle_DATA(None, None, SimpleNamespace(content=text)))
        assert answer.startswith("250")
    assert [path.read_bytes() for path in sorted(tmp_path.glob("*.eml"))] == [b"first", b"second"]
    assert list(tmp_path.glob(".*")) == []
