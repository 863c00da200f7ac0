"""The commands that let people into the desk: clear words for what cannot be used."""

import argparse

import pytest

from doisoat.desk.__main__ import area, main


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("city", ("city", None)), ("district:001", ("district", "001")), ("ward:00043", ("ward", "00043"))],
)
def test_an_area_is_a_level_and_a_code(text: str, wanted: tuple[str, str | None]) -> None:
    assert area(text) == wanted


@pytest.mark.parametrize("text", ["", "district", "city:001", "village:1", "ward:abc"])
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="district:001"):
        area(text)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "WAREHOUSE_URL is not set"),
        ({"WAREHOUSE_URL": "postgresql://x"}, "DOISOAT_DESK_URL is not set"),
        ({"WAREHOUSE_URL": "postgresql://x", "DOISOAT_DESK_URL": "nonsense"}, "no address"),
        ({"WAREHOUSE_URL": "postgresql://x", "DOISOAT_DESK_URL": "postgresql://h/d"}, "no login or no password"),
    ],
)
def test_a_setting_that_is_missing_is_named(environ, said, capsys) -> None:
    assert main(["login"], environ) == 1
    assert said in capsys.readouterr().err
