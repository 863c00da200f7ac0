"""Who is asking: what Airflow says of them, what the warehouse grants them, and what they brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from doisoat.desk.session import Session


class Room(StrEnum):
    """A part of the desk, by its path; a login enters those that its roles in the warehouse open.

    A room within another has a key of its own: whoever has one need not have the other.
    """

    WATCH = "watch"
    PAYMENTS = "watch/payments"
    WORKLISTS = "watch/worklists"
    LOOKUP = "lookup"
    REVIEW = "review"
    CONTESTED = "review/contested"


@dataclass(frozen=True)
class Visitor:
    """A user whom Airflow has let in. `may_act`: Airflow lets them change what a night does."""

    login: str
    may_act: bool


@dataclass(frozen=True)
class Rights:
    """What the warehouse grants a login: per room the database roles that open it. None by default."""

    rooms: Mapping[Room, tuple[str, ...]] = field(default_factory=dict)
    areas: tuple[str, ...] = ()  # codes of districts and wards; of a login without limits, none
    whole_city: bool = False

    @property
    def scope(self) -> tuple[object, ...]:
        """What two logins have in common who see the same rows."""
        return self.whole_city, *sorted(self.areas)


@dataclass(frozen=True)
class Guest:
    """A visitor with their rights, their session, and the fields of the form they sent."""

    visitor: Visitor
    rights: Rights
    session: Session
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def login(self) -> str:
        return self.visitor.login

    def may_enter(self, room: Room) -> bool:
        return room in self.rights.rooms


class Refused(Exception):
    """The visitor may not do this. `reason` is a key of the texts; nothing of the request is repeated."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
