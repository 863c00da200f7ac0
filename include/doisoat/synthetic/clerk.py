"""A ward's clerk: how every row of the ward is filled in, and the mistakes in single rows."""

from collections.abc import Mapping
from typing import Any

from doisoat.synthetic.city import City
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.habits import Habits, draw_habits, written_amount, written_area, written_date
from doisoat.synthetic.letters import ascii_letters, decompose
from doisoat.synthetic.misspell import misspell
from doisoat.synthetic.mistype import Numbers, mistype_birth, mistype_identifier, mistype_village
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.register import birth_text

HEADERS = (
    *("STT", "Mã đối tượng", "Họ và tên", "Ngày, tháng, năm sinh", "Giới tính", "Số CCCD/CMND", "Mã chế độ"),
    *(
        "Mức trợ cấp (đồng)",
        "Thôn/Tổ dân phố",
        "Xã/Phường/Thị trấn",
        "Quận/Huyện/Thị xã",
        "Hình thức chi trả",
    ),
    *("Số tài khoản", "Ngân hàng", "Người nhận thay", "Số CCCD người nhận thay", "Quan hệ"),
)
CODE, NAME, BIRTH, SEX, NUMBER, PROGRAMME, AMOUNT = range(7)  # positions in `Entry.cells`
CASH = ("Tiền mặt", "Bưu điện", "TM", "")
METHODS = {
    "bank": ("Tài khoản ngân hàng", "ATM", "CK"),
    "social_security": ("Tài khoản ASXH",),
    "mobile_money": ("Ví điện tử",),
}


class Clerk:
    """Writes entries of the city, row by row; what goes wrong follows the rates."""

    def __init__(self, city: City, rates: Rates, dice: Dice, written_banks: Mapping[str, list[str]]) -> None:
        sections = ("identifiers", "names", "birth_dates", "sex", "village", "account", "habits")
        self._rates = {name: rates.noise(name) for name in sections}
        self._city, self._dice, self._banks = city, dice, written_banks
        self._habits: dict[str, Habits] = {}

    def write(self, entry: Entry, relative: int | None) -> None:
        """Fill in `entry.cells` and `entry.noise`."""
        city, dice, village = self._city, self._dice, entry.village
        ward = city.places.ward_code[village]
        if ward not in self._habits:
            self._habits[ward] = draw_habits(self._rates["habits"], dice)
        habits = self._habits[ward]
        number, number_noise = mistype_identifier(self._numbers(entry, relative), self._rates["identifiers"], dice)
        birth, birth_noise = self._birth(entry, habits)
        sex, sex_noise = self._sex(entry, habits)
        where, where_noise = mistype_village(city.places.names[village], self._rates["village"], dice)
        name, name_noise = self._name(entry.person, habits)
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
            *self._payment(entry),
            *self._payee(entry, habits),
        ]
        entry.noise = number_noise + birth_noise + sex_noise + where_noise + name_noise

    def _numbers(self, entry: Entry, relative: int | None) -> Numbers:
        city = self._city
        old = int(city.old_id[entry.person])
        other = "" if relative is None else city.number(relative)
        return Numbers(city.number(entry.person), f"{old:09d}" if old >= 0 else "", other)

    def _name(self, person: int, habits: Habits) -> tuple[str, list[str]]:
        sex = "MF"[int(self._city.kin.sex[person])]
        name, noise = misspell(self._city.name(person), sex, self._rates["names"], self._dice)
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

    def _payment(self, entry: Entry) -> tuple[Any, str, str]:
        bank, number = entry.declared
        if not bank:
            return (self._dice.pick(CASH) if self._rates["account"]["separators"] else CASH[0]), "", ""
        kind = entry.accounts[0].kind if entry.accounts else "bank"
        written: Any = number
        if self._dice.chance(self._rates["account"]["separators"]):
            written = f"{number[:4]} {number[4:8]} {number[8:]}".strip()
        elif self._dice.chance(self._rates["account"]["zeros_lost"]):
            written = int(number)
        return self._dice.pick(METHODS[kind]), written, self._dice.pick(self._banks[bank])

    def _payee(self, entry: Entry, habits: Habits) -> tuple[str, str, str]:
        if entry.representative is None:
            return "", "", ""
        name = self._city.name(entry.representative)
        return (
            name.upper() if habits.upper else name,
            self._city.number(entry.representative),
            entry.relationship,
        )
