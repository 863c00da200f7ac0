"""All words of the desk, one catalogue per language: texts/vi.yaml and texts/en.yaml."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("texts")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of a language by its key, such as `watch.title`."""
    return dict(_flat(yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))))


def text(language: str, key: str, /, **values: object) -> str:
    """The text of a key, its {places} filled in; a key that is nowhere is a KeyError, never a blank."""
    return catalogue(language)[key].format(**values)


def _flat(tree: dict[str, object], above: str = "") -> list[tuple[str, str]]:
    found = []
    for name, value in tree.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{name}.")
        else:
            found.append((f"{above}{name}", str(value)))
    return found
