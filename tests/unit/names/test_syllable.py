import pytest

from doisoat.names.syllable import is_syllable, with_tone_in_place

PLACED = {
    "hoà": "hòa", "hòa": "hòa", "thuý": "thúy", "khoẻ": "khỏe", "toàn": "toàn", "tòan": "toàn", "hùynh": "huỳnh",
    "nguỹên": "nguyễn", "qúy": "quý", "qủa": "quả", "gìa": "già", "gì": "gì", "giếng": "giếng", "gíêng": "giếng",
    "khủyu": "khuỷu", "ngoài": "ngoài", "lưạ": "lựa", "thuở": "thuở", "mía": "mía", "hưũ": "hữu", "lan": "lan",
    "tuờng": "tuờng", "êñuôl": "êñuôl", "nguyeãn": "nguyeãn",
}  # fmt: skip


@pytest.mark.parametrize(("written", "placed"), PLACED.items(), ids=PLACED)
def test_tone_mark_moves_to_where_the_older_style_writes_it(written, placed):
    assert with_tone_in_place(written) == placed


@pytest.mark.parametrize("syllable", ["nguyễn", "đức", "quý", "y", "a", "khuya"])
def test_spelt_like_a_syllable(syllable):
    assert is_syllable(syllable)


@pytest.mark.parametrize("text", ["", "ng", "êñuôl", "ducanh", "vawn"])
def test_not_spelt_like_a_syllable(text):
    assert not is_syllable(text)
