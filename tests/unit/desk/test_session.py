"""A visit's cookie holds for its login and its installation, and for some hours."""

from itsdangerous import URLSafeTimedSerializer

from doisoat.desk.session import COOKIE, HOURS, Session, Sessions

SESSIONS = Sessions(b"of the test")


def visit(login: str = "lan") -> Session:
    return SESSIONS.read({}, login).because("complaint").speaking("en")


def test_a_session_is_read_back() -> None:
    session = visit()
    assert SESSIONS.read({COOKIE: SESSIONS.write(session)}, "lan") == session


def test_another_login_gets_a_session_of_its_own() -> None:
    session = SESSIONS.read({COOKIE: SESSIONS.write(visit())}, "minh")
    assert (session.login, session.purpose, session.language) == ("minh", "", "vi")


def test_a_forged_cookie_is_no_session() -> None:
    forged = Sessions(b"another").write(visit())
    assert SESSIONS.read({COOKIE: forged}, "lan").purpose == ""


def test_a_cookie_ends(monkeypatch) -> None:
    written = SESSIONS.write(visit())
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 4_000_000_000 + HOURS)
    assert SESSIONS.read({COOKIE: written}, "lan").purpose == ""


def test_a_cookie_of_another_version_is_no_session() -> None:
    older = URLSafeTimedSerializer(b"of the test", salt="doisoat.desk.session").dumps({"login": "lan"})
    assert SESSIONS.read({COOKIE: older}, "lan").purpose == ""


def test_a_token_is_of_one_session() -> None:
    one, other = visit(), visit()
    assert SESSIONS.holds(one, SESSIONS.token(one))
    assert not SESSIONS.holds(other, SESSIONS.token(one))
    assert not SESSIONS.holds(one, "")
    assert not SESSIONS.holds(one, "không")
