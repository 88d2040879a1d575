"""What one column alone tells of the outcome: too much is a leak."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Floats, Outcomes, auc, either_way


def is_number(column: pa.ChunkedArray) -> bool:
    """Whether a column counts or measures."""
    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def as_numbers(column: pa.ChunkedArray) -> Floats:
    """A column of numbers, missing as NaN; dates become days."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        column = pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64())
    result: Floats = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return result


def codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], int]:
    """A number for each distinct value, missing as the last, and how many there are."""
    encoded = pc.dictionary_encode(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    size = len(encoded.dictionary)
    found = np.where(np.isnan(indices.astype(np.float64)), size, indices).astype(np.int64)
    return found, size + 1


def column_auc(column: pa.ChunkedArray, outcome: Outcomes, *, seed: int = 0) -> float:
    """How well a column alone ranks the outcome, either way round; rows without a value are left out."""
    if is_number(column) or pa.types.is_temporal(column.type):
        values = as_numbers(column)
        known = ~np.isnan(values)
        alone = auc(values[known], outcome[known]) if known.sum() > 1 else 0.5
        return either_way(0.5 if np.isnan(alone) else alone)
    return either_way(auc(_crossed_rates(column, outcome, seed), outcome))


def _crossed_rates(column: pa.ChunkedArray, outcome: Outcomes, seed: int) -> Floats:
    """Each category's outcome rate learnt on the other half, so that rare values cannot tell on themselves."""
    place, size = codes(column)
    # A stream of its own: made-up outcomes are often drawn from the same seed.
    half = np.random.default_rng([seed, 104_729]).integers(0, 2, len(outcome))
    rates = np.empty(len(outcome))
    for side in (0, 1):
        learn, judge = half != side, half == side
        base = outcome[learn].mean()
        seen = np.bincount(place[learn], minlength=size)
        events = np.bincount(place[learn], weights=outcome[learn], minlength=size)
        rates[judge] = ((events + 5 * base) / (seen + 5))[place[judge]]
    return rates


@dataclass(frozen=True)
class PureValue:
    """The value of a column whose outcome rate is furthest out: how many rows hold it and their rate."""

    n: int
    rate: float


def extreme_values(
    column: pa.ChunkedArray, outcome: Outcomes, least: int = 50
) -> tuple[PureValue, PureValue]:
    """The purest high and the purest low value among those held by at least `least` rows; missing is not one."""
    place, size = codes(column)
    counts = np.bincount(place, minlength=size)[:-1]
    events = np.bincount(place, weights=outcome, minlength=size)[:-1]
    held = np.flatnonzero(counts >= least)
    if not len(held):
        return PureValue(0, float("nan")), PureValue(0, float("nan"))
    rates = events[held] / counts[held]
    high, low = int(np.argmax(rates)), int(np.argmin(rates))
    return PureValue(int(counts[held[high]]), float(rates[high])), PureValue(
        int(counts[held[low]]), float(rates[low])
    )


def missing_in(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Which rows lack a value; an empty text and a NaN lack one too."""
    missing = pc.is_null(column, nan_is_null=True) if is_number(column) else pc.is_null(column)
    found: NDArray[np.bool_] = missing.to_numpy(zero_copy_only=False).astype(bool)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(column), ""), False)
        found = found | blank.to_numpy(zero_copy_only=False).astype(bool)
    return found
