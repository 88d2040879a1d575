"""Points with times from any file: where, when and of what kind each row is, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.columns import columns_of
from ninefold.actions.places.times import UNKNOWN, clock_hours, days_and_hours, in_the_body
from ninefold.engine.formats.flat_files import read_flat_files
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.places.events import Events, Floats, Ints
from ninefold.measures.places.grid_units import likely_units
from ninefold.measures.places.plane import local_plane
from ninefold.measures.places.projected import FlatPlane, known_projection

_POLICE_UK = {"falls within", "lsoa code", "longitude", "crime type"}
_WORDLESS = "all"  # what events are called when nothing says
_DEGREES = (4326, 4258, 4269)
_WEB, _WEB_RADIUS = 3857, 6_378_137.0
_TAKEN_FOR = {
    "metres": "x and y were taken for metres; say `units` or `epsg` in the card if they are feet.",
    "feet": "x and y were taken for feet: such numbers are of a US state plane and of no common grid in metres. Say "
    '`units = "metres"` in the card if they are metres.',
}
_MANY_TWICE = 0.1  # share of rows like another in day, point and kind from which it is worth saying


@dataclass(frozen=True)
class PointFile:
    """What was read: the events on a plane, what each column was taken for, and what was left out."""

    events: Events
    plane: FlatPlane | None  # to go back to degrees; None for a plane whose formula is not known
    columns: dict[str, str]
    rows: int
    without_place: int
    without_time: int
    far_off: int  # dated far from all the others
    has_types: bool
    table: pa.Table = field(repr=False)  # as received
    kept: Ints = field(repr=False)  # the row of each event
    notes: tuple[str, ...] = ()  # what a reader should know of how the file was taken
    torn: int = 0  # rows with more or fewer fields than the header


def read_points(paths: Sequence[Path], card: PlaceCard) -> PointFile:
    """The events of some files, read as the card says; FileRefused or CardInvalid says what to change."""
    received = read_flat_files(paths, as_text=True)
    table = received.table
    columns = columns_of(table.column_names, card)
    told = columns.get("time") or columns.get("month") or ""
    day, hour, only_months = days_and_hours(table[told], card.time_format, told)
    hour = _own_hour(table, columns, hour)
    first, second = _coordinates(table, columns)
    columns = _degrees_or_metres(columns, first, second, card)
    has_place, has_time = _has_place(first, second, "longitude" in columns), day != UNKNOWN
    _check_some_left(has_place, has_time, columns)
    keep = has_place & has_time
    keep[keep] = in_the_body(day[keep])
    units = _units(first[keep], second[keep], card, columns)
    x, y, plane = _on_plane(first[keep], second[keep], card, units)
    kind, kinds = _kinds(table, columns, card, keep)
    is_monthly = only_months or "month" in columns
    events = Events(
        x=x,
        y=y,
        day=day[keep],
        kind=kind,
        kinds=kinds,
        grain="month" if is_monthly else "time" if hour is not None else "day",
        hour=None if hour is None or is_monthly else hour[keep],
        snapped=_is_snapped(table.column_names, card),
    )
    return PointFile(
        events=events.in_order(),
        plane=plane,
        columns=columns,
        rows=table.num_rows,
        without_place=int((~has_place).sum()),
        without_time=int((~has_time).sum()),
        far_off=int((has_place & has_time).sum() - keep.sum()),
        has_types="type" in columns,
        table=table,
        kept=np.flatnonzero(keep)[np.argsort(day[keep], kind="stable")],
        notes=(*received.notes, *_notes(events, card, units)),
        torn=received.torn,
    )


def _degrees_or_metres(
    columns: dict[str, str], first: Floats, second: Floats, card: PlaceCard
) -> dict[str, str]:
    """The columns by what they hold: `X` and `Y` are often degrees, and `POINT_X` often metres."""
    if card.epsg is not None or card.units is not None or not np.isfinite(first + second).any():
        return columns
    east, north = np.nanmedian(np.abs(first)), np.nanmedian(np.abs(second))
    wide = max(np.nanmax(np.abs(first)), np.nanmax(np.abs(second)) * 2)
    if "x" in columns and wide <= 180:
        return _renamed(columns, ("x", "y"), ("longitude", "latitude"))
    if "longitude" in columns and card.longitude is None and (east > 180 or north > 90):
        return _renamed(columns, ("longitude", "latitude"), ("x", "y"))
    return columns


def _renamed(columns: dict[str, str], old: tuple[str, str], new: tuple[str, str]) -> dict[str, str]:
    names = dict(zip(old, new, strict=True))
    return {names.get(key, key): column for key, column in columns.items()}


def _check_some_left(
    has_place: npt.NDArray[np.bool_], has_time: npt.NDArray[np.bool_], columns: dict[str, str]
) -> None:
    """Raise FileRefused saying which it is, when no row has both a time and a place."""
    if (has_place & has_time).any():
        return
    pair = ("longitude", "latitude") if "longitude" in columns else ("x", "y")
    where = f"columns '{columns[pair[0]]}' and '{columns[pair[1]]}', taken for {pair[0]} and {pair[1]}"
    if not has_place.any():
        raise FileRefused(
            f"No row has a place that can be read ({where}). Check which columns the card names, and that longitude "
            "and latitude are not swapped."
        )
    when = columns.get("time") or columns.get("month")
    raise FileRefused(f"No row has both a place ({where}) and a time ('{when}'). Check the card's [columns].")


def _notes(events: Events, card: PlaceCard, units: str) -> tuple[str, ...]:
    notes = []
    if card.epsg is None and card.units is None and units != "degrees":
        notes.append(_TAKEN_FOR[units])
    if events.grain != "month" and not events.snapped:
        both = np.column_stack([events.x, events.y, events.day, events.kind])
        twice = 1 - len(np.unique(both, axis=0)) / max(len(both), 1)
        if twice > _MANY_TWICE:
            notes.append(
                f"{twice:.0%} of the rows have the day, point and type of another: records delivered twice would look "
                "like that, and make every figure too good."
            )
    return tuple(notes)


def _own_hour(table: pa.Table, columns: dict[str, str], hour: Floats | None) -> Floats | None:
    """The column of hours where there is one: a time beside it may be no more than a day's stamp."""
    if "hour" not in columns:
        return hour
    found = clock_hours(table[columns["hour"]])
    return found if np.isfinite(found).mean() >= 0.5 else hour


def _coordinates(table: pa.Table, columns: dict[str, str]) -> tuple[Floats, Floats]:
    pair = ("longitude", "latitude") if "longitude" in columns else ("x", "y")
    return _numbers(table, columns[pair[0]]), _numbers(table, columns[pair[1]])


def _numbers(table: pa.Table, name: str) -> Floats:
    column = table[name]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = _plain_numbers(pc.utf8_trim_whitespace(column))
    return np.asarray(pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy(), dtype=np.float64)


def _plain_numbers(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts that are numbers, the others empty; a decimal comma is read where no text has a point."""
    if not pc.any(pc.match_substring(texts, ".")).as_py():
        texts = pc.replace_substring(texts, ",", ".", max_replacements=1)
    looks = pc.match_substring_regex(texts, r"^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$")
    return pc.if_else(looks, texts, pa.scalar(None, pa.string()))


def _has_place(first: Floats, second: Floats, is_degrees: bool) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    if is_degrees:
        known &= (np.abs(first) <= 180) & (np.abs(second) <= 90) & (first != 0) & (second != 0)
    return known


def _units(first: Floats, second: Floats, card: PlaceCard, columns: dict[str, str]) -> str:
    """Degrees, or the units of x and y: as the card says, by its grid, or by where such numbers can lie."""
    if "longitude" in columns:
        return "degrees"
    if card.units is not None or card.epsg is not None:
        return card.units or _usual_units(card.epsg)
    likely = likely_units(first, second)
    if likely == "either":
        raise CardInvalid(
            f"Columns '{columns['x']}' and '{columns['y']}' could be metres or feet: grids of both have such numbers, "
            'and a cell would be three times too large or too small. Write `units = "metres"` or `units = "feet"` '
            "(or `epsg`) in the card."
        )
    return likely


def _on_plane(
    first: Floats, second: Floats, card: PlaceCard, units: str
) -> tuple[Floats, Floats, FlatPlane | None]:
    projection = known_projection(card.epsg) if card.epsg is not None else None
    is_degrees = units == "degrees"
    if card.epsg == _WEB and not is_degrees:  # its metres are not the ground's, so back to degrees first
        first = np.degrees(first / _WEB_RADIUS)
        second = np.degrees(2 * np.arctan(np.exp(second / _WEB_RADIUS)) - np.pi / 2)
        is_degrees = True
    if is_degrees:
        _check_known(card.epsg, projection)
        plane = projection or local_plane(first, second)
        return *plane.forward(first, second), plane
    metres = {"feet": 0.3048, "us feet": 1200 / 3937}.get(units, 1.0)
    return first * metres, second * metres, projection if metres == 1.0 else None


def _check_known(epsg: int | None, projection: FlatPlane | None) -> None:
    if epsg is not None and projection is None and epsg not in (*_DEGREES, _WEB):
        raise CardInvalid(
            f"Degrees cannot be laid on EPSG:{epsg}, whose formula is not here. Leave `epsg` out (an equal-area plane "
            "is then used), or name the columns of that grid as `x` and `y`."
        )


def _usual_units(epsg: int | None) -> str:
    """Feet for the state planes of the United States that are in feet; metres otherwise."""
    in_feet = epsg is not None and (2222 <= epsg <= 2289 or 2867 <= epsg <= 2930 or 6355 <= epsg <= 6627)
    return "feet" if in_feet else "metres"


def _kinds(
    table: pa.Table, columns: dict[str, str], card: PlaceCard, keep: np.ndarray
) -> tuple[np.ndarray, tuple[str, ...]]:
    if card.kind or "type" not in columns:
        return np.zeros(int(keep.sum()), dtype=np.int64), (card.kind or _WORDLESS,)
    texts = pc.fill_null(pc.utf8_trim_whitespace(table[columns["type"]].cast(pa.string())), "unknown")
    encoded = texts.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    indices = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    return indices[keep], tuple(encoded.dictionary.to_pylist())


def _is_snapped(names: Sequence[str], card: PlaceCard) -> bool:
    if card.snapped is not None:
        return card.snapped
    return {name.strip().lower() for name in names} >= _POLICE_UK
