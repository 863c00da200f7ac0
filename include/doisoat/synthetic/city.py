"""The city on a date: everybody with name, number, home and status, as arrays ordered by number."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.synthetic.dice import stream
from doisoat.synthetic.families import grow_families
from doisoat.synthetic.migrants import GROUPS, minority_names
from doisoat.synthetic.numbers import old_ids, personal_ids
from doisoat.synthetic.people import ALIVE, DECEASED, MISSING, MOVED_OUT, NOBODY, Ints, Kin
from doisoat.synthetic.places import Places, build_places
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.vocabulary import draw_names
from doisoat.synthetic.weddings import YEAR

EPOCH = dt.date(1970, 1, 1)
DAY, MONTH, YEAR_ONLY = range(3)  # how precisely the register knows a birth date


@dataclass
class City:
    """`status` and the like change from night to night; the rest stays. Dates are days since 1970-01-01."""

    places: Places
    kin: Kin
    names: pa.Array
    personal_id: Ints
    old_id: Ints  # NOBODY without one
    birth_year: Ints
    precision: Ints
    registered: Ints  # 0: the register does not hold the person
    status: Ints
    status_date: Ints  # NOBODY while alive
    updated: Ints  # seconds since 1970-01-01

    def birth_date(self, person: int) -> dt.date:
        return EPOCH + dt.timedelta(days=int(self.kin.birth[person]))

    def name(self, person: int) -> str:
        return str(self.names[person])

    def number(self, person: int) -> str:
        return f"{self.personal_id[person]:012d}"


def build_city(persons: int, date: dt.date, rates: Rates, seed: int) -> City:
    """A city of exactly `persons` people, some dead or gone."""
    places = build_places(persons, rates, seed)
    today = (date - EPOCH).days
    kin = grow_families(persons, places, rates, seed=seed, today=today)
    rng = stream(seed, "numbers")
    numbers = personal_ids(rng, kin.province, kin.sex, _years(kin.birth))
    order = np.argsort(numbers)
    kin = kin.select(order)
    year = _years(kin.birth)
    ha_tay = np.isin(np.array(places.district_code), rates["former_ha_tay"])[kin.village].astype(np.int64)
    register = rates["register"]
    old = (year < register["old_id_born_before"]) & (rng.random(persons) < register["old_id_share"])
    status, since = _statuses(rng, kin, today, register)
    return City(
        places=places,
        kin=kin,
        names=_names(stream(seed, "names"), kin, year, places),
        personal_id=numbers[order],
        old_id=old_ids(rng, kin.province, ha_tay, old.astype(np.int64)),
        birth_year=year,
        precision=_precision(rng, kin, year, register),
        registered=np.ones(persons, dtype=np.int64),
        status=status,
        status_date=since,
        updated=np.maximum(since, today - 1 - (rng.random(persons) * 1500).astype(np.int64)) * 86400
        + (rng.random(persons) * 86400).astype(np.int64),
    )


def _years(days: Ints) -> Ints:
    years: Ints = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def _statuses(rng: np.random.Generator, kin: Kin, today: int, register: dict[str, float]) -> tuple[Ints, Ints]:
    chance = rng.random(len(kin))
    gone, lost = register["moved_out"], register["missing"]
    status = np.select([chance < gone, chance < gone + lost], [MOVED_OUT, MISSING], ALIVE)
    since = np.where(status == ALIVE, NOBODY, today - 1 - (rng.random(len(kin)) * 700).astype(np.int64))
    since = np.where(status == ALIVE, since, np.maximum(since, kin.birth))
    dead = kin.death <= today
    return np.where(dead, DECEASED, status), np.where(dead, kin.death, since)


def _precision(rng: np.random.Generator, kin: Kin, year: Ints, register: dict[str, float]) -> Ints:
    """How precise each date is; heaps on 1 January are written into `kin.birth`."""
    old = year < 1960
    chance = rng.random(len(kin))
    heap = old & (rng.random(len(kin)) < register["first_of_january"])
    kin.birth[heap] = (year[heap] - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    by_year = register["year_only"]
    return np.select(
        [old & (chance < by_year), old & (chance < by_year + register["month_only"])], [YEAR_ONLY, MONTH], DAY
    )


def _names(rng: np.random.Generator, kin: Kin, year: Ints, places: Places) -> pa.Array:
    surnames = pa.array([surname + " " for surname in places.surnames]).take(pa.array(kin.surname))
    parts = draw_names(rng, year, kin.sex)
    names = pc.binary_join_element_wise(surnames, *parts, "")
    for group in range(1, len(GROUPS)):
        for sex in (0, 1):
            member = (kin.minority == group) & (kin.sex == sex)
            drawn = minority_names(rng, group, sex, int(member.sum()))
            middle = names.filter(pa.array(member)).to_pylist()
            own = [f"{s} {rest or name.split(' ', 1)[1]}" for name, (s, rest) in zip(middle, drawn, strict=True)]
            names = pc.replace_with_mask(names, pa.array(member), pa.array(own, pa.string()))
    return names


def whole_years(city: City, date: dt.date) -> Ints:
    """Everybody's age on a date."""
    years: Ints = np.floor(((date - EPOCH).days - city.kin.birth) / YEAR).astype(np.int64)
    return years
