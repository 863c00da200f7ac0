"""Values as examples on a screen: enough to see that a column is the right one, too little to know the person."""

import re

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
# Fields of core that hold a code, a number of ours or a day, and nothing else, whatever column was taken for them.
_OPEN = {
    *("sex", "monthly_amount", "ward_code", "district_code", "payment_method", "bank_bin", "account_type"),
    *("status", "opened_on"),
}
_NUMBERS = {"id_number", "personal_id", "old_id", "representative_id_number"}


def mask(field: str, value: object) -> str:
    """`N••••• V•• A` for a name and other words, `001185••1234` for an identity number, dots for the rest."""
    text = "" if value is None else str(value)
    if field in _OPEN:
        return text
    if field in _NUMBERS:
        return f"{text[:6]}••{text[-4:]}" if len(text) == 12 else "•" * len(text)
    if field == "date_of_birth":
        return text[:4] + _DIGITS.sub("•", text[4:])
    if any(c.isdigit() for c in text):
        return _WORD.sub(lambda word: "•" * len(word[0]), text)
    return _WORD.sub(lambda word: word[0][0] + "•" * (len(word[0]) - 1), text)
