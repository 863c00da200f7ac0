"""Layouts as configuration: what is wrong in a file is told with its line; the header chooses among them."""

from pathlib import Path

import pytest

from doisoat.errors import DeliveryRefused, SettingsError
from doisoat.intake.config import load_limits
from doisoat.intake.layout_file import read_layout
from doisoat.intake.layouts import load_layouts
from doisoat.intake.reading import Reading, open_reading
from doisoat.intake.recognise import recognise
from factory import BANK_HEADER, POPULATION_HEADER, account_row, csv_file, person, roll_file, roll_row

SHIPPED = {
    "population": ["population-csv", "population-parquet"],
    "beneficiaries": ["roll-dbf", "roll-split-year", "roll-standard", "roll-tcvn3"],
    "accounts": ["bank-csv", "bank-fixed"],
}
BANK = """feed: accounts
kind: csv
delimiter: "|"
encoding: detect
ignored: [STT]
columns:
  bank_bin: {constant: "970499", required: true}
  account_number: {headers: [SO_TK], required: true}
  account_type: {constant: bank, required: true}
  holder_name: {headers: [TEN_CHU_TK, CHU_TK], required: true}
  holder_date_of_birth: {headers: [NGAY_SINH], date: "%m/%d/%Y"}
  status:
    headers: [TRANG_THAI]
    required: true
    values:
      active: [Hoạt động, HD]
      closed: [Đã đóng]
"""


def layout_file(folder: Path, text: str, name: str = "bank-x") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def read(path: Path, feed: str, layout: str | None = None) -> tuple[Reading, list[dict[str, object]]]:
    reading = open_reading(path, path.name, layout, feed=feed, limits=load_limits(feed))
    return reading, [row for table in reading.tables for row in table.to_pylist()]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _only_ours: None) -> Path:
    """The operator's folder of layouts."""
    folder = tmp_path / "layouts"
    folder.mkdir()
    monkeypatch.setenv("DOISOAT_LAYOUTS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch):
    from doisoat.intake import layouts

    monkeypatch.delenv("DOISOAT_LAYOUTS", raising=False)
    yield
    layouts._all.cache_clear()


@pytest.mark.parametrize(("feed", "names"), SHIPPED.items(), ids=SHIPPED)
def test_every_layout_of_the_contract_is_there(feed, names):
    assert sorted(load_layouts(feed)) == names


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        pytest.param("kind: csv", "kind: pdf", 2, "'pdf' is none of csv", id="kind"),
        pytest.param("delimiter:", "delimeter:", 3, "unknown key 'delimeter'", id="unknown key"),
        pytest.param("headers: [SO_TK]", "heders: [SO_TK]", 8, "unknown key 'heders'", id="unknown key below"),
        pytest.param("account_number:", "account_no:", 8, "'account_no' is no field of accounts", id="field"),
        pytest.param("[NGAY_SINH]", "[so_tk]", 11, "the header 'so_tk' is already in line 8", id="header twice"),
        pytest.param('"|"', '"||"', 3, "one ASCII character", id="delimiter"),
        pytest.param("detect", "latin", 4, "'latin' is none of utf-8", id="encoding"),
        pytest.param("[STT]", "STT", 5, "must be a list", id="no list"),
        pytest.param("[SO_TK], required: true", "[SO_TK], required: 1", 8, "true or false", id="truth"),
        pytest.param('"%m/%d/%Y"', "dd/mm/yyyy", 11, "a date format is like", id="date format"),
        pytest.param('"%m/%d/%Y"', '"%d/%m/%y"', 11, "a year of four digits", id="short year"),
        pytest.param("[Đã đóng]", "[hd]", 17, "'hd' stands for two codes", id="value twice"),
        pytest.param("constant: bank", "constant: bank, headers: [LOAI]", 9, "one of headers", id="two places"),
        pytest.param("feed: accounts\n", "", 1, "'feed' is missing", id="no feed"),
        pytest.param("kind: csv", "kind: fixed", 1, "fixed has 'record'", id="no record"),
        pytest.param("columns:", "columns: [", 8, "expected", id="no yaml"),
        pytest.param("ignored: [STT]", "kind: csv", 5, "'kind' is there twice", id="key twice"),
        pytest.param(BANK, "", 1, "it is empty", id="empty"),
        pytest.param("ignored:", "[ignored]:", 5, "a key must be a text", id="a list as key"),
        pytest.param(BANK, "- a\n", 1, "'key: value' lines", id="a list"),
        pytest.param("required: true", "required: false", 1, "no column is required", id="nothing required"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path, old, new, line, problem):
    path = layout_file(tmp_path, BANK.replace(old, new))
    with pytest.raises(SettingsError) as told:
        read_layout(path)
    assert str(told.value).startswith(f"{path}, line {line}: ")
    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("1-6", "6-1", "line 7: positions are written like 7-25", id="backwards"),
        pytest.param("106-130", "106-151", "line 1: request_ref: its positions end after the record", id="too far"),
        pytest.param("length: 150", "length: long", "line 5: this must be a number", id="length"),
        pytest.param("positions: 1-6", "headers: [BIN]", "bank_bin: layouts of kind fixed have positions", id="header"),
    ],
)
def test_a_mistake_in_a_fixed_layout_is_told(tmp_path, old, new, problem):
    shipped = Path(load_layouts("accounts")["bank-fixed"].source).read_text("utf-8")
    head, _, rest = shipped.partition("\n")  # the comment in line 1 stays
    with pytest.raises(SettingsError) as told:
        read_layout(layout_file(tmp_path, f"{head}\n{rest.replace(old, new)}"))
    assert problem.split(": ", 1)[-1] in str(told.value)


def test_an_operators_bank_is_read_without_code(own, tmp_path):
    layout_file(own, BANK)
    text = "STT|SO_TK|CHU_TK|NGAY_SINH|TRANG_THAI|CHI_NHANH\r\n1|0012|BUI VAN AN|03/15/1945|Hoạt động|Ba Đình\r\n"
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode("utf-16"))
    reading, (row,) = read(path, "accounts")
    assert (reading.layout.name, reading.encoding, reading.unknown_columns) == ("bank-x", "utf-16-le", ["CHI_NHANH"])
    filled = {name: value for name, value in row.items() if value is not None}
    assert filled == {
        "row_number": 2,
        "bank_bin": "970499",
        "account_number": "0012",
        "account_type": "bank",
        "holder_name": "BUI VAN AN",
        "holder_date_of_birth": "1945-03-15",
        "status": "active",
    }


@pytest.mark.parametrize(("quoted", "name"), [("true", 'BUI "BE" AN'), ("false", '"BUI ""BE"" AN"')])
def test_quotes_count_as_the_layout_says(own, tmp_path, quoted, name):
    layout_file(own, f"quoted: {quoted}\n{BANK}")
    path = tmp_path / "x.csv"
    path.write_text('SO_TK|CHU_TK|TRANG_THAI\n12|"BUI ""BE"" AN"|HD\n', "utf-8")
    assert read(path, "accounts")[1][0]["holder_name"] == name


def test_a_value_that_the_layout_does_not_know_stays_as_sent(own, tmp_path):
    layout_file(own, BANK)
    path = tmp_path / "x.csv"
    path.write_text("SO_TK|CHU_TK|NGAY_SINH|TRANG_THAI\n12|BUI VAN AN|15/03/1945|Treo\n", "utf-8")
    _, (row,) = read(path, "accounts")
    assert (row["status"], row["holder_date_of_birth"]) == ("Treo", "15/03/1945")


def test_a_layout_may_not_take_the_name_of_ours(own):
    layout_file(own, BANK, "bank-csv")
    with pytest.raises(SettingsError, match=r"bank-csv\.yaml: there is a layout of that name"):
        load_layouts("accounts")


def test_a_folder_of_layouts_that_is_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("DOISOAT_LAYOUTS", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="DOISOAT_LAYOUTS names no folder"):
        load_layouts("accounts")


def test_a_file_that_fits_two_layouts_is_refused_with_their_names(own, tmp_path):
    layout_file(own, BANK, "bank-x")
    layout_file(own, BANK, "bank-y")
    path = tmp_path / "x.csv"
    path.write_text("SO_TK|CHU_TK|TRANG_THAI\n12|A|HD\n", "utf-8")
    with pytest.raises(DeliveryRefused, match=r"several layouts \(bank-x, bank-y\)"):
        read(path, "accounts")
    assert read(path, "accounts", "bank-y")[0].layout.name == "bank-y"


def test_of_two_layouts_that_fit_the_one_that_reads_more_columns_is_taken(own, tmp_path):
    layout_file(own, BANK, "bank-x")
    layout_file(own, BANK + "  request_ref: {headers: [MA_YC]}\n", "bank-y")
    path = tmp_path / "x.csv"
    path.write_text("SO_TK|CHU_TK|TRANG_THAI|MA_YC\n12|A|HD|BT-1\n", "utf-8")
    assert read(path, "accounts")[0].layout.name == "bank-y"


FILES = {
    "roll.xlsx": roll_file([roll_row()]),
    "bank.csv": csv_file([account_row()], BANK_HEADER),
    "population.csv": csv_file([person()], POPULATION_HEADER),
}


@pytest.mark.parametrize(
    ("content", "name", "feed", "layout"),
    [
        pytest.param("roll.xlsx", "roll.csv", "beneficiaries", "roll-standard", id="workbook named csv"),
        pytest.param("bank.csv", "bank.xlsx", "accounts", "bank-csv", id="csv named workbook"),
        pytest.param("bank.csv", "bank.txt", "accounts", "bank-csv", id="csv named txt"),
    ],
)
def test_a_file_is_known_by_its_content_not_its_name(tmp_path, content, name, feed, layout):
    path = tmp_path / name
    path.write_bytes(FILES[content])
    assert recognise(path, name, None, feed=feed, limits=load_limits(feed)).layout.name == layout


@pytest.mark.parametrize(
    ("data", "layout", "problem"),
    [
        pytest.param(FILES["bank.csv"], "roll-standard", "is for files of kind workbook", id="kind"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None, "has a password", id="old Excel"),
        pytest.param(b"a;b\n1;2\n", "no-such", "layout 'no-such' is not known", id="unknown layout"),
        pytest.param(
            b"STT;HOTEN;MADT\n", None, r"lacks the columns date_of_birth.*Header found: STT \| HOTEN", id="header"
        ),
        pytest.param("1;Bùi Văn An;BT-1\n".encode(), None, r"Header found: \?$", id="no header, a person"),
    ],
)
def test_a_file_that_no_layout_reads_is_refused_in_words(tmp_path, data, layout, problem):
    path = tmp_path / "r.csv"
    path.write_bytes(data)
    with pytest.raises(DeliveryRefused, match=problem) as told:
        read(path, "beneficiaries", layout)
    assert "Bùi" not in str(told.value)
