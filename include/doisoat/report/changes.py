"""What is different from the night before, and why."""

from collections.abc import Mapping
from typing import Any

from doisoat.report.actions import told
from doisoat.report.disclosure import tellable
from doisoat.report.edition import Edition, is_small
from doisoat.report.night import Night
from doisoat.report.summary import Summary


def changes(summary: Summary, night: Night, edition: Edition) -> dict[str, Any]:
    """Kinds of change with their counts and reasons, and the causes of all of them; `first` on a first night."""
    lines = []
    for kind, reasons in summary.changes.items():
        if total := reasons.total():
            lines.append((
                edition.say(f"change.{kind}"),
                edition.people(total),
                _reasons(kind, reasons, night, edition),
            ))
    return {"first": not night.parts.former_rows, "lines": lines, "causes": _causes(summary, night, edition)}


def _causes(summary: Summary, night: Night, edition: Edition) -> str:
    """What made entries change, with counts unless their sum would tell one of the few entries of a kind."""
    few = any(is_small(summary.changes[kind].total()) for kind in ("gained", "lost", "held", "released"))
    may_tell = tellable(summary.causes, sum_is_told=not few)
    return "; ".join(
        f"{edition.label(night.figures.labels, 'cause', cause)} ({told(may_tell[cause], count, edition)})"
        for cause, count in summary.causes.most_common()
    )


def _reasons(kind: str, reasons: Mapping[str, int], night: Night, edition: Edition) -> str:
    """Why entries stand where they stand now, for changes that somebody must look after."""
    if kind not in {"lost", "held"}:
        return ""
    labels, may_tell = night.figures.labels, tellable(reasons)
    named = {code: edition.label(labels, "hold_reason", code) for code in reasons}
    named = {c: edition.label(labels, "account_status", c) if named[c] == c else named[c] for c in named}
    return "; ".join(f"{named[code]}: {told(may_tell[code], reasons[code], edition)}" for code in reasons)
