"""Writing that survives a crash: whole or not at all, and on the disk when it returns."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ninefold.errors import DiskFull

_FULL = ("no space left", "disk quota exceeded", "file too large")
_CUT_SHORT = re.compile(r"^\d+ requested and \d+ written$")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, atomically and durably.

    Linking a finished temporary file to its final name is one step for the file system, and fails
    when the name is taken: two writers can never both believe they made it.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def fsync_file(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def fsync_folder(path: Path) -> None:
    """Wait until a folder's list of names is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_full_is_plain() -> Iterator[None]:
    """Turn 'no space left' from any library into DiskFull, with what to do next."""
    try:
        yield
    except Exception as error:
        if not _means_disk_full(error):
            raise
        raise DiskFull(
            "The disk is full. Every load is either wholly in or not in at all, and nothing committed was lost. "
            "Free some space and run the same command again; it will carry on where it stopped."
        ) from error


def _means_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    text = str(error).lower()
    # DuckDB and Arrow report the system's message inside their own; NumPy only counts what it wrote
    return any(words in text for words in _FULL) or bool(_CUT_SHORT.search(text))
