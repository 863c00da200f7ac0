import pytest

from doisoat.synthetic.keystrokes import telex, vni_keys
from doisoat.synthetic.reference import rows


@pytest.mark.parametrize(
    ("name", "in_telex", "in_vni"),
    [
        ("Nguyễn Văn Đức", "Nguyeenx Vawn DDuwcs", "Nguye6n4 Va8n D9u7c1"),
        ("Đỗ Thị Mượt", "DDoox Thij Muwowtj", "D9o64 Thi5 Mu7o7t5"),
        ("Lan", "Lan", "Lan"),
    ],
)
def test_a_name_is_written_as_the_keys_that_make_it(name: str, in_telex: str, in_vni: str) -> None:
    assert telex(name) == in_telex
    assert vni_keys(name) == in_vni


def test_every_letter_is_typed_as_the_reference_table_says() -> None:
    table = [row for row in rows("keystrokes_telex_vni_viqr") if len(row["letter"]) == 1]
    assert len(table) > 60
    assert {row["letter"] for row in table if telex(row["letter"]) != row["telex"]} == set()
    assert {row["letter"] for row in table if vni_keys(row["letter"]) != row["vni_typing"]} == set()
