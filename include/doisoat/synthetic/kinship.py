"""Relatives of the persons on the rolls: who can receive for them, whose number stands in their column."""

from collections import defaultdict

import numpy as np

from doisoat.synthetic.city import City
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.people import ALIVE, NOBODY

ADULT = 18 * 366  # days


class Kinship:
    """Looks up relatives who live, of a few persons of the city."""

    def __init__(self, city: City, persons: list[int]) -> None:
        self._city = city
        self._grown_before = city.kin.birth.max() - ADULT
        self._children = _children(city, persons)

    def relative(self, person: int, dice: Dice) -> tuple[int, str] | None:
        """A grown relative and what the roll calls the relation, seen from the relative; None without any."""
        kin, adult = self._city.kin, []
        for position, word in ((int(kin.mother[person]), "Mẹ"), (int(kin.father[person]), "Bố")):
            adult.append((position, word))
        spouse = int(kin.spouse[person])
        adult.append((spouse, "Chồng" if spouse != NOBODY and kin.sex[spouse] == 0 else "Vợ"))
        adult += [(child, "Con") for child in self._children[person]]
        living = [(p, word) for p, word in adult if p != NOBODY and self._can_act(p)]
        return dice.pick(living) if living else None

    def _can_act(self, person: int) -> bool:
        city = self._city
        grown = city.kin.birth[person] < self._grown_before
        return bool(grown and city.status[person] == ALIVE and city.registered[person])


def _children(city: City, persons: list[int]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    wanted = np.unique(np.array(persons, dtype=np.int64))
    for parents in (city.kin.father, city.kin.mother):
        for child in np.flatnonzero(np.isin(parents, wanted)).tolist():
            children[int(parents[child])].append(child)
    return children
