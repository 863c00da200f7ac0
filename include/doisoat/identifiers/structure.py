"""What a 12-digit personal number says of its owner. Evidence, never a rule: since 1 July 2024 the law only
guarantees twelve digits, and there is no check digit.
"""

import datetime as dt

# First three digits: province of birth registration. The last two of them are its GSO code of 2024.
_PREFIXES = """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042
    044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087
    089 091 092 093 094 095 096
    """
PROVINCE_PREFIXES = frozenset(_PREFIXES.split())
# First digits of the old 9-digit cards, by issuing province; and the day after which none of them is valid, whatever is
# printed on it (Law on Identity 26/2023, article 46). Their numbers still tell who somebody is.
OLD_PREFIXES = frozenset(f"{number:02d}" for number in range(1, 39))
LAST_DAY_OF_OLD_CARDS = dt.date(2024, 12, 31)


def sex_of(number: str) -> str | None:
    """M or F by the fourth digit of a 12-digit `number`; None for any other number."""
    return ("M" if int(number[3]) % 2 == 0 else "F") if _has_structure(number) else None


def birth_year_of(number: str) -> int | None:
    """Birth year by digits four to six of a 12-digit `number`; None for another number or a birth after 2099."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) if _has_structure(number) else None


def province_of(number: str) -> str | None:
    """GSO code (2024) of the province of birth registration; None when the prefix is none of the 63."""
    return number[1:3] if len(number) == 12 and number[:3] in PROVINCE_PREFIXES else None


def _has_structure(number: str) -> bool:
    return len(number) == 12 and number.isascii() and number.isdigit() and number[3] in "0123"
