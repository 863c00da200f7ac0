"""How far a night's links are from those that the model was trained on.

The model is frozen, the sources are not: a bank that begins to write names otherwise shows in the levels that names
reach, long before anybody misses a link. The measure is the population stability index, per comparison; small nights
differ by lot alone, and so much is told beside it.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from doisoat.linkage.model import Model
from doisoat.linkage.profile import ASPECTS, Profile, profile_links
from doisoat.records.link import PROFILE

Records = Mapping[str, int]  # by code
ESTIMATES = ("coverage", "right", "expected_false")
NOTHING: Records = {}
_UNSEEN = 0.5  # records that a code counts with beyond what was seen, on either side, so that none is impossible
_RARE = 3.09  # deviations that lot exceeds once in a thousand times


def drift_table(subject: str, links: pa.Table, model: Model) -> pa.Table:
    """records.link.PROFILE of link/beneficiary_person (subject beneficiary) or link/account_person (account)."""
    tonight, trained = profile_links(links), model.profile.get(subject)
    rows = [*_distributions(tonight, trained), *_estimates(tonight, trained)]
    told = [{"subject": subject, "model_version": model.version, **row} for row in rows]
    return pa.Table.from_pylist(told, schema=PROFILE.schema)


def stability(tonight: Records, trained: Records) -> dict[str, float]:
    """By code what it adds to the population stability index: the sum over codes of (p - q) ln(p / q)."""
    codes = sorted({*tonight, *trained})
    p, q = (_shares(side, codes) for side in (tonight, trained))
    return {code: (p[code] - q[code]) * math.log(p[code] / q[code]) for code in codes}


def by_lot(tonight: Records, trained: Records) -> float:
    """The index that two draws from one source exceed once in a thousand times, with so many records.

    It is distributed nearly as chi-square times (1/n + 1/N), whose quantile is Wilson and Hilferty's.
    """
    freedom = len({*tonight, *trained}) - 1
    if freedom < 1:
        return 0.0
    spread = 2 / (9 * freedom)
    quantile = freedom * (1 - spread + _RARE * math.sqrt(spread)) ** 3
    return quantile * sum(1 / max(sum(side.values()), 1) for side in (tonight, trained))


def _distributions(tonight: Profile, trained: Profile | None) -> Iterator[dict[str, Any]]:
    for aspect in ASPECTS:
        found, usual = tonight.counts[aspect], trained.counts[aspect] if trained else NOTHING
        terms = stability(found, usual) if found and usual else {}
        lot = by_lot(found, usual) if terms else None
        for code in sorted({*found, *usual}):
            records = found.get(code, 0)
            yield {
                **{"aspect": aspect, "code": code, "records": records, "share": _share(records, found)},
                **{"usual_share": _share(usual.get(code, 0), usual), "drift": terms.get(code), "drift_by_lot": lot},
            }


def _estimates(tonight: Profile, trained: Profile | None) -> Iterator[dict[str, Any]]:
    for code in ESTIMATES:
        usual = getattr(trained, code) if trained else None
        share = getattr(tonight, code)
        yield {"aspect": "estimate", "code": code, "records": tonight.records, "share": share, "usual_share": usual}


def _share(records: int, counts: Records) -> float | None:
    total = sum(counts.values())
    return records / total if total else None


def _shares(counts: Records, codes: list[str]) -> dict[str, float]:
    total = sum(counts.values()) + _UNSEEN * len(codes)
    return {code: (counts.get(code, 0) + _UNSEEN) / total for code in codes}
