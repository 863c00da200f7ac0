"""A visit: a signed cookie of our own beside Airflow's login, and the token that proves a form is ours."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "doisoat_desk"
HOURS = 12
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Session:
    """`purpose`: why personal data is looked at, a code; empty until it was said. Nothing here is personal."""

    key: str
    login: str
    language: str = "vi"
    purpose: str = ""

    def speaking(self, language: str) -> "Session":
        return replace(self, language=language)

    def because(self, purpose: str) -> "Session":
        return replace(self, purpose=purpose)


class Sessions:
    """Reads and writes sessions; whoever lacks the installation's secret can make neither cookie nor token."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._serializer = URLSafeTimedSerializer(secret, salt="doisoat.desk.session")

    def read(self, cookies: Mapping[str, str], login: str) -> Session:
        """The session of the cookie; a new one when it is missing, forged, old, or another user's."""
        try:
            session = Session(**self._serializer.loads(cookies.get(COOKIE, ""), max_age=HOURS * 3600))
        except (BadData, TypeError):
            return Session(secrets.token_urlsafe(24), login)
        return session if session.login == login else Session(secrets.token_urlsafe(24), login)

    def write(self, session: Session) -> str:
        return str(self._serializer.dumps(asdict(session)))

    def token(self, session: Session) -> str:
        """What a form of this session carries; useless in any other."""
        return hmac.new(self._secret, b"doisoat.desk.form" + session.key.encode(), hashlib.sha256).hexdigest()

    def holds(self, session: Session, token: str) -> bool:
        return hmac.compare_digest(self.token(session).encode(), token.encode())
