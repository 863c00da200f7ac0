"""The command that makes the desk's login: clear words for a setting that cannot be used."""

import pytest

from doisoat.desk.__main__ import main


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "WAREHOUSE_URL is not set"),
        ({"WAREHOUSE_URL": "postgresql://x"}, "DOISOAT_DESK_URL is not set"),
        ({"WAREHOUSE_URL": "postgresql://x", "DOISOAT_DESK_URL": "nonsense"}, "no address"),
        ({"WAREHOUSE_URL": "postgresql://x", "DOISOAT_DESK_URL": "postgresql://h/d"}, "no login or no password"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ, said, capsys) -> None:
    assert main(environ) == 1
    assert said in capsys.readouterr().err
