"""Districts, wards and villages, and the surnames that dominate a village."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doisoat.synthetic.dice import draw, stream
from doisoat.synthetic.rates import Rates
from doisoat.synthetic.reference import rows
from doisoat.synthetic.vocabulary import ethnic_surnames, surnames

FEWEST_WARDS = 60
PERSONS_PER_WARD = 100
FIRST_WORDS = (
    *("An", "Bình", "Cao", "Đại", "Đông", "Hòa", "Hưng", "Kim", "Lai", "Long", "Mỹ", "Nam"),
    *("Ngọc", "Phú", "Phúc", "Quang", "Tân", "Thanh", "Thái", "Thọ", "Vạn", "Vân", "Xuân", "Yên"),
)
LAST_WORDS = (
    *("Cầu", "Đồng", "Hạ", "Khê", "Lạc", "Lương", "Nội", "Ngoại"),
    *("Phong", "Sơn", "Thịnh", "Thượng", "Trung", "Xá", "Viên", "Vĩnh"),
)
SIDES = ("Đông", "Đoài", "Thượng", "Hạ", "Trung", "Nội", "Ngoại", "Chùa", "Đình", "Bến", "Trại", "Chợ")
CLANS = 4  # surnames that share a village
CLAN_WEIGHTS = (0.45, 0.28, 0.17, 0.1)


@dataclass(frozen=True)
class Places:
    """Villages, one an index; `ward[v]` and the like describe village `v`. `clans[v]` are indices into `surnames`."""

    names: list[str]
    ward_code: list[str]
    ward_name: list[str]
    district_code: list[str]
    district_name: list[str]
    unit_type: list[str]
    weight: NDArray[np.float64]
    surnames: list[str]
    surname_weights: NDArray[np.float64]
    clans: NDArray[np.int64]
    clan_share: NDArray[np.float64]
    migrant_share: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
        """Villages in proportion to their residents."""
        return draw(rng, self.weight, size)

    def draw_surnames(self, rng: np.random.Generator, village: NDArray[np.int64]) -> NDArray[np.int64]:
        """A surname for each village given: often one of its own few, else any of the city's."""
        own = self.clans[village, draw(rng, CLAN_WEIGHTS, len(village))]
        any_other = draw(rng, self.surname_weights, len(village))
        return np.where(rng.random(len(village)) < self.clan_share[village], own, any_other)


def build_places(persons: int, rates: Rates, seed: int) -> Places:
    """As many wards and villages as `persons` can fill; every district keeps at least one ward."""
    rng = stream(seed, "places")
    wards = _wards(rng, persons)
    residents = _residents(wards, rates)
    villages = [
        (ward, share / len(names), name)
        for ward, share in zip(wards, residents, strict=True)
        for names in [_village_names(rng, ward, persons * share, rates)]
        for name in names
    ]
    of_ward = [ward for ward, _, _ in villages]
    districts = {row["district_code"]: row["district_name"] for row in rows("hanoi_districts_2024")}
    names, weights = surnames()
    clans, clan_share = _clans(rng, of_ward, rates)
    return Places(
        names=[name for _, _, name in villages],
        ward_code=[w["ward_code"] for w in of_ward],
        ward_name=[w["ward_name"] for w in of_ward],
        district_code=[w["district_code"] for w in of_ward],
        district_name=[districts[w["district_code"]] for w in of_ward],
        unit_type=[w["unit_type"] for w in of_ward],
        weight=np.array([share for _, share, _ in villages]) * rng.uniform(0.5, 1.5, len(villages)),
        surnames=names,
        surname_weights=weights,
        clans=clans,
        clan_share=clan_share,
        migrant_share=np.array([rates["migrant_share"][w["unit_type"]] for w in of_ward]),
    )


def _wards(rng: np.random.Generator, persons: int) -> list[dict[str, str]]:
    table = rows("hanoi_wards_2024")
    wanted = min(len(table), max(FEWEST_WARDS, persons // PERSONS_PER_WARD))
    order = rng.permutation(len(table)).tolist()
    first = {table[i]["district_code"]: i for i in reversed(order)}  # one ward of each district comes first
    chosen = list(dict.fromkeys([*first.values(), *order]))[:wanted]
    return [table[i] for i in sorted(chosen)]


def _residents(wards: list[dict[str, str]], rates: Rates) -> list[float]:
    """Each ward's share of the city: its district's residents, in equal parts."""
    thousands = rates["district_residents"]
    in_district: dict[str, int] = {}
    for ward in wards:
        in_district[ward["district_code"]] = in_district.get(ward["district_code"], 0) + 1
    total = sum(thousands[code] for code in in_district)
    return [thousands[w["district_code"]] / in_district[w["district_code"]] / total for w in wards]


def _village_names(rng: np.random.Generator, ward: dict[str, str], residents: float, rates: Rates) -> list[str]:
    count = int(np.clip(round(residents / rates["persons_per_village"]), 1, rates["villages_per_ward"]))
    if ward["unit_type"] != "Xã":
        return [f"Tổ dân phố số {number + 1}" for number in range(count)]
    if rng.random() < 0.25:
        return [f"Thôn {number + 1}" for number in range(count)]
    kind = "Xóm" if rng.random() < 0.1 else "Thôn"
    if rng.random() < 0.3:
        return [f"{kind} {SIDES[i]}" for i in rng.permutation(len(SIDES))[:count].tolist()]
    pairs = rng.permutation(len(FIRST_WORDS) * len(LAST_WORDS))[:count].tolist()
    return [f"{kind} {FIRST_WORDS[p // len(LAST_WORDS)]} {LAST_WORDS[p % len(LAST_WORDS)]}" for p in pairs]


def _clans(
    rng: np.random.Generator, wards: list[dict[str, str]], rates: Rates
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The few surnames of each village and the share of its families who bear them."""
    names, weights = surnames()
    number = {name: i for i, name in enumerate(names)}
    group_of = {code: group for group, codes in rates["minority_wards"].items() for code in codes}
    clans = draw(rng, weights, len(wards) * CLANS).reshape(-1, CLANS)
    share = np.array([rates["village_surname_share"][w["unit_type"]] for w in wards])
    for village, ward in enumerate(wards):
        if group := group_of.get(ward["ward_code"]):
            own = [number[name] for name in ethnic_surnames(group) if name in number]
            clans[village] = rng.choice(own, CLANS)
            share[village] = rates["minority_share"]
    return clans, share
