import pytest

from doisoat.identifiers.structure import (
    OLD_PREFIXES,
    PROVINCE_PREFIXES,
    birth_year_of,
    province_of,
    sex_of,
)
from doisoat.storage.reference import rows


@pytest.mark.parametrize(
    ("number", "sex", "year", "province"),
    [
        pytest.param("001045001234", "M", 1945, "01", id="man of the 1900s"),
        pytest.param("036185001234", "F", 1985, "36", id="woman of the 1900s"),
        pytest.param("001212001234", "M", 2012, "01", id="boy of the 2000s"),
        pytest.param("001312001234", "F", 2012, "01", id="girl of the 2000s"),
        pytest.param("003185001234", "F", 1985, None, id="unassigned province"),
        pytest.param("001985001234", None, None, "01", id="century not begun"),
        pytest.param("012345679", None, None, None, id="old card"),
    ],
)
def test_what_a_number_tells(number, sex, year, province):
    assert (sex_of(number), birth_year_of(number), province_of(number)) == (sex, year, province)


def test_prefixes_are_those_of_the_reference_table():
    table = {row["cccd_prefix"]: row["gso_code_2024"] for row in rows("cccd_province_codes")}
    assert table.keys() == PROVINCE_PREFIXES
    assert all(province_of(f"{prefix}085001234") == code for prefix, code in table.items())


def test_prefixes_of_old_cards_are_those_of_the_reference_table():
    assert {row["cmnd_prefix"][:2] for row in rows("cmnd_prefixes")} == OLD_PREFIXES


def test_century_digits_are_those_of_the_reference_table():
    for row in rows("cccd_century_sex"):
        if row["digit"] in "0123":
            number = f"001{row['digit']}00001234"
            assert (birth_year_of(number), sex_of(number)) == (int(row["year_from"]), row["sex"])
