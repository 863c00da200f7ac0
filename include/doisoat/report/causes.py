"""Why a night stopped, told to people: from the task and the one line of its error."""

import re
from dataclasses import dataclass

from doisoat.publish.labels import read_labels
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import load_suite
from doisoat.report.actions import FEED_OWNER, OWNERS
from doisoat.report.edition import Edition

_SOURCE_FAULTS = ("SourceMissing", "DeliveryRefused")
_FAILED = re.compile(r"(core|link|mart)/(\w+) fails (\w+):")


@dataclass(frozen=True)
class Cause:
    """`owners` are who must act; `demands` are the labels of the expectations that failed; `detail` is our own line."""

    title: str
    task: str
    happened: str
    owners: tuple[str, ...]
    demands: tuple[str, ...]
    detail: str


def explain(stage: str, reason: str, edition: Edition) -> Cause:
    """The cause of what `<dag>.<task>` said when it failed."""
    kind, _, message = reason.partition(": ")
    known = kind if kind in edition.texts["causes"] else "unknown"
    failed = _FAILED.findall(message) if kind == "QualityGateFailed" else []
    # Where in our code an unexpected error came from is for the log, not for readers of mail.
    detail = reason.partition(" at ")[0] if reason.startswith("unexpected ") else reason
    if failed:  # what was seen may be a small count
        detail = f"{kind}: " + ", ".join(f"{layer}/{table} fails {name}" for layer, table, name in failed)
    return Cause(
        title=edition.say(f"causes.{known}.title"),
        task=edition.texts["tasks"].get(stage.rpartition(".")[2], stage),
        happened=edition.say(f"causes.{known}.happened"),
        owners=tuple(edition.say(f"owners.{owner}") for owner in _owners(stage, kind, failed)),
        demands=_demands(failed, edition),
        detail=detail.partition("\n")[0],
    )


def _owners(stage: str, kind: str, failed: list[tuple[str, str, str]]) -> tuple[str, ...]:
    named = {load_suite(suite_path(f"{layer}/{table}")).owners.get(name) for layer, table, name in failed}
    if kind in _SOURCE_FAULTS:
        named.add(next((owner for feed, owner in FEED_OWNER.items() if feed in stage), None))
    named.add("operations")
    return tuple(owner for owner in OWNERS if owner in named)


def _demands(failed: list[tuple[str, str, str]], edition: Edition) -> tuple[str, ...]:
    if not failed:
        return ()
    labels = {(row["domain"], row["code"]): (row["label_vi"], row["label_en"]) for row in read_labels().to_pylist()}
    return tuple(edition.label(labels, "expectation", name) for _, _, name in failed)
