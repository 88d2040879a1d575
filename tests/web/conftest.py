"""A served application over made-up figures, and the system's Chromium to look at it with."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from tests.support.fake_reader import FakeReader
from tests.unit.web.places_reader import PlacesReader

from ninefold.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIZES = {"desktop": (1280, 900, 1), "phone": (390, 844, 2)}


def serve(reader: FakeReader) -> tuple[uvicorn.Server, str]:
    """The application on a free port, in a thread of its own; its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(reader), port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    server, found = serve(PlacesReader())
    yield found
    server.should_exit = True


@pytest.fixture(scope="session")
def going_on_address() -> Iterator[str]:
    server, found = serve(FakeReader(going_on=True, empty=True))
    yield found
    server.should_exit = True


@pytest.fixture(scope="session")
def browser() -> Iterator["object"]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed; the pages are not looked at in a browser.")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
