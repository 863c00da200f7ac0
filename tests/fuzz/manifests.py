"""Damage to manifests."""

import copy
import json
from random import Random
from typing import Any

from fuzz.mutations import mutate

ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**30, float("nan"), float("inf"), "", " ", "\x00", "../x", "/etc/hostname", "a" * 5000),
    *("2024-01-12", "2024-13-45", "full", "delta", [], {}, [[]], {"a": {}}, "roll-standard", "ed25519", "\ud800", "ế"),
)


def mutate_manifest(manifest: dict[str, Any], random: Random) -> bytes:
    """As text, mostly JSON still."""
    manifest = copy.deepcopy(manifest)
    for _ in range(random.choice((1, 1, 2))):
        _change(manifest, random)
    text = json.dumps(manifest, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    kind = random.random()
    if kind < 0.15:
        return mutate(text, random)
    if kind < 0.2:
        return b"[" * 5000 + text
    if kind < 0.25:
        return text[:-1] + b', "sender": "so-ldtbxh", "files": []}'
    return text


def _change(value: Any, random: Random) -> None:
    """Somewhere in it a value is replaced, taken out, or added."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = random.choice(keys)
    if isinstance(value[key], dict | list) and value[key] and random.random() < 0.7:
        _change(value[key], random)
        return
    kind = random.random()
    if kind < 0.6:
        value[key] = random.choice(ODD)
    elif kind < 0.8:
        del value[key]
    elif isinstance(value, dict):
        value[str(random.choice(ODD))[:40]] = random.choice(ODD)
    else:
        value.append(value[key])
