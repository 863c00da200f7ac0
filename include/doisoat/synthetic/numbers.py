"""Identity numbers: 12 digits (place of registration, century and sex, year, six at random) and the old 9 digits."""

import numpy as np

from doisoat.synthetic.people import NOBODY, Ints
from doisoat.synthetic.reference import rows

MILLION = 1_000_000
HANOI = 1


def personal_ids(rng: np.random.Generator, province: Ints, sex: Ints, birth_year: Ints) -> Ints:
    """A number for each person, no two alike, as integers."""
    century = (birth_year - 1900) // 100 * 2 + sex
    head = (province * 10 + century) * 100 + birth_year % 100
    return _without_repeats(rng, head * MILLION, np.full(len(head), MILLION))


def old_ids(rng: np.random.Generator, province: Ints, former_ha_tay: Ints, holder: Ints) -> Ints:
    """A 9-digit number for each person of `holder` (0 or 1), no two alike; NOBODY for the rest."""
    numbers = np.full(len(province), NOBODY, dtype=np.int64)
    who = np.flatnonzero(holder)
    prefixes = _prefixes()
    head = np.array([prefixes[code] for code in range(max(prefixes) + 1)])[province[who]]
    head = np.where((province[who] == HANOI) & (former_ha_tay[who] == 1), 110, head)
    numbers[who] = _without_repeats(rng, head * MILLION, np.where(head % 10 == 0, 10 * MILLION, MILLION))
    return numbers


def _prefixes() -> dict[int, int]:
    """First three digits of the old numbers by province code; a prefix of two digits ends in 0."""
    by_name = {row["province"]: row["cmnd_prefix"] for row in reversed(rows("cmnd_prefixes"))}
    known = {int(r["gso_code_2024"]): by_name.get(r["province_name"], "01") for r in rows("cccd_province_codes")}
    return {code: int(known.get(code, "01").ljust(3, "0")) for code in range(100)}


def _without_repeats(rng: np.random.Generator, base: Ints, span: Ints) -> Ints:
    numbers = base + (rng.random(len(base)) * span).astype(np.int64)
    while True:
        order = np.argsort(numbers, kind="stable")
        same = np.flatnonzero(np.diff(numbers[order]) == 0) + 1
        if not len(same):
            return numbers
        again = order[same]
        numbers[again] = base[again] + (rng.random(len(again)) * span[again]).astype(np.int64)
