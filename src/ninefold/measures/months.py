"""Months as whole numbers, so that series can be arrays: twelve to the year, January being the first."""

import calendar
import re

import numpy as np
from numpy.typing import NDArray

MEAN_MONTH_DAYS = 365.2425 / 12
_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def number(text: str) -> int | None:
    """The month's number, or None where the text is not a month."""
    match = _MONTH.match(text)
    return int(match[1]) * 12 + int(match[2]) - 1 if match else None


def text(month: int) -> str:
    """The month as 'YYYY-MM'."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def lengths(first: int, count: int) -> NDArray[np.float64]:
    """Days in each of `count` months from `first`, in units of the mean month."""
    days = [calendar.monthrange(m // 12, m % 12 + 1)[1] for m in range(first, first + count)]
    return np.array(days, dtype=np.float64) / MEAN_MONTH_DAYS
