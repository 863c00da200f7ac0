"""What a reviewer narrows the queue to; it goes along from page to page, in addresses and in forms. Codes only."""

from collections.abc import Mapping
from urllib.parse import urlencode

FILTERS = ("subject", "district", "ward", "reason", "programme")
Chosen = dict[str, str | None]


def filters(given: Mapping[str, str]) -> Chosen:
    """The filters of the queue in a query or a form; an empty one is none."""
    return {key: given.get(key) or None for key in FILTERS}


def query(chosen: Chosen) -> str:
    """The same for an address."""
    return urlencode({key: value for key, value in chosen.items() if value})
