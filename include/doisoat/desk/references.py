"""Opaque names for what must not stand in an address: a beneficiary code there would be personal data in every log.

A reference is the code itself, encrypted for one login: it means nothing to anybody else, not even to a colleague.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class References:
    """Makes and reads references. The same thing has the same reference for the same login, so that links stay."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESSIV(hashlib.sha512(b"doisoat.desk.reference" + secret).digest())

    def make(self, kind: str, key: str, login: str) -> str:
        sealed = self._cipher.encrypt(key.encode(), [kind.encode(), login.encode()])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def read(self, kind: str, reference: str, login: str) -> str | None:
        """What the reference names; None if it was made up, or made for another kind or login."""
        try:
            sealed = base64.urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
            return self._cipher.decrypt(sealed, [kind.encode(), login.encode()]).decode()
        except (binascii.Error, ValueError, InvalidTag):
            return None
