"""What a case or a decision is called in an address: a reference of the reviewer's own."""

from fastapi import Request

from doisoat.desk.visitor import Guest, Refused


def name(request: Request, guest: Guest, kind: str, key: str) -> str:
    return str(request.app.state.desk.references.make(kind, key, guest.login))


def read(request: Request, guest: Guest, kind: str, reference: str) -> str:
    """What a reference names; Refused if it is none of the reviewer's."""
    key: str | None = request.app.state.desk.references.read(kind, reference, guest.login)
    if key is None:
        raise Refused(404, "refused.missing")
    return key
