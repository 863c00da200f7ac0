"""Names as they look when the input method was off: the keys that were meant to make the letters."""

from collections.abc import Callable

from doisoat.synthetic.letters import TONES, decompose

_SHAPES = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
_TELEX_TONES = {"grave": "f", "acute": "s", "hook": "r", "tilde": "x", "dot": "j"}
_VNI_TONES = {"acute": "1", "grave": "2", "hook": "3", "tilde": "4", "dot": "5"}
_VNI_SHAPES = {"^": "6", "+": "7", "(": "8"}


def telex(name: str) -> str:
    """`Nguyễn Văn Đức` as `Nguyeenx Vawn DDuwcs`."""
    return " ".join(_typed(word, _telex_shape, _TELEX_TONES, ("dd", "DD")) for word in name.split(" "))


def vni_keys(name: str) -> str:
    """`Nguyễn Văn Đức` as `Nguye6n4 Va8n D9u7c1`."""
    return " ".join(_typed(word, _vni_shape, _VNI_TONES, ("d9", "D9")) for word in name.split(" "))


def _telex_shape(base: str, shape: str) -> str:
    return base + (base.lower() if shape == "^" else "w")


def _vni_shape(base: str, shape: str) -> str:
    return base + _VNI_SHAPES[shape]


def _typed(
    word: str, shape_keys: Callable[[str, str], str], tone_keys: dict[str, str], strokes: tuple[str, str]
) -> str:
    keys, tone_key = "", ""
    names = {mark: name for name, mark in TONES.items()}
    for letter in decompose(word.replace("đ", "\0").replace("Đ", "\1")):
        if letter in names:
            tone_key = tone_keys[names[letter]]
        elif letter in _SHAPES:
            keys = keys[:-1] + shape_keys(keys[-1], _SHAPES[letter])
        else:
            keys += letter
    return keys.replace("\0", strokes[0]).replace("\1", strokes[1]) + tone_key
