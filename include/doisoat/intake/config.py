"""The limits of each feed (config/feeds.yaml)."""

from dataclasses import dataclass
from functools import cache

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG


@dataclass(frozen=True)
class Limits:
    """Ages in days before the business date, sizes in bytes; a cell is one value of a row."""

    warn_after_days: int
    stop_after_days: int
    max_file_bytes: int
    max_unpacked_bytes: int
    max_files: int
    full_within_days: int = 0
    max_cell_bytes: int = 32_767
    max_sheet_cells: int = 20_000_000


@cache
def load_limits(feed: str) -> Limits:
    """SettingsError if the feed has no limits, or wrong ones."""
    path = CONFIG / "feeds.yaml"
    try:
        return Limits(**yaml.safe_load(path.read_text("utf-8"))[feed])
    except (KeyError, TypeError) as error:
        raise SettingsError(f"{path.name}: the limits of {feed} are missing or not as they should be") from error
