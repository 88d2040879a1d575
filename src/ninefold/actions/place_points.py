"""Points with times from any file: CSV (also .gz, in a zip, or a folder of them) or Parquet."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ninefold.actions.place_card import PlaceCard
from ninefold.actions.place_times import UNKNOWN, days_and_hours
from ninefold.engine.formats.archives import LIMITS, checked_zip
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.places.events import Events, Floats
from ninefold.measures.places.plane import local_plane
from ninefold.measures.places.projected import FlatPlane, known_projection

# What columns are called when the card does not say, in order of preference.
_GUESSES = {
    "time": ("occurred_at", "occurred_date", "occurrencedate", "occ_date", "datetime", "date_time", "date_single",
             "dispatch_date_time", "dispatch_date", "incident_datetime", "incident_date", "occurred", "occurrence_date",
             "date", "timestamp", "time", "reported_date", "date_start", "start_date", "day"),
    "month": ("month", "year_month", "yearmonth"),
    "hour": ("occurred_hour", "occurrencehour", "hour", "hour_of_day"),
    "longitude": ("longitude", "lon", "lng", "long", "point_x"),
    "latitude": ("latitude", "lat", "point_y"),
    "x": ("easting", "bng_e", "x_coordina", "x", "x_coordinate", "eastings"),
    "y": ("northing", "bng_n", "y_coordina", "y", "y_coordinate", "northings"),
    "type": ("crime type", "crime_type", "offence", "offense", "offence_type", "offense_type", "primary type",
             "primary_type", "mci", "category", "offense_category", "offence_category", "type", "crime"),
}  # fmt: skip
_POLICE_UK = {"falls within", "lsoa code", "longitude", "crime type"}
_WORDLESS = "all"  # what events are called when nothing says
_DEGREES = (4326, 4258, 4269)
_WEB, _WEB_RADIUS = 3857, 6_378_137.0


@dataclass(frozen=True)
class PointFile:
    """What was read: the events on a plane, what each column was taken for, and what was left out."""

    events: Events
    plane: FlatPlane | None  # to go back to degrees; None for a plane whose formula is not known
    columns: dict[str, str]
    rows: int
    without_place: int
    without_time: int
    has_types: bool


def read_points(paths: Sequence[Path], card: PlaceCard) -> PointFile:
    """The events of some files, read as the card says; FileRefused or CardInvalid says what to change."""
    table = pa.concat_tables([_read(path) for path in paths], promote_options="default")
    columns = _columns(table.column_names, card)
    told = columns.get("time") or columns.get("month") or ""
    day, hour, only_months = days_and_hours(table[told], card.time_format, told)
    hour = _own_hour(table, columns, hour)
    first, second = _coordinates(table, columns)
    has_place, has_time = _has_place(first, second, "longitude" in columns), day != UNKNOWN
    keep = has_place & has_time
    if not keep.any():
        raise FileRefused("No row has both a time and a place. Check the columns the card names.")
    x, y, plane = _on_plane(first[keep], second[keep], card, "longitude" in columns)
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
    without_place, without_time = int((~has_place).sum()), int((~has_time).sum())
    found = PointFile(
        events.in_order(), plane, columns, table.num_rows, without_place, without_time, "type" in columns
    )
    return found


def _read(path: Path) -> pa.Table:
    if not path.exists():
        raise FileRefused(f"{path}: there is no such file.")
    if path.is_dir():
        inside = [each for each in sorted(path.rglob("*")) if each.suffix in (".csv", ".parquet", ".gz")]
        return _joined([_read(each) for each in inside], path)
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PAR1":
        return _parquet(path)
    return _zip(path) if start[:2] == b"PK" else _csv(path, path.name)


def _parquet(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(f"{path.name}: this Parquet file cannot be read. Ask for it again.") from error


def _zip(path: Path) -> pa.Table:
    """The CSV files in a zip; of a police.uk archive those of street crime."""
    with path.open("rb") as stream, checked_zip(path, stream, LIMITS) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".csv.gz"))]
        street = [name for name in names if name.lower().endswith("-street.csv")]
        return _joined([_csv(io.BytesIO(archive.read(name)), name) for name in sorted(street or names)], path)


def _joined(tables: Sequence[pa.Table], path: Path) -> pa.Table:
    if not tables:
        raise FileRefused(f"{path.name}: holds no CSV or Parquet file.")
    return pa.concat_tables(tables, promote_options="default")


def _csv(source: Path | io.BytesIO, name: str) -> pa.Table:
    """A CSV as text, comma, semicolon or tab; rows with a wrong number of fields are left out."""
    try:
        content = pa.input_stream(source, compression="gzip" if _is_gzip(source) else None).read()
        encoding = _encoding(content)
        head = content[: content.find(b"\n") if b"\n" in content else None].decode(encoding, "replace")
        delimiter = max(",;\t|", key=head.count)
        names = next(csv.reader([head.strip("\r\n\ufeff")], delimiter=delimiter))
        return pacsv.read_csv(
            pa.py_buffer(content),
            read_options=pacsv.ReadOptions(encoding=encoding),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=lambda _: "skip"
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={each: pa.string() for each in names},
                strings_can_be_null=True,
                null_values=_NULLS,
            ),
        )
    except (pa.ArrowException, OSError, EOFError, zipfile.BadZipFile) as error:
        raise FileRefused(
            f"{name}: cannot be read as CSV. Save it as CSV with one header line, or Parquet."
        ) from error


_NULLS = ["", "NA", "NaN", "nan", "NULL", "null", "None", "N/A", "#N/A"]


def _is_gzip(source: Path | io.BytesIO) -> bool:
    if isinstance(source, io.BytesIO):
        return source.getvalue()[:2] == b"\x1f\x8b"
    with source.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _columns(names: Sequence[str], card: PlaceCard) -> dict[str, str]:
    """Which column is which: as the card says, else by what columns are commonly called."""
    plain = {name.strip().lower(): name for name in reversed(names)}
    said = {key: getattr(card, key) for key in _GUESSES if getattr(card, key)}
    for key, column in said.items():
        if column.strip().lower() not in plain:
            raise CardInvalid(
                f"The card says `{key}` is the column '{column}', and the file has none of that name. Its columns "
                f"are: {', '.join(names)}."
            )
    columns = {key: plain[column.strip().lower()] for key, column in said.items()}
    skipped = {"longitude", "latitude"} if "x" in columns else set()
    for key, words in _GUESSES.items():
        if key in columns or key in skipped:
            continue
        found = next((plain[word] for word in words if word in plain), None)
        if found is not None:
            columns[key] = found
    settled = _settled(columns, said, names)
    if card.epsg in _DEGREES and "x" in settled:
        settled["longitude"], settled["latitude"] = settled.pop("x"), settled.pop("y")
    return settled


def _settled(columns: dict[str, str], said: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    if "longitude" in columns and "latitude" in columns and "x" not in said:
        columns.pop("x", None), columns.pop("y", None)
    elif "x" in columns and "y" in columns:
        columns.pop("longitude", None), columns.pop("latitude", None)
    else:
        raise CardInvalid(
            "Neither longitude and latitude nor x and y were found. Name them in the card's [columns]. The file's "
            f"columns are: {', '.join(names)}."
        )
    if "time" in columns and "month" not in said:
        columns.pop("month", None)
    elif "month" in columns:
        columns.pop("time", None)
    else:
        raise CardInvalid(
            "No column of times was found. Name it in the card's [columns] as `time` (or `month`). The file's "
            f"columns are: {', '.join(names)}."
        )
    return columns


def _own_hour(table: pa.Table, columns: dict[str, str], hour: Floats | None) -> Floats | None:
    """The column of hours where there is one: a time beside it may be no more than a day's stamp."""
    if "hour" not in columns:
        return hour
    found = _numbers(table, columns["hour"])
    return np.where((found >= 0) & (found < 24), found, np.nan)


def _coordinates(table: pa.Table, columns: dict[str, str]) -> tuple[Floats, Floats]:
    pair = ("longitude", "latitude") if "longitude" in columns else ("x", "y")
    return _numbers(table, columns[pair[0]]), _numbers(table, columns[pair[1]])


def _numbers(table: pa.Table, name: str) -> Floats:
    column = table[name]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column)
        looks = pc.match_substring_regex(trimmed, r"^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$")
        column = pc.if_else(looks, trimmed, pa.scalar(None, pa.string()))
    return np.asarray(pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy(), dtype=np.float64)


def _has_place(first: Floats, second: Floats, is_degrees: bool) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    if is_degrees:
        known &= (np.abs(first) <= 180) & (np.abs(second) <= 90) & (first != 0) & (second != 0)
    return known


def _on_plane(
    first: Floats, second: Floats, card: PlaceCard, is_degrees: bool
) -> tuple[Floats, Floats, FlatPlane | None]:
    projection = known_projection(card.epsg) if card.epsg is not None else None
    if card.epsg == _WEB and not is_degrees:  # its metres are not the ground's, so back to degrees first
        first = np.degrees(first / _WEB_RADIUS)
        second = np.degrees(2 * np.arctan(np.exp(second / _WEB_RADIUS)) - np.pi / 2)
        is_degrees = True
    if is_degrees:
        _check_known(card.epsg, projection)
        plane = projection or local_plane(first, second)
        return *plane.forward(first, second), plane
    feet = {"feet": 0.3048, "foot": 0.3048, "ft": 0.3048, "us-feet": 1200 / 3937, "us feet": 1200 / 3937}
    metres = feet.get((card.units or _usual_units(card.epsg)).lower(), 1.0)
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
