"""The row that says what was published, from which inputs, by which code."""

import datetime as dt
import hashlib
import json
from typing import Any

import pyarrow as pa

from doisoat.publish.figures import BY_ACCOUNT


def run_row(
    date: dt.date,
    *,
    code_version: str,
    model_version: str,
    beneficiaries: pa.Table,
    accounts: pa.Table,
    files: pa.Table,
    linkage: str | None = None,
) -> dict[str, Any]:
    """A row of `run`: columns of records.mart.RUN, `inputs` and `counts` as dictionaries. `linkage` says how the night
    was linked, which `counts` repeats.

    `beneficiaries` and `accounts` are mart tables, `files` is core/file_accounting of every feed. `run_id` depends on
    the digests of the files that went in, the versions and the date, and on nothing else.
    """
    inputs = _inputs(files)
    version = f"doisoat {code_version}, model {model_version}"
    digest = hashlib.sha256(json.dumps([date.isoformat(), version, inputs], sort_keys=True).encode()).hexdigest()
    return {
        "run_id": digest[:32],
        "business_date": date,
        "inputs": inputs,
        "code_version": version,
        "counts": counts(beneficiaries, accounts) | ({"linkage": linkage} if linkage else {}),
    }


def counts(beneficiaries: pa.Table, accounts: pa.Table) -> dict[str, Any]:
    """Rows per table and per code; `payable_by_account`, `postal_cash` and `held` for quick reading."""
    by_code = {
        name: _tally(beneficiaries[name])
        for name in ("match_status", "person_status", "account_status", "pay_channel", "hold_reason")
    }
    channels = by_code["pay_channel"]
    return {
        "beneficiaries": beneficiaries.num_rows,
        "accounts": accounts.num_rows,
        **by_code,
        "payable_by_account": sum(channels.get(channel, 0) for channel in BY_ACCOUNT),
        "postal_cash": channels.get("postal_cash", 0),
        "held": channels.get("hold", 0),
    }


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    pairs = column.drop_null().value_counts().to_pylist()
    return {pair["values"]: pair["counts"] for pair in sorted(pairs, key=lambda pair: pair["values"])}


def _inputs(files: pa.Table) -> dict[str, str | None]:
    """Digest of every accepted file, by feed/date/sender/file (a replaced one bears its sequence)."""
    used = files.select(["feed", "delivery_date", "sender", "sequence", "file", "sha256", "outcome"]).to_pylist()
    names = {
        f"{f['feed']}/{f['delivery_date']}/{f['sender']}/{f['sequence']}/{f['file']}": f["sha256"]
        for f in used
        if f["outcome"] == "accepted"
    }
    return dict(sorted(names.items()))
