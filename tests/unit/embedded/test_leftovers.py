"""Which processes belong to an installation."""

import os
import subprocess
import sys

import psutil
import pytest

from doisoat.embedded import state
from doisoat.embedded.environment import MARK
from doisoat.embedded.leftovers import leftovers, remember_session, sweep

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def installation(tmp_path):
    return state.load_or_create(tmp_path)


@pytest.fixture
def start():
    processes = []

    def run(**options):
        processes.append(subprocess.Popen(SLEEP, **options))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.wait()


def test_a_process_with_the_mark_belongs_to_it(installation, start):
    process = start(env={**os.environ, MARK: installation.identifier})
    wait_until_started(process)
    assert [found.pid for found in leftovers(installation)] == [process.pid]


def test_a_process_with_another_mark_does_not(installation, start):
    wait_until_started(start(env={**os.environ, MARK: "another"}))
    assert leftovers(installation) == []


def test_a_process_of_the_supervisor_s_session_belongs_to_it(installation, start):
    process = start(start_new_session=True)
    remember_session(installation.folder, process.pid)
    assert [found.pid for found in leftovers(installation)] == [process.pid]


def test_a_session_s_number_that_went_to_another_process_is_not_ours(installation, start):
    process = start(start_new_session=True)
    (installation.folder / "session").write_text(f"{process.pid} {psutil.boot_time() + 1}")
    assert leftovers(installation) == []


def test_a_session_of_before_the_last_reboot_is_not_ours(installation, start):
    process = start(start_new_session=True)
    (installation.folder / "session").write_text(f"{process.pid} {psutil.boot_time() - 100}")
    assert leftovers(installation) == []


def test_sweeping_ends_them(installation, start):
    process = start(start_new_session=True)
    remember_session(installation.folder, process.pid)
    sweep(installation)
    assert not psutil.pid_exists(process.pid)
    assert leftovers(installation) == []


def wait_until_started(process):
    # Until exec, the child shows its parent's environment.
    while psutil.Process(process.pid).cmdline() != SLEEP:
        pass
