"""The data dictionary in docs/ is what the database says of itself."""

import pytest

from doisoat.paths import HOME
from doisoat.publish.dictionary import dictionary

pytestmark = pytest.mark.stack


@pytest.fixture
def document(url: str) -> str:
    return dictionary(url)


def test_document_is_current(document: str) -> None:
    assert (HOME / "docs" / "data-dictionary.md").read_text("utf-8") == document, "run `make docs`"


def test_everything_published_is_described(document: str) -> None:
    assert "None" not in document
    assert "## reconciled.beneficiary\n\nOne row: a roll entry, as of the last publication." in document
    assert "## reconciled.change (view)" in document
