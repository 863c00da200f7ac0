from pathlib import Path

import pytest

from doisoat.errors import SettingsError
from doisoat.report.recipients import load_recipients

GOOD = "{address: a@example.vn, role: vận hành, language: vi}"


def write(folder: Path, text: str) -> Path:
    path = folder / "who.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_recipients_are_invented_addresses() -> None:
    assert all(a.rsplit("@", 1)[1].endswith(("example.vn", "example.org")) for a in load_recipients())


def test_another_file_can_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOISOAT_RECIPIENTS", str(write(tmp_path, f"recipients: [{GOOD}]")))
    assert load_recipients() == ["a@example.vn"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("recipients: []", "at least one entry", id="nobody"),
        pytest.param("- a@example.vn", "needs a list `recipients`", id="no mapping"),
        pytest.param("recipients: [", "cannot be read", id="no yaml"),
        pytest.param(f"recipients: [{GOOD}, a@example.vn]", "recipient 2: needs address, role", id="bare address"),
        pytest.param("recipients: [{address: a@example.vn, role: x}]", "recipient 1: needs", id="no language"),
        pytest.param(f"recipients: [{GOOD.replace('a@', 'a ')}]", "recipient 1: the address", id="no address"),
        pytest.param(
            "recipients: [{address: 'a@example.vn, b@example.vn', role: x, language: vi}]", "the address", id="two"
        ),
        pytest.param(f"recipients: [{GOOD.replace('vận hành', '')}]", "recipient 1: the role", id="no role"),
        pytest.param(f"recipients: [{GOOD.replace(': vi', ': fr')}]", "recipient 1: the language", id="language"),
    ],
)
def test_a_wrong_entry_is_named_without_its_address(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as failure:
        load_recipients(write(tmp_path, text))
    assert "example" not in str(failure.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SettingsError, match="nowhere.yaml cannot be read"):
        load_recipients(Path("/nowhere.yaml"))
