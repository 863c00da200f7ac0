"""Is a delivery from whom it says: Ed25519 over the manifest without its signature."""

import base64
import binascii
import json
from typing import Any

from doisoat.intake.deliveries import Delivery
from doisoat.intake.refusals import refuse
from doisoat.intake.senders import Key, Sender, Senders

ALGORITHM = "ed25519"


def signed_bytes(content: dict[str, Any]) -> bytes:
    """What is signed: the manifest without `signature`, as JSON with sorted keys, no spaces, UTF-8.

    ValueError for text that UTF-8 cannot hold.
    """
    rest = {name: value for name, value in content.items() if name != "signature"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_sender(content: dict[str, Any], delivery: Delivery, senders: Senders) -> str | None:
    """The key that the manifest is truly signed with; None where none is asked for.

    DeliveryRefused if the sender may not send this feed, or must sign and did not, or not with a key of its own. The
    signature of a sender without registered keys proves nothing, so it is not looked at.
    """
    sender = senders.senders.get(delivery.sender)
    if sender is None and delivery.feed in senders.registered_only:
        raise refuse("sender_not_for_feed", sender=delivery.sender, feed=delivery.feed)
    if sender is None:
        return None
    if delivery.feed not in sender.feeds:
        raise refuse("sender_not_for_feed", sender=delivery.sender, feed=delivery.feed)
    if not sender.keys:
        return None
    if content.get("signature") is None:
        raise refuse("signature_missing", sender=delivery.sender)
    key, value = _read(content["signature"], sender, delivery)
    _verify(key, value, content)
    return key.key_id


def _read(signature: Any, sender: Sender, delivery: Delivery) -> tuple[Key, bytes]:
    """The registered key and the signature's bytes."""
    members = signature if isinstance(signature, dict) else {}
    key_id, value = members.get("key_id"), members.get("value")
    if members.get("algorithm") != ALGORITHM or not isinstance(key_id, str) or not isinstance(value, str):
        raise refuse("signature_malformed")
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse("signature_malformed") from error
    key = sender.key(key_id)
    if key is None:
        raise refuse("signature_key_unknown", key_id=key_id, sender=delivery.sender)
    if not key.valid_from <= delivery.date <= key.valid_to:
        raise refuse("signature_key_not_valid", key_id=key_id, valid_from=key.valid_from, valid_to=key.valid_to)
    return key, raw


def _verify(key: Key, signature: bytes, content: dict[str, Any]) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, signed_bytes(content))
    except (InvalidSignature, ValueError) as error:
        raise refuse("signature_wrong") from error
