"""What the codes of the legacy encodings stand for.

TCVN3 (fonts .VnTime, "ABC") is the part of TCVN 5712 above 0xA0. All of TCVN 5712-1 is read: it adds toned capitals
at codes that the fonts leave empty, and marks that follow their letter. Writers of TCVN3 have no toned capitals:
they write the small letter, or a capital and the small letter's byte (Aµ for À).

VNI writes a letter and then a mark, both from Windows-1252. The letter's case is the case of the whole.
"""

import unicodedata

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300\u0301\u0309\u0303\u0323"
CIRCUMFLEX, BREVE, HORN = "\u0302\u0306\u031b"

_TCVN_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_LOW = {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", **dict(zip(range(0x11, 0x18), "ỨỰỲỶỸÝỴ", strict=True))}
TCVN3 = {**_TCVN_LOW, **{0x80 + at: letter for at, letter in enumerate(_TCVN_HIGH)}}

_TONES = {"ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT}
_CIRCUMFLEX = {"â": "", "à": GRAVE, "á": ACUTE, "å": HOOK, "ã": TILDE, "ä": DOT}
_BREVE = {"ê": "", "è": GRAVE, "é": ACUTE, "ú": HOOK, "ü": TILDE, "ë": DOT}
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    """Lower case, longest first."""
    pairs = {base + mark: base + tone for base in "aeouy" for mark, tone in _TONES.items()}
    pairs |= {"i" + mark: "i" + _TONES[mark] for mark in "øù"}  # the others are one character
    pairs |= {base + mark: base + CIRCUMFLEX + tone for base in "aeo" for mark, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a" + BREVE + tone for mark, tone in _BREVE.items()}
    pairs |= {base + mark: _VNI_ALONE[base] + tone for base in "ôö" for mark, tone in _TONES.items()}
    return {code: unicodedata.normalize("NFC", letter) for code, letter in (pairs | _VNI_ALONE).items()}


_LOWER_VNI = _vni()
# Typists forget the capital of a mark behind a capital letter, never the other way round.
VNI = {
    base + mark: letter.upper() if base.isupper() else letter
    for code, letter in _LOWER_VNI.items()
    for base in (code[0], code[0].upper())
    for mark in ({code[1:], code[1:].upper()} if base.isupper() else {code[1:]})
}
