"""Registered senders sign, with a key of their own that is valid on the business date."""

import base64
import contextlib
import json
from pathlib import Path

import pytest
import yaml

from doisoat.errors import SettingsError, SourceMissing
from doisoat.intake import sign
from doisoat.intake.receive import receive
from doisoat.intake.senders import load_senders
from doisoat.intake.signatures import signed_bytes
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE, person, population_file, write_delivery

SENDER = "c06"


class Office:
    """A sender's private keys, and what it registered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.landing = folder / "landing"
        self.landing.mkdir()
        self.lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))
        self.register = {"senders": {SENDER: {"feeds": ["population"], "keys": []}}}

    def key(self, key_id: str, valid_from: str = "2024-01-01", valid_to: str = "2024-12-31") -> None:
        public = sign.new_key(self.folder / key_id)
        self.register["senders"][SENDER]["keys"].append({
            **{"key_id": key_id, "public_key": public},
            **{"valid_from": yaml.safe_load(valid_from), "valid_to": yaml.safe_load(valid_to)},
        })

    def send(self, key_id: str | None = None, **manifest: object) -> Path:
        folder = write_delivery(
            self.landing, "population", SENDER, {"p.csv": population_file([person()])}, manifest=manifest
        )
        if key_id is not None:
            assert sign.main(["sign", str(self.folder / key_id), key_id, str(folder / "manifest.json")]) == 0
        return folder / "manifest.json"

    def take(self) -> dict[str, object]:
        """The receipt."""
        path = self.folder / "senders.yaml"
        path.write_text(yaml.safe_dump(self.register), "utf-8")
        landing = FolderStore(self.landing)
        with contextlib.suppress(SourceMissing):
            receive("population", DATE, landing=landing, lake=self.lake, senders=load_senders(path))
        return json.loads(landing.read(f"_receipts/population/{DATE}/{SENDER}/1.json"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_signed_delivery_is_accepted_and_its_key_named(office):
    office.key("k1")
    office.send("k1", note="chữ có dấu, ký trên UTF-8")
    receipt = office.take()
    assert (receipt["outcome"], receipt["signed_with"]) == ("accepted", "k1")


def test_what_is_signed_is_sorted_json_without_spaces_in_utf_8():
    content = {"b": [1, {"z": None, "a": True}], "a": "Đỗ", "signature": {"value": "x"}}
    assert signed_bytes(content) == '{"a":"Đỗ","b":[1,{"a":true,"z":null}]}'.encode()


def test_a_signature_of_another_program_is_accepted(office):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    office.key("k1")
    manifest = office.send()
    content = json.loads(manifest.read_text("utf-8"))
    message = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    value = load_pem_private_key((office.folder / "k1").read_bytes(), None).sign(message)
    content["signature"] = {"algorithm": "ed25519", "key_id": "k1", "value": base64.b64encode(value).decode()}
    manifest.write_text(json.dumps(content), "utf-8")
    assert office.take()["outcome"] == "accepted"


def test_old_and_new_key_are_valid_side_by_side_while_one_follows_the_other(office):
    office.key("old", valid_to=str(DATE))
    office.key("new", valid_from=str(DATE))
    for key_id in ("old", "new"):
        office.send(key_id)
        assert office.take()["signed_with"] == key_id
        for path in sorted((office.landing / "population").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


def test_a_sender_with_keys_must_sign(office):
    office.key("k1")
    office.send()
    receipt = office.take()
    assert receipt["code"] == "signature_missing"
    assert receipt["reason_vi"] == "manifest.json chưa được ký, trong khi đơn vị c06 đã đăng ký khóa ký"


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [
        pytest.param("2023-01-01", "2024-01-11", id="expired the day before"),
        pytest.param("2024-01-13", "2024-12-31", id="not valid yet"),
    ],
)
def test_a_key_is_valid_between_its_dates_only(office, valid_from, valid_to):
    office.key("k1", valid_from, valid_to)
    office.send("k1")
    receipt = office.take()
    assert receipt["code"] == "signature_key_not_valid"
    assert receipt["parameters"] == {"key_id": "k1", "valid_from": valid_from, "valid_to": valid_to}


def test_a_key_of_another_sender_is_refused(office):
    office.key("k1")
    office.key("k2")
    other = office.register["senders"][SENDER]["keys"].pop()
    office.register["senders"]["c07"] = {"feeds": ["population"], "keys": [other]}
    office.send("k2")
    assert office.take()["code"] == "signature_key_unknown"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"files": []}, "manifest_no_files", id="emptied"),
        pytest.param({"created_at": "2024-01-12T09:00:00+07:00"}, "signature_wrong", id="another time"),
        pytest.param({"more": 1}, "signature_wrong", id="a member added"),
        pytest.param({"signature": "k1"}, "signature_malformed", id="signature is a text"),
        pytest.param({"signature": {"algorithm": "rsa", "key_id": "k1", "value": ""}}, "signature_malformed", id="rsa"),
        pytest.param(
            {"signature": {"algorithm": "ed25519", "key_id": "k1", "value": "not base64!"}},
            "signature_malformed",
            id="no base64",
        ),
        pytest.param(
            {"signature": {"algorithm": "ed25519", "key_id": "k1", "value": "AAAA"}}, "signature_wrong", id="short"
        ),
        pytest.param(
            {"signature": {"algorithm": "ed25519", "key_id": ["k1"], "value": ""}}, "signature_malformed", id="key list"
        ),
        pytest.param({"note": "\ud800"}, "signature_wrong", id="text that UTF-8 cannot hold"),
    ],
)
def test_a_manifest_changed_after_signing_is_refused(office, change, code):
    office.key("k1")
    manifest = office.send("k1")
    content = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**content, **change}), "utf-8")
    assert office.take()["code"] == code


def test_a_registered_sender_sends_its_own_feeds_only(office):
    office.register["senders"][SENDER]["feeds"] = ["beneficiaries"]
    office.send()
    assert office.take()["code"] == "sender_not_for_feed"


def test_a_feed_for_registered_senders_takes_nobody_else(office):
    office.register = {"senders": {}, "registered_only": ["population"]}
    office.send()
    assert office.take()["reason_vi"] == "Đơn vị c06 không được đăng ký gửi nguồn population"


@pytest.mark.parametrize("register", [{"senders": {}}, {"senders": {SENDER: {"feeds": ["population"]}}}])
def test_without_registered_keys_a_signature_is_not_looked_at(office, register):
    sign.new_key(office.folder / "k1")
    office.register = register
    office.send("k1")
    receipt = office.take()
    assert (receipt["outcome"], receipt["signed_with"]) == ("accepted", None)


def test_the_shipped_register_asks_nobody_to_sign():
    senders = load_senders()
    assert (senders.senders, senders.registered_only) == ({}, frozenset())


GOOD_KEY = {"key_id": "k", "public_key": "A" * 43 + "=", "valid_from": DATE, "valid_to": DATE}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(["c06"], "does not list senders", id="a list"),
        pytest.param({"sender": {}}, "unexpected keyword argument 'sender'", id="unknown member"),
        pytest.param({"senders": {"c06": {}}}, "feeds", id="no feeds"),
        pytest.param({"senders": {"c06": {"feeds": [], "keys": [GOOD_KEY, GOOD_KEY]}}}, "two keys", id="key twice"),
        pytest.param(
            {"senders": {"c06": {"feeds": [], "keys": [{**GOOD_KEY, "public_key": "AAAA"}]}}},
            "32 bytes",
            id="short key",
        ),
        pytest.param(
            {"senders": {"c06": {"feeds": [], "keys": [{**GOOD_KEY, "public_key": "é"}]}}}, "32 bytes", id="no base64"
        ),
        pytest.param(
            {"senders": {"c06": {"feeds": [], "keys": [{**GOOD_KEY, "valid_to": "soon"}]}}}, "a later one", id="no date"
        ),
    ],
)
def test_a_register_that_cannot_be_used_is_a_settings_error(tmp_path, content, problem):
    path = tmp_path / "senders.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(SettingsError, match=problem):
        load_senders(path)


def test_a_register_that_is_not_there_is_a_settings_error(tmp_path):
    with pytest.raises(SettingsError, match="is not there"):
        load_senders(tmp_path / "senders.yaml")


def test_a_private_key_is_for_its_owner_and_is_never_overwritten(tmp_path, capsys):
    path = tmp_path / "key.pem"
    assert sign.main(["new-key", str(path)]) == 0
    assert len(base64.b64decode(capsys.readouterr().out)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert sign.main(["new-key", str(path)]) == 1


def test_signing_with_a_key_of_another_kind_says_so(tmp_path, capsys):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    encoding = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(X25519PrivateKey.generate().private_bytes(*encoding))
    assert sign.main(["sign", str(tmp_path / "key.pem"), "k1", str(tmp_path / "manifest.json")]) == 1
    assert "a key of another kind" in capsys.readouterr().err


def test_signing_with_a_key_that_has_a_password_says_so(tmp_path, capsys):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    locked = serialization.BestAvailableEncryption(b"x")
    encoding = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    (tmp_path / "key.pem").write_bytes(Ed25519PrivateKey.generate().private_bytes(*encoding))
    assert sign.main(["sign", str(tmp_path / "key.pem"), "k1", str(tmp_path / "manifest.json")]) == 1
    assert "key.pem holds a key with a password" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[]", "{"])
def test_signing_what_is_no_manifest_says_so(tmp_path, capsys, text):
    sign.new_key(tmp_path / "key.pem")
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert sign.main(["sign", str(tmp_path / "key.pem"), "k1", str(tmp_path / "manifest.json")]) == 1
    assert "manifest.json: no JSON object" in capsys.readouterr().err
