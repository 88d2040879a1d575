"""The card of a backtest of places: which columns, which types, which cells, which windows.

A card is TOML. Every key but those of the file's columns has a default, and a key may stand in any table or at
the top, so that a card says only what it must. docs/how-to/backtest_places.md lists them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ninefold.contracts.lenient_card import (
    LenientKeys,
    Reader,
    day,
    listed,
    number,
    positive,
    text,
    truth,
    whole,
    whole_or_nought,
)
from ninefold.contracts.toml_file import read_toml
from ninefold.errors import CardInvalid

PAGE = "docs/how-to/backtest_places.md"

METHODS = ("three-year count", "last month", "KDE", "PROMAP", "EWMA+KDE", "SEPP", "boosted")
# Other words for a key, as people write them.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "time": ("date", "datetime", "when", "occurred", "day", "timestamp"),
    "time_format": ("date_format", "format", "datetime_format"),
    "longitude": ("lon", "lng", "long"),
    "latitude": ("lat",),
    "x": ("easting", "x_column"),
    "y": ("northing", "y_column"),
    "epsg": ("crs", "srid", "projection"),
    "type": ("types_column", "type_column", "offence", "offence_type", "crime_type", "category"),
    "size": ("cell", "cell_size", "metres", "cell_m", "size_m"),
    "unit": ("units_of_area", "cell_kind", "kind_of_cell"),
    "boundary": ("outline", "boundary_file", "area_file"),
    "square_kilometres": ("area_km2", "km2", "square_km"),
    "cells": ("n_cells", "number_of_cells"),
    "study_area": ("rule", "area_rule"),
    "days": ("horizon_days", "window_days", "horizon"),
    "months": ("horizon_months", "window_months"),
    "first": ("first_day", "test_start", "start", "first_origin", "from"),
    "last": ("last_day", "test_end", "end", "until"),
    "count": ("origins", "windows_count", "n_windows", "n_origins"),
    "tune": ("tuning", "tuning_windows", "tune_windows"),
    "methods": ("names", "models"),
    "shares": ("area_shares", "coverage"),
    "grids": ("other_grids", "rotations", "lattices"),
    "kind": ("all_are", "one_type"),
    "areas": ("polygons", "polygon_file", "areas_file"),
    "network": ("streets", "network_file"),
}


@dataclass(frozen=True)
class PlaceCard:
    """What a card says, checked; None where it leaves a choice to be made from the file."""

    time: str | None = None
    month: str | None = None
    hour: str | None = None
    time_format: str | None = None
    longitude: str | None = None
    latitude: str | None = None
    x: str | None = None
    y: str | None = None
    epsg: int | None = None
    units: str | None = None
    type: str | None = None
    kind: str | None = None
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    snapped: bool | None = None
    unit: str = "square"
    size: float = 250.0
    resolution: int = 9
    areas: str | None = None
    network: str | None = None
    origin: tuple[float, float] | None = None
    turn: float = 0.0
    grids: int = 0
    boundary: str | None = None
    square_kilometres: float | None = None
    cells: int | None = None
    study_area: str | None = None
    days: int | None = None
    months: int | None = None
    first: date | None = None
    last: date | None = None
    count: int | None = None
    tune: int | None = None
    methods: tuple[str, ...] | None = None
    shares: tuple[float, ...] = (0.01, 0.02, 0.05, 0.10, 0.20)
    main_share: float = 0.05
    draws: int = 2000
    seed: int = 0
    folder: Path = Path()

    def asking_for(self, methods: tuple[str, ...]) -> "PlaceCard":
        """The same card with these methods."""
        return replace(self, methods=methods)


def read_place_card(path: Path) -> PlaceCard:
    """The card at `path`; raises CardInvalid naming the first thing that is wrong and what to write instead."""
    return parse_place_card(read_toml(path, when_absent=f"See {PAGE}."), where=str(path), folder=path.parent)


def parse_place_card(content: Mapping[str, Any], *, where: str, folder: Path = Path()) -> PlaceCard:
    """A card from its parsed TOML; `where` names it in errors, and files it names are sought in `folder`."""
    card = PlaceCard(**_KEYS.read(content, where), folder=folder)
    _check_together(card, where)
    return card


def _epsg(given: Any) -> int:
    text = str(given).upper().replace("EPSG", "").strip(": ")
    if not text.isdigit():
        raise ValueError("must be a number such as 27700")
    return int(text)


def _units(given: Any) -> str:
    word = text(given).lower().replace("-", " ")
    words = {"m": "metres", "metre": "metres", "meter": "metres", "meters": "metres", "metres": "metres",
             "ft": "feet", "foot": "feet", "feet": "feet", "us feet": "us feet", "us ft": "us feet",
             "us survey feet": "us feet"}  # fmt: skip
    if word not in words:
        raise ValueError('must be "metres" or "feet"; columns of degrees are `longitude` and `latitude`')
    return words[word]


def _pair(given: Any) -> tuple[float, float]:
    if not isinstance(given, list) or len(given) != 2:
        raise ValueError("must be two numbers, such as [0, 0]")
    return number(given[0]), number(given[1])


def _shares(given: Any) -> tuple[float, ...]:
    numbers = [positive(each) for each in listed(given)]
    parts = sorted({each / 100 if each >= 1 else each for each in numbers})  # 5 is taken for 5 %
    if not parts or parts[-1] > 1:
        raise ValueError("must be shares of the area, such as [0.01, 0.05, 0.10]")
    return tuple(parts)


def _share(given: Any) -> float:
    return _shares([given])[0]


def _methods(given: Any) -> tuple[str, ...]:
    asked = [text(each) for each in listed(given)]
    plain = {_plain(method): method for method in METHODS} | {
        "count": "three-year count", "default": "EWMA+KDE", "surface": "EWMA+KDE", "ewma": "EWMA+KDE",
        "lightgbm": "boosted", "gbm": "boosted", "lastmonth": "last month", "last28days": "last month",
        "3yearcount": "three-year count", "kernel": "KDE", "ewmaandkde": "EWMA+KDE",
    }  # fmt: skip
    unknown = [each for each in asked if _plain(each) not in plain]
    if unknown:
        raise ValueError(f"names a method there is not. Those there are: {', '.join(METHODS)}")
    return tuple(dict.fromkeys(plain[_plain(each)] for each in asked))


def _plain(method: str) -> str:
    return "".join(letter for letter in method.lower() if letter.isalnum())


def _types(given: Any) -> dict[str, tuple[str, ...]]:
    """Groups of types: a table of lists, or a list of types that are each their own group."""
    if isinstance(given, str):
        given = [given]
    if isinstance(given, list):
        return {text(each): (text(each),) for each in given}
    if not isinstance(given, dict):
        raise ValueError('must be a table such as burglary = ["Burglary Residential"], or a list of types')
    groups = {name: tuple(text(each) for each in listed(members)) for name, members in given.items()}
    if any(not members for members in groups.values()):
        raise ValueError("has a group without a type")
    return groups


def _unit(given: Any) -> str:
    words = {"square": "square", "squares": "square", "grid": "square", "h3": "h3", "hexagon": "h3",
             "polygon": "polygon", "polygons": "polygon", "lsoa": "polygon", "segment": "segment",
             "segments": "segment", "street": "segment"}  # fmt: skip
    word = text(given).lower()
    if word not in words:
        raise ValueError("must be square, h3, polygon or segment")
    return words[word]


def _study_area(given: Any) -> str:
    word = text(given).lower()
    if word not in ("footprint", "held"):
        raise ValueError("must be footprint or held; for an outline give `boundary`")
    return word


_READERS: Mapping[str, Reader] = {
    "time": text, "month": text, "hour": text, "time_format": text, "longitude": text, "latitude": text, "x": text,
    "y": text, "epsg": _epsg, "units": _units, "type": text, "kind": text, "types": _types, "snapped": truth,
    "unit": _unit, "size": positive, "resolution": whole, "areas": text, "network": text, "origin": _pair,
    "turn": number, "grids": whole_or_nought, "boundary": text, "square_kilometres": positive, "cells": whole,
    "study_area": _study_area, "days": whole, "months": whole, "first": day, "last": day, "count": whole,
    "tune": whole_or_nought, "methods": _methods, "shares": _shares, "main_share": _share, "draws": whole,
    "seed": whole_or_nought,
}  # fmt: skip
_KEYS = LenientKeys(_READERS, _ALIASES, tables={"types"}, others={"patterns", "demand"}, page=PAGE)


def _check_together(card: PlaceCard, where: str) -> None:
    pairs = (("longitude", "latitude"), ("x", "y"))
    for one, other in pairs:
        if (getattr(card, one) is None) != (getattr(card, other) is None):
            raise CardInvalid(f"{where}: `{one}` and `{other}` belong together. Say both, or neither.")
    if card.longitude and card.x:
        raise CardInvalid(f"{where}: says both `longitude` and `x`. Leave one pair.")
    if card.days and card.months:
        raise CardInvalid(f"{where}: says both `days` and `months`. A window has one length: leave one.")
    if card.time and card.month:
        raise CardInvalid(f"{where}: says both `time` and `month`. Leave the coarser out.")
    if card.unit == "polygon" and not card.areas:
        raise CardInvalid(f"{where}: unit polygon needs `areas`, a GeoJSON file of polygons. Add it.")
    if card.unit == "segment" and not card.network:
        raise CardInvalid(f"{where}: unit segment needs `network`, a GeoJSON file of lines. Add it.")
    if card.main_share not in card.shares:
        object.__setattr__(card, "shares", tuple(sorted({*card.shares, card.main_share})))
