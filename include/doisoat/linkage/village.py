"""Village names, brought to one form: the kind word off, numbers without leading zeros."""

import re
import unicodedata

_KIND = re.compile(r"^(to dan pho|tdp|khu dan cu|thon|xom|ban|khu|cum|doi|to|ap|lang)\b( so)?")


def village_key(text: str | None) -> str | None:
    """`Tổ dân phố số 05`, `TDP 5` → `5`; `Thôn Đông` → `dong`; None if nothing is written."""
    if text is None:
        return None
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = re.sub(r"[^a-z0-9]+", " ", "".join(c for c in letters if not unicodedata.combining(c))).strip()
    named = _KIND.sub("", plain).strip() or plain
    return re.sub(r"\b0+(?=\d)", "", named) or None
