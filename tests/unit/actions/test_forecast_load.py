"""Boxes and victims are counted by fifths of areas; a file that is no map of areas is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from ninefold.actions.places.forecast_load import forecast_load
from ninefold.errors import FileRefused

_SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))


def _files(folder: Path) -> dict[str, Path]:
    """Ten areas side by side; all burglary of the past lay in the most deprived, this month's is everywhere."""
    random = np.random.default_rng(1)
    lines = ["date,lon,lat,offence"]
    for day in range(700):
        east = 0.05 if day < 672 else random.random() * 0.1
        month = np.datetime64("2022-01-01") + day
        lines.append(f"{month},{10 + (random.random() * 0.01 if day < 672 else east):.5f},50.005,Burglary")
    corners = [[(10 + (i + dx) / 100, 50 + dy / 100) for dx, dy in _SQUARE] for i in range(10)]
    features = [
        {"properties": {"code": f"0{i}"}, "geometry": {"type": "Polygon", "coordinates": [each]}}
        for i, each in enumerate(corners)
    ]
    texts = {
        "town.csv": "\n".join(lines),
        "card.toml": "",
        "areas.geojson": json.dumps({"type": "FeatureCollection", "features": features}),
        "rank.csv": "code,rank\n" + "\n".join(f"0{i},{i}" for i in range(10)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name.partition(".")[0]: folder / name for name in texts}


def test_a_forecast_that_looks_only_backward_is_seen_to_burden_one_fifth(tmp_path: Path) -> None:
    file = _files(tmp_path)

    told = forecast_load(
        file["town"], file["card"], areas=file["areas"], code="code", values=file["rank"], values_code="code",
        value="rank", rounds=1,
    )  # fmt: skip

    lowest, highest = told.groups[0], told.groups[-1]
    assert lowest.boxes_share == 1.0
    assert lowest.victims_share < 0.6
    assert highest.boxes_share == 0.0
    assert highest.victims_share > 0
    assert "more patrol" in told.sentences[0]


def test_a_file_that_is_no_map_or_no_table_is_refused(tmp_path: Path) -> None:
    file = _files(tmp_path)

    with pytest.raises(FileRefused, match="GeoJSON"):
        forecast_load(
            file["town"], file["card"], areas=file["rank"], code="code", values=file["rank"], values_code="code",
            value="rank",
        )  # fmt: skip
    with pytest.raises(FileRefused, match="columns"):
        forecast_load(
            file["town"], file["card"], areas=file["areas"], code="code", values=file["rank"], values_code="code",
            value="other",
        )  # fmt: skip
