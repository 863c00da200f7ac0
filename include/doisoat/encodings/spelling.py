"""Whether a word is spelt as Vietnamese with its marks: the yardstick for every guess about an encoding.

Stricter than names.syllable, which also has to take names as people write them: here onset, rime and tone must be
able to stand together, so that text read in the wrong encoding fails.
"""

import re
import unicodedata
from functools import lru_cache

from doisoat.names.syllable import with_tone_in_place

TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = (
    "ngh(?=[eêi])|gh(?=[eêi])|ng(?![eêi])|gi(?=[aăâeêoôơuư])|qu(?=[aăâeêioôơy])|kh|ph|th|tr|ch|nh|"
    "c(?![eêiy])|g(?![eêy])|[bdđfhklmnprstvx]"
)
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu  i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong ooc oong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
    oe oen oeo oet  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uên uênh  uôc uôi uôm uôn uông uôt
    uơ uya uy uych uyn uynh uyp uyt uyu uyên uyêt uyêm  ư ưa ưc ưi ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu yt ym yn ynh yp ych
"""
RIMES = frozenset(_RIMES.split())
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{'|'.join(sorted(RIMES, key=len, reverse=True))})")
_STOP = re.compile("(?:c|ch|p|t)$")


@lru_cache(maxsize=1 << 16)
def is_spelt(word: str) -> bool:
    """Whether `word` (any case, NFC) is a Vietnamese syllable with all its marks: not "Nguyen", and not "Duc"."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marks if mark in TONES]
    toneless = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    if len(tones) > 1 or _SYLLABLE.fullmatch(toneless) is None:
        return False
    return _STOP.search(toneless) is None or (bool(tones) and tones[0] in "\u0301\u0323")


def neighbours() -> frozenset[str]:
    """Every two letters (lower case) that stand side by side in a rime, with its tones where people put them."""
    return frozenset(toned[at : at + 2] for rime in RIMES for toned in _toned(rime) for at in range(len(toned) - 1))


def _toned(rime: str) -> list[str]:
    """`rime` with each tone in its place; after o and u that glide (oa, oe, uy) on either vowel.

    A rime that ends in a stop has two tones only.
    """
    tones = "\u0301\u0323" if _STOP.search(rime) else TONES
    ends = [1, 2] if rime[:2] in {"oa", "oe", "uy"} else [1]
    forms = [unicodedata.normalize("NFC", rime[:end] + tone + rime[end:]) for end in ends for tone in tones]
    return [rime, *(form if len(ends) > 1 else with_tone_in_place(form) for form in forms)]
