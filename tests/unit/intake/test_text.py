import pyarrow as pa
import pytest

from doisoat.intake.beneficiaries import standardise_beneficiaries
from doisoat.intake.people import identity_columns, person_columns
from doisoat.intake.raw import raw_table
from doisoat.intake.text import decoded_texts
from doisoat.storage.reference import load_areas, load_banks
from factory import DATE


def people(*names, births=None, files=None, **options):
    empty = pa.nulls(len(names), pa.string())
    birth = empty if births is None else pa.array(births)
    file = pa.array(files or ["f"] * len(names))
    return person_columns(name=pa.array(names), birth=birth, sex=empty, files=file, **options)


def raw(*rows):
    origin = {"sequence": 1, "sender": "so-ldtbxh"}
    numbered = [{"file": "a.xlsx", **origin, **row, "row_number": at} for at, row in enumerate(rows, 2)]
    return pa.Table.from_pylist(numbered, schema=raw_table("beneficiaries").schema)


def test_a_legacy_name_is_decoded_before_it_is_standardised():
    columns = people("NguyÔn ThÞ Hoµ", "Lê Văn An")
    assert columns["full_name"].to_pylist() == ["Nguyễn Thị Hoà", "Lê Văn An"]
    assert columns["name"].to_pylist() == ["nguyễn thị hòa", "lê văn an"]
    assert columns["name_folded"].to_pylist() == ["nguyen thi hoa", "le van an"]
    assert columns["name_repairs"].to_pylist() == [["tcvn3", "tone_place"], []]


def test_a_doubtful_name_is_kept_as_sent_and_flagged():
    columns = people("Nguy?n V?n A", "Nguy¢¢n Smith", "\u009f¿", "¢\ufffd")
    assert columns["full_name"].to_pylist()[:2] == ["Nguy?n V?n A", "Nguy¢¢n Smith"]
    assert all("encoding_doubtful" in repairs for repairs in columns["name_repairs"].to_pylist()[:2])


def test_each_repair_is_told_once():
    decomposed = people("Nguye\u0302\u0303n Va\u0306n An", "Lê Văn An")
    assert decomposed["name_repairs"].to_pylist() == [["nfc"], []]


def test_names_are_judged_by_their_own_file():
    columns = people("NguyÔn V¨n An", "Vò Thanh", "TrÇn ThÞ Hång", "Vò Thanh", files=["a", "b", "a", "a"])
    assert columns["full_name"].to_pylist() == ["Nguyễn Văn An", "Vò Thanh", "Trần Thị Hồng", "Vũ Thanh"]


@pytest.mark.parametrize(("latest_year", "year"), [(2024, 1945), (2046, 2045), (None, 1945)])
def test_a_birth_year_of_two_digits_is_read_by_the_business_year(latest_year, year):
    assert people("A", births=["15-3-45"], latest_year=latest_year)["birth_year"].to_pylist() == [year]


def test_an_identity_number_is_repaired_only_for_somebody_born_by_the_business_year():
    sent = pa.array(["36345001234"])
    assert identity_columns(sent, latest_year=2024)["id_kind"].to_pylist() == ["damaged"]
    assert identity_columns(sent, latest_year=2046)["id_kind"].to_pylist() == ["citizen"]
    assert identity_columns(sent)["id_kind"].to_pylist() == ["citizen"]


def test_texts_are_decoded_and_other_fields_are_not_touched():
    rows = raw({"village": "Th«n §«ng", "beneficiary_code": "MÃ-1"}, {"village": None, "beneficiary_code": "2"})
    decoded = decoded_texts(rows, ["village"])
    assert decoded["village"].to_pylist() == ["Thôn Đông", None]
    assert decoded.drop_columns("village").equals(rows.drop_columns("village"))


def test_a_row_in_legacy_characters_is_understood():
    sent = {
        "beneficiary_code": "BT-1",
        "full_name": "NguyÔn V¨n An",
        "monthly_amount": "540000",
        "sex": "N÷",
        "ward_name": "Phóc X¸",
        "district_name": "Ba §×nh",
        "bank_name": "Ng©n hµng N«ng nghiÖp",
        "payment_method": "TiÒn mÆt",
        "representative_name": "TrÇn ThÞ Hång",
    }
    core, quarantine = standardise_beneficiaries(
        raw(sent), areas=load_areas(DATE), banks=load_banks(), latest_year=DATE.year
    )
    row = core.to_pylist()[0]
    assert quarantine.num_rows == 0
    assert (row["sex"], row["payment_method"]) == ("F", "cash")
    assert (row["ward_code"], row["district_code"], row["bank_bin"]) == ("00001", "001", "970405")
    assert (row["ward_name"], row["representative_name"]) == ("Phúc Xá", "Trần Thị Hồng")
    assert row["representative_name_folded"] == "tran thi hong"
