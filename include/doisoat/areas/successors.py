"""What became of wards in the reform of July 2025: where their people went, and whose figures may be added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

# The notes of the statistics office. What it says nothing about may be a part.
_PEOPLE = {
    "Nhập toàn bộ": "all",
    "Nhập một phần diện tích, toàn bộ dân số": "all",
    "Nhập một phần": "some",
    "Nhập một phần diện tích": "none",
}


@dataclass(frozen=True, slots=True)
class Successor:
    """`people` of the ward that went there: all, some or none, land alone; `is_carried`: so do its figures."""

    ward_code: str
    successor_code: str
    people: str
    is_carried: bool


def successors(notes: Iterable[tuple[str, str, str]]) -> Iterator[Successor]:
    """From (ward, ward since July 2025, note), in any order, with repetitions.

    Figures are carried over where all went to one ward and nobody to another.
    """
    for ward, pairs in groupby(sorted(set(notes)), key=lambda pair: pair[0]):
        people = {successor: _PEOPLE.get(note, "some") for _, successor, note in pairs}
        whole = sorted(people.values(), key=("all", "some", "none").index)[:2] in (["all"], ["all", "none"])
        for successor, who in people.items():
            yield Successor(ward, successor, who, is_carried=whole and who == "all")
