"""Adding calendar months to a moment, as DuckDB and Spark do: the last day of a shorter month is kept to."""

from calendar import monthrange
from datetime import datetime


def plus_months(moment: datetime, months: int) -> datetime:
    """The moment so many calendar months later (earlier when negative): 31 January plus one is 28 February."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
