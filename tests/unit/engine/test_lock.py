"""One writer at a time, and a writer that dies lets go."""

import os
import signal
from pathlib import Path

import pytest

from ninefold.engine.lock import writer_lock
from ninefold.errors import Busy


def test_a_second_writer_is_told_who_holds_the_workspace(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(Busy, match=f"Process {os.getpid()} is writing"):
        writer_lock(tmp_path).__enter__()


def test_the_lock_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    with writer_lock(tmp_path):
        assert (tmp_path / "writer.lock").read_text() == str(os.getpid())


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with writer_lock(tmp_path):
            os.write(writing, b"held")
            signal.pause()
    assert os.read(reading, 4) == b"held"
    with pytest.raises(Busy, match=f"Process {child} "):
        writer_lock(tmp_path).__enter__()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with writer_lock(tmp_path):
        assert (tmp_path / "writer.lock").read_text() == str(os.getpid())


def test_two_workspaces_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "one"), writer_lock(tmp_path / "two"):
        assert (tmp_path / "two" / "writer.lock").exists()
