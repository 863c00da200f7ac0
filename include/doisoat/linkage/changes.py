"""What changed in the register since the night before, as far as linkage reads it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.register import Whole
from doisoat.records import core

_PERSON = ("personal_id", "old_id", "name", "name_folded", "birth_year", "birth_month", "birth_day", "sex")
COLUMNS = (*_PERSON, "ward_code", "district_code", "village")


@dataclass(frozen=True)
class Changes:
    """The rows (COLUMNS) of the persons who changed, came or left, as they were and as they are."""

    former: pa.Table
    tonight: pa.Table

    @classmethod
    def none(cls) -> "Changes":
        """Nobody changed."""
        nobody = pa.schema([(name, core.POPULATION.schema.field(name).type) for name in COLUMNS]).empty_table()
        return cls(nobody, nobody)

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """The personal identification numbers of all of them, sorted."""
        numbers = pa.concat_tables([self.former, self.tonight])["personal_id"].cast(pa.int64())
        persons: NDArray[np.int64] = np.unique(numbers.to_numpy())
        return persons

    def concern(self, persons: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these persons changed."""
        changed: NDArray[np.bool_] = np.isin(persons, self.persons)
        return changed

    def new_syllables(self, whole: Whole) -> list[str]:
        """Syllables that came into use in the register, of which tonight's `whole` is known, or went out of use."""
        came, went = (_syllables(table) for table in (self.tonight, self.former))
        borne = {word: whole.syllables.get(word, 0) for word in came.keys() | went.keys()}
        return [word for word, now in borne.items() if (now > 0) != (now - came[word] + went[word] > 0)]


def _syllables(people: pa.Table) -> Counter[str]:
    return Counter(word for name in people["name_folded"].to_pylist() for word in name.split(" "))
