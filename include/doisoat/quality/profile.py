"""The population's profile: one row of exact counts and shares, so that millions of people need no frame."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from doisoat import paths

if TYPE_CHECKING:
    import pandas as pd


def profile_population(parquet: Path, date: dt.date) -> "pd.DataFrame":
    """Profile core/population in `parquet` as of `date`: one row, its columns named in the SQL file."""
    import duckdb

    query = (paths.SQL / "lake" / "quality" / "population_profile.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        profile: pd.DataFrame = connection.execute(query, {"population": str(parquet), "business_year": date.year}).df()
    return profile
