"""Who must do what: every number that should be zero, with its owner."""

from collections.abc import Iterable
from dataclasses import dataclass

from doisoat.publish.figures import Failure, Figures
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import load_suite
from doisoat.report.numbers import number, people

OWNERS = {
    "labour": "Ngành lao động – xã hội",
    "police": "Công an (dữ liệu dân cư)",
    "bank": "Ngân hàng",
    "ward": "UBND xã, phường, thị trấn",
    "operations": "Vận hành hệ thống",
}
# Who settles a hold or a trouble with an account; a code that is not here goes to labour, the owner of the roll.
HOLD_OWNER = {"unmatched": "police", "review": "police"}
ACCOUNT_TROUBLE = {
    "mismatch": "labour",
    "close_match": "labour",
    "inactive": "bank",
    "not_found": "bank",
    "found_unlisted": "labour",
    "none": "labour",
}
FEED_OWNER = {"population": "police", "beneficiaries": "labour", "accounts": "bank", "fieldwork": "ward"}


@dataclass(frozen=True)
class Action:
    """`count` is written as it may be shown; `urgent` when it stopped or can stop a payment."""

    owner: str
    text: str
    count: str
    urgent: bool = False


def actions(night: Figures) -> list[Action]:
    """What fails and who must act, urgent ones first, then by owner; empty when nothing is left to do."""
    found = [*_held(night), *_accounts(night), *_quarantined(night), *_refused(night), *_failures(night)]
    return sorted(found, key=lambda a: (not a.urgent, list(OWNERS.values()).index(a.owner)))


def expectation_action(failure: Failure, label: str) -> Action:
    """An expectation that does not hold; its owner is written in its suite."""
    owner = load_suite(suite_path(failure.suite)).owners.get(failure.expectation, "operations")
    count = "" if failure.unexpected_count is None else people(failure.unexpected_count)
    return Action(OWNERS[owner], f"Không đạt: {label}", count, failure.severity == "critical")


def _held(night: Figures) -> Iterable[Action]:
    for code, count in sorted(night.hold_reason.items()):
        if code and count:
            owner = OWNERS[HOLD_OWNER.get(code, "labour")]
            yield Action(owner, f"Tạm dừng chi: {night.label_vi('hold_reason', code)}", people(count), urgent=True)


def _accounts(night: Figures) -> Iterable[Action]:
    for code, owner in ACCOUNT_TROUBLE.items():
        if count := night.account_status.get(code, 0):
            yield Action(OWNERS[owner], f"Xem lại tài khoản: {night.label_vi('account_status', code)}", people(count))


def _quarantined(night: Figures) -> Iterable[Action]:
    for (feed, reason), count in sorted(night.quarantine.items()):
        label = night.label_vi("quarantine_reason", reason)
        yield Action(OWNERS[FEED_OWNER[feed]], f"Dòng bị cách ly: {label}", people(count))


def _refused(night: Figures) -> Iterable[Action]:
    for feed, owner in FEED_OWNER.items():
        if count := sum(d.feed == feed and d.outcome == "refused" for d in night.deliveries):
            yield Action(OWNERS[owner], "Gửi lại lần gửi bị từ chối", number(count), urgent=True)


def _failures(night: Figures) -> Iterable[Action]:
    for failure in night.failures:
        yield expectation_action(failure, night.label_vi("expectation", failure.expectation))
