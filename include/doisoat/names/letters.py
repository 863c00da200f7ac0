"""Characters of a name as people and machines really send them, and the ones they stand for.

Repair codes given here: nfc, eth, invisible, apostrophe, homoglyph, spaces, legacy_encoding.
"""

import re
import unicodedata

ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´′ʹ＇", "'"))
HOMOGLYPHS = str.maketrans("АВЕКМНОРСТХУІавекмнорстхуіΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYIabekmhopctxyiABEZHIKMNOPTYX")
_REPLACED = re.compile("[" + "".join(map(chr, (*ETH, *INVISIBLE, *APOSTROPHES))) + "]")

# Bytes of TCVN3 read as Latin-1: marks that no name holds, or a capital within a lower-case word ("NguyÔn").
_LEGACY = re.compile("[¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹º»¼½¾×÷ÆÇËÎÏÖØÜÞßæçëîïøûþ]|[a-z][À-Þ]")
_FOREIGN_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_UNUSUAL_SPACE = re.compile(r"[^\S ]|  ")


def looks_legacy(text: str) -> bool:
    """Whether `text` (NFC) seems to hold TCVN3 bytes. The soft hyphen is ư there, so it tells, too.

    Such a name is left alone: changing its case or dropping its "invisible" ư would destroy it for decoding.
    """
    if text.isascii():
        return False
    within_latin1 = max(text) <= "\xff"
    return (within_latin1 and "\u00ad" in text) or _LEGACY.search(text) is not None


def clean_letters(text: str) -> tuple[str, list[str]]:
    """`text` (NFC) with every character replaced by the one it stands for, single spaces; and repair codes."""
    repairs: list[str] = []
    for code, table in (("eth", ETH), ("invisible", INVISIBLE), ("apostrophe", APOSTROPHES)):
        if _REPLACED.search(text):
            text = _apply(text, table, code=code, repairs=repairs)
    if _FOREIGN_SCRIPT.search(text):
        text = " ".join(_latin_word(word, repairs) for word in text.split(" "))
    if _UNUSUAL_SPACE.search(text):
        repairs.append("spaces")
    return unicodedata.normalize("NFC", " ".join(text.split())), repairs


def _apply(
    text: str, table: dict[int, str] | dict[int, int] | dict[int, None], *, code: str, repairs: list[str]
) -> str:
    replaced = text.translate(table)
    if replaced != text:
        repairs.append(code)
    return replaced


def _latin_word(word: str, repairs: list[str]) -> str:
    """`word` in Latin letters when every foreign letter in it has a Latin twin; else as it is."""
    mapped = word.translate(HOMOGLYPHS)
    if mapped == word or _FOREIGN_SCRIPT.search(mapped):
        return word
    if "homoglyph" not in repairs:
        repairs.append("homoglyph")
    return mapped
