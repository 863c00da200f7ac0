"""What leaves: manifests, signed or not."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from doisoat.errors import SettingsError
from doisoat.intake.sign import new_key
from doisoat.intake.signatures import signed_bytes
from doisoat.payments.delivery import File, manifest

FILES = [File("a.xml", "iso-pain001", b"<a/>", 1, 440_000), File("q.csv", "account-request", b"A", 2)]


def test_a_manifest_says_what_each_file_is():
    said = json.loads(manifest("instructions/1", {"recipient": "970436"}, FILES, key=None))
    assert (said["contract"], said["sender"], said["recipient"]) == ("instructions/1", "doisoat", "970436")
    assert [(f["name"], f["bytes"], f["rows"], f.get("totals")) for f in said["files"]] == [
        ("a.xml", 4, 1, {"amount": 440_000}),
        ("q.csv", 1, 2, None),
    ]
    assert "signature" not in said


def test_a_signed_manifest_holds_against_the_public_key_and_only_as_it_is(tmp_path):
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(new_key(tmp_path / "city-2024.pem")))
    said = json.loads(manifest("instructions/1", {"recipient": "970436"}, FILES, key=tmp_path / "city-2024.pem"))
    assert (said["signature"]["algorithm"], said["signature"]["key_id"]) == ("ed25519", "city-2024")
    value = base64.b64decode(said["signature"]["value"])
    public.verify(value, signed_bytes(said))
    said["files"][0]["totals"]["amount"] += 1
    with pytest.raises(InvalidSignature):
        public.verify(value, signed_bytes(said))


@pytest.mark.parametrize("content", [None, b"no key"])
def test_a_key_that_cannot_be_read_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(SettingsError, match="DOISOAT_SIGNING_KEY: key.pem"):
        manifest("instructions/1", {}, FILES, key=tmp_path / "key.pem")
