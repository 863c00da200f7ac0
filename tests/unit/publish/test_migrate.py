import pytest

from doisoat.publish.migrate import main


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "WAREHOUSE_URL is not set"),
        ({"WAREHOUSE_URL": "mysql:/x"}, "the warehouse's URL is of the form"),
        ({"WAREHOUSE_URL": "postgresql://nobody:secret-word@127.0.0.1:1/none"}, "the warehouse failed while migrating"),
    ],
)
def test_a_start_that_cannot_migrate_says_why_in_one_line(
    environ: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(environ) == 1
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert line.startswith(f"doisoat: {said}")
    assert "secret-word" not in told.err + told.out
