"""Fill a migrated warehouse with a city, by SQL; let its users in."""

import datetime as dt
from pathlib import Path

from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.storage.reference import load_areas
from doisoat.storage.warehouse import connect

DATE = dt.date(2024, 1, 12)
WHOLE = Area(CITY, None, OF_OLD)
# Ten users: who reviews the whole city, who a district, who watches.
REVIEWERS = ("lan", "minh", "hoa", "tam")
OF_A_DISTRICT = {"an": "001", "binh": "002", "chi": "005"}
USERS = (*REVIEWERS, *OF_A_DISTRICT, "phong", "kiem", "xem")
_ROLES = {"phong": ("district", Area("district", "001", OF_OLD)), "kiem": ("auditor", None), "xem": ("analyst", None)}


def fill(url: str) -> None:
    """500,000 entries, 200,000 cases with two candidates each, 100,000 decisions, months of figures."""
    wards = list(load_areas(DATE).wards.values())
    values = {
        "date": DATE,
        "wards": [ward.code for ward in wards],
        "districts": [ward.district_code for ward in wards],
        "wards_count": len(wards),
    }
    statements = Path(__file__).with_name("city.sql").read_text(encoding="utf-8")
    with connect(url) as connection:
        connection.execute("alter table review.decision disable trigger decision_is_told")  # at once, below
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode(), values)
        connection.execute("select reconciled.build_indexes()")  # as the first publication does
        connection.execute("select review.keep_case_states()")
        connection.execute("alter table review.decision enable trigger decision_is_told")
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")


def let_in(url: str) -> None:
    for user in USERS:
        role, area = _ROLES.get(user, ("reviewer", WHOLE))
        if user in OF_A_DISTRICT:
            area = Area("district", OF_A_DISTRICT[user], OF_OLD)
        grants.make_login(url, user, "of-the-benchmark")
        grants.grant(url, user, role=role, area=area)
