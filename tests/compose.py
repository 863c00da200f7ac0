"""docker-compose.yaml as Compose would read it: anchors merged, `${NAME}` replaced from an environment."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).resolve().parents[1]
FILE = HOME / "docker-compose.yaml"
_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?:(:[?-])([^}]*))?\}")


class MissingVariableError(Exception):
    """Compose stops here, with this message."""


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """The whole file; MissingVariableError for a `${NAME:?message}` that the environment does not set."""
    resolved: dict[str, Any] = _resolve(yaml.safe_load(FILE.read_text(encoding="utf-8")), environ)
    return resolved


def required() -> set[str]:
    """The variables without which the start stops."""
    return {name for name, kind, _ in _VARIABLE.findall(FILE.read_text(encoding="utf-8")) if kind == ":?"}


def optional() -> dict[str, str]:
    """The variables that have a default, with it."""
    found = _VARIABLE.findall(FILE.read_text(encoding="utf-8"))
    return {name: default for name, kind, default in found if kind == ":-"}


def _resolve(node: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _resolve(value, environ) for key, value in node.items()}
    if isinstance(node, list):
        return [_resolve(value, environ) for value in node]
    return _VARIABLE.sub(lambda match: _value(match, environ), node) if isinstance(node, str) else node


def _value(match: re.Match[str], environ: Mapping[str, str]) -> str:
    name, kind, text = match.groups()
    if name is None:
        return "$"
    if not environ.get(name) and kind != ":-":
        raise MissingVariableError(f"{name}: {text}")
    return environ.get(name) or text
