"""In which order a ward team walks: villages by name and number, in a village by address, then by given name."""

import re
import unicodedata

from doisoat.linkage.village import village_key as linkage_key
from doisoat.names.fold import fold

UNKNOWN = "Chưa rõ thôn, tổ"
_VILLAGE = re.compile(r"^(thôn|xóm|bản|tổ|tổ dân phố|tdp|khu|khu dân cư|kdc|khu phố|cụm|ấp|làng|đội)\b", re.IGNORECASE)
_SHORT_KIND = re.compile(r"^(x|t|th)\. ?(?=\w)", re.IGNORECASE)  # X. Đông, T. Đông
NaturalKey = tuple[tuple[int, int, str], ...]
_NUMBER = re.compile(r"(\d+)")


def place(text: str | None) -> tuple[str, str]:
    """Village, and what is said of street and house: `Số 5 ngõ 12, Tổ 3` → (`Tổ 3`, `Số 5 ngõ 12`).

    A text in which no part is called a village is one as a whole.
    """
    plain = " ".join(unicodedata.normalize("NFC", text or "").split())
    if not plain:
        return UNKNOWN, ""
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    village = next((part for part in reversed(parts) if _VILLAGE.match(part)), None)
    if village is None or len(parts) == 1:
        return plain, ""
    return village, ", ".join(part for part in parts if part is not village)


def bare_village(village: str) -> str | None:
    """What a village is called whatever its kind is called: `TDP 3` and `Tổ dân phố số 03` are one, `X. Đông` and
    `Xóm Đông` too.
    """
    return linkage_key(_SHORT_KIND.sub("thôn ", village))


def village_key(village: str) -> tuple[bool, NaturalKey]:
    """Order of villages: by number or name, whatever their kind is called; who has none known comes last."""
    return village == UNKNOWN, (*natural_key(bare_village(village) or ""), *natural_key(village))


def natural_key(text: str) -> NaturalKey:
    """Words in the order of the alphabet, numbers in theirs: ngõ 9 before ngõ 12, 12 before 12A."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    parts = (part.strip() for part in _NUMBER.split(plain) if part.strip())
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def name_key(name: str) -> tuple[list[str], list[str], str]:
    """Given name first, as Vietnamese lists are ordered."""
    words = fold(name).split()
    return words[-1:], words[:-1], name
