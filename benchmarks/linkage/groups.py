"""Misses by kind of noise and by group of people, from the zone's truth."""

from collections import defaultdict

import numpy as np

from benchmarks.linkage.outcome import Outcome
from doisoat.synthetic.reference import rows
from doisoat.synthetic.vocabulary import surnames

AGES = ((16, "under 16"), (60, "16 to 59"), (80, "60 to 79"), (200, "80 and over"))
YEAR = 2024
Tally = dict[tuple[str, str], list[int]]  # (sort, group) → findable, then misses per engine


def tally(into: Tally, truth: list[dict[str, str]], outcomes: list[Outcome]) -> None:
    """Count the records of one zone's rolls into `into`; the same engines in the same order every time."""
    hits = [o.hits() for o in outcomes]
    rare = _ethnic_surnames()
    for k in np.flatnonzero(outcomes[0].findable):
        missed = [int(not hit[k]) for hit in hits]
        for key in _groups(truth[k], rare):
            counts = into.setdefault(key, [0] * (1 + len(outcomes)))
            counts[0] += 1
            for engine, miss in enumerate(missed, 1):
                counts[engine] += miss


def lines(counted: Tally, *, at_least: int = 50) -> list[list[str]]:
    """sort, group, records, and per engine how many were missed and their share; small groups left out."""
    found = []
    for (sort, group), (records, *missed) in sorted(counted.items()):
        if records >= at_least:
            shares = [f"{miss} ({100 * miss / records:.2f} %)" for miss in missed]
            found.append([sort, group, str(records), *shares])
    return found


def _groups(row: dict[str, str], rare: frozenset[str]) -> list[tuple[str, str]]:
    age = YEAR - int(row["date_of_birth"][:4])
    band = next(name for limit, name in AGES if age < limit)
    minority = "yes" if row["full_name"].split()[0] in rare else "no"
    kinds = [kind for kind in row["noise"].split(";") if kind] or ["none"]
    people = [("sex", row["sex"]), ("age", band), ("ethnic-minority surname", minority)]
    return [*people, ("district", row["district_code"]), *(("noise", kind) for kind in kinds)]


def _ethnic_surnames() -> frozenset[str]:
    """Surnames of the reference table of minorities that the majority's table does not have."""
    listed = defaultdict(set)
    for row in rows("ethnic_names"):
        listed[row["component"]].add(row["value"])
    return frozenset(listed["surname"] - set(surnames()[0]))
