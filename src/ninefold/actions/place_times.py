"""Days and hours from the many ways in which files write them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import FileRefused
from ninefold.measures.places.events import Floats, Ints

UNKNOWN = np.iinfo(np.int64).min  # the day of a record whose day cannot be read

_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y/%m", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y",
    "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%Y%m%d%H%M%S", "%d-%b-%Y",
    "%d %b %Y", "%d %B %Y", "%b %Y", "%B %Y", "%b %d %Y", "%Y",
)  # fmt: skip
_MONTHS_ONLY = ("%Y-%m", "%Y/%m", "%b %Y", "%B %Y")
_ENOUGH = 0.9  # of the values a format must fit
_SAMPLE = 2000


def days_and_hours(column: pa.ChunkedArray, form: str | None, name: str) -> tuple[Ints, Floats | None, bool]:
    """The day of each value (UNKNOWN where there is none), its hour if told, and whether only months are told.

    FileRefused when no way of writing dates fits, or day and month cannot be told apart.
    """
    if pa.types.is_temporal(column.type):
        return _from_temporal(column)
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
    fits = {form: _fit(sample, form) for form in _FORMATS}
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
