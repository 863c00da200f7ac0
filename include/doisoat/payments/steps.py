"""A pay run, in order: one short function per task.

ask_banks → … → propose → (a person approves in Airflow) → decide → write

`night` has the night's part, which settles what became of payments; `telling` the mails.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from doisoat.errors import PaymentError, SettingsError
from doisoat.payments import basis, book, deciding, delivery, instructed, outgoing, proposing, request
from doisoat.payments.night import night_ledger
from doisoat.payments.period import first_day, require_season, shift
from doisoat.payments.plan import POST, Known, plan
from doisoat.payments.policy import PaymentPolicy, load_policy
from doisoat.payments.summary import as_markdown
from doisoat.payments.totals import NO_AREA, totals
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.objects import ObjectStore, open_store

Counts = dict[str, int | str]


def propose(period: str, started_by: str, settings: Settings) -> dict[str, Any]:
    """Plan the period's next run from the newest publication and keep it for a decision.

    Returns run_id, digest, counts, and `summary`, the totals in Vietnamese for whoever decides. PaymentError if the
    publication is of another season than the period, or if there is nothing to pay.
    """
    from doisoat.publish.migrate import migrate

    migrate(settings.warehouse_url)
    _outgoing(settings)  # that it is missing should be told before anybody is asked
    lake, policy = Lake.open(settings.lake, settings.scratch), load_policy()
    base = basis.read_basis(settings.warehouse_url, period)
    require_season(period, base.business_date)
    known = Known(
        base.entries,
        night_ledger(base.business_date, lake, settings).payment,
        base.withheld,
        _amounts(period, policy),
        base.allowed,
    )
    planned = plan(known, period=period, number=base.number, date=base.business_date, policy=policy)
    if planned.proposed.num_rows == 0:
        raise PaymentError(f"nothing is to be paid for {period}: all of it is instructed or withheld")
    former = basis.read_totals(settings.warehouse_url, shift(period, -1))
    found = totals(planned, before=former, unanswered=base.unanswered)
    run_id = proposing.propose(
        settings.warehouse_url, base, planned, period=period, started_by=started_by, totals=found
    )
    summary = as_markdown(run_id, found, basis.read_labels(settings.warehouse_url) | _names(base.business_date))
    counts = {"payments": planned.proposed.num_rows, "withheld": planned.withheld.num_rows, "amount": found["amount"]}
    return {"run_id": run_id, "digest": found["digest"], "summary": summary, **counts}


def ask_banks(period: str, settings: Settings) -> Counts:
    """Write a request for each bank before the period is paid, once."""
    from doisoat.publish.migrate import migrate

    migrate(settings.warehouse_url)
    return dict(request.ask(settings.warehouse_url, period, _outgoing(settings), key=_key(settings)))


def decide(run_id: str, approved: bool, by: str, settings: Settings) -> None:  # noqa: FBT001  # a decision is yes or no
    """Record what a person decided; approved, the run is instructed in the same transaction."""
    deciding.decide(settings.warehouse_url, run_id, approved=approved, by=by)


def state(run_id: str, settings: Settings) -> str:
    """Where a run stands: proposed, approved, refused, expired or superseded."""
    return book.read_state(settings.warehouse_url, run_id)


def expire(run_id: str, settings: Settings) -> str:
    """Nobody decided in time; the run's state after that."""
    return deciding.expire(settings.warehouse_url, run_id)


def write(run_id: str, settings: Settings) -> Counts:
    """Write the files of an approved run, once; a run that was killed here goes on where it was."""
    store, policy = _outgoing(settings), load_policy()
    run, proposed = instructed.read_approved(settings.warehouse_url, run_id)
    key, count = _key(settings), 0
    for recipient, files in outgoing.deliveries(run, proposed, policy, _communes(run)):
        place = outgoing.prefix(run, recipient)
        for file in files:
            delivery.write_once(store, place + file.name, file.data)
            instructed.record_output(settings.warehouse_url, **_output(place, run.run_id, recipient, file))
            count += 1
        delivery.write_once(store, place + delivery.MANIFEST, outgoing.manifest(run, recipient, files, key=key))
    instructed.record_written(settings.warehouse_url, run_id, count)
    return {"files": count, "payments": proposed.num_rows, "amount": sum(proposed["amount"].to_pylist())}


def _outgoing(settings: Settings) -> ObjectStore:
    if settings.outgoing is None:
        raise SettingsError("DOISOAT_OUTGOING is not set: see docs/payments.md, 'Settings'")
    return open_store(settings.outgoing)


def _amounts(period: str, policy: PaymentPolicy) -> dict[str, dict[str, int | None]]:
    """What each programme gives a month in a period, and in those before it that may still be paid with it."""
    from doisoat.storage.reference import load_amounts, load_programmes

    periods = [shift(period, -back) for back in range(policy.repeat_periods + 1)]
    return {each: dict.fromkeys(load_programmes()) | load_amounts(first_day(each)) for each in periods}


def _key(settings: Settings) -> Path | None:
    return Path(settings.signing_key) if settings.signing_key else None


def _output(place: str, run_id: str, recipient: str, file: delivery.File) -> Mapping[str, Any]:
    return {
        "place": place + file.name,
        "run_id": run_id,
        "recipient": recipient,
        "sha256": file.sha256,
        "bytes": len(file.data),
        "payments": file.rows if file.counts else 0,
        "amount": (file.amount or 0) if file.counts else 0,
    }


def _names(date: dt.date) -> dict[tuple[str, str], str]:
    """What those are called who are instructed, and areas."""
    from doisoat.report.places import bank_names
    from doisoat.storage.reference import load_areas

    recipients = {("recipient", bin_): name for bin_, name in bank_names().items()}
    areas = load_areas(date)
    wards = {("district_code", code): ward.name for code, ward in areas.wards.items()}
    named = wards | {("district_code", code): district.name for code, district in areas.districts.items()}
    return {("recipient", POST): "Bưu điện", ("district_code", NO_AREA): "Chưa rõ địa bàn", **recipients, **named}


def _communes(run: book.Run) -> dict[str, str]:
    from doisoat.storage.reference import load_areas

    return {code: ward.name for code, ward in load_areas(run.business_date).wards.items()}
