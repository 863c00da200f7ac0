"""Files are read in processes of their own: what they return, what they raise, and when they die."""

import importlib
import importlib.util
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from doisoat.errors import DeliveryRefused
from doisoat.intake.apart import ProcessDied, Processes
from doisoat.intake.refusals import in_file, refuse

pytestmark = pytest.mark.thorough


def test_calls_are_answered_side_by_side_by_processes_that_stay():
    with Processes(2) as processes, ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(processes.call, os.getpid) for _ in range(8)]
        numbers = {one.result() for one in asked}
    assert 1 <= len(numbers) <= 2
    assert os.getpid() not in numbers


def test_a_refusal_crosses_over_whole():
    refused = in_file(refuse("rows_wrong", rows=2, announced=3), "ba-dinh.xlsx")
    with Processes(1) as processes, pytest.raises(DeliveryRefused) as raised:
        processes.call(raise_it, refused)
    assert (str(raised.value), raised.value.code) == (str(refused), "rows_wrong")
    assert (raised.value.parameters, raised.value.vietnamese) == (refused.parameters, refused.vietnamese)


def test_a_process_that_dies_takes_nobody_along():
    with Processes(1) as processes:
        with pytest.raises(ProcessDied):
            processes.call(signal.raise_signal, signal.SIGKILL)
        assert processes.call(len, "ba") == 2


def test_what_a_function_prints_does_not_get_between_the_answers():
    with Processes(1) as processes:
        assert processes.call(os.write, 1, b"printed") == len("printed")
        assert processes.call(len, "ba") == 2


def test_no_process_spends_a_second_on_loading_pandas():
    assert importlib.util.find_spec("pandas") is not None
    with Processes(1) as processes, pytest.raises(ModuleNotFoundError):
        processes.call(importlib.import_module, "pandas")


def test_nothing_is_called_after_the_end():
    with Processes(1) as processes:
        processes.call(len, "ba")
    with pytest.raises(ProcessDied):
        processes.call(len, "ba")


def raise_it(error: Exception) -> None:
    raise error
