"""What is inside a zip or gzip archive, and getting one member out without believing a word the archive says.

A zip is refused whole when it is not sound: truncated, entries that overlap (as in a quine), too many, too
large together. A member is refused alone when only it is at fault: a name that leaves the folder, a link,
encrypted, a name used twice, an archive inside the archive. Sizes are checked as declared and again as the
bytes come out.
"""

import gzip
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from ninefold.engine.formats.files import open_plain, refused, shown
from ninefold.errors import FileRefused

_STEP = 1 << 18
_NESTED_NAMES = (".zip", ".gz", ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst", ".jar")
_OFFICE_NAMES = (".xlsx", ".xlsm", ".docx", ".pptx", ".ods")
_NESTED_STARTS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END = struct.Struct("<4s4H2LH")
_ASK = "Ask the sender for the archive again."


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold; a ratio is judged only above `ratio_from` bytes, since tables pack
    well.
    """

    members: int = 100_000
    member_bytes: int = 20_000_000_000
    total_bytes: int = 100_000_000_000
    ratio: int = 150
    ratio_from: int = 20_000_000
    directory_bytes: int = 50_000_000
    nested: bool = False  # whether an archive inside an archive may be taken out


LIMITS = Limits()


@dataclass(frozen=True)
class MemberInfo:
    """One member as its archive declares it, and why it is refused, if it is."""

    name: str
    size: int
    packed: int
    refusal: str | None = None


def is_zip(path: Path) -> bool:
    """Whether the file begins, or for an empty archive ends, as a zip does."""
    with open_plain(path) as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip does."""
    with open_plain(path) as stream:
        return stream.read(2) == b"\x1f\x8b"


class Archive:
    """A zip whose directory is read and judged once, at first use; safe to take members from in many
    threads.
    """

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.path = path
        self._limits = limits

    def __reduce__(self) -> tuple[type["Archive"], tuple[Path, Limits]]:
        return Archive, (self.path, self._limits)

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        return checked_zip(self.path, open_plain(self.path), self._limits)

    @cached_property
    def _entries(self) -> list[tuple[zipfile.ZipInfo, MemberInfo]]:
        entries = [entry for entry in self._zip.infolist() if not _is_passed_over(entry)]
        names = Counter(_as_path(entry.filename) for entry in entries)
        return [(entry, _described(entry, names, self._limits)) for entry in entries]

    @cached_property
    def _by_name(self) -> dict[str, tuple[zipfile.ZipInfo, MemberInfo]]:
        return {entry.filename: (entry, info) for entry, info in self._entries}

    def members(self) -> list[MemberInfo]:
        """The files inside, in the order of their names; those that may not be taken say why."""
        return sorted((info for _, info in self._entries), key=lambda member: member.name)

    def extract(self, member: str, to: Path) -> Path:
        """Write one member to the new file `to`; nothing is left there when the member is refused."""
        if member not in self._by_name:
            raise refused(self.path, "it has no such member", "List its members first.")
        entry, info = self._by_name[member]
        where = f"{shown(self.path.name)}, member {shown(member)}"
        if info.refusal:
            raise FileRefused(f"{where}: {info.refusal}.")
        try:
            with self._zip.open(entry) as source:
                _pour(where, _steps(source), to, _Cap(entry.compress_size, entry.file_size, self._limits))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise _damaged(where, error) from error
        return to

    def close(self) -> None:
        """Let go of the file; it is opened again when needed."""
        if "_zip" in self.__dict__:
            stream = self._zip.fp
            self._zip.close()
            if stream:
                stream.close()
            for name in ("_zip", "_entries", "_by_name"):
                self.__dict__.pop(name, None)


def members(path: Path, limits: Limits = LIMITS) -> list[MemberInfo]:
    """The files inside a zip in the order of their names; those that may not be taken say why."""
    return Archive(path, limits).members()


def expand(path: Path, to: Path, limits: Limits = LIMITS) -> Path:
    """Write what a gzip file holds to the new file `to`; nothing is left there when it is refused."""
    with open_plain(path) as stream:
        packed = path.stat().st_size
        try:
            with gzip.open(stream) as source:
                _pour(shown(path.name), _steps(source), to, _Cap(packed, limits.member_bytes, limits))
        except (gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
            raise _damaged(shown(path.name), error) from error
    return to


def checked_zip(path: Path, stream: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory is known to be sound and of bearable size."""
    _check_directory_size(path, stream, limits)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise refused(path, "it is not a sound zip archive, or is cut short", _ASK) from error
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise refused(path, f"it holds more than {limits.members:,} files", "Send it in several archives.")
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise refused(path, "its files together are larger than allowed", "Send it in several archives.")
    _check_no_overlap(path, stream, archive)
    return archive


def check_every_member(path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse the whole archive when any member may not be taken; for files that are one archive, as
    workbooks are.
    """
    names = Counter(_as_path(entry.filename) for entry in archive.infolist())
    for entry in archive.infolist():
        if refusal := _name_refusal(entry, names) or _content_refusal(entry, limits):
            raise refused(path, f"of one part of it, {refusal}", _ASK)


@dataclass(frozen=True)
class _Cap:
    packed: int
    declared: int
    limits: Limits

    def is_over(self, size: int) -> bool:
        is_bomb = size > self.limits.ratio_from and size > self.packed * self.limits.ratio
        return is_bomb or size > min(self.declared, self.limits.member_bytes)


def _damaged(where: str, error: Exception) -> FileRefused:
    if isinstance(error, OSError) and error.errno:  # the disk's fault, not the archive's
        raise error
    return FileRefused(f"{where}: it is damaged or cut short. {_ASK}")


def _steps(source: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while step := source.read(_STEP):
        yield step


def _pour(where: str, steps: Iterator[bytes], to: Path, cap: _Cap) -> None:
    with to.open("xb") as target:
        try:
            _pour_into(where, steps, target, cap)
        except BaseException:
            to.unlink()
            raise


def _pour_into(where: str, steps: Iterator[bytes], target: BinaryIO, cap: _Cap) -> None:
    size = 0
    for step in steps:
        if not size and not cap.limits.nested and _is_nested(where, step):
            raise FileRefused(f"{where}: it is an archive inside the archive. Unpack it and send its files.")
        size += len(step)
        if cap.is_over(size):
            raise FileRefused(f"{where}: it unpacks to far more than its size allows, as a bomb does. {_ASK}")
        target.write(step)


def _is_nested(where: str, start: bytes) -> bool:
    return start.startswith(_NESTED_STARTS) and not where.lower().endswith(_OFFICE_NAMES)


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return entry.is_dir() or "__MACOSX" in parts or parts[-1:] in ((".DS_Store",), ("Thumbs.db",))


def _as_path(name: str) -> str:
    """The name as the file system would compare it."""
    return str(PurePosixPath(name.replace("\\", "/"))).casefold()


def _described(entry: zipfile.ZipInfo, names: Counter[str], limits: Limits) -> MemberInfo:
    refusal = _name_refusal(entry, names) or _content_refusal(entry, limits)
    return MemberInfo(entry.filename, entry.file_size, entry.compress_size, refusal)


def _name_refusal(entry: zipfile.ZipInfo, names: Counter[str]) -> str | None:
    name = entry.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return "its name leads out of the archive"
    if any(not c.isprintable() for c in name):
        return "its name holds control characters"
    if names[_as_path(entry.filename)] > 1:
        return "its name is used more than once"
    return None


def _content_refusal(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link or device, not a file"
    if entry.flag_bits & 0x1:
        return "it is encrypted; send it without a password"
    if entry.compress_type not in _METHODS:
        return "it is packed by an unusual method; pack it again as an ordinary zip"
    if _Cap(entry.compress_size, entry.file_size, limits).is_over(entry.file_size):
        return "it unpacks to far more than its size allows, as a bomb does"
    if not limits.nested and entry.filename.lower().endswith(_NESTED_NAMES):
        return "it is an archive inside the archive; unpack it and send its files"
    return None


def _check_directory_size(path: Path, stream: BinaryIO, limits: Limits) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at == -1 or len(tail) - at < _END.size:
        raise refused(path, "it is not a sound zip archive, or is cut short", _ASK)
    directory = _END.unpack_from(tail, at)[5]
    if directory == 0xFFFFFFFF:  # zip64: the directory lies somewhere in the file, whatever it claims
        directory = size if size < limits.directory_bytes else _zip64_directory(tail, at, stream)
    if directory > limits.directory_bytes:
        raise refused(path, "its list of files is larger than allowed", "Send it in several archives.")
    stream.seek(0)


def _zip64_directory(tail: bytes, at: int, stream: BinaryIO) -> int:
    locator = tail[max(0, at - 20) : at]
    if len(locator) < 20 or not locator.startswith(b"PK\x06\x07"):
        return 1 << 62
    stream.seek(min(struct.unpack_from("<Q", locator, 8)[0], 1 << 62))
    record = stream.read(56)
    return int(struct.unpack_from("<Q", record, 40)[0]) if len(record) == 56 else 1 << 62


def _check_no_overlap(path: Path, stream: BinaryIO, archive: zipfile.ZipFile) -> None:
    """Refuse entries that share bytes, which is how a small archive holds an endless one."""
    reached = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            raise refused(path, "its entries overlap, as in a bomb", _ASK)
        stream.seek(entry.header_offset)
        header = stream.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise refused(path, "it is not a sound zip archive, or is cut short", _ASK)
        name, extra = struct.unpack_from("<2H", header, 26)
        reached = entry.header_offset + 30 + name + extra + entry.compress_size
    if reached > archive.start_dir:
        raise refused(path, "its entries overlap, as in a bomb", _ASK)
