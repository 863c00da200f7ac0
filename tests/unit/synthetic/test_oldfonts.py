import shutil
import subprocess

import pytest

from doisoat.synthetic.oldfonts import tcvn3_bytes, tcvn3_letters, vni_letters
from doisoat.synthetic.reference import rows


def test_vni_letters_are_those_of_the_reference_table() -> None:
    forms: dict[str, set[str]] = {}
    for row in rows("vni_to_unicode"):
        if len(row["unicode_char"]) == 1:
            forms.setdefault(row["unicode_char"], set()).add(row["vni_seq_latin1"])
    assert len(forms) > 100
    assert {letter for letter, written in forms.items() if vni_letters(letter) not in written} == set()


def test_tcvn3_is_what_iconv_reads() -> None:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    text = "Nguyễn Thị ánh, Đỗ Văn Hòe, ưỡn ẹo 12/3"
    read = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=tcvn3_bytes(text), capture_output=True, check=True
    )
    assert read.stdout.decode() == "Nguyễn Thị ánh, Đỗ Văn Hòe, ưỡn ẹo 12/3"


def test_a_toned_capital_is_written_with_its_small_letter_and_look_alikes_as_what_they_look_like() -> None:
    assert tcvn3_letters("ÁNH") == tcvn3_letters("á") + "NH"
    assert tcvn3_letters("Ánh Ý") == "A" + tcvn3_letters("ánh") + " Y" + tcvn3_letters("ý")
    assert tcvn3_bytes("Ðỗ\u00a0Ân") == tcvn3_bytes("Đỗ Ân")


def test_a_letter_that_is_not_vietnamese_is_not_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        tcvn3_bytes("Łódź")
