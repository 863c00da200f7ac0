"""What leaves a task when it fails: who must act, never a row."""

import datetime as dt
import logging
import traceback
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from doisoat.errors import DoisoatError, QualityGateFailed, SourceMissing, StorageError, WarehouseOutOfReach
from doisoat.orchestration.tasks import business_date, call_safely

PLANTED = "Ngô Thị Bằng Lăng 001177000123"


def failing(error):
    def call():
        secret = PLANTED  # noqa: F841 (a local that a traceback with variables would show)
        raise error

    return call


@pytest.mark.parametrize(
    "error", [ValueError(PLANTED), KeyError(PLANTED), OSError(PLANTED)], ids=lambda e: type(e).__name__
)
def test_an_unexpected_error_tells_its_type_and_place_but_no_value(error, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(AirflowException) as raised:
        call_safely(failing(error))
    shown = caplog.text + "".join(traceback.format_exception(raised.value))
    assert PLANTED not in shown
    assert f"unexpected {type(error).__name__} at" in shown
    assert "test_tasks.py" in str(raised.value)


def test_an_unexpected_error_keeps_no_way_to_its_cause():
    with pytest.raises(AirflowException) as raised:
        call_safely(failing(ValueError(PLANTED)))
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


@pytest.mark.parametrize("error", [SourceMissing("no rolls"), QualityGateFailed("accounts: too few")], ids=str)
def test_an_error_in_the_data_fails_at_once_with_its_line(error):
    with pytest.raises(AirflowFailException, match=str(error)):
        call_safely(failing(error))


class OperationalError(Exception):
    """Named as the database drivers name theirs."""


@pytest.mark.parametrize(
    "error",
    [StorageError("s3"), WarehouseOutOfReach("db"), ConnectionError(), OperationalError()],
    ids=lambda e: type(e).__name__,
)
def test_what_is_out_of_reach_is_tried_again(error):
    with pytest.raises(AirflowException) as raised:
        call_safely(failing(error))
    assert not isinstance(raised.value, AirflowFailException)


@pytest.mark.parametrize("error", [TypeError(), FileNotFoundError()], ids=lambda e: type(e).__name__)
def test_what_is_wrong_is_not_tried_again(error):
    with pytest.raises(AirflowFailException):
        call_safely(failing(error))


def test_the_business_date_is_the_partition_key():
    assert business_date({"dag_run": SimpleNamespace(partition_key="2024-01-12")}) == dt.date(2024, 1, 12)


@pytest.mark.parametrize("key", [None, "", "yesterday"])
def test_a_run_without_a_business_date_says_how_to_give_one(key):
    with pytest.raises(DoisoatError, match="partition key"):
        business_date({"dag_run": SimpleNamespace(partition_key=key)})
