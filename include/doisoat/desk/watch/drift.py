"""Drift: shares of a night's counts against those of the nights before it."""

from dataclasses import dataclass
from statistics import mean, pstdev

from doisoat.desk.warehouse import Rows

# Of run.counts: what moves when names, numbers or the model change, per code.
WATCHED = (
    ("match_status", ("matched", "review", "unmatched")),
    ("account_status", ("verified", "close_match", "mismatch", "not_found", "none")),
    ("pay_channel", ("bank", "postal_cash", "hold")),
)
LOUD = 3.0  # standard deviations from the former nights' mean
LEAST_SPREAD = 0.002  # of a share: calmer nights than that are called equal
FEWEST_NIGHTS = 5


@dataclass(frozen=True)
class Trend:
    """The share of a code among all entries, night by night, the oldest first. `strange`: the newest stands out."""

    domain: str
    code: str
    shares: tuple[float | None, ...]
    count: int
    strange: bool

    @property
    def newest(self) -> float | None:
        return self.shares[-1]

    @property
    def change(self) -> float | None:
        """In shares, since the night before."""
        if len(self.shares) < 2 or self.shares[-1] is None or self.shares[-2] is None:
            return None
        return self.shares[-1] - self.shares[-2]


def drift(nights: Rows) -> list[Trend]:
    """Trends of all watched codes; `nights` with their counts, the newest first."""
    past = [night["counts"] for night in reversed(nights)]
    return [_trend(past, domain, code) for domain, codes in WATCHED for code in codes if past]


def _trend(past: list[dict[str, dict[str, int]]], domain: str, code: str) -> Trend:
    shares = tuple(_share(counts, domain, code) for counts in past)
    return Trend(domain, code, shares, past[-1].get(domain, {}).get(code, 0), _is_strange(shares))


def _share(counts: dict[str, dict[str, int]], domain: str, code: str) -> float | None:
    whole = sum(counts.get(domain, {}).values())
    return counts[domain].get(code, 0) / whole if whole else None


def _is_strange(shares: tuple[float | None, ...]) -> bool:
    former = [share for share in shares[:-1] if share is not None]
    if len(former) < FEWEST_NIGHTS or shares[-1] is None:
        return False
    return abs(shares[-1] - mean(former)) > LOUD * max(pstdev(former), LEAST_SPREAD)
