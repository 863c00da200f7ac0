"""What a waiting command says."""

from doisoat.embedded import progress


def test_a_wait_is_named_with_how_long_it_took(capsys, monkeypatch):
    monkeypatch.setattr(progress, "WORTH_SAYING", 0)
    with progress.doing("waiting for the scheduler"):
        pass
    assert capsys.readouterr() == ("", "waiting for the scheduler … 0 s\n")


def test_what_took_no_time_is_not_said(capsys):
    with progress.doing("waiting for the scheduler"):
        pass
    assert capsys.readouterr().err == ""
