"""The limits of each feed (config/feeds.yaml)."""

from dataclasses import dataclass
from functools import cache

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Ages in days before the business date, sizes in bytes; a cell is one value of a row.

    A feed has either the ages, and a sender's newest delivery replaces the others; or `late_days`, and all add up.
    """

    max_file_bytes: int
    max_unpacked_bytes: int
    max_files: int
    warn_after_days: int = 0
    stop_after_days: int = 0
    full_within_days: int = 0
    late_days: int | None = None
    optional: bool = False
    max_cell_bytes: int = 32_767
    max_sheet_cells: int = 20_000_000

    @property
    def adds_up(self) -> bool:
        """Whether every delivery counts, not each sender's newest."""
        return self.late_days is not None


@cache
def load_limits(feed: str) -> Limits:
    """SettingsError if the feed has no limits, or wrong ones."""
    path = CONFIG / "feeds.yaml"
    try:
        limits = Limits(**yaml.safe_load(path.read_text("utf-8"))[feed])
    except (KeyError, TypeError) as error:
        raise SettingsError(f"{path.name}: the limits of {feed} are missing or not as they should be") from error
    if limits.adds_up == (limits.stop_after_days > 0):
        raise SettingsError(f"{path.name}: {feed} has either warn_after_days and stop_after_days, or late_days")
    return limits
