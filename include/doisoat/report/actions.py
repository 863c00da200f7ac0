"""Who must do what: every number that should be zero, with its owner."""

from collections.abc import Iterable
from dataclasses import dataclass

from doisoat.publish.figures import Figures
from doisoat.report.disclosure import tellable
from doisoat.report.edition import NOT_TOLD, Edition, is_small
from doisoat.report.places import bank_names
from doisoat.report.summary import Summary

OWNERS = ("labour", "police", "bank", "ward", "post", "operations")  # as reports list them
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
FEED_OWNER = {
    "population": "police",
    "beneficiaries": "labour",
    "accounts": "bank",
    "fieldwork": "ward",
    "payments": "post",
}


@dataclass(frozen=True)
class Action:
    """`owner` is one of OWNERS, `count` as it may be shown; `urgent` when it stopped or can stop a payment."""

    owner: str
    text: str
    count: str
    urgent: bool = False


def actions(summary: Summary, night: Figures, edition: Edition) -> list[Action]:
    """What waits for a person, urgent ones first, then by owner; empty when nothing is left to do.

    What senders must put right is told to those who see the whole city.
    """
    found = [
        *_held(summary, night, edition),
        *_accounts(summary, night, edition),
        *_unanswered(summary, night, edition),
    ]
    if summary.scope.kind == "city":
        found += [*_quarantined(night, edition), *_refused(night, edition)]
    return sorted(found, key=lambda a: (not a.urgent, OWNERS.index(a.owner)))


def told(count: int | None, real: int, edition: Edition) -> str:
    """A count as `tellable` gave it: `< 5` if it is small itself, a dash if another could be told from it."""
    return edition.people(real) if count is not None or is_small(real) else NOT_TOLD


def _held(summary: Summary, night: Figures, edition: Edition) -> Iterable[Action]:
    counts = summary.statuses["hold_reason"]
    for code, count in sorted(tellable(counts).items()):
        text = edition.say("todo.held", label=edition.label(night.labels, "hold_reason", code))
        yield Action(HOLD_OWNER.get(code, "labour"), text, told(count, counts[code], edition), urgent=True)


def _accounts(summary: Summary, night: Figures, edition: Edition) -> Iterable[Action]:
    counts = {code: summary.statuses["account_status"][code] for code in ACCOUNT_TROUBLE}
    may_tell = tellable(counts)  # they come to about what is left to do, which is told
    for code, owner in ACCOUNT_TROUBLE.items():
        if counts[code]:
            text = edition.say("todo.account", label=edition.label(night.labels, "account_status", code))
            yield Action(owner, text, told(may_tell[code], counts[code], edition))


def _unanswered(summary: Summary, night: Figures, edition: Edition) -> Iterable[Action]:
    """What banks were asked before a period and for how long they have not answered: all of them, or the bank of the
    scope.
    """
    names, scope = bank_names(), summary.scope
    for asked in night.unanswered:
        if scope.kind == "city" or (scope.kind == "bank" and scope.code == asked.bank_bin):
            since, days = edition.date(asked.since), (night.business_date - asked.since).days
            bank = names.get(asked.bank_bin, asked.bank_bin)
            text = edition.say("todo.unanswered", bank=bank, since=since, days=edition.number(days))
            yield Action("bank", text, edition.people(asked.entries))


def _quarantined(night: Figures, edition: Edition) -> Iterable[Action]:
    """Of each feed: what it comes to stands beside its rows."""
    for feed in dict.fromkeys(feed for feed, _ in sorted(night.quarantine)):
        counts = {reason: count for (of_feed, reason), count in sorted(night.quarantine.items()) if of_feed == feed}
        for reason, may_tell in tellable(counts).items():
            label = edition.label(night.labels, "quarantine_reason", reason)
            text = edition.say("todo.quarantine", label=label)
            yield Action(FEED_OWNER[feed], text, told(may_tell, counts[reason], edition))


def _refused(night: Figures, edition: Edition) -> Iterable[Action]:
    for feed, owner in FEED_OWNER.items():
        if count := sum(d.feed == feed and d.outcome == "refused" for d in night.deliveries):
            yield Action(owner, edition.say("todo.refused"), edition.number(count), urgent=True)
