"""Who is on the rolls: programmes, ages, duplicates, second programmes, those who should no longer be there."""

import datetime as dt
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doisoat.synthetic.city import City, whole_years
from doisoat.synthetic.dice import Dice, stream
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.people import STATUS, Ints
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.reference import rows

MERIT = {"TNLS1", "TNLS2", "BMVNAH", "TB", "BB", "CDHH", "CDHH-CON", "TUDAY"}


def build_rolls(city: City, persons: int, date: dt.date, rates: Rates, *, seed: int) -> list[Entry]:
    """All roll entries, as yet unwritten. Marks in `city.registered` whom the register, of `persons`, does not hold."""
    rng = stream(seed, "rolls")
    roll = rates["roll"]
    wanted = _entries_wanted(persons, rates)
    extra = 1 + roll["duplicates"] + roll["second_lawful"] + roll["second_conflicting"]
    chosen = _choose(rng, city, whole_years(city, date), int(wanted / extra), rates)
    dice = Dice(rng)
    amounts = {code: _amounts(code, programme) for code, programme in rates["programmes"].items()}
    entries = [
        Entry("", person, programme, dice.pick(amounts[programme]), int(city.kin.village[person]))
        for person, programme in chosen
    ]
    _number(city, entries, defaultdict(int))
    entries += _repeated(dice, city, entries, wanted - len(entries), rates, amounts)
    city.registered[rng.permutation([person for person, _ in chosen])[: len(city.names) - persons]] = 0
    return entries


def strangers_wanted(persons: int, rates: Rates) -> int:
    """How many people on the rolls of a register of `persons` that register does not hold."""
    return int(_entries_wanted(persons, rates) * rates["roll"]["not_in_register"])


def _entries_wanted(persons: int, rates: Rates) -> int:
    return max(int(persons * rates["roll"]["entries_per_person"]), int(rates["roll"]["at_least"]))


def _choose(rng: np.random.Generator, city: City, age: Ints, count: int, rates: Rates) -> list[tuple[int, str]]:
    """Persons and programmes, nobody twice; what a programme cannot fill goes to the severely disabled."""
    left_on = [1.0, *(rates["roll"]["left_on"][status] for status in STATUS[1:])]
    free = rng.random(len(age)) < np.array(left_on)[city.status]
    programmes = rates["programmes"]
    total = sum(p["share"] for p in programmes.values())
    chosen: list[tuple[int, str]] = []
    for code, programme in sorted(programmes.items(), key=lambda item: item[1]["ages"][0], reverse=True):
        chosen += _take(rng, city, age, free, (code, programme, round(count * programme["share"] / total)))
    short = count - len(chosen)
    return chosen + _take(rng, city, age, free, ("06c", programmes["06c"], short))


def _take(
    rng: np.random.Generator,
    city: City,
    age: Ints,
    free: NDArray[np.bool_],
    wanted: tuple[str, dict[str, Any], int],
) -> list[tuple[int, str]]:
    code, programme, count = wanted
    youngest, oldest = programme["ages"]
    fits = free & (age >= youngest) & (age <= oldest)
    if sex := programme.get("sex"):
        fits &= city.kin.sex == "MF".index(str(sex))
    eligible = np.flatnonzero(fits)
    persons = rng.permutation(eligible)[: max(min(count, len(eligible)), 0)]
    free[persons] = False
    return [(person, code) for person in persons.tolist()]


def _amounts(code: str, programme: dict[str, list[int]]) -> list[int]:
    """What the programme pays a month in Hanoi in January 2024, in đồng."""
    if "amount" in programme:
        return programme["amount"]
    for row in rows("benefits_nd20_2021"):
        if row["code"] == code:
            return [int(row["vnd_440000_hanoi_2022"])]
    (merit,) = (row for row in rows("benefits_nguoi_co_cong") if row["code"] == code)
    return [int(merit["vnd_2055000_2023"])]


def _number(city: City, entries: list[Entry], last: dict[str, int]) -> None:
    """Give each entry its code: district, regime and a running number."""
    for entry in entries:
        regime = "NC" if entry.programme in MERIT else "BT"
        district = city.places.district_code[entry.village]
        last[district + regime] += 1
        entry.code = f"{district}{regime}{last[district + regime]:06d}"


def _repeated(
    dice: Dice, city: City, entries: list[Entry], count: int, rates: Rates, amounts: dict[str, list[int]]
) -> list[Entry]:
    """Second entries of persons already there: the same programme again, a lawful second one, a forbidden one."""
    roll = rates["roll"]
    kinds = {kind: roll[kind] for kind in ("duplicates", "second_lawful", "second_conflicting")}
    pairs = {"second_lawful": rates["lawful_pairs"], "second_conflicting": rates["conflicting_pairs"]}
    by_programme = defaultdict(list)
    for entry in entries:
        by_programme[entry.programme].append(entry)
    repeated, used = [], set()
    last: dict[str, int] = defaultdict(lambda: 900_000)
    for _ in range(count):
        kind = dice.weighted(kinds)
        first_code, second_code = dice.pick(pairs[kind]) if kind in pairs else ("", "")
        first = dice.pick(by_programme[first_code] or entries)
        if first.code in used:
            continue
        used.add(first.code)
        if not second_code or first.programme != first_code:
            again = Entry("", first.person, first.programme, first.amount, first.village, duplicate_of=first.code)
            again.village = dice.below(len(city.places.names)) if dice.chance(0.2) else first.village
        else:
            amount = dice.pick(amounts[second_code])
            again = Entry("", first.person, second_code, amount, first.village, second_of=first.code)
        _number(city, [again], last)
        repeated.append(again)
    return repeated
