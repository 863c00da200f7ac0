"""What to generate."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """What to generate. `noise` is a level of config/synthetic.yaml; `form` parquet, csv or csv.gz."""

    out: Path
    persons: int
    date: dt.date
    seed: int
    noise: int = 1
    nights: int = 1
    form: str = "parquet"
    entries_per_person: float | None = None  # of the rolls; as in config/synthetic.yaml if not given
    layouts: str = "standard"  # one of layouts.CHOICES
    deltas: bool = False  # the register's later deliveries are deltas, one every night
    refused: bool = False  # on the second night a bank's file does not have the digest of its manifest
