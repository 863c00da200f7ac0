"""The command that makes a zone: what is wrong with an order is one line, in the words of `make generate`."""

import sys

import pytest

from doisoat.synthetic.__main__ import main


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "a file").touch()
    out = tmp_path / "a file" / "zone"
    monkeypatch.setattr(sys, "argv", ["synthetic", f"--out={out}", "--persons=10", "--date=2024-01-12"])
    assert main() == 1
    assert f"{out} cannot be written: Not a directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"out": ""}, "OUT is the folder to write"),
        ({"persons": ""}, "PERSONS is a whole number, 1 or more, such as 20000, not ''"),
        ({"persons": "20,000"}, "not '20,000'"),
        ({"persons": "0"}, "1 or more"),
        ({"date": "tomorrow"}, "DATE is a day such as 2024-01-12, not 'tomorrow'"),
        ({"seed": "-1"}, "SEED is a whole number"),
        ({"noise": "7"}, "noise is one of 0, 1, 2, not 7"),
    ],
    ids=str,
)
def test_an_order_that_cannot_be_is_refused_in_a_line(tmp_path, monkeypatch, capsys, wrong, said):
    order = {"out": str(tmp_path / "zone"), "persons": "10", "date": "2024-01-12", "seed": "1", "noise": "1"} | wrong
    monkeypatch.setattr(sys, "argv", ["synthetic", *(f"--{name}={value}" for name, value in order.items())])
    assert main() == 1
    told = capsys.readouterr().err
    assert told.startswith("doisoat: ")
    assert said in told
    assert told.count("\n") == 1
