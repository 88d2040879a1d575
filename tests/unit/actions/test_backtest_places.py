"""A backtest runs on any file of points with times, and refuses in words."""

import csv
import gzip
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from ninefold.actions.places.backtest import BacktestOutcome, backtest_places
from ninefold.actions.places.card import PlaceCard
from ninefold.cli.commands.places import app
from ninefold.errors import CardInvalid, FileRefused, NotPermitted, UserError

CHEAP = ("KDE", "PROMAP")
Row = dict[str, object]


def made_up(*, days: int = 500, count: int = 2000, seed: int = 2) -> list[Row]:
    """Burglaries and drug searches in a made-up town, half of them round one corner."""
    chance = np.random.default_rng(seed)
    hot = chance.random(count) < 0.5
    lon = np.where(hot, 0.01 + chance.normal(0, 0.001, count), chance.uniform(0, 0.06, count))
    lat = np.where(hot, 51.01 + chance.normal(0, 0.001, count), chance.uniform(51.0, 51.04, count))
    when = np.sort(chance.integers(0, days, count))
    kinds = chance.choice(["Burglary", "Robbery", "Drugs"], count, p=[0.6, 0.3, 0.1])
    return [
        {
            "date": (date(2020, 1, 1) + timedelta(int(d))).isoformat(),
            "lon": f"{o:.6f}",
            "lat": f"{a:.6f}",
            "type": str(k),
        }
        for d, o, a, k in zip(when, lon, lat, kinds, strict=True)
    ]


def written(path: Path, rows: list[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.DictWriter(file, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    return path


def backtest(path: Path, **said: object) -> BacktestOutcome:
    return backtest_places([path], card=PlaceCard(**({"methods": CHEAP, "count": 8, "tune": 8} | said)))  # type: ignore[arg-type]


def test_an_empty_card_is_enough_for_a_plain_file(tmp_path: Path) -> None:
    outcome = backtest(written(tmp_path / "points.csv", made_up()))

    assert [kind.kind for kind in outcome.kinds] == ["Burglary", "Robbery"]
    names = [line.name for line in outcome.kinds[0].table.lines]
    assert names == ["three-year count", "KDE", "PROMAP", "EWMA+KDE"]


def test_what_patrols_find_is_refused_with_its_reason_beside_what_is_forecast(tmp_path: Path) -> None:
    outcome = backtest(written(tmp_path / "points.csv", made_up()))

    assert [refused.kind for refused in outcome.refused] == ["Drugs"]
    assert "patrol" in outcome.refused[0].reason


def test_nothing_but_what_patrols_find_is_not_permitted(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up())

    with pytest.raises(NotPermitted, match="patrol"):
        backtest(path, types={"burglary": ("Drugs",)})


def test_packed_files_give_the_same_figures(tmp_path: Path) -> None:
    plain = written(tmp_path / "points.csv", made_up())
    packed = tmp_path / "points.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    archive = tmp_path / "points.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.write(plain, "points.csv")

    rates = [
        [line.hit_rate for line in backtest(path, types={"b": ("burglary",)}).kinds[0].table.lines]
        for path in (plain, packed, archive)
    ]

    assert rates[0] == rates[1] == rates[2]


def test_metres_of_a_grid_and_degrees_cut_the_same_ground(tmp_path: Path) -> None:
    """The same events in UTM metres, told as metres and as degrees."""
    from ninefold.measures.places.projected import known_projection

    rows = made_up()
    zone = known_projection(32631)
    assert zone is not None
    x, y = zone.forward([float(str(r["lon"])) for r in rows], [float(str(r["lat"])) for r in rows])
    metres = [
        {"date": r["date"], "easting": f"{e:.3f}", "northing": f"{n:.3f}", "type": r["type"]}
        for r, e, n in zip(rows, x, y, strict=True)
    ]

    one = backtest(written(tmp_path / "degrees.csv", rows), epsg=32631)
    other = backtest(written(tmp_path / "metres.csv", metres), epsg=32631)

    assert one.cells == other.cells
    assert one.kinds[0].table.lines[0].hit_rate == other.kinds[0].table.lines[0].hit_rate


def test_months_get_windows_of_months_and_a_month_not_delivered_is_left_out(tmp_path: Path) -> None:
    rows = [
        {"Month": str(row["date"])[:7], "lon": row["lon"], "lat": row["lat"], "type": row["type"]}
        for row in made_up(days=900)
        if str(row["date"])[:7] != "2022-02"
    ]

    outcome = backtest(written(tmp_path / "months.csv", rows), count=6, tune=4)

    assert outcome.grain == "month"
    assert outcome.first_window == "2022-01-01"
    assert outcome.windows_left_out == 1
    assert "SEPP" not in [line.name for line in outcome.kinds[0].table.lines]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up(count=50))

    with pytest.raises(CardInvalid, match="date, lon, lat, type"):
        backtest(path, time="when")


def test_a_type_the_file_never_holds_is_told_apart_from_an_empty_answer(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up())

    with pytest.raises(UserError, match="never holds"):
        backtest(path, types={"arson": ("Arson",)})


def test_a_file_too_short_to_say_anything_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up(days=20, count=100))

    with pytest.raises(UserError, match="windows"):
        backtest(path)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    with pytest.raises((FileRefused, CardInvalid)):
        backtest(path)


def test_rows_without_place_or_time_are_counted_and_left_out(tmp_path: Path) -> None:
    rows = made_up()
    rows[3]["lon"], rows[5]["date"], rows[7]["lat"] = "", "", "not known"

    outcome = backtest(written(tmp_path / "points.csv", rows))

    assert (outcome.without_place, outcome.without_time) == (2, 1)


def test_other_grids_show_how_much_of_a_figure_is_the_grid_s_own(tmp_path: Path) -> None:
    outcome = backtest(written(tmp_path / "points.csv", made_up()), grids=2, types={"b": ("Burglary",)})

    assert [len(grid.hit_rates) for grid in outcome.kinds[0].other_grids] == [2, 2]
    assert all(grid.low <= grid.mean <= grid.high for grid in outcome.kinds[0].other_grids)


def test_the_command_ends_with_one_object_that_says_what_it_may_not_be_used_for(tmp_path: Path) -> None:
    path, card = written(tmp_path / "points.csv", made_up()), tmp_path / "card.toml"
    card.write_text(
        'methods = ["KDE"]\ncount = 6\ntune = 6\n[types]\nburglary = ["Burglary"]\n', encoding="utf-8"
    )

    told = CliRunner().invoke(app, ["backtest", str(path), "--card", str(card), "--json"])

    assert told.exit_code == 0
    assert '"may_not": "A forecast of places may not be used' in told.output.splitlines()[-1]


@pytest.mark.parametrize("unit", ["h3", "polygon"])
def test_places_may_be_h3_cells_or_polygons_instead_of_squares(tmp_path: Path, unit: str) -> None:
    corners = [(i * 0.01, 51 + j * 0.01) for i in range(6) for j in range(4)]
    shapes = [
        {"type": "Feature", "properties": {"code": f"A{n}"}, "geometry": json.loads(shapely.to_geojson(
            shapely.box(west, south, west + 0.01, south + 0.01)))}
        for n, (west, south) in enumerate(corners)
    ]  # fmt: skip
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))

    path = written(tmp_path / "points.csv", made_up())
    outcome = backtest(
        path,
        unit=unit,
        areas="areas.geojson",
        resolution=8,
        folder=tmp_path,
        types={"burglary": ("Burglary",)},
    )

    assert outcome.unit == unit
    assert outcome.cells == 24 or unit == "h3"
    assert outcome.kinds[0].table.line("EWMA+KDE").hit_rate[-1].value > 0.3


def test_streets_are_places_too_and_those_that_join_no_other_are_said(tmp_path: Path) -> None:
    """A made-up street every two hundred metres or so, cut at its crossings, and one lane that meets nothing."""
    across = [
        [(i * 0.003, 51 + j * 0.002), (i * 0.003 + 0.003, 51 + j * 0.002)]
        for i in range(20)
        for j in range(20)
    ]
    up = [
        [(i * 0.003, 51 + j * 0.002), (i * 0.003, 51.002 + j * 0.002)] for i in range(20) for j in range(20)
    ]
    lines = [[(round(x, 6), round(y, 6)) for x, y in each] for each in (*across, *up)]
    lines.append([(0.0107, 51.0005), (0.0112, 51.0005)])
    shapes = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    (tmp_path / "streets.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))

    path = written(tmp_path / "points.csv", made_up(count=1000))
    said = {
        "unit": "segment",
        "network": "streets.geojson",
        "folder": tmp_path,
        "types": {"burglary": ("Burglary",)},
    }
    outcome = backtest(path, methods=("count",), **said)

    assert outcome.cells == len(lines)
    assert any(note.startswith("1 of ") and "join no other" in note for note in outcome.notes)
    parts = outcome.kinds[0].table.line("EWMA+KDE").settings["parts"]
    assert all({"bandwidth_m", "along_streets"} <= part.keys() for part in parts)


def test_degrees_called_x_and_y_are_degrees_when_the_card_says_so(tmp_path: Path) -> None:
    rows = [{"date": r["date"], "x": r["lon"], "y": r["lat"], "type": r["type"]} for r in made_up()]

    outcome = backtest(written(tmp_path / "points.csv", rows), epsg=4326, types={"burglary": ("Burglary",)})

    assert 10 < outcome.square_kilometres < 30


def test_the_national_grid_of_degrees_is_the_grid_that_maps_use(tmp_path: Path) -> None:
    outcome = backtest(written(tmp_path / "points.csv", made_up()), epsg=27700, origin=(540_000.0, 120_000.0))

    assert outcome.kinds[0].table.cells == outcome.cells
    with pytest.raises(CardInvalid, match="EPSG:3035"):
        backtest(tmp_path / "points.csv", epsg=3035)
