"""Where people were born: mostly Hanoi, else the provinces that send it migrants, some of them minorities."""

import numpy as np

from doisoat.synthetic.dice import draw
from doisoat.synthetic.people import Ints
from doisoat.synthetic.places import Places
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.reference import rows
from doisoat.synthetic.vocabulary import ethnic_surnames

HANOI = 1
GROUPS = ("", "Tày", "Nùng", "Thái", "Hmong")  # a person's `minority` is a position here
HOMELANDS = (2, 4, 6, 8, 10, 14, 15, 20)  # provinces of the northern mountains


def draw_origins(rng: np.random.Generator, village: Ints, places: Places, rates: Rates) -> tuple[Ints, Ints]:
    """Province of the registration of birth (first three digits of the number) and minority, for each village given."""
    size = len(village)
    provinces = np.array([int(code) for code in rates["migrant_provinces"]])
    weights = list(rates["migrant_provinces"].values())
    migrant = rng.random(size) < places.migrant_share[village]
    minority = migrant & (rng.random(size) < rates["migrant_minority_share"])
    province = np.where(migrant, provinces[draw(rng, weights, size)], HANOI)
    province = np.where(minority, np.array(HOMELANDS)[draw(rng, [1] * len(HOMELANDS), size)], province)
    group = np.where(minority, 1 + draw(rng, [5, 4, 3, 2], size), 0)
    return province, group


def minority_names(rng: np.random.Generator, group: int, sex: int, size: int) -> list[tuple[str, str | None]]:
    """Surnames of a group of migrants, and whole names after the surname where the group has its own (Hmong)."""
    surnames = _pick(rng, ethnic_surnames(GROUPS[group]), size)
    if GROUPS[group] != "Hmong":
        return [(surname, None) for surname in surnames]
    given = _pick(rng, _values("given_female" if sex else "given_male"), size)
    middle = ["Thị" if sex else word for word in _pick(rng, _values("middle_male"), size)]
    return [(s, f"{m} {g}") for s, m, g in zip(surnames, middle, given, strict=True)]


def _values(component: str) -> tuple[str, ...]:
    return tuple(r["value"] for r in rows("ethnic_names") if r["group"] == "Hmong" and r["component"] == component)


def _pick(rng: np.random.Generator, words: tuple[str, ...], size: int) -> list[str]:
    return [words[i] for i in draw(rng, [1] * len(words), size).tolist()]
