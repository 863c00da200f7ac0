"""The desk as a web application; whoever mounts it says how visitors are known and where runs are read."""

from dataclasses import dataclass, field

from fastapi import Depends, FastAPI

from doisoat.desk import home, refusals
from doisoat.desk.door import Authenticate, enter
from doisoat.desk.lookup import routes as lookup
from doisoat.desk.memory import Memory
from doisoat.desk.references import References
from doisoat.desk.review import answer, contested, decisions, waiting
from doisoat.desk.session import Sessions
from doisoat.desk.shield import Shield
from doisoat.desk.timing import ReadRuns
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.desk.watch import kept, payments, worklists
from doisoat.desk.watch import routes as watch
from doisoat.desk.watch.kept import OpenLanding
from doisoat.storage.objects import ObjectStore


@dataclass(frozen=True)
class Desk:
    """What all routes share. `origin`: scheme and host as users type them; `sign_in`: the path where to log in.

    Of the lake the desk reads only what is made for people (report/, worklist/), of a landing only receipts.
    `open_landing`: the landing zone from which a feed was read for a date.
    """

    authenticate: Authenticate
    warehouse: DeskWarehouse
    lake: ObjectStore
    open_landing: OpenLanding
    sessions: Sessions
    references: References
    read_runs: ReadRuns
    origin: str
    sign_in: str
    memory: Memory = field(default_factory=Memory)


def create_app(desk: Desk) -> FastAPI:
    """The application. No route is open: `enter` stands before every one, rooms before all that shows data."""
    app = FastAPI(title="doisoat", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(enter)])
    app.state.desk = desk
    app.add_middleware(Shield)
    refusals.install(app)
    for part in (home, waiting, answer, decisions, contested, lookup, watch, kept, payments, worklists):
        app.include_router(part.router)
    return app
