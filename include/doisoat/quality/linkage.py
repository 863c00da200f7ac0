"""How good a night's linkage is, without knowing the truth: parts of it linked again in ways whose outcome is known."""

import datetime as dt
from collections.abc import Iterator

from doisoat.linkage.checks import Check, control_check, masked_check, shift_births
from doisoat.linkage.extract import open_extract
from doisoat.linkage.model import current_model
from doisoat.records import core, link
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

FEEDS = ((core.BENEFICIARIES, link.BENEFICIARY_PERSON), (core.ACCOUNTS, link.ACCOUNT_PERSON))


def checks(date: dt.date, settings: Settings) -> Iterator[tuple[str, Check]]:
    """The feed and its checks, one after the other. Reads the lake only; as long as linking thrice."""
    lake, model = Lake.open(settings.lake, settings.scratch), current_model()
    with open_extract(lake, date) as extract, lake.scratch() as folder:
        shifted = shift_births(extract, folder / "shifted.parquet")
        for records, judged in FEEDS:
            rows = lake.read(records, date)
            yield records.name, masked_check(extract, rows, lake.read(judged, date), model)
            yield records.name, control_check(shifted, rows, model)


def line(feed: str, check: Check) -> str:
    """A check as it is printed."""
    accepted = f"{check.accepted} accepted ({_share(check.accepted, check.records)})"
    review = (
        f"{check.review} for review ({_share(check.review, check.records)})" if check.name == "masked" else "all false"
    )
    false = f"{check.false} false, {check.expected:.1f} expected by their probabilities"
    return f"{feed:<14} {check.name:<8} {check.records:>8} records: {accepted}, {review}; {false}"


def _share(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.2%}"
