"""Where a forecast would have sent patrols, by the kind of area, beside where the victims were."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ninefold.actions.places.find_patterns import About, Asked, ask
from ninefold.actions.workspace import Report, silent
from ninefold.engine.formats.flat_files import read_columns
from ninefold.errors import CountOutOfRange, FileRefused
from ninefold.measures.patterns.load import GroupLoad, fifths, load_by_group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FIFTHS = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")
HISTORY = 3 * 365


@dataclass(frozen=True)
class LoadAnswer:
    """The load of each fifth of areas, lowest values first, and what it says."""

    about: About
    value: str
    areas: int
    rounds: int
    boxes_each: int
    outside: int
    groups: tuple[GroupLoad, ...]
    sentences: tuple[str, ...]


def forecast_load(
    path: Path,
    card: Path,
    *,
    areas: Path,
    code: str,
    values: Path,
    values_code: str,
    value: str,
    types: Sequence[str] = (),
    size: float = 250.0,
    share: float = 0.05,
    rounds: int = 12,
    days: int = 28,
    report: Report = silent,
) -> LoadAnswer:
    """The load of the three-year count, the baseline any forecast is set against, over the last rounds of a file.

    `areas` is GeoJSON in degrees whose features have the property `code`; `values` a CSV with the columns
    `values_code` and `value`, such as a rank of deprivation or the share of an ethnic group.
    """
    asked = ask(path, card, "forecast", types=types)
    known = _values(values, values_code, value)
    shapes, codes = _areas(areas, code)
    events = asked.file.events
    squares, square = np.unique(
        np.column_stack([np.floor(events.x / size), np.floor(events.y / size)]), axis=0, return_inverse=True
    )
    middle = (squares + 0.5) * size
    of_square = _placed(asked, middle[:, 0], middle[:, 1], shapes)
    of_event = _placed(asked, events.x, events.y, shapes)
    wanted = max(1, round(share * len(squares)))
    boxes, victims = np.zeros((rounds, len(codes))), np.zeros((rounds, len(codes)))
    for number in range(rounds):
        end = int(events.day.max()) + 1 - number * days
        chosen = _busiest(events.day, square.reshape(-1), end - days, len(squares), wanted)
        boxes[number] = _counted(of_square[chosen], len(codes))
        victims[number] = _counted(of_event[(events.day >= end - days) & (events.day < end)], len(codes))
        report("forecasting", number + 1, rounds)
    group = fifths(np.array([known.get(each, np.nan) for each in codes]))
    groups = load_by_group(group, FIFTHS, boxes, victims)
    said = (
        *(each.sentence for each in groups),
        "The forecast is the three-year count. No person was looked at.",
    )
    outside = int((of_event < 0).sum())
    return LoadAnswer(asked.about, value, len(codes), rounds, wanted, outside, groups, said)


def _busiest(day: Ints, square: Ints, start: int, squares: int, wanted: int) -> Ints:
    """The squares with most events in the three years before a day, and before it alone."""
    used = (day >= start - HISTORY) & (day < start)
    if not used.any():
        raise CountOutOfRange(
            "There is nothing before the first round. Ask for fewer rounds or shorter ones."
        )
    counts = np.bincount(square[used], minlength=squares)
    return np.argsort(-counts, kind="stable")[:wanted]


def _counted(area: Ints, areas: int) -> Floats:
    return np.bincount(area[area >= 0], minlength=areas).astype(np.float64)


def _placed(asked: Asked, x: Floats, y: Floats, shapes: NDArray[Any]) -> Ints:
    """The area each point lies in, -1 outside all."""
    degrees = asked.file.degrees(x, y)
    if degrees is None:
        raise FileRefused(
            "The file's places cannot be turned into degrees, as the areas are. Say `epsg` in the card."
        )
    found = shapely.STRtree(shapes).query(shapely.points(*degrees), predicate="intersects")
    area = np.full(len(x), -1, dtype=np.int64)
    area[found[0][::-1]] = found[1][::-1]
    return area


def _areas(path: Path, code: str) -> tuple[NDArray[Any], list[str]]:
    try:
        from_file = path.read_bytes()
        if path.suffix == ".gz":
            from_file = gzip.decompress(from_file)
        features = json.loads(from_file)["features"]
        codes = [str(feature["properties"][code]) for feature in features]
        return shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features]), codes
    except (OSError, ValueError, KeyError, TypeError, EOFError, shapely.errors.ShapelyError) as error:
        what = f"it is no GeoJSON of areas with the property '{code}'"
        raise FileRefused(
            f"{path.name}: {what}. Give boundaries in degrees and the name of their code."
        ) from error


def _values(path: Path, code: str, value: str) -> dict[str, float]:
    try:
        rows = read_columns(path, code, value)
        return {str(row[code]): float(row[value]) for row in rows if row[value] is not None}
    except (KeyError, ValueError) as error:
        what = f"it has no columns '{code}' and '{value}' of codes and numbers"
        raise FileRefused(f"{path.name}: {what}. Name them with --values-code and --value.") from error
