"""Opening what was sent, only if it is a plain file, and saying plainly why a file is refused."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from ninefold.engine.formats.rows import COLUMN_LIMIT, ROW
from ninefold.errors import FileRefused

NAME_LIMIT = 200


def shown(name: str) -> str:
    """A file's name fit to print: control and undecodable characters escaped, very long names shortened."""
    escaped = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name
    )
    return escaped if len(escaped) <= NAME_LIMIT else escaped[: NAME_LIMIT - 1] + "…"


def refused(path: Path, what: str, next_step: str) -> FileRefused:
    """The refusal of a whole file: what is wrong, where, and what to do next."""
    return FileRefused(f"{shown(path.name)}: {what}. {next_step}")


def open_plain(path: Path) -> BinaryIO:
    """The file open for reading; refuses folders, pipes and devices without ever waiting for one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise refused(path, "it cannot be opened", "Check that it is there and may be read.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise refused(path, "it is not a plain file", "Give a file, not a folder, pipe or device.")
    return os.fdopen(descriptor, "rb")


def check_columns(path: Path, columns: tuple[str, ...]) -> None:
    """Refuse columns that cannot be told apart, have no name, or are too many."""
    if not columns:
        raise refused(path, "it has no columns", "Send the file with a header line.")
    if len(columns) > COLUMN_LIMIT:
        raise refused(path, f"it has more than {COLUMN_LIMIT:,} columns", "Check the delimiter.")
    seen: dict[str, int] = {}
    for position, name in enumerate(columns, 1):
        key = name.strip().casefold()
        if not key:
            raise refused(path, f"the header of column {position} is blank", "Give every column a name.")
        if key == ROW:
            raise refused(
                path, f"column {position} is named {ROW}, which Ninefold keeps for itself", "Rename it."
            )
        if key in seen:
            what = f"columns {seen[key]} and {position} have the same name (case and spaces aside)"
            raise refused(path, what, "Give every column a name of its own.")
        seen[key] = position
