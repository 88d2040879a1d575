"""Writing whole or not at all, and saying plainly when there is no room."""

import errno
from pathlib import Path

import pytest

from ninefold.engine.durable import disk_full_is_plain, fsync_file, fsync_folder, write_new
from ninefold.errors import DiskFull


def test_a_new_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_new(tmp_path / "a.json", b"{}")
    fsync_file(tmp_path / "a.json")
    fsync_folder(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.json": b"{}"}


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    write_new(tmp_path / "a.json", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.json", b"second")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.json": b"first"}


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "quota"),
        OSError("9000 requested and 6640 written"),
        RuntimeError("IO Error: Could not write file: No space left on device"),
    ],
)
def test_no_space_left_is_told_in_one_way_whoever_found_out(error: Exception) -> None:
    with pytest.raises(DiskFull, match="run the same command again") as told, disk_full_is_plain():
        raise error
    assert told.value.exit_status == 5


def test_another_error_stays_what_it_is() -> None:
    with pytest.raises(PermissionError), disk_full_is_plain():
        raise PermissionError(errno.EACCES, "no")
