"""The reference tables as the generator needs them: rows of text."""

import csv
from functools import cache

from doisoat.paths import REFERENCE


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of include/reference/<name>.csv. FileNotFoundError if there is no such table."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
