"""Weddings: who stays in the village, and who comes into it."""

from dataclasses import replace

import numpy as np

from doisoat.synthetic.migrants import draw_origins
from doisoat.synthetic.people import NOBODY, Ints, Kin, joined
from doisoat.synthetic.places import Places
from doisoat.synthetic.rates import Rates

YEAR = 365.25
SON_STAYS, DAUGHTER_STAYS = 0.85, 0.4


def marry(rng: np.random.Generator, children: Kin, weddings: Ints, *, start: int, places: Places, rates: Rates) -> Kin:
    """The children, who begin at position `start` of the whole, and after them the husbands and wives they find."""
    count = len(weddings)
    son = children.sex[weddings] == 0
    stays = rng.random(count) < np.where(son, SON_STAYS, DAUGHTER_STAYS)
    home = np.where(stays, children.village[weddings], places.draw(rng, count))
    village, spouse = children.village.copy(), children.spouse.copy()
    village[weddings] = home
    spouse[weddings] = start + len(children) + np.arange(count)
    older = (rng.normal(2.5, 3, count) * YEAR).astype(np.int64)
    province, minority = draw_origins(rng, home, places, rates)
    incomers = Kin(
        family=children.family[weddings],
        father=np.full(count, NOBODY),
        mother=np.full(count, NOBODY),
        spouse=start + weddings,
        sex=1 - children.sex[weddings],
        birth=children.birth[weddings] + np.where(son, older, -older),
        death=np.zeros(count, dtype=np.int64),
        village=home,
        surname=places.draw_surnames(rng, home),
        minority=minority,
        province=province,
    )
    return joined([replace(children, village=village, spouse=spouse), incomers])
