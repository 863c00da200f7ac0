"""Opaque references: stable, readable by one login for one kind of thing, never telling what they name."""

import pytest

from doisoat.desk.references import References

REFERENCES = References(b"of the test")


def test_a_reference_is_read_by_whom_it_was_made_for() -> None:
    assert REFERENCES.read("entry", REFERENCES.make("entry", "HN-00012", "lan"), "lan") == "HN-00012"


def test_the_same_thing_has_the_same_reference() -> None:
    assert REFERENCES.make("entry", "HN-00012", "lan") == REFERENCES.make("entry", "HN-00012", "lan")


def test_a_reference_does_not_show_what_it_names() -> None:
    assert "HN-00012" not in REFERENCES.make("entry", "HN-00012", "lan")


@pytest.mark.parametrize(
    ("kind", "login", "references"),
    [
        pytest.param("case", "lan", REFERENCES, id="of another kind"),
        pytest.param("entry", "minh", REFERENCES, id="of another login"),
        pytest.param("entry", "lan", References(b"another"), id="of another installation"),
    ],
)
def test_a_reference_for_something_else_is_not_read(kind: str, login: str, references: References) -> None:
    assert references.read(kind, REFERENCES.make("entry", "HN-00012", "lan"), login) is None


@pytest.mark.parametrize("text", ["", "HN-00012", "made-up", "ă", "A" * 1000])
def test_what_was_made_up_is_not_read(text: str) -> None:
    assert REFERENCES.read("entry", text, "lan") is None
