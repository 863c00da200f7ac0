"""Vietnamese names by cohort and sex, as arrays that names are drawn from."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.synthetic.dice import draw
from doisoat.synthetic.letters import other_tone_place
from doisoat.synthetic.reference import rows

COHORTS = ("pre1945", "1945_1964", "1965_1984", "1985_2004", "2005_on")
FIRST_YEARS = np.array([1945, 1965, 1985, 2005])
OTHER_STYLE = 0.25  # share of registrations that write hoà for hòa
MALE, FEMALE = 0, 1
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """`words[i]` is drawn in a cohort in proportion to `weights[cohort, i]`."""

    words: list[str]
    weights: NDArray[np.float64]


@cache
def words(table: str, slot: str | None = None) -> Words:
    """A table of given or middle names; a name whose tone may stand in two places counts twice."""
    names: list[str] = []
    weights: list[list[float]] = []
    for row in rows(table):
        if row["name"] == "(none)" or row.get("slot") != slot:
            continue
        weight = [float(row[f"w_{cohort}"]) for cohort in COHORTS]
        other = other_tone_place(row["name"])
        for name, share in ((row["name"], 1 - OTHER_STYLE), (other, OTHER_STYLE)) if other else ((row["name"], 1.0),):
            names.append(name)
            weights.append([w * share for w in weight])
    return Words(names, np.array(weights).T)


@cache
def surnames() -> tuple[list[str], NDArray[np.float64]]:
    """Surnames and their weight in Hanoi."""
    table = [row for row in rows("surnames") if float(row["weight_hanoi"] or 0) > 0]
    return [row["name"] for row in table], np.array([float(row["weight_hanoi"]) for row in table])


@cache
def ethnic_surnames(group: str) -> tuple[str, ...]:
    return tuple(r["value"] for r in rows("ethnic_names") if r["group"] == group and r["component"] == "surname")


def draw_names(rng: np.random.Generator, birth_year: Ints, sex: Ints) -> list[pa.Array]:
    """Middle, second middle and given names of everybody: "Thị ", "" and "Hoa", the middles with their space."""
    parts = [Part(len(birth_year)) for _ in range(3)]
    cohort = np.searchsorted(FIRST_YEARS, birth_year, side="right")
    for code, gender in ((MALE, "male"), (FEMALE, "female")):
        for number, name in enumerate(COHORTS):
            who = np.flatnonzero((sex == code) & (cohort == number))
            syllables = _syllables(rng, "MF"[code], name, len(who))
            parts[0].fill(rng, who[syllables >= 1], words(f"middle_{gender}", "1"), number, " ")
            second = words("middle_female", "2") if code == FEMALE else words("given_male")  # Nguyễn Văn Minh Đức
            parts[1].fill(rng, who[syllables >= 2], second, number, " ")
            parts[2].fill(rng, who, words(f"given_{gender}"), number, "")
    return [part.text() for part in parts]


def _syllables(rng: np.random.Generator, sex: str, cohort: str, size: int) -> Ints:
    """How many middle names: none, one or two."""
    (row,) = (r for r in rows("name_length_by_sex") if r["sex"] == sex and r["cohort"] == cohort)
    weights = [float(row["p2"]), float(row["p3"]), float(row["p4"]) + float(row["p5plus"])]
    return draw(rng, weights, size)


class Part:
    """One part of everybody's names, as positions in a list of words; empty where nothing was filled in."""

    def __init__(self, size: int) -> None:
        self._words = [""]
        self._index = np.zeros(size, dtype=np.int32)

    def fill(self, rng: np.random.Generator, who: Ints, table: Words, cohort: int, end: str) -> None:
        choice = draw(rng, table.weights[cohort], len(who))
        self._index[who] = choice + len(self._words)
        self._words += [word + end for word in table.words]

    def text(self) -> pa.Array:
        return pa.array(self._words, pa.string()).take(pa.array(self._index))
