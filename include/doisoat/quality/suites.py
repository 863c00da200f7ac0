"""A suite of expectations as data: native Great Expectations JSON, held to what this project asks of it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.errors import SettingsError

SEVERITIES = ("critical", "warning")
OWNERS = ("labour", "police", "bank", "ward", "operations")
_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SINCE = re.compile(r"Since \d{4}-\d{2}\.")


@dataclass(frozen=True)
class Suite:
    """`name` is the judged table as layer/table; `expectations` are GX configurations in the order of the file."""

    name: str
    expectations: tuple[Mapping[str, Any], ...]

    @property
    def columns(self) -> list[str]:
        """The columns that the expectations look at, so that no other needs to be read."""
        return sorted({column for e in self.expectations for column in _columns(e["kwargs"])})

    @property
    def descriptions(self) -> dict[str, str]:
        """Per expectation id one English sentence: what must hold."""
        return {e["id"]: e["description"] for e in self.expectations}

    def notes(self, language: str) -> dict[str, str]:
        """Per expectation id why its bound is what it is; in English where nobody has said it in `language`."""
        own = "notes" if language == "en" else f"notes_{language}"
        return {e["id"]: e["meta"].get(own) or e["meta"]["notes"] for e in self.expectations}

    @property
    def owners(self) -> dict[str, str]:
        """Per expectation id who must act when it fails."""
        return {e["id"]: e["meta"]["owner"] for e in self.expectations}


def load_suite(path: Path) -> Suite:
    """Read and check a suite. SettingsError names the file, the expectation and what is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the suite {path.name} cannot be read: {error}") from None
    name = f"{path.parent.name}/{path.stem}"
    if content.get("name") != name:
        raise SettingsError(f"{path.name}: the suite is called {content.get('name')!r}, by its place it is {name!r}")
    suite = Suite(name, tuple(content.get("expectations", ())))
    faults = [*_repeated(suite), *(f for position, e in enumerate(suite.expectations, 1) for f in _faults(position, e))]
    if faults or not suite.expectations:
        raise SettingsError(f"{name}: {'; '.join(faults) or 'no expectation in the suite'}")
    return suite


def _repeated(suite: Suite) -> Iterable[str]:
    ids = [e.get("id") for e in suite.expectations]
    return (f"{i} stands twice" for i in sorted({i for i in ids if i and ids.count(i) > 1}))


def _faults(position: int, expectation: Mapping[str, Any]) -> Iterable[str]:
    name = expectation.get("id")
    if not isinstance(name, str) or not _SLUG.fullmatch(name):
        yield f"expectation {position} needs an id of small letters, digits and _"
        return
    if expectation.get("severity") not in SEVERITIES:
        yield f"{name}: severity is critical or warning, not {expectation.get('severity')!r}"
    if not isinstance(expectation.get("type"), str) or not isinstance(expectation.get("kwargs"), dict):
        yield f"{name}: needs a type and kwargs"
    if not expectation.get("description"):
        yield f"{name}: needs a description, one sentence that says what must hold"
    meta = expectation.get("meta") or {}
    if not _SINCE.search(str(meta.get("notes", ""))):
        yield f"{name}: meta.notes must say why this bound, and end with 'Since YYYY-MM.'"
    if meta.get("owner") not in OWNERS:
        yield f"{name}: meta.owner is one of {', '.join(OWNERS)}"


def _columns(kwargs: Mapping[str, Any]) -> Iterable[str]:
    if "column" in kwargs:
        yield kwargs["column"]
    yield from kwargs.get("column_list", ())
    yield from _condition_columns(kwargs.get("row_condition"))


def _condition_columns(condition: Mapping[str, Any] | None) -> Iterable[str]:
    if condition is None:
        return
    if "column" in condition:
        yield condition["column"]["name"]
    for part in condition.get("conditions", ()):
        yield from _condition_columns(part)
