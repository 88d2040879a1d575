"""Days and hours from the many ways in which files write them."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import FileRefused
from ninefold.measures.places.events import Floats, Ints

UNKNOWN = np.iinfo(np.int64).min  # the day of a record whose day cannot be read

_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y/%m", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y",
    "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S",
    "%d-%b-%Y", "%d-%b-%y", "%d-%b-%Y %H:%M", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %I:%M:%S %p",
    "%d %b %Y", "%d %B %Y", "%b %Y", "%B %Y", "%b %d %Y", "%Y",
)  # fmt: skip
_MONTHS_ONLY = ("%Y-%m", "%Y/%m", "%b %Y", "%B %Y")
_ENOUGH = 0.9  # of the values a format must fit
_SAMPLE, _GLANCE = 2000, 100
# Numbers from, to, in a day, and days before 1970 when the count starts.
_COUNTS = (
    (1e8, 4.2e9, 86_400.0, 0.0),  # seconds
    (1e11, 4.2e12, 86_400_000.0, 0.0),  # milliseconds
    (15_000.0, 75_000.0, 1.0, 25_569.0),  # a spreadsheet's days, from 1899-12-30
)
_STRETCH, _MOST_FAR_OFF = 28, 0.05  # days counted together; share of records


def days_and_hours(column: pa.ChunkedArray, form: str | None, name: str) -> tuple[Ints, Floats | None, bool]:
    """The day of each value (UNKNOWN where there is none), its hour if told, and whether only months are told.

    FileRefused when no way of writing dates fits, or day and month cannot be told apart.
    """
    if pa.types.is_temporal(column.type):
        return _from_temporal(column)
    counted = None if form else _counted(column)
    if counted is not None:
        return counted
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts = [_bare(text) for text in encoded.dictionary.to_pylist()]
    form = form or _form(texts, name)
    read = _reader(form)
    moments = [read(text) for text in texts]
    where = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    day = np.array([*(_day(each) for each in moments), UNKNOWN], dtype=np.int64)[where]
    if form in _MONTHS_ONLY:
        return day, None, True
    hour = np.array([*(_hour(each) for each in moments), np.nan])[where]
    return day, hour if bool(np.nanmax(hour, initial=0.0) > 0) else None, False


def _counted(column: pa.ChunkedArray) -> tuple[Ints, Floats | None, bool] | None:
    """Days and hours from numbers that count seconds or milliseconds since 1970, or days as spreadsheets do."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        looks = pc.match_substring_regex(column, r"^\s*[0-9]{5,13}(\.[0-9]*)?\s*$")
        if (pc.mean(pc.cast(looks, pa.float64())).as_py() or 0.0) < _ENOUGH:
            return None
        column = pc.if_else(looks, pc.utf8_trim_whitespace(column), pa.scalar(None, pa.string()))
    elif not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return None
    numbers = np.asarray(pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy(), dtype=np.float64)
    known = np.isfinite(numbers)
    for least, most, a_day, start in _COUNTS:
        inside = known & (numbers >= least) & (numbers <= most)
        if known.any() and inside.sum() >= _ENOUGH * known.sum():
            moments = np.where(inside, numbers / a_day - start, 0.0)
            day = np.where(inside, np.floor(moments).astype(np.int64), UNKNOWN)
            hour = np.where(inside, np.round((moments % 1) * 86_400) / 3600, np.nan)
            return day, hour if bool(np.nanmax(hour, initial=0.0) > 0) else None, False
    return None


def clock_hours(column: pa.ChunkedArray) -> Floats:
    """Hours after midnight from hours 0 to 23, or a clock written as 21:30, 9:30 pm or 2130; else not a number."""
    texts = pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string())))
    encoded = texts.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    words = encoded.dictionary.to_pylist()
    together = any(
        re.fullmatch(r"\d{4}", word) or re.fullmatch(r"2[4-9]|[3-9]\d|\d{3}", word) for word in words
    )
    hours = np.array([*(_clock(word, together) for word in words), np.nan])
    where = encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return np.asarray(hours[where], dtype=np.float64)


def _clock(word: str, together: bool) -> float:
    """Hours of one text; `together` when hours and minutes are written as one number."""
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?|(\d{1,4})(?:\.0)?", word)
    if found is None:
        return float("nan")
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    if together and found[2] is None and not found[3]:
        hour, minute = divmod(hour, 100)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return hour + minute / 60 if hour < 24 and minute < 60 else float("nan")


def in_the_body(day: Ints) -> npt.NDArray[np.bool_]:
    """Which days belong to the body of the records, and not to a few dated far before or after all others.

    A slipped year or a default date would otherwise move every window. At most one in twenty is left out.
    """
    first = int(day.min())
    stretch = (day - first) // _STRETCH
    counts = np.bincount(stretch)
    start, end = _past_thin_ends(counts)
    start, end = _past_gaps(counts, start, end)
    inside = (stretch >= start) & (stretch <= end)
    return inside if inside.mean() >= 1 - _MOST_FAR_OFF else np.ones(len(day), dtype=np.bool_)


def _past_thin_ends(counts: Ints) -> tuple[int, int]:
    """The first and the last stretch with a fiftieth of the usual, where more than two before or after have less."""
    ordered = np.sort(counts)
    usual = ordered[np.searchsorted(np.cumsum(ordered), counts.sum() / 2)]
    full = np.flatnonzero(counts >= max(usual / 50, 0.5))
    start, end = int(full[0]), int(full[-1])
    return (start if start > 2 else 0), (end if len(counts) - 1 - end > 2 else len(counts) - 1)


def _past_gaps(counts: Ints, start: int, end: int) -> tuple[int, int]:
    """The same without what lies beyond an empty year and is less than one in a hundred."""
    filled = start + np.flatnonzero(counts[start : end + 1])
    few = counts.sum() / 100
    for gap in np.flatnonzero(np.diff(filled) > 13):
        if counts[: filled[gap] + 1].sum() < few:
            start = int(filled[gap + 1])
        elif counts[filled[gap + 1] :].sum() < few:
            return start, int(filled[gap])
    return start, end


def _from_temporal(column: pa.ChunkedArray) -> tuple[Ints, Floats | None, bool]:
    stamps = column.cast(pa.timestamp("us"), safe=False) if not pa.types.is_date(column.type) else column
    whole = pc.fill_null(stamps.cast(pa.date32(), safe=False).cast(pa.int32()).cast(pa.int64()), UNKNOWN)
    day = np.asarray(whole.to_numpy(), dtype=np.int64)
    if pa.types.is_date(column.type):
        return day, None, False
    micro = pc.fill_null(stamps.cast(pa.int64()), 0).to_numpy()
    hour = (micro % 86_400_000_000) / 3.6e9
    return day, hour if bool((hour > 0).any()) else None, False


def _bare(text: str | None) -> str:
    """The text without fractions of seconds and zone: the clock as written is kept."""
    bare = (text or "").strip().replace("Z", "")
    for sign in ("+", "."):
        if sign in bare[10:]:
            bare = bare[:10] + bare[10:].split(sign)[0]
    return bare.strip()


def _form(texts: Sequence[str], name: str) -> str:
    filled = [text for text in texts if text]
    sample = filled[:: max(1, len(filled) // _SAMPLE)]
    glance = sample[:: max(1, len(sample) // _GLANCE)]
    likely = [form for form in _FORMATS if _fit(glance, form) >= _ENOUGH / 2]
    fits = {form: _fit(sample, form) for form in likely}
    best = max(fits.values(), default=0.0)
    if best < _ENOUGH:
        raise FileRefused(
            f"The times in column '{name}' are written in a way that is not known. Say it in the card, as "
            'time_format = "%d/%m/%Y %H:%M" for instance.'
        )
    found = [form for form, share in fits.items() if share == best]
    _check_order_is_told(found, name)
    return found[0]


def _check_order_is_told(found: Sequence[str], name: str) -> None:
    swapped = {form.replace("%d", "#").replace("%m", "%d").replace("#", "%m") for form in found[:1]}
    if swapped & set(found[1:]):
        raise FileRefused(
            f"In column '{name}' day and month cannot be told apart. Say which comes first in the card: "
            f'time_format = "{found[0]}" or another order.'
        )


def _fit(sample: Sequence[str], form: str) -> float:
    read = _reader(form)
    return sum(read(text) is not None for text in sample) / max(len(sample), 1)


def _reader(form: str) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            return None
        return moment if 1900 <= moment.year <= 2200 else None

    return read


def _day(moment: datetime | None) -> int:
    return UNKNOWN if moment is None else moment.toordinal() - date(1970, 1, 1).toordinal()


def _hour(moment: datetime | None) -> float:
    return float("nan") if moment is None else moment.hour + moment.minute / 60 + moment.second / 3600
