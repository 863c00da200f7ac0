"""Codes as the agencies write them (config/codes.yaml)."""

import unicodedata
from collections.abc import Mapping
from functools import cache

import yaml

from doisoat.paths import CONFIG

SEX, PAYMENT_METHOD = "sex", "payment_method"
PAYMENT_STATUS = "payment_status"
ACCOUNT_TYPE, ACCOUNT_STATUS, PERSON_STATUS = "account_type", "account_status", "person_status"


def read_code(text: str | None, code_list: str) -> str | None:
    """The code that a cell means, None if it is empty or not in the list."""
    return None if text is None else spellings(code_list).get(plain_spelling(text))


@cache
def spellings(code_list: str) -> Mapping[str, str]:
    """Spelling, as `plain_spelling` gives it, to code."""
    codes = yaml.safe_load((CONFIG / "codes.yaml").read_text("utf-8"))[code_list]
    return {plain_spelling(text): code for code, texts in codes.items() for text in texts}


def plain_spelling(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(".")
