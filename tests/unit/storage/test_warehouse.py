import psycopg
import pytest

from doisoat.errors import PublicationError, SettingsError, WarehouseOutOfReach
from doisoat.storage.warehouse import connect, guarded


@guarded("looking")
def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(psycopg.OperationalError("connection refused"), id="nobody answers"),
        pytest.param(psycopg.errors.AdminShutdown("terminating connection"), id="the server stops"),
        pytest.param(psycopg.errors.ConnectionFailure("lost"), id="the connection breaks"),
    ],
)
def test_a_warehouse_out_of_reach_is_told_from_one_that_refuses(error):
    with pytest.raises(WarehouseOutOfReach, match="failed while looking"):
        fail(error)


def test_what_the_warehouse_refuses_is_no_matter_of_time_and_quotes_no_row():
    with pytest.raises(PublicationError, match="UniqueViolation") as refused:
        fail(psycopg.errors.UniqueViolation("Key (full_name)=(Trần Thị Xờ) already exists"))
    assert not isinstance(refused.value, WarehouseOutOfReach)
    assert "Xờ" not in str(refused.value)


def test_a_port_where_nobody_listens_is_out_of_reach():
    with pytest.raises(WarehouseOutOfReach):
        guarded("connecting")(connect)("postgresql+psycopg://nobody:secret@127.0.0.1:9/none")


@pytest.mark.parametrize("url", ["junk-with-a-secret", "mysql://a-secret@127.0.0.1/none"])
def test_what_is_no_url_of_a_warehouse_is_said_and_not_repeated(url):
    with pytest.raises(SettingsError, match="is of the form postgresql") as refused:
        guarded("connecting")(connect)(url)
    assert "secret" not in str(refused.value)
    assert refused.value.__context__ is None
