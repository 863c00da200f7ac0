"""Mails about a pay run, to whoever hears of stopped nights: it waits for approval, it stopped, or there is none.

Numbers only.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from doisoat.payments.period import first_day
from doisoat.report.causes import explain
from doisoat.report.edition import Edition, load_edition
from doisoat.report.letters import letters
from doisoat.report.message import Mail
from doisoat.report.outbox import Letter, Outbox
from doisoat.report.recipients import Recipient


def waiting_letters(
    period: str, proposed: Mapping[str, Any], recipients: Sequence[Recipient], outbox: Outbox, *, hours: int
) -> Iterator[Letter]:
    """A run waits for a decision. `proposed` is what the step `propose` returned."""

    def write(_scope: object, _role: str, language: str) -> Mail:
        edition = load_edition(language)
        numbers = {name: edition.number(proposed[name]) for name in ("payments", "amount", "withheld")}
        values = {"run": proposed["run_id"], "digest": proposed["digest"][:16], "hours": hours, **numbers}
        return _mail(edition, "waiting", values)

    name = f"pay-{proposed['run_id'].replace('/', '-')}-waiting"
    return letters(name, first_day(period), recipients, write, outbox=outbox)


def stopped_letters(
    period: str, run: str, stage: str, reason: str, recipients: Sequence[Recipient], outbox: Outbox
) -> Iterator[Letter]:
    """A pay run stopped at `stage` (`<dag>.<task>`). `run` is Airflow's id of it: each run is told of by itself."""

    def write(_scope: object, _role: str, language: str) -> Mail:
        edition = load_edition(language)
        cause = explain(stage, reason, edition)
        kind = "expired" if "expired" in reason else "stopped"
        what_now = edition.say(f"pay_run.{'instructed' if stage.endswith('.write') else 'not_instructed'}")
        values = {"period": period, "task": cause.task, "title": cause.title, "happened": cause.happened}
        return _mail(edition, kind, values | {"what_now": what_now, "detail": cause.detail})

    name = f"pay-{period}-stopped-{hashlib.sha256(f'{run} {stage} {reason}'.encode()).hexdigest()[:12]}"
    return letters(name, first_day(period), recipients, write, outbox=outbox)


def undecided_letters(
    period: str, state: str, recipients: Sequence[Recipient], outbox: Outbox, *, pay_day: int
) -> Iterator[Letter]:
    """The pay day of a period has come, and no run of it is approved; `state` is that of the newest, or `none`."""

    def write(_scope: object, _role: str, language: str) -> Mail:
        edition = load_edition(language)
        values = {"period": period, "day": pay_day, "stands": edition.say(f"pay_run.stands.{state}")}
        return _mail(edition, "undecided", values)

    return letters(f"pay-{period}-undecided", first_day(period), recipients, write, outbox=outbox)


def _mail(edition: Edition, kind: str, values: Mapping[str, object]) -> Mail:
    text = edition.say(f"pay_run.{kind}.text", **values)
    body = "".join(f"<p style='font-size:15px;line-height:1.5;'>{escape(line)}</p>" for line in text.split("\n\n"))
    subject = edition.say(f"pay_run.{kind}.subject", **values)
    return Mail(subject, f"{text}\n", f"<html lang='{edition.language}'><body>{body}</body></html>")
