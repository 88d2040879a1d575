"""The shelf of artefacts: one folder for each version of a product, files named by what is in them, never rewritten."""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ninefold.contracts.artefact import Artefact, ArtefactFile, parse
from ninefold.engine.durable import fsync_folder, write_new
from ninefold.engine.snapshots import sha256_of
from ninefold.errors import NotAssured

FOLDER = "assurance"


class Shelf:
    """The artefacts of one version of one product."""

    def __init__(self, root: Path, product: str, version: str) -> None:
        self.folder = root / FOLDER / product / version
        self._files = self.folder / "files"

    def put(self, name: str, content: bytes) -> ArtefactFile:
        """Keep the bytes of a file that an artefact will name."""
        found = ArtefactFile(name, sha256(content).hexdigest(), len(content))
        _keep(self._path(found), content)
        return found

    def keep(self, artefact: Artefact) -> str:
        """Keep an artefact; gives its hash. Keeping it again changes nothing."""
        _keep(self.folder / artefact.file_name, artefact.content)
        return artefact.sha256

    def get(self, kind: str, artefact: str) -> Artefact:
        """The artefact of that hash; raises NotAssured when it is gone or has been changed."""
        path = self.folder / f"{kind}-{artefact[:16]}.json"
        try:
            content = path.read_bytes()
        except OSError:
            raise NotAssured(
                f"{path.name} is not in {self.folder}. Put it back from a copy, or start this version anew."
            ) from None
        return parse(content, artefact)

    def path(self, file: ArtefactFile) -> Path:
        """Where a file of an artefact lies; raises NotAssured when it is gone or is not what was recorded."""
        path = self._path(file)
        if not path.is_file():
            raise NotAssured(f"{file.name} is missing from {self._files}. Put it back from a copy.")
        if sha256_of(path) != file.sha256:
            raise NotAssured(f"{file.name} is not the file that was recorded: it has been changed since.")
        return path

    def read(self, file: ArtefactFile) -> bytes:
        """The bytes of a file of an artefact, after the same checks."""
        return self.path(file).read_bytes()

    def _path(self, file: ArtefactFile) -> Path:
        return self._files / f"{file.sha256}{Path(file.name).suffix}"


def put_all(shelf: Shelf, contents: Mapping[str, bytes]) -> tuple[ArtefactFile, ...]:
    """Keep several files, in the order of their names."""
    return tuple(shelf.put(name, contents[name]) for name in sorted(contents))


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_new(path, content)
    except FileExistsError:
        return  # named by its content: what is there is the same, or `path` and `get` will say it is not
    os.chmod(path, 0o444)
    fsync_folder(path.parent)
