"""The files in what a person points at: a file, a folder, a zip or a gzip, in an order that never changes."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ninefold.engine.formats.archives import LIMITS, Archive, Limits, MemberInfo, expand, is_gzip, is_zip
from ninefold.engine.formats.files import refused, shown
from ninefold.errors import FileRefused

_OFFICE = (".xlsx", ".xlsm")
_DEPTH_LIMIT = 50

Kind = Literal["file", "zip", "gzip"]


@dataclass(frozen=True)
class Delivery:
    """One file as it was sent: its name fit to show, where it lies, and why it is refused, if it is."""

    name: str
    path: Path
    kind: Kind = "file"
    member: str | None = None
    refusal: str | None = None
    # Shared by all members of one zip, so that its directory is read once however many there are.
    archive: Archive | None = field(default=None, compare=False, repr=False)

    @property
    def file_name(self) -> str:
        """The last part of its name, which a layout's patterns are compared with."""
        return self.name.rsplit("/", 1)[-1]

    def fetch(self, to: Path, limits: Limits = LIMITS) -> Path:
        """The path of its bytes: its own when it lies in no archive, else the new file `to`."""
        if self.refusal:
            raise FileRefused(self.refusal)
        if self.kind == "zip":
            return (self.archive or Archive(self.path, limits)).extract(self.member or "", to)
        return expand(self.path, to, limits) if self.kind == "gzip" else self.path


def deliveries(paths: Iterable[Path], limits: Limits = LIMITS) -> list[Delivery]:
    """All files under these paths; what cannot be taken is among them with its refusal."""
    found: list[Delivery] = []
    for path in paths:
        found += _in_folder(path, limits) if path.is_dir() else _at(path, shown(path.name), limits)
    return found


def _in_folder(folder: Path, limits: Limits) -> list[Delivery]:
    found: list[Delivery] = []
    for path in _walked(folder):
        name = "/".join(shown(part) for part in path.relative_to(folder).parts)
        if path.is_symlink():
            refusal = f"{name}: it is a link to another place. Give the file it points to."
            found.append(Delivery(name, path, refusal=refusal))
        else:
            found += _at(path, name, limits)
    return found


def _walked(folder: Path, depth: int = 1) -> Iterator[Path]:
    """Everything in a folder that is not hidden, links not followed, sorted by name at every level.

    A folder that may not be read, or lies too deep, is given itself, and is refused as no plain file.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            continue
        if entry.is_dir(follow_symlinks=False) and depth < _DEPTH_LIMIT:
            yield from _walked(Path(entry.path), depth + 1)
        else:
            yield Path(entry.path)


def _at(path: Path, name: str, limits: Limits) -> list[Delivery]:
    try:
        if not path.name.lower().endswith(_OFFICE) and is_zip(path):
            archive = Archive(path, limits)
            return [_of_member(archive, name, info) for info in archive.members()]
        if is_gzip(path):
            return [Delivery(_unpacked_name(name), path, "gzip")]
        if path.name.lower().endswith(".zip"):
            raise refused(
                path, "it is not a sound zip archive, or is cut short", "Ask the sender for it again."
            )
    except FileRefused as error:
        return [Delivery(name, path, refusal=str(error))]
    return [Delivery(name, path)]


def _of_member(archive: Archive, name: str, info: MemberInfo) -> Delivery:
    inside = "/".join(shown(part) for part in info.name.split("/"))
    said = f"{name}, member {inside}: {info.refusal}." if info.refusal else None
    return Delivery(f"{name}/{inside}", archive.path, "zip", info.name, said, archive)


def _unpacked_name(name: str) -> str:
    return name[:-3] if name.lower().endswith(".gz") else name
