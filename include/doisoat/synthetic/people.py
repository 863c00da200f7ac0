"""Everybody of the city as arrays: one position a person."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NOBODY = -1
ALIVE, DECEASED, MISSING, MOVED_OUT = range(4)
STATUS = ("alive", "deceased", "missing", "moved_out")


@dataclass(frozen=True)
class Kin:
    """Who is whose. Dates are days since 1970-01-01; father, mother and spouse are positions or NOBODY."""

    family: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    sex: Ints  # 0 male, 1 female
    birth: Ints
    death: Ints
    village: Ints
    surname: Ints
    minority: Ints  # 0, or the number of a group of migrants with names of its own
    province: Ints  # of the registration of birth

    def __len__(self) -> int:
        return len(self.family)

    def select(self, keep: Ints) -> "Kin":
        """The persons at `keep`, in that order; links to anybody else become NOBODY."""
        place = np.full(len(self) + 1, NOBODY, dtype=np.int64)  # the last place answers for NOBODY
        place[keep] = np.arange(len(keep))
        chosen = {f.name: getattr(self, f.name)[keep] for f in fields(self)}
        links = {name: place[chosen[name]] for name in ("father", "mother", "spouse")}
        return replace(self, **(chosen | links))


def joined(parts: list[Kin]) -> Kin:
    """The parts as one; their links are positions in the whole already."""
    return Kin(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Kin)})
