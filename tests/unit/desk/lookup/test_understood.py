"""What somebody types is a number, a code or a name."""

import pytest

from doisoat.desk.lookup.routes import understood


@pytest.mark.parametrize(
    ("asked", "kind", "sought"),
    [
        ("001185000001", "number", "001185000001"),
        ("001 185 000 001", "number", "001185000001"),
        ("0011.0044.5566", "number", "001100445566"),
        ("006NC000007", "code", "006NC000007"),
        ("HN-12", "code", "HN-12"),
        ("Nguyễn Thị Hoa", "name", None),
        ("hoa thi nguyen", "name", None),
    ],
)
def test_what_was_typed(asked: str, kind: str, sought: str | None) -> None:
    found, values = understood(asked)
    assert found == kind
    assert values["number"] == sought
    assert bool(values["name"]) == (kind == "name")
