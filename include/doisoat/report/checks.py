"""Expectations that did not hold, as a reader needs them: what must hold, why, who must act, what was seen."""

from dataclasses import dataclass

from doisoat.publish.figures import Failure, Figures
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import load_suite
from doisoat.report.edition import Edition


@dataclass(frozen=True)
class Check:
    """`urgent` when it stops a publication."""

    demand: str
    meaning: str
    owner: str
    severity: str
    seen: str
    urgent: bool


def failed_checks(night: Figures, edition: Edition) -> list[Check]:
    """Critical ones first."""
    return [_check(failure, night, edition) for failure in sorted(night.failures, key=lambda f: f.severity)]


def _check(failure: Failure, night: Figures, edition: Edition) -> Check:
    suite = load_suite(suite_path(failure.suite))
    count = failure.unexpected_count
    return Check(
        demand=edition.label(night.labels, "expectation", failure.expectation),
        meaning=suite.notes(edition.language).get(failure.expectation, ""),
        owner=edition.say(f"owners.{suite.owners.get(failure.expectation, 'operations')}"),
        severity=edition.say(f"check.severity.{failure.severity}"),
        seen="" if count is None else edition.say("check.rows", count=edition.people(count)),
        urgent=failure.severity == "critical",
    )
