"""JSON from hands that are not trusted: every member once, finite numbers, a bounded depth."""

import json
import math
from typing import Any, NoReturn

from doisoat.intake.refusals import refuse

MAX_DEPTH = 16


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`; DeliveryRefused says what else it is."""
    try:
        content = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except RecursionError as error:
        raise refuse("manifest_too_deep", limit=MAX_DEPTH) from error
    except ValueError as error:
        raise refuse("manifest_not_json") from error
    if not isinstance(content, dict):
        raise refuse("manifest_not_object")
    if _deeper(content, MAX_DEPTH):
        raise refuse("manifest_too_deep", limit=MAX_DEPTH)
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers differ in which of two equal members they take, so one could be signed and another one used."""
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise refuse("manifest_member_twice", member=next(n for n in names if names.count(n) > 1))
    return content


def _no_number(_: str) -> NoReturn:
    raise refuse("manifest_number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise refuse("manifest_number")
    return number


def _deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(one, levels - 1) for one in inner)
