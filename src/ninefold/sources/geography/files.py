"""The bytes of a boundary file, unpacked within a limit, and the name its content gives it."""

import hashlib
import io
import zlib
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path

from ninefold.errors import FileRefused, NotFound

# The largest boundary set in use, output areas of England and Wales in full detail, is about 800 MB unpacked.
UNPACKED_LIMIT = 1_000_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Unpacked:
    """A file's content, unpacked, and the first 32 hexadecimal digits of the SHA-256 of it as received."""

    name: str
    content: bytes
    file: str


def unpacked(path: Path) -> Unpacked:
    """The content of a file, gunzipped when it is gzip; FileRefused when broken or beyond the limit."""
    if not path.is_file():
        raise NotFound(f"{path.name}: there is no such file. Check the path.")
    received = path.read_bytes()
    digest = hashlib.sha256(received).hexdigest()[:32]
    content = _gunzipped(received, path.name) if received[:2] == b"\x1f\x8b" else received
    if not content.strip():
        raise FileRefused(f"{path.name}: the file is empty. Ask for it again.")
    return Unpacked(path.name, content, digest)


def _gunzipped(received: bytes, name: str) -> bytes:
    out = io.BytesIO()
    try:
        with GzipFile(fileobj=io.BytesIO(received)) as packed:
            while chunk := packed.read(_CHUNK):
                out.write(chunk)
                if out.tell() > UNPACKED_LIMIT:
                    raise FileRefused(f"{name}: it unpacks beyond {UNPACKED_LIMIT:,} bytes. Split it first.")
    except (OSError, EOFError, zlib.error) as broken:
        raise FileRefused(f"{name}: the gzip is broken or cut short. Ask for it again.") from broken
    return out.getvalue()
