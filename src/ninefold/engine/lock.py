"""One writer at a time: a lock file held by the process, let go by the system when it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ninefold.errors import Busy


@contextmanager
def writer_lock(root: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the workspace's writer lock, or raise Busy saying which process has it."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "another process"
            raise Busy(
                f"Process {owner} is writing to {root}. Wait until it has finished, then run this again."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
