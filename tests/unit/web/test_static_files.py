"""The built assets: as the lock says, served compressed, and nothing else can be reached."""

import json
import re
from importlib.resources import files

import pytest
from fastapi.testclient import TestClient
from tests.support.fake_reader import FakeReader

from ninefold.api.classes import COLOURS
from ninefold.web.app import create_app
from ninefold.web.static_files import Assets


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(FakeReader()))


def test_every_built_file_is_the_one_the_lock_names() -> None:
    assert Assets().changed() == ()


def test_the_lock_names_every_built_file_and_its_licence() -> None:
    folder = files("ninefold.web") / "static"
    listed = json.loads((folder / "assets.lock").read_text())["assets"]
    there = [
        name
        for part in ("", "fonts")
        for each in (folder / part).iterdir()
        if each.is_file() and not (name := f"{part}/{each.name}".lstrip("/")).startswith(("assets", "."))
    ]
    there = [name for name in there if not name.endswith(".br")]
    assert sorted(there) == sorted(each["file"] for each in listed)
    assert all(part["licence"] for each in listed for part in each["made_of"])


def test_an_asset_asked_for_by_its_version_is_kept_for_a_year(client: TestClient) -> None:
    asset = Assets()["app.css"]
    answer = client.get(asset.address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] in ("br", "gzip")
    assert client.get("/static/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "assets.lock", "%2e%2e/%2e%2e/app.py", ".gitattributes"]
)
def test_nothing_but_the_listed_files_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_legend_and_the_map_use_the_same_colours() -> None:
    styles = Assets()["app.css"].content.decode()
    for number, colour in enumerate(COLOURS):
        found = re.search(rf"\.app-swatch--class-{number}\{{background:([^}}]+)\}}", styles)
        assert found
        assert found[1] == colour


def test_the_map_page_stays_within_its_weight(client: TestClient) -> None:
    """Everything the map page asks for, as it goes over the wire, is at most 700 KB."""
    html = client.get("/patterns")
    names = set(re.findall(r'/static/([^"?]+)', html.text)) | {"map-worker.js"}
    assets = Assets()
    static = sum(len(assets[name].zipped or assets[name].content) for name in names)
    source = re.search(r'data-source="([^"]+)"', html.text)
    assert source
    shapes = client.get(source[1].replace("&amp;", "&"))
    with client.stream("GET", shapes.url, headers={"accept-encoding": "gzip"}) as answer:
        drawn = len(b"".join(answer.iter_raw()))
    assert static + drawn + len(html.content) / 4 < 700_000
