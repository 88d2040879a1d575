"""A month in a made-up force, told through every door: the command, the files, the API and the page agree."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.journeys.malformed_intake import CARD, SOURCE
from tests.support.malformed import COLUMNS
from typer.testing import CliRunner

from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.bootstrap import open_workspace
from ninefold.cli.main import app
from ninefold.engine.snapshots import SnapshotStore
from ninefold.settings import Settings
from ninefold.web.app import create_app

AUTHOR, REVIEWER = "Ada Thorn", "Bo Reed"
MONTH = "2024-03"
# What happened in Thornshire that month, by small area and type of crime.
HAPPENED = {
    ("E01009001", "burglary"): 24,
    ("E01009001", "drugs"): 3,
    ("E01009002", "burglary"): 31,
    ("E01009002", "robbery"): 12,
    ("E01009003", "burglary"): 18,
}
Cell = tuple[str, str]


@dataclass(frozen=True)
class Story:
    """The workspace after the story was told, what the commands said, and the doors to ask at."""

    root: Path
    said: dict[str, Any]
    client: TestClient

    def folder(self, audience: str) -> Path:
        """Where the release for an audience lies."""
        (decided,) = [r for r in (*self.said["run"]["releases"], self.said["decide"]) if _is_out(r, audience)]
        return self.root / str(decided["folder"])


def _is_out(release: dict[str, Any], audience: str) -> bool:
    return bool(release["audience"] == audience and release["state"] == "published")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Two files come in, one of them twice; the flow runs; a second person lets the public figures out."""
    folder = tmp_path_factory.mktemp("story")
    root = folder / "workspace"
    card = root / "sources" / SOURCE / "card.toml"
    card.parent.mkdir(parents=True)
    card.write_text(CARD.replace('sensitivity = "open"', 'sensitivity = "police"'))
    _command("geography", "import", *_boundaries(folder), "--workspace", str(root), "--by", AUTHOR)
    file = _written(folder / f"{MONTH}-thornshire-street.csv")
    again = folder / f"{MONTH}-thornshire-copy-street.csv"
    again.write_bytes(file.read_bytes())
    said = {"ingest": _command("ingest", SOURCE, str(file), "--workspace", str(root), "--by", AUTHOR)}
    said["again"] = _command("ingest", SOURCE, str(again), "--workspace", str(root), "--by", AUTHOR)
    said["run"] = _command("run", "--workspace", str(root), "--by", AUTHOR)
    (waiting,) = [r["release"] for r in said["run"]["releases"] if r["state"] == "awaiting decision"]
    decision = ["releases", "decide", waiting, "approve", "--reason", "Checked.", "--workspace", str(root)]
    said["decide"] = _command(*decision, "--by", REVIEWER)
    workspace = open_workspace(replace(Settings(), workspace=root))
    yield Story(root, said, TestClient(create_app(WorkspaceReader(workspace))))
    workspace.close()


def _boundaries(folder: Path) -> list[str]:
    """Three small areas side by side, and the force area they make up."""
    areas = sorted({area for area, _ in HAPPENED})
    small = [
        _square({"LSOA21CD": area, "LSOA21NM": f"Thornby {area[-1]}"}, at, 1) for at, area in enumerate(areas)
    ]
    force = [_square({"id": "thornshire", "name": "Thornshire", "type": "pfa"}, 0, len(areas))]
    files = {"lsoa_thornshire.geojson": small, "force_thornshire.geojson": force}
    for name, features in files.items():
        (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return [str(folder / name) for name in files]


def _square(properties: dict[str, str], at: int, wide: int) -> dict[str, Any]:
    west, east = at / 10, (at + wide) / 10
    ring = [[west, 51.0], [east, 51.0], [east, 51.1], [west, 51.1], [west, 51.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _written(path: Path) -> Path:
    words = {"burglary": "Burglary", "drugs": "Drugs", "robbery": "Robbery"}
    rows = [(area, words[kind]) for (area, kind), count in HAPPENED.items() for _ in range(count)]
    with path.open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, COLUMNS, restval="")
        table.writeheader()
        for number, (area, kind) in enumerate(rows):
            told = {"Crime ID": f"{number:064x}", "Month": MONTH, "LSOA code": area, "Crime type": kind}
            table.writerow(told | {"Location": "On or near Mill Lane"})
    return path


def _command(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _in_the_file(story: Story, audience: str) -> dict[Cell, str]:
    """Each small area's figures by type in the release's CSV, as written there; withheld ones as a word."""
    with (story.folder(audience) / "figures.csv").open(newline="", encoding="utf-8") as lines:
        return {
            (row["area"], row["category"]): "suppressed" if row["suppressed"] == "true" else row["value"]
            for row in csv.DictReader(lines)
            if (row["product"], row["area_kind"], row["period"]) == ("volume", "lsoa", MONTH)
        }


def _in_the_api(story: Story, audience: str, kind: str) -> dict[str, str]:
    asked = {"area_kind": "lsoa", "month": MONTH, "category": kind, "audience": audience}
    figures = story.client.get("/api/v1/figures", params=asked).json()["figures"]
    return {f["area"]: "suppressed" if f["suppressed"] else f"{f['value']:.0f}" for f in figures}


def _on_the_page(story: Story, audience: str, kind: str) -> dict[str, str]:
    asked = {"area_kind": "lsoa", "month": MONTH, "category": kind, "audience": audience}
    html = story.client.get("/patterns", params=asked).text
    table = html.partition('id="table"')[2].partition("<tbody")[2].partition("</table>")[0]
    rows = re.findall(r'[?&;]area=(\w+).*?app-value"[^>]*>(?:<[^>]+>)?([^<]+)<', table, re.DOTALL)
    return {area: shown.strip() for area, shown in rows}


def test_every_row_is_loaded_once_however_often_it_is_sent(story: Story):
    rows = sum(HAPPENED.values())
    counts = ("rows_in", "loaded", "quarantined", "duplicates")
    assert [story.said["ingest"][key] for key in counts] == [rows, rows, 0, 0]
    assert [story.said["again"][key] for key in counts] == [rows, 0, 0, rows]


def test_staff_see_exactly_what_happened_in_the_file_the_api_and_the_page(story: Story):
    in_the_file = _in_the_file(story, "staff")
    by_type = {cell: float(value) for cell, value in in_the_file.items() if cell[1] != "all"}
    assert by_type == HAPPENED
    for kind in ("all", "burglary", "drugs", "robbery"):
        happened: Counter[str] = Counter()
        for (area, each), count in HAPPENED.items():
            happened[area] += count * (kind in ("all", each))
        expected = {area: str(count) for area, count in happened.items() if count}
        assert _in_the_api(story, "staff", kind) == expected
        assert _on_the_page(story, "staff", kind) == expected
        assert {
            area: f"{float(v):.0f}" for (area, each), v in in_the_file.items() if each == kind
        } == expected


def test_the_public_sees_one_protected_figure_in_the_file_the_api_and_the_page(story: Story):
    """Three drugs crimes are too few to show anywhere; what is shown is the same everywhere."""
    in_the_file = _in_the_file(story, "public")
    assert in_the_file["E01009001", "drugs"] == "suppressed"
    for kind in {kind for _, kind in in_the_file}:
        written = {area: value for (area, each), value in in_the_file.items() if each == kind}
        expected = {area: v if v == "suppressed" else f"{float(v):.0f}" for area, v in written.items()}
        assert _in_the_api(story, "public", kind) == expected
        assert _on_the_page(story, "public", kind) == expected
        assert "3" not in expected.values()


def test_each_thing_done_stands_in_the_audit_once_with_who_did_it(story: Story):
    events = [event for snapshot in SnapshotStore(story.root).all() for event in snapshot.commit.events]
    done = Counter((event["what"], event["by"]) for event in events)
    assert done["took files in", AUTHOR] == 1
    assert done["put a release forward", AUTHOR] == 1
    assert done["published a release", AUTHOR] == 1
    assert done["published a release", REVIEWER] == 1
    assert {by for _, by in done} == {AUTHOR, REVIEWER}
    (took,) = [event for event in events if event["what"] == "took files in"]
    assert (took["action"], took["subject"], took["counts"]["loaded"]) == (
        "collection",
        SOURCE,
        sum(HAPPENED.values()),
    )


def test_the_one_who_put_a_release_forward_cannot_decide_it(story: Story):
    """The same decision by its author is refused, and nothing is written."""
    before = SnapshotStore(story.root).head()
    made = _command(
        "releases", "make", "--audience", "public", "--workspace", str(story.root), "--by", AUTHOR
    )
    decision = ["releases", "decide", made["release"], "approve", "--reason", "Mine.", "--by", AUTHOR]
    done = CliRunner().invoke(app, [*decision, "--workspace", str(story.root), "--json"])
    assert done.exit_code != 0
    assert SnapshotStore(story.root).head() == before + 1
