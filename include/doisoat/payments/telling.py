"""The mails about a pay run: that it waits for a decision, that it stopped or has expired, that there is none."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from doisoat.payments.policy import load_policy
from doisoat.report.outbox import Outbox
from doisoat.settings import Settings
from doisoat.storage.objects import open_store

if TYPE_CHECKING:
    from doisoat.report.outbox import Letter
    from doisoat.report.recipients import Recipient


def tell_waiting(proposed: Mapping[str, Any], settings: Settings) -> "Iterator[Letter]":
    """The mails that say that a run waits for a decision."""
    from doisoat.report.pay_run import waiting_letters

    outbox, period = Outbox(open_store(settings.lake)), str(proposed["run_id"]).partition("/")[0]
    return waiting_letters(period, proposed, _recipients(), outbox, hours=load_policy().approval_hours)


def tell_stopped(period: str, run: str, stage: str, reason: str, settings: Settings) -> "Iterator[Letter]":
    """The mails that say why a run stopped, or that it has expired."""
    from doisoat.report.pay_run import stopped_letters

    recipients = _recipients(usable_only=True)
    return stopped_letters(period, run, stage, reason, recipients, Outbox(open_store(settings.lake)))


def tell_undecided(date: dt.date, settings: Settings) -> "Iterator[Letter]":
    """The mails, once a period, that its pay day has come and no run is approved.

    None in an installation that pays nobody (without DOISOAT_OUTGOING).
    """
    from doisoat.payments.pay_day import period_due, undecided
    from doisoat.report.pay_run import undecided_letters

    period = period_due(date, pay_day=load_policy().pay_day)
    state = undecided(settings.warehouse_url, period) if period and settings.outgoing else None
    if period is None or state is None:
        return iter(())
    recipients = _recipients(usable_only=True)
    return undecided_letters(
        period, state, recipients, Outbox(open_store(settings.lake)), pay_day=load_policy().pay_day
    )


def _recipients(*, usable_only: bool = False) -> "list[Recipient]":
    """Whoever hears of stopped nights, whatever day it is."""
    from doisoat.report.places import bank_names, known_areas
    from doisoat.report.recipients import load_recipients

    recipients = load_recipients(areas=known_areas(), banks=set(bank_names()), usable_only=usable_only)
    return [r for r in recipients if "stopped" in r.mails]
