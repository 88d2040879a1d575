"""An artefact: what one step of a product's life made, written once, known by the SHA-256 of what it says.

It names the artefacts it was made from by their hashes, and the files that belong to it by theirs, so that a model
can be followed back to its rows, its definition and the snapshot they were taken from.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Any

from ninefold.errors import NotAssured

FORMAT = 1
KINDS = (
    "definition",
    "snapshot",
    "model",
    "evaluation",
    "words",
    "approval",
    "scoring",
    "monitoring",
    "tombstone",
    "policy",
)


@dataclass(frozen=True)
class ArtefactFile:
    """A file that belongs to an artefact, known by the hash of its bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Artefact:
    """One artefact; equal artefacts have equal hashes."""

    kind: str
    product: str
    version: str
    made_at: datetime
    by: str
    parents: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[ArtefactFile, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is not a kind of artefact")

    @property
    def content(self) -> bytes:
        """What is written: canonical JSON."""
        return canonical(
            {
                "artefact": FORMAT,
                "kind": self.kind,
                "product": self.product,
                "version": self.version,
                "made_at": self.made_at.isoformat(),
                "by": self.by,
                "parents": list(self.parents),
                "body": self.body,
                "files": [{"name": f.name, "sha256": f.sha256, "bytes": f.bytes} for f in self.files],
            }
        )

    @property
    def sha256(self) -> str:
        """Its name: the hash of its content."""
        return sha256(self.content).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of its JSON file."""
        return f"{self.kind}-{self.sha256[:16]}.json"

    def file(self, name: str) -> ArtefactFile:
        """The file of that name; raises NotAssured when it has none."""
        for each in self.files:
            if each.name == name:
                return each
        raise NotAssured(
            f"{self.kind} of {self.product} {self.version}: it has no file {name}. Make it again."
        )


def canonical(value: Any) -> bytes:
    """JSON in the one form that is hashed: keys sorted, no spaces, UTF-8; a number that is none is nothing."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parse(content: bytes, expected: str) -> Artefact:
    """The artefact written in `content`; raises NotAssured unless its hash is the one expected."""
    if sha256(content).hexdigest() != expected:
        raise NotAssured(f"Artefact {expected[:16]} is not the file that was recorded: it has been changed.")
    body = json.loads(content)
    return Artefact(
        kind=body["kind"],
        product=body["product"],
        version=body["version"],
        made_at=datetime.fromisoformat(body["made_at"]),
        by=body["by"],
        parents=tuple(body["parents"]),
        body=body["body"],
        files=tuple(ArtefactFile(**each) for each in body["files"]),
    )


def _plain(value: Any) -> Any:
    """A value in terms of what JSON knows."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(each) for each in value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):  # a NumPy number
        return _plain(value.item())
    raise TypeError(f"{type(value).__name__} has no place in an artefact")
