"""Several people in one cell, and what people add to a name in brackets."""

import re

from doisoat.names.fold import fold

_BETWEEN = re.compile(r"\s+(?:va|và|hoac|hoặc|and|or)\s+|\s*[/&+;,]\s*|\s+[-–—]\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{<«]([^)\]}>»]*)[)\]}>»]?")
_BRACKET = re.compile(r"[()\[\]{}<>«»]")
_ALIAS = re.compile(
    r"^(?:tức là|tức|tuc la|tuc|tên gọi khác|tên khác|tên thường gọi|thường gọi là|thường gọi|hay gọi là|còn gọi là|"
    r"tên thật|bí danh|pháp danh|biệt danh|tên)(?:\s*[:.]\s*|\s+|$)",
    re.IGNORECASE,
)
_ALSO_CALLED = re.compile(r"\s+(?:tức là|tức|còn gọi là|hay gọi là|bí danh|pháp danh)\s+(.+)$", re.IGNORECASE)
# Folded first words of remarks that are no nickname.
_REMARKS_WORDS = """
    hn ha noi da mat chet tu tran con vo chong bo me em anh chi chau ong ba moi cu liet si ls tb tai nhan thay
    nguoi giam ho uy quyen chuyen di den to thon xom sn sinh nam nu
    """
_REMARKS = frozenset(_REMARKS_WORDS.split())


def first_holder(text: str) -> tuple[str, bool]:
    """The first of several people in `text`, and whether there were several.

    Both sides need two words, so that a syllable Và within one name parts nothing.
    """
    for found in _BETWEEN.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if _words(before) >= 2 and _words(after) >= 2:
            return before.strip(), True
    return text, False


def part_brackets(text: str) -> tuple[str, str | None, list[str]]:
    """`text` without what stands in brackets or after "tức"; the nickname in there, if one; repair codes.

    A remark ((HN), (1), (đã mất)) is dropped with code note. Brackets without which no name of two words would be
    left are only opened.
    """
    if _BRACKET.search(text) is None and _ALSO_CALLED.search(text) is None:
        return text, None, []
    inside = [part.strip() for part in _BRACKETS.findall(text)]
    outside = " ".join(_BRACKETS.sub(" ", text).split())
    repairs: list[str] = []
    if inside and _words(outside) < 2:
        inside, outside, repairs = [], " ".join(_BRACKET.sub(" ", text).split()), ["punctuation"]
    also = _ALSO_CALLED.search(outside)
    if also is not None and _words(outside[: also.start()]) >= 2:
        inside.append(also[1])
        outside = outside[: also.start()]
    nicknames = [name for name in map(_nickname, inside) if name]
    repairs += ["nickname"] * bool(nicknames) + ["note"] * (len(nicknames) < len(inside))
    return outside, " ".join(nicknames).lower() or None, repairs


def _nickname(inside: str) -> str | None:
    named = _ALIAS.sub("", inside).strip(" .:,;-'\"")
    folded = fold(named)
    is_remark = named == inside.strip(" .:,;-'\"") and folded.split(" ")[0] in _REMARKS
    return None if is_remark or not folded or any(letter.isdigit() for letter in named) else named


def _words(text: str) -> int:
    return len(fold(text).split(" ")) if fold(text) else 0
