"""A ward's clerk: how every row of the ward is filled in, and the mistakes in single rows."""

import datetime as dt
from typing import Any

from doisoat.synthetic.city import City
from doisoat.synthetic.columns import AMOUNT, BIRTH
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.habits import Habits, draw_habits, written_amount, written_area, written_date
from doisoat.synthetic.layouts import Layouts
from doisoat.synthetic.letters import ascii_letters, decompose
from doisoat.synthetic.misspell import UNICODE_ONLY, misspell
from doisoat.synthetic.mistype import Numbers, mistype_birth, mistype_identifier, mistype_village
from doisoat.synthetic.payment import written_payment
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.register import birth_text


class Clerk:
    """Writes entries of the city, row by row; what goes wrong follows the rates."""

    def __init__(self, city: City, rates: Rates, dice: Dice, *, layouts: Layouts) -> None:
        sections = ("identifiers", "names", "birth_dates", "sex", "village", "account", "habits")
        self._rates = {name: rates.noise(name) for name in sections}
        self._rates["old_names"] = {**self._rates["names"], **dict.fromkeys(UNICODE_ONLY, 0.0)}
        self._banks: dict[str, list[str]] = {code: bank["written"] for code, bank in rates["banks"].items()}
        self._city, self._dice, self._layouts = city, dice, layouts
        self._habits: dict[str, Habits] = {}

    def write(self, entry: Entry, relative: int | None) -> None:
        """Fill in `entry.cells` and `entry.noise`."""
        city, dice, village = self._city, self._dice, entry.village
        legacy = self._layouts.legacy(city.places.district_code[village])
        habits = self._habits_of(city.places.ward_code[village], legacy)
        number, number_noise = mistype_identifier(self._numbers(entry, relative), self._rates["identifiers"], dice)
        birth, birth_noise = self._birth(entry, habits)
        sex, sex_noise = self._sex(entry, habits)
        where, where_noise = mistype_village(city.places.names[village], self._rates["village"], dice)
        name, name_noise = self._name(entry.person, habits, "old_names" if legacy else "names")
        entry.cells = [
            entry.code,
            name,
            birth,
            sex,
            number,
            entry.programme,
            written_amount(entry.amount, habits.amount),
        ]
        entry.cells += [
            where,
            *self._area(village, habits.area),
            *written_payment(entry, self._rates["account"], self._banks, self._dice),
            *self._payee(entry, habits),
        ]
        entry.noise = number_noise + birth_noise + sex_noise + where_noise + name_noise
        entry.manner = _manner(entry.cells, habits)

    def _habits_of(self, ward: str, legacy: bool) -> Habits:
        if ward not in self._habits:
            self._habits[ward] = draw_habits(self._rates["habits"], self._dice, legacy=legacy)
        return self._habits[ward]

    def _numbers(self, entry: Entry, relative: int | None) -> Numbers:
        city = self._city
        old = int(city.old_id[entry.person])
        other = "" if relative is None else city.number(relative)
        return Numbers(city.number(entry.person), f"{old:09d}" if old >= 0 else "", other)

    def _name(self, person: int, habits: Habits, kinds: str) -> tuple[str, list[str]]:
        sex = "MF"[int(self._city.kin.sex[person])]
        name, noise = misspell(self._city.name(person), sex, self._rates[kinds], self._dice)
        if habits.upper:
            name = name.upper()
        if habits.toneless:
            name, noise = ascii_letters(name), [*noise, "name_toneless"]
        if habits.decomposed:
            name, noise = decompose(name), [*noise, "name_decomposed"]
        return name, noise

    def _birth(self, entry: Entry, habits: Habits) -> tuple[Any, list[str]]:
        birth = self._city.birth_date(entry.person)
        known = birth_text(birth, int(self._city.precision[entry.person]))
        text, noise = mistype_birth(birth, known, self._rates["birth_dates"], self._dice)
        if (
            len(text) == 10
            and 1925 < birth.year < 2000
            and self._dice.chance(self._rates["birth_dates"]["two_digit_year"])
        ):
            year, month, day = text.split("-")
            return f"{int(day)}-{int(month)}-{year[2:]}", [*noise, "birth_two_digit_year"]
        return written_date(text, habits.date), noise

    def _sex(self, entry: Entry, habits: Habits) -> tuple[str, list[str]]:
        sex = int(self._city.kin.sex[entry.person])
        if self._dice.chance(self._rates["sex"]["missing"]):
            return "", ["sex_missing"]
        if self._dice.chance(self._rates["sex"]["wrong"]):
            return habits.sexes[1 - sex], ["sex_wrong"]
        return habits.sexes[sex], []

    def _area(self, village: int, style: str) -> tuple[str, str]:
        places = self._city.places
        names = places.ward_name[village], places.district_name[village]
        if style == "code":
            return places.ward_code[village], places.district_code[village]
        if style == "full":
            return names
        return written_area(names[0], style), written_area(names[1], style)

    def _payee(self, entry: Entry, habits: Habits) -> tuple[str, str, str]:
        if entry.representative is None:
            return "", "", ""
        name = self._city.name(entry.representative)
        return (
            name.upper() if habits.upper else name,
            self._city.number(entry.representative),
            entry.relationship,
        )


def _manner(cells: list[Any], habits: Habits) -> list[str]:
    """Forms that are no mistakes, but not the plainest either."""
    birth, area = cells[BIRTH], habits.area
    shown = {
        "name_upper": habits.upper,
        "birth_excel_date": isinstance(birth, dt.date),
        "birth_excel_serial": isinstance(birth, int),
        "amount_text": isinstance(cells[AMOUNT], str),
        f"area_{area}": area != "full",
    }
    return [kind for kind, there in shown.items() if there]
