"""The built scripts, styles and fonts: read once, checked against `assets.lock`, served compressed."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response

from ninefold.errors import NotFound

MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
PACKED = ("woff2",)  # compressed already
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One built file, with the SHA-256 its lock gives."""

    name: str
    sha256: str
    source: Traversable

    @property
    def address(self) -> str:
        """Where it is served; a new build has a new address, so it can be kept for a year."""
        return f"/static/{self.name}?v={self.sha256[:12]}"

    @property
    def media_type(self) -> str:
        """Its type, by the end of its name."""
        return MEDIA_TYPES[self.kind]

    @property
    def kind(self) -> str:
        """The end of its name."""
        return self.name.rsplit(".", 1)[-1]

    @cached_property
    def content(self) -> bytes:
        """Its bytes as built."""
        return self.source.read_bytes()

    @cached_property
    def zipped(self) -> bytes | None:
        """Its bytes compressed once with gzip, or None where that gains nothing."""
        return None if self.kind in PACKED else gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def brotli(self) -> bytes | None:
        """The `.br` file beside it, where the wheel was built with one."""
        beside = self.source.parent / f"{self.source.name}.br"  # type: ignore[attr-defined]
        return beside.read_bytes() if beside.is_file() else None


class Assets:
    """Every built file by name. Only names in the lock are served, so no path can lead elsewhere."""

    def __init__(self, folder: Traversable | None = None) -> None:
        root = folder or files("ninefold.web") / "static"
        listed = json.loads((root / "assets.lock").read_text())["assets"]
        self._assets = {
            each["file"]: Asset(each["file"], each["sha256"], root / each["file"]) for each in listed
        }

    def __getitem__(self, name: str) -> Asset:
        """The asset of that name."""
        if name not in self._assets:
            raise NotFound(
                "There is no such file among the built assets. Run `make web` if one was just added."
            )
        return self._assets[name]

    def names(self) -> tuple[str, ...]:
        """The names of all built files, sorted."""
        return tuple(sorted(self._assets))

    def changed(self) -> tuple[str, ...]:
        """The names of files whose bytes are not those the lock gives."""
        return tuple(
            name
            for name, asset in sorted(self._assets.items())
            if hashlib.sha256(asset.content).hexdigest() != asset.sha256
        )


def static_routes(assets: Assets) -> APIRouter:
    """`/static/{name}` and `/favicon.ico`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/static/{name:path}")
    def static(request: Request, name: str) -> Response:
        return _respond(request, assets[name])

    @routes.get("/favicon.ico")
    def favicon(request: Request) -> Response:
        return _respond(request, assets["favicon.svg"])

    return routes


def _respond(request: Request, asset: Asset) -> Response:
    headers = {"etag": f'"{asset.sha256[:32]}"', "vary": "accept-encoding"}
    headers["cache-control"] = A_YEAR if request.query_params.get("v") == asset.sha256[:12] else "no-cache"
    accepted = request.headers.get("accept-encoding", "")
    content = asset.content
    if "br" in accepted and asset.brotli is not None:
        headers["content-encoding"], content = "br", asset.brotli
    elif "gzip" in accepted and asset.zipped is not None:
        headers["content-encoding"], content = "gzip", asset.zipped
    return Response(content, media_type=asset.media_type, headers=headers)
