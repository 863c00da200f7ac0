"""The command that makes a zone: a wrong place is one line."""

import sys

from doisoat.synthetic.__main__ import main


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "a file").touch()
    out = tmp_path / "a file" / "zone"
    monkeypatch.setattr(sys, "argv", ["synthetic", f"--out={out}", "--persons=10", "--date=2024-01-12"])
    assert main() == 1
    assert f"{out} cannot be written: Not a directory" in capsys.readouterr().err
