"""Wards and districts of one date, found by name as written, abbreviated, without tones, or by GSO code.

A code or a name means nothing without a date: 104 ward codes live on after July 2025 with another territory.
So an `Areas` holds the areas of one date only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doisoat.areas.spelling import Key, index_keys, lookup_keys


@dataclass(frozen=True, slots=True)
class District:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Ward:
    """`district_code` is None after 1 July 2025, when there are no districts."""

    code: str
    name: str
    district_code: str | None


_CODE = re.compile(r"\s*(\d{1,5})(?:\.0)?\s*")


class Areas:
    """The wards and districts valid on one date."""

    def __init__(self, districts: Iterable[District], wards: Iterable[Ward]) -> None:
        self.districts = {district.code: district for district in districts}
        self.wards = {ward.code: ward for ward in wards}
        self._district_codes = _index({code: district.name for code, district in self.districts.items()})
        self._ward_codes = _index({code: ward.name for code, ward in self.wards.items()})

    def ward(self, ward_name: str | None, district_name: str | None) -> tuple[str | None, str | None]:
        """(ward code, district code) of names or codes as written; None for what is unknown or not certain.

        A ward without a usable district is found only if its name is unique in the city. A ward that is not in the
        stated district is not found: the district as stated is given alone. An address with commas is looked through.
        """
        parts = [part for part in (ward_name or "").split(",") if part.strip()]
        district = self._district(district_name)
        if len(parts) > 1 and not district_name:
            district = next(filter(None, map(self._district, parts[1:])), None)
        wards = {ward for part in parts if (ward := self._ward(part, district))}
        ward = wards.pop() if len(wards) == 1 else None
        return (ward.code, ward.district_code) if ward else (None, district)

    def _district(self, text: str | None) -> str | None:
        if not text:
            return None
        if (number := _CODE.fullmatch(text)) is not None:
            code = number[1].zfill(3)
            return code if code in self.districts else None
        found = next((self._district_codes[key] for key in lookup_keys(text) if key in self._district_codes), [])
        return found[0] if len(found) == 1 else None

    def _ward(self, text: str | None, district: str | None) -> Ward | None:
        if not text:
            return None
        if (number := _CODE.fullmatch(text)) is not None:
            found = self._within([number[1].zfill(5)], district)
        else:
            by_key = (self._within(self._ward_codes.get(key, []), district) for key in lookup_keys(text))
            found = next(filter(None, by_key), [])
        return found[0] if len(found) == 1 else None

    def _within(self, codes: list[str], district: str | None) -> list[Ward]:
        wards = [self.wards[code] for code in codes if code in self.wards]
        return [ward for ward in wards if district is None or ward.district_code == district]


def _index(names: Mapping[str, str]) -> Mapping[Key, list[str]]:
    index: dict[Key, list[str]] = defaultdict(list)
    for code, name in names.items():
        for key in dict.fromkeys(index_keys(name)):
            index[key].append(code)
    return dict(index)
