import datetime as dt
from collections import Counter

import pytest

from doisoat.storage.reference import load_amounts, load_areas, load_banks, load_programmes


@pytest.mark.parametrize(
    ("date", "districts", "wards"),
    [
        pytest.param(dt.date(2024, 1, 12), 30, 579, id="January 2024"),
        pytest.param(dt.date(2024, 12, 31), 30, 579, id="day before the first reform"),
        pytest.param(dt.date(2025, 1, 1), 30, 526, id="first reform"),
        pytest.param(dt.date(2025, 6, 30), 30, 526, id="day before the second reform"),
        pytest.param(dt.date(2025, 7, 1), 0, 126, id="second reform"),
    ],
)
def test_areas_are_those_valid_on_the_date(date, districts, wards):
    areas = load_areas(date)
    assert (len(areas.districts), len(areas.wards)) == (districts, wards)


def test_wards_of_2024_are_counted_by_kind_as_the_statistics_office_does():
    kinds = Counter(ward.name.split(" ")[0] for ward in load_areas(dt.date(2024, 1, 12)).wards.values())
    assert kinds == {"Xã": 383, "Phường": 175, "Thị": 21}


def test_a_code_means_another_ward_after_the_reform():
    before, after = load_areas(dt.date(2024, 1, 12)), load_areas(dt.date(2025, 7, 1))
    assert (before.wards["00004"].name, after.wards["00004"].name) == ("Phường Trúc Bạch", "Phường Ba Đình")


def test_quang_trung_in_ha_dong_changed_its_code_with_the_first_reform():
    asked = ("Phường Quang Trung", "Quận Hà Đông")
    assert load_areas(dt.date(2024, 12, 31)).ward(*asked)[0] == "09550"
    assert load_areas(dt.date(2025, 1, 1)).ward(*asked)[0] == "09538"


def test_a_district_is_not_needed_when_there_are_none():
    assert load_areas(dt.date(2025, 7, 1)).ward("P. Ngọc Hà", "Ba Đình") == ("00008", None)


def test_bins_are_six_digits():
    assert all(len(bin_) == 6 and bin_.isdigit() for bin_ in load_banks().bins)


def test_programmes_have_their_amount_of_january_2024():
    programmes = load_programmes()
    assert programmes["05c"].monthly_amount == 440_000
    assert programmes["BMVNAH"].monthly_amount == 6_165_000
    assert programmes["TB"].monthly_amount is None  # by rate of injury


def test_programmes_that_tell_of_hiv_are_marked_all_of_them():
    programmes = load_programmes().values()
    marked = {programme.code for programme in programmes if programme.is_hiv}
    assert marked == {programme.code for programme in programmes if "HIV" in programme.label} == {"03a", "03b", "08"}


@pytest.mark.parametrize(
    ("date", "amounts"),
    [
        pytest.param(dt.date(2021, 12, 31), (None, None), id="no figure known"),
        pytest.param(dt.date(2024, 1, 12), (440_000, 2_055_000), id="January 2024"),
        pytest.param(dt.date(2024, 7, 1), (500_000, 2_789_000), id="July 2024"),
        pytest.param(dt.date(2026, 1, 1), (650_000, 2_789_000), id="2026"),
    ],
)
def test_amounts_are_those_in_force_on_the_date(date, amounts):
    in_force = load_amounts(date)
    assert (in_force.get("05c"), in_force.get("TNLS1")) == amounts


def test_programme_without_a_single_figure_has_no_amount():
    assert "BB" not in load_amounts(dt.date(2024, 1, 12))
