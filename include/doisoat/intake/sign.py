"""For senders: make a key pair, sign a manifest.

python -m doisoat.intake.sign new-key KEY_FILE                      writes the private key, prints the public one
python -m doisoat.intake.sign sign KEY_FILE KEY_ID manifest.json    puts the signature into the manifest
"""

import argparse
import base64
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doisoat.intake.signatures import ALGORITHM, signed_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def new_key(path: Path) -> str:
    """Write a private key that only its owner may read; the public key in base64. FileExistsError for a key file."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def read_key(path: Path) -> "Ed25519PrivateKey":
    """ValueError if the file holds no Ed25519 private key, or one with a password."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError:
        raise ValueError(f"{path.name} holds a key with a password: take it off") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} holds a key of another kind")  # noqa: TRY004 — the file is wrong, not a type
    return key


def sign(content: dict[str, Any], key: "Ed25519PrivateKey", key_id: str) -> dict[str, Any]:
    """The manifest with its signature, in place of one that it may have had."""
    value = base64.b64encode(key.sign(signed_bytes(content))).decode()
    return {**content, "signature": {"algorithm": ALGORITHM, "key_id": key_id, "value": value}}


def main(arguments: Sequence[str]) -> int:
    """0, or 1 with one line on the standard error."""
    parser = argparse.ArgumentParser(prog="python -m doisoat.intake.sign", description="sign a delivery's manifest")
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("new-key", help="write a private key and print the public one")
    make.add_argument("key_file", type=Path)
    make.set_defaults(run=lambda given: sys.stdout.write(f"{new_key(given.key_file)}\n"))
    put = commands.add_parser("sign", help="put a signature into a manifest")
    put.add_argument("key_file", type=Path)
    put.add_argument("key_id")
    put.add_argument("manifest", type=Path)
    put.set_defaults(run=lambda given: _sign_file(given.manifest, read_key(given.key_file), given.key_id))
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _sign_file(manifest: Path, key: "Ed25519PrivateKey", key_id: str) -> None:
    """Replace the manifest by the signed one at once: a delivery exists as soon as its manifest does."""
    content = sign(_read_object(manifest), key, key_id)
    target = manifest.with_name(f".{manifest.name}.signing")
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    target.replace(manifest)


def _read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise ValueError(f"{path.name}: no JSON object in UTF-8")
    return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
