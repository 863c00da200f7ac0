"""Composes the mails: the report of a published night, and the word that a night stopped."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from doisoat.publish.figures import Figures
from doisoat.report import numbers
from doisoat.report.actions import actions
from doisoat.report.causes import explain
from doisoat.report.sources import deliveries_of, sources

CHANNELS = ("bank", "social_security", "mobile_money", "postal_cash", "hold")
STATUSES = ("matched", "review", "unmatched")
# What readers see when a night stops before its publication, and when only its report failed.
BEFORE = (
    "Chưa công bố",
    "Các bảng công bố vẫn giữ nguyên số liệu của lần công bố trước; không có gì bị thay đổi một phần.",
)
AFTER = ("Đã công bố, chưa gửi được báo cáo", "Các bảng công bố đã có số liệu của ngày này; chỉ báo cáo chưa gửi được.")


@dataclass(frozen=True)
class Mail:
    """A mail in Vietnamese: `text` and `html` say the same."""

    subject: str
    text: str
    html: str


def compose_report(figures: Figures) -> Mail:
    """The report of a published night: sources, links, payment by account, what fails and who must act."""
    todo = actions(figures)
    day, paid = numbers.date(figures.business_date), figures.payable_by_account
    values = {
        "night": figures,
        "day": day,
        "paid_share": numbers.share(paid, figures.beneficiaries),
        "sources": sources(figures.deliveries, figures.business_date),
        "linked": _tally(figures, "match_status", STATUSES),
        "channels": _tally(figures, "pay_channel", CHANNELS),
        "actions": todo,
    }
    work = f"{len(todo)} việc cần xử lý" if todo else "không có việc tồn"
    return _mail(f"[doisoat] {day}: {values['paid_share']} chi trả qua tài khoản – {work}", "report", values)


def compose_failure(date: dt.date, stage: str, reason: str, accounting: pa.Table | None = None) -> Mail:
    """The word that a night stopped at `stage` (`<dag>.<task>`), in plain words.

    `accounting` holds rows of core/file_accounting, as far as they are known.
    """
    cause, day = explain(stage, reason), numbers.date(date)
    headline, readers = AFTER if stage.startswith("report.") else BEFORE
    values = {
        "day": day,
        "key": date.isoformat(),
        "stage": stage,
        "cause": cause,
        "headline": headline,
        "readers": readers,
        "sources": sources(deliveries_of(accounting), date),
    }
    return _mail(f"[doisoat] {day}: {headline} – {cause.title}", "failure", values)


def _tally(figures: Figures, domain: str, codes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    counts: dict[str, int] = getattr(figures, domain)
    return [
        (
            figures.label_vi(domain, code),
            numbers.people(counts.get(code, 0)),
            numbers.share(counts.get(code, 0), figures.beneficiaries),
        )
        for code in codes
    ]


def _mail(subject: str, name: str, values: dict[str, object]) -> Mail:
    return Mail(subject, _render(f"{name}.txt.j2", values), _render(f"{name}.html.j2", values))


def _render(template: str, values: dict[str, object]) -> str:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(
        loader=loader,
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=numbers.number, people=numbers.people)
    return environment.get_template(template).render(values)
