"""What stands before a name and is no part of it: forms of address, ranks, religious titles, saints' names.

Everything here is compared folded; a title word may be a name as well (Ông, Bá, Cô, Anna), so one is taken off only
from the front, only while two syllables remain, and a doubtful one only before something that begins like a name.
"""

from doisoat.names.fold import fold


def _terms(text: str) -> frozenset[str]:
    return frozenset(term.strip() for line in text.splitlines() for term in line.split("|")) - {""}


# Never the beginning of a Vietnamese name.
CERTAIN = _terms(
    """
    me vnah|ba me vnah|me viet nam anh hung|ba me viet nam anh hung|ba ma viet nam anh hung|bmvnah|mvnah
    liet si|liet sy|ls|thuong binh|tb|tbb|benh binh|bb|ahllvt|ahll vt|ahld|ccb|ncc
    ong ba|cu ong|cu ba|ba cu|ong cu|cu co|d c|dc|dong chi|mr|mrs|ms|miss|mdm
    dai duc|thuong toa|hoa thuong|ni su|su co|su thay|su bac|su cu|su ong|su ba|ni truong|ni co
    linh muc|lm|giam muc|nu tu|soeur|sr|duc ong|duc cha
    giao su|gs|pgs|ts|gs ts|pgs ts|ths|bs|bac si|bac sy|ks|nghe si|nsnd|nsut
    """
)
# Also a surname or a syllable of a name; `o`, `b` and `c` are Ô., B. and C.
DOUBTFUL = _terms("ong|ba|cu|bac|co|chu|chi|chau|di|cau|mo|thim|o|b|c")
SAINTS = _terms(
    """
    maria|maria goretti|teresa|te re sa|anna|an na|giuse|giu se|phero|phe ro|phaolo|phao lo|gioan|gioan baotixita
    gioakim|gioan kim|da minh|daminh|anton|an ton|phanxico|phanxico xavie|phan xi co|vinh son|vinhson|matta|mat ta
    matthia|mattheu|cecilia|lucia|giacobe|gia co be|augustino|rosa|martino|micae|toma|monica|agata|luca|anre
    """
)
# Surnames of nearly everybody in the north: what makes a doubtful title one.
SURNAMES = _terms(
    """
    nguyen|tran|le|pham|vu|vo|hoang|huynh|do|bui|ngo|dang|phan|duong|dinh|trinh|doan|luong|mai|ly|ha|dao|nghiem
    ta|cao|luu|chu|phung|kieu|khuat|trieu|quach|bach|tong|dam|thai|to|lam|truong|ho|la|luc|vuong|phi|can
    """
)
LONGEST = max(title.count(" ") + 1 for title in CERTAIN | SAINTS)
HEADS = frozenset(title.split(" ")[0] for title in CERTAIN | SAINTS | DOUBTFUL)


def part_title(words: list[str]) -> tuple[list[str], list[str]]:
    """`words` parted into (title, name): every title at the front, while the name keeps two syllables.

    A word may still carry the dot of an abbreviation.
    """
    title: list[str] = []
    rest = words
    while length := _title_length(rest):
        title, rest = title + rest[:length], rest[length:]
    return title, rest


def _title_length(words: list[str]) -> int:
    folded = [fold(word) for word in words]
    if folded[0].split(" ")[0] not in HEADS:
        return 0
    for length in range(min(LONGEST, len(words) - 2), 0, -1):
        head = " ".join(folded[:length])
        if head in CERTAIN or (head in SAINTS and _begins_like_name(folded[length:])):
            return length
        if length == 1 and head in DOUBTFUL and _is_address(words[0], rest=folded[1:]):
            return 1
    return 0


def _is_address(word: str, *, rest: list[str]) -> bool:
    """Ông before a name, not the surname Ông. One letter counts only with its dot; Bá and Chú with other tones."""
    if len(word.rstrip(".")) == 1:
        return word.endswith(".") and _begins_like_name(rest)
    if not word.isascii() and word.lower().rstrip(".") not in _WRITTEN:
        return False
    return _begins_like_name(rest) or (not word.isascii() and len(rest) >= 3)


def _begins_like_name(folded: list[str]) -> bool:
    return len(folded) >= 2 and (folded[0] in SURNAMES or folded[0] in HEADS or folded[0].startswith("ng"))


_WRITTEN = _terms("ông|bà|cụ|bác|cô|chú|chị|cháu|dì|cậu|mợ|thím")
