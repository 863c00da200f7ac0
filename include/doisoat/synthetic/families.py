"""Families over four generations: parents, children, brothers and sisters, twins, sons-in-law and daughters-in-law.

Children bear their father's surname and sons mostly stay in his village: so a village comes to its few surnames,
and brothers to one village, one surname and birth years close together.
"""

from dataclasses import replace

import numpy as np

from doisoat.synthetic.dice import draw, stream
from doisoat.synthetic.migrants import draw_origins
from doisoat.synthetic.people import NOBODY, Ints, Kin, joined
from doisoat.synthetic.places import Places
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.weddings import YEAR, marry

PER_FAMILY = 9.8  # persons in the register to reckon with for each first couple
# First couples by the decade of the wife's birth. The latest are the young who moved in by themselves.
FIRST_BIRTHS = {1905: 3, 1915: 8, 1925: 18, 1935: 22, 1945: 22, 1955: 18, 1965: 9, 1975: 8, 1985: 9, 1995: 9}
CHILDREN = {
    1900: 2.8,
    1935: 2.5,
    1945: 2.2,
    1955: 2.0,
    1965: 1.8,
    1975: 1.8,
    2100: 1.8,
}  # by year of the mother's birth
MARRY_AT = 25
MARRIED = 0.82
TWINS = 0.009
HAZARD, AGEING = 0.00002, 0.095  # Gompertz, a year: half die before about 81


def grow_families(persons: int, places: Places, rates: Rates, *, seed: int, today: int) -> Kin:
    """At least `persons` people who live, or died recently, on the day `today` (days since 1970-01-01)."""
    rng = stream(seed, "families")
    kin = _grow(rng, int(persons / PER_FAMILY) + 20, places, rates, today)
    oldest_death = today - int(rates["register"]["recorded_deaths_years"] * YEAR)
    known = np.flatnonzero((kin.birth <= today) & (kin.death > oldest_death))
    whole_families = known[np.argsort(kin.family[known], kind="stable")]
    if len(whole_families) < persons:
        raise AssertionError(f"{len(whole_families)} persons grew where {persons} were wanted")
    return kin.select(whole_families[:persons])


def _grow(rng: np.random.Generator, count: int, places: Places, rates: Rates, today: int) -> Kin:
    couples = _first_couples(rng, count, places, rates)
    parts, total = [couples], len(couples)
    for _ in range(3):
        children = _children(rng, joined(parts), total - len(couples), today)
        weddings = np.flatnonzero((today - children.birth > MARRY_AT * YEAR) & (rng.random(len(children)) < MARRIED))
        if not len(children):
            break
        couples = marry(rng, children, weddings, start=total, places=places, rates=rates)
        parts += [couples]
        total += len(couples)
    everybody = joined(parts)
    return replace(everybody, death=everybody.birth + _lifetimes(rng, everybody.sex))


def _first_couples(rng: np.random.Generator, count: int, places: Places, rates: Rates) -> Kin:
    """Husbands, then wives."""
    decade = np.array(list(FIRST_BIRTHS))[draw(rng, list(FIRST_BIRTHS.values()), count)]
    wife = ((decade - 1970 + rng.random(count) * 10) * YEAR).astype(np.int64)
    husband = wife - (rng.normal(2.5, 3, count) * YEAR).astype(np.int64)
    village = places.draw(rng, count)
    husbands = np.arange(count)
    province, minority = draw_origins(rng, village, places, rates)
    return Kin(
        family=np.tile(husbands, 2),
        father=np.full(2 * count, NOBODY),
        mother=np.full(2 * count, NOBODY),
        spouse=np.concatenate([husbands + count, husbands]),
        sex=np.repeat([0, 1], count),
        birth=np.concatenate([husband, wife]),
        death=np.zeros(2 * count, dtype=np.int64),
        village=np.tile(village, 2),
        surname=places.draw_surnames(rng, np.tile(village, 2)),
        minority=np.tile(minority, 2),
        province=np.tile(province, 2),
    )


def _children(rng: np.random.Generator, kin: Kin, since: int, today: int) -> Kin:
    """The children of the wives from position `since` on, the eldest first, born by `today`."""
    wives = since + np.flatnonzero((kin.sex[since:] == 1) & (kin.spouse[since:] != NOBODY))
    born = 1970 + kin.birth[wives] / YEAR
    count = rng.poisson(np.interp(born, list(CHILDREN), list(CHILDREN.values())))
    mother = np.repeat(wives, count)
    rank = np.arange(len(mother)) - np.repeat(np.cumsum(count) - count, count)
    age = 20 + 2.8 * rank + rng.gamma(2.2, 1.5, len(mother))
    birth = kin.birth[mother] + (age * YEAR).astype(np.int64)
    twin = np.flatnonzero((rank > 0) & (rng.random(len(mother)) < TWINS))
    birth[twin] = birth[twin - 1]
    father = kin.spouse[mother]
    since_reform = birth > 30 * YEAR  # born from 2000 on, children of migrants are registered here
    province = np.where(since_reform & (rng.random(len(mother)) < 0.8), 1, kin.province[father])
    children = Kin(
        family=kin.family[mother],
        father=father,
        mother=mother,
        spouse=np.full(len(mother), NOBODY),
        sex=(rng.random(len(mother)) < 0.485).astype(np.int64),
        birth=birth,
        death=np.zeros(len(mother), dtype=np.int64),
        village=kin.village[father],
        surname=kin.surname[father],
        minority=kin.minority[father],
        province=province,
    )
    # Links of children lead to parents, never among themselves: cutting the unborn off breaks none.
    return Kin(**{name: values[birth <= today] for name, values in vars(children).items()})


def _lifetimes(rng: np.random.Generator, sex: Ints) -> Ints:
    """Days from birth to death; women live longer."""
    hazard = np.where(sex == 1, HAZARD, HAZARD * 1.8)
    years = np.log1p(-np.log(1 - rng.random(len(sex))) * AGEING / hazard) / AGEING
    return (years * YEAR).astype(np.int64)
