import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.banks.resolve import Bank, Banks
from doisoat.storage.reference import load_banks, rows


@pytest.mark.parametrize(
    ("text", "bin_"),
    [
        pytest.param("970436", "970436", id="BIN"),
        pytest.param("970436.0", "970436", id="BIN as float"),
        pytest.param("Vietcombank (970436)", "970436", id="BIN beside a name"),
        pytest.param("123456", None, id="six digits that are no BIN"),
        pytest.param("VCB", "970436", id="code"),
        pytest.param("vietcombank", "970436", id="brand"),
        pytest.param("Ngân hàng TMCP Ngoại Thương Việt Nam", "970436", id="full name"),
        pytest.param("NGAN HANG TMCP NGOAI THUONG VIET NAM", "970436", id="full name without tones"),
        pytest.param("Ngân hàng thương mại cổ phần Ngoại thương", "970436", id="legal form in full"),
        pytest.param("Ngoại thương", "970436", id="nickname"),
        pytest.param("VCB HN", "970436", id="place behind"),
        pytest.param("NN&PTNT", "970405", id="abbreviation with ampersand"),
        pytest.param("NH NN & PTNT", "970405", id="abbreviation with spaces"),
        pytest.param("Agri", "970405", id="short"),
        pytest.param("NHNo&PTNT huyện Ba Vì", "970405", id="older abbreviation and place"),
        pytest.param("Vietinbank CN Ba Đình", "970415", id="branch"),
        pytest.param("BIDV - Chi nhánh Hà Tây", "970418", id="branch in full"),
        pytest.param("Sài Gòn - Hà Nội", "970443", id="name with a dash"),
        pytest.param("Ngân hàng TMCP Sài Gòn Thương Tín", "970403", id="longer than another bank's name"),
        pytest.param("Ngân hàng TMCP Sài Gòn", "970429", id="the shorter one"),
        pytest.param("LienVietPostBank", "970449", id="former name"),
        pytest.param("LPBank", "970449", id="present name"),
        pytest.param("Ngân hàng Đầu tư và Phát triển Campuchia", None, id="without BIN, begins like BIDV"),
        pytest.param("Kho bạc Nhà nước", None, id="State Treasury has no BIN"),
        pytest.param("Ngân hàng", None, id="no name"),
        pytest.param("không rõ", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_bank(text, bin_):
    assert load_banks().bin(text) == bin_


def test_every_official_name_gives_its_bin():
    for row in rows("banks"):
        for column in ("code", "short_name", "name_vi"):
            assert load_banks().bin(row[column]) == (row["napas_bin"] or None), row[column]


def test_every_alias_gives_a_bin_of_the_table_of_banks():
    for row in rows("bank_aliases"):
        assert row["bin"] in load_banks().bins
        assert load_banks().bin(row["alias"]) == row["bin"], row["alias"]


def test_two_bins_in_one_cell_are_not_chosen_from():
    banks = Banks([Bank("970436", ("VCB",)), Bank("970415", ("CTG",))], {})
    assert banks.bin("970436/970415") is None


@given(st.text())
def test_any_text_is_looked_up(text):
    found = load_banks().bin(text)
    assert found is None or found in load_banks().bins
