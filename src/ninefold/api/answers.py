"""Answers kept as encoded bytes, so that a question asked twice is counted, drawn and compressed once."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from fastapi import Request, Response


@dataclass(frozen=True)
class Encoded:
    """The bytes of an answer, plain and compressed, with their type and a tag that names the content."""

    media_type: str
    plain: bytes
    zipped: bytes
    tag: str

    @property
    def size(self) -> int:
        """Bytes this answer takes in memory."""
        return len(self.plain) + len(self.zipped)


def encode(content: bytes, media_type: str) -> Encoded:
    """Compress once; `mtime=0` so that equal content gives equal bytes."""
    tag = hashlib.sha256(content).hexdigest()[:32]
    return Encoded(media_type, content, gzip.compress(content, 6, mtime=0), tag)


class AnswerCache:
    """The most recently used answers, up to a number of bytes. A key must name release and filters."""

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, Encoded] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Encoded]) -> Encoded:
        """The answer for `key`, made now if it is not held; two at once may both make it."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Encoded) -> None:
        before = self._held.pop(key, None)
        self._size -= before.size if before else 0
        if made.size > self._limit:
            return
        self._held[key] = made
        self._size += made.size
        while self._size > self._limit:
            _, dropped = self._held.popitem(last=False)
            self._size -= dropped.size


def respond(request: Request, answer: Encoded, *, filename: str | None = None) -> Response:
    """Send an encoded answer, compressed where the reader accepts it, or 304 where it already has it."""
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        # The compressed form is another set of bytes, so it has another tag.
        "etag": f'"{answer.tag}{"-gz" if zipped else ""}"',
        "cache-control": "private, no-cache",
        "vary": "accept-encoding",
    }
    if filename:
        headers["content-disposition"] = f'attachment; filename="{filename}"'
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["content-encoding"] = "gzip"
    return Response(answer.zipped if zipped else answer.plain, media_type=answer.media_type, headers=headers)
