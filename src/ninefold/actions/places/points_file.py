"""A file of points as patterns need it: its events, the rows they came from, and how finely it tells time and place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.actions.places.pattern_card import PatternCard, read_pattern_card
from ninefold.actions.places.points import PointFile, read_points
from ninefold.actions.places.times import UNKNOWN, days_and_hours
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.patterns.allowed import Grade
from ninefold.measures.patterns.grade import grade_of
from ninefold.measures.places.events import Events, Floats

# What a column with the end of a window is called when the card does not say.
_ENDS = ("date_end", "end_date", "datetime_end", "occurred_until", "occurred_to", "time_end", "to_date")
_MANY = 50  # events from which two distinct hours are no chance


@dataclass(frozen=True)
class PointsFile:
    """Events in order of their days, their rows as received, the grade found, and the rows left out by reason."""

    card: PatternCard
    events: Events
    rows: pa.Table
    read: PointFile
    grade: Grade
    left_out: Mapping[str, int]

    def degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats] | None:
        """Longitude and latitude of points of the plane; None where the way back is not known."""
        return None if self.read.plane is None else self.read.plane.backward(x, y)

    def windows(self) -> tuple[Floats, Floats]:
        """Start and end of each event in hours since 1970-01-01 00:00; end = start where only one is known."""
        start: Floats = self.events.day.astype(np.float64) * 24.0
        hour = _hours(self.events)
        if hour is not None:
            start = start + hour
        name = self._end_column()
        if not name:
            return start, start
        day, hour, _ = days_and_hours(self.rows[name], self.card.places.time_format, name)
        end = np.where(day == UNKNOWN, np.nan, day.astype(np.float64) * 24.0)
        if hour is not None:
            end = end + hour
        return start, np.asarray(np.where(np.isfinite(end), end, start), dtype=np.float64)

    def _end_column(self) -> str:
        plain = {name.strip().lower(): name for name in self.rows.column_names}
        if self.card.window_end:
            return _named(self.card.window_end, self.rows)
        return next((plain[word] for word in _ENDS if word in plain), "")

    def methods(self) -> list[frozenset[str]]:
        """The words of how each was done: 'column: value' for every column of method that is filled."""
        names = [_named(name, self.rows) for name in self.card.how]
        columns = [(name, self.rows[name].cast(pa.string()).to_pylist()) for name in names]
        return [
            frozenset(
                f"{name}: {said[i].strip().lower()}" for name, said in columns if said[i] and said[i].strip()
            )
            for i in range(len(self.rows))
        ]


def _named(name: str, rows: pa.Table) -> str:
    if name not in rows.column_names:
        raise CardInvalid(
            f"The card's [patterns] names a column '{name}' that the file does not have. Correct it."
        )
    return name


def read_points_file(path: Path, card_path: Path) -> PointsFile:
    """The events of a file; raises CardInvalid, or FileRefused when the file does not hold what the card says."""
    card = read_pattern_card(card_path)
    read = read_points([path], card.places)
    events, rows = read.events, read.table.take(pa.array(read.kept))
    left_out = {
        "more or fewer fields than the header": read.torn,
        "no place that can be read": read.without_place,
        "no date that can be read": read.without_time,
        "dated far from all others": read.far_off,
    }
    wanted = {member for members in card.places.types.values() for member in members}
    if wanted:
        held = np.isin(events.kind, [i for i, kind in enumerate(events.kinds) if kind in wanted])
        if not held.any():
            raise FileRefused(
                "None of the card's types is in the file. Write them as the file's column does."
            )
        left_out["another type"] = int((~held).sum())
        events, rows = events.taken(held), rows.filter(pa.array(held))
    grade = _grade(events, rows, read, card)
    events = _by_month(events) if grade.grain == "month" else events
    return PointsFile(card, events, rows, read, grade, {reason: n for reason, n in left_out.items() if n})


def _grade(events: Events, rows: pa.Table, read: PointFile, card: PatternCard) -> Grade:
    if read.plane is None:
        longitude, latitude = np.full(len(events), np.nan), np.full(len(events), np.nan)
    else:
        longitude, latitude = read.plane.backward(events.x, events.y)
    points = "snapped" if card.places.snapped else card.points
    return grade_of(
        events.day,
        longitude,
        latitude,
        hours_known=_hours(events) is not None,
        columns=rows.column_names,
        texts=_sample_texts(rows),
        declared=Grade("month" if events.grain == "month" else "", points),
    )


def _hours(events: Events) -> Floats | None:
    """Hours after midnight, None where the file does not truly tell them."""
    hour = events.hour
    if hour is None:
        return None
    # All at midnight, or at midnight of another zone in summer and winter: a date written as a moment.
    distinct = np.unique(np.floor(hour[np.isfinite(hour)]))
    return None if distinct.size < 2 or (distinct.size == 2 and hour.size >= _MANY) else hour


def _by_month(events: Events) -> Events:
    """The events with nothing finer than their month, so that nobody reads a day where there is none."""
    first = (
        events.day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    )
    return Events(events.x, events.y, first, events.kind, events.kinds, "month", None, events.snapped)


def _sample_texts(rows: pa.Table) -> list[str]:
    """The first filled texts of every text column, by which street-level data gives itself away."""
    texts = [rows[name] for name in rows.column_names if _is_text(rows.schema.field(name).type)]
    return [text for each in texts for text in each.slice(0, 200).drop_null().slice(0, 5).to_pylist()]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
