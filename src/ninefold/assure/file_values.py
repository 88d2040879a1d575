"""The values of a flat file's columns: as words, and as moments however they are written."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Dates, Names
from ninefold.measures.scoring.one_column import as_numbers, is_number


def words_of(column: pa.ChunkedArray) -> Names:
    """A column as words; whole numbers without a point, missing as ''."""
    if pa.types.is_floating(column.type):
        values = as_numbers(column)
        return np.array(["" if np.isnan(v) else f"{v + 0.0:.10g}" for v in values], dtype=np.str_)
    text = pc.fill_null(pc.cast(column, pa.string()), "")
    return np.asarray(pc.utf8_trim_whitespace(text).to_numpy(zero_copy_only=False)).astype(str)


def dates_of(column: pa.ChunkedArray) -> Dates | None:
    """A column as moments: dates, ISO texts, or years as whole numbers; None when it holds none."""
    kind = column.type
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind) and not pa.types.is_duration(kind):
        cast = pc.cast(column, pa.timestamp("us"), safe=False)
        return np.asarray(cast.to_numpy(zero_copy_only=False)).astype("datetime64[us]")
    if is_number(column):
        years = as_numbers(column)
        known = years[~np.isnan(years)]
        if not len(known) or not np.all((known >= 1900) & (known <= 2200) & (known == np.round(known))):
            return None
        return np.array(["NaT" if np.isnan(y) else f"{int(y)}-01-01" for y in years], dtype="datetime64[us]")
    words = words_of(column)
    try:
        return np.array([word or "NaT" for word in words.tolist()], dtype="datetime64[us]")
    except ValueError:
        return _day_first(words)


def _day_first(words: Names) -> Dates | None:
    """Dates written 31/12/2024, as British files have them."""
    for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y", "%d %b %Y"):
        try:
            text = pa.array([word or None for word in words.tolist()], pa.string())
            parsed = pc.strptime(text, format=form, unit="us")
            return np.asarray(parsed.to_numpy(zero_copy_only=False)).astype("datetime64[us]")
        except pa.ArrowInvalid:
            continue
    return None
