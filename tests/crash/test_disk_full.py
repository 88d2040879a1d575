"""A disk that fills up loses nothing: the error is plain, and with more room the same command finishes."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests.crash.filling import FILES, ROWS, SHARES
from tests.support.kills import HERE

pytestmark = pytest.mark.crash

OWN_MOUNTS = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


@pytest.fixture(scope="module")
def tries(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("disk")
    look = [*OWN_MOUNTS, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        subprocess.run(look, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets nobody mount a small disk here (neither root nor user namespaces)")
    command = [*OWN_MOUNTS, sys.executable, "-m", "tests.crash.filling", str(folder)]
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def sizes(tries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tries at each size of disk."""
    found = [t for t in tries if "share" in t]
    assert len(found) == len(SHARES)
    return found


def test_a_full_disk_is_a_plain_error(tries: list[dict[str, Any]]) -> None:
    assert all(
        "The disk is full" in t["first"] and "run the same command again" in t["first"] for t in sizes(tries)
    )


def test_what_was_committed_before_the_disk_filled_is_exact(tries: list[dict[str, Any]]) -> None:
    for t in sizes(tries):
        then = t["then"]
        assert then["faults"] == []
        assert then["rows"] == then["ledger"] == then["loads"] * ROWS
    assert len({t["then"]["loads"] for t in sizes(tries)}) > 2, "the disks all filled at one place"


def test_the_same_command_finishes_once_there_is_room(tries: list[dict[str, Any]]) -> None:
    for t in sizes(tries):
        assert t["second"] == ""
        assert t["end"] == {"loads": FILES, "ledger": FILES * ROWS, "rows": FILES * ROWS, "faults": []}


def test_at_the_command_line_it_is_one_message_and_exit_status_5(tries: list[dict[str, Any]]) -> None:
    seen = tries[-1]
    assert seen["cli"] == 5
    assert "disk-full: The disk is full" in " ".join(seen["said"].split())
    assert "Traceback" not in seen["said"]
