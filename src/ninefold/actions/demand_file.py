"""Counts by hour, day, week or month from any file: columns found or named, periods filled, parts added up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions import place_points
from ninefold.actions.demand_card import PAGE, ROWS, DemandCard
from ninefold.actions.place_times import UNKNOWN, days_and_hours
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import HOURS, Floats, Ints, Periods, day_number, run_of
from ninefold.measures.demand.tree import tree_of

_DATES = (
    "date", "day", "ds", "week", "week_start", "week_starting", "week_commencing", "occurred_date", "occurred_at",
    "occurrencedate", "occurrence_date", "occ_date", "offense_date", "offence_date", "incident_date", "call_date",
    "datetime", "date_time", "timestamp", "occurred", "dispatch_date_time", "dispatch_date", "reported_date",
    "date_reported", "received", "created", "time", "month", "year_month", "date_start", "start_date", "date_single",
)  # fmt: skip
_COUNTS = (
    "n", "count", "counts", "calls", "y", "total", "number", "incidents", "events", "offences", "offenses", "crimes",
    "value", "volume", "demand", "call_count", "incident_count", "total_calls", "num", "freq",
)  # fmt: skip
_HOURS = ("hour", "hour_of_day", "occurrencehour", "occurred_hour")
_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$")
_MOST_SERIES = 3000
_ALL_AS_ONE = "other"


@dataclass(frozen=True)
class CountsFile:
    """The counts, which column was taken for what, and the rows left out by reason."""

    history: History
    columns: Mapping[str, str]
    rows: int
    left_out: Mapping[str, int]
    missing_periods: int


@dataclass(frozen=True)
class _Rows:
    """Each row's day, hour, count and series, of those that can be used."""

    day: Ints
    hour: Ints | None
    count: Floats
    leaf: Ints
    paths: tuple[tuple[str, ...], ...]


def read_counts(paths: Sequence[Path], card: DemandCard) -> CountsFile:
    """The counts of some files, read as the card says; FileRefused or CardInvalid says what to change."""
    table = pa.concat_tables([place_points._read(path) for path in paths], promote_options="default")
    received = table.num_rows
    columns = _columns(table, card)
    table = _chosen(table, card)
    left_out = {"not what the card keeps": received - table.num_rows}
    rows, unread, told_month = _rows(table, columns, card)
    left_out["no date that can be read"] = unread
    before = len(rows.day)
    rows = _between(rows, card)
    left_out["outside first and last"] = before - len(rows.day)
    if len(rows.day) == 0:
        raise FileRefused(
            "No row is left to count. Check the date column, and keep, leave_out, first and last."
        )
    step = card.step or _step(rows, told_month, "hour" in columns)
    periods, counts = _counted(rows, step, card)
    tree = tree_of(rows.paths)
    history = History(periods, tree.totals(counts), tree, card.holidays, card.events)
    missing = int((~np.isfinite(history.counts[:, 0])).sum())
    return CountsFile(history, columns, received, {k: n for k, n in left_out.items() if n}, missing)


def _columns(table: pa.Table, card: DemandCard) -> dict[str, str]:
    plain = {name.strip().lower(): name for name in reversed(table.column_names)}
    found: dict[str, str] = {}
    said = {"date": card.date, "hour": card.hour}
    for key, words in (("date", _DATES), ("hour", _HOURS)):
        name = said[key]
        if name is not None:
            found[key] = _named(name, key, plain, table)
        elif key == "date" or card.step == "hour":
            guessed = next((plain[word] for word in words if word in plain), None)
            if guessed is not None:
                found[key] = guessed
    if "date" not in found:
        raise CardInvalid(
            f"No column of dates was found. Name it in the card as `date`. The file's columns are: "
            f"{', '.join(table.column_names)}."
        )
    if card.count and card.count != (ROWS,):
        found["count"] = ", ".join(_named(name, "count", plain, table) for name in card.count)
    elif not card.count:
        guessed = next(
            (plain[word] for word in _COUNTS if word in plain and _is_numeric(table[plain[word]])), None
        )
        if guessed is not None and guessed not in card.series:
            found["count"] = guessed
    if card.series:
        found["series"] = ", ".join(_named(name, "series", plain, table) for name in card.series)
    return found


def _named(name: str, key: str, plain: Mapping[str, str], table: pa.Table) -> str:
    if name.strip().lower() not in plain:
        raise CardInvalid(
            f"The card says `{key}` is the column '{name}', and the file has none of that name. Its columns are: "
            f"{', '.join(table.column_names)}."
        )
    return plain[name.strip().lower()]


def _is_numeric(column: pa.ChunkedArray) -> bool:
    numbers = _numbers(column)
    filled = len(column) - column.null_count
    return bool(filled and np.isfinite(numbers).sum() >= 0.99 * filled)


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers, NaN for what is empty or no number; thousands may be parted by commas."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    text = pc.replace_substring(pc.utf8_trim_whitespace(column.cast(pa.string())), ",", "")
    good = pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
    kept = pc.if_else(pc.fill_null(good, False), text, pa.scalar(None, pa.string()))
    return np.asarray(kept.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _chosen(table: pa.Table, card: DemandCard) -> pa.Table:
    plain = {name.strip().lower(): name for name in reversed(table.column_names)}
    for wanted, chosen in ((True, card.keep), (False, card.leave_out)):
        for column, values in chosen.items():
            name = _named(column, "keep" if wanted else "leave_out", plain, table)
            text = pc.utf8_trim_whitespace(table[name].cast(pa.string()))
            held = pc.fill_null(pc.is_in(text, value_set=pa.array(values, pa.string())), False)
            if wanted and not pc.any(held).as_py():
                raise CardInvalid(
                    f"The card keeps values of '{name}' that the file never holds. Write them as it does."
                )
            table = table.filter(held if wanted else pc.invert(held))
    return table


def _rows(table: pa.Table, columns: Mapping[str, str], card: DemandCard) -> tuple[_Rows, int, bool]:
    if table.num_rows == 0:
        raise FileRefused("The file holds no row to count. Check it, and keep and leave_out in the card.")
    day, hour, is_month = _days(table[columns["date"]], card, columns["date"])
    if "hour" in columns:
        hour = _numbers(table[columns["hour"]])
    read = day != UNKNOWN
    names = columns["count"].split(", ") if "count" in columns else []
    counts = [_numbers(table[name]) for name in names] or [np.ones(table.num_rows)]
    if any(bool((each < 0).any()) for each in counts):
        raise FileRefused(
            f"Column '{columns['count']}' holds counts below nought. Mend the file, or name another column."
        )
    leaf, paths = _leaves(table, columns, names)
    times = len(counts)
    whole_hour = (
        None
        if hour is None
        else np.tile(np.where(np.isfinite(hour), hour, 0.0).astype(np.int64) % HOURS, times)
    )
    keep = np.tile(read, times)
    found = _Rows(
        np.tile(day, times)[keep], None if whole_hour is None else whole_hour[keep],
        np.concatenate(counts)[keep], leaf[keep], paths,
    )  # fmt: skip
    return found, int((~read).sum()), is_month


def _days(column: pa.ChunkedArray, card: DemandCard, name: str) -> tuple[Ints, Floats | None, bool]:
    """Days as told; weeks of the ISO calendar (2024-W07) are told by their Monday."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        first = next((text for text in column.slice(0, 50).to_pylist() if text), "")
        if _ISO_WEEK.match(first.strip()):
            return np.array([_monday(text) for text in column.to_pylist()], dtype=np.int64), None, False
    elif pa.types.is_integer(column.type):
        column = column.cast(pa.string())
    return days_and_hours(column, card.date_format, name)


def _monday(text: str | None) -> int:
    found = _ISO_WEEK.match((text or "").strip())
    if found is None:
        return int(UNKNOWN)
    january = np.datetime64(f"{found[1]}-01-04").astype("datetime64[D]").astype(np.int64)
    return int(january - (january + 3) % 7 + 7 * (int(found[2]) - 1))


def _leaves(
    table: pa.Table, columns: Mapping[str, str], counts: Sequence[str]
) -> tuple[Ints, tuple[tuple[str, ...], ...]]:
    """The leaf of each row, and the path of each leaf; several count columns are one more level."""
    levels = (
        [table[name].cast(pa.string()) for name in columns["series"].split(", ")]
        if "series" in columns
        else []
    )
    filled = [pc.fill_null(pc.utf8_trim_whitespace(each), "unknown").to_pylist() for each in levels]
    own = list(zip(*filled, strict=True)) if filled else [()] * table.num_rows
    wide = [(name,) for name in counts] if len(counts) > 1 else [()]
    paths = sorted({(*path, *name) for path in set(own) for name in wide})
    if len(paths) > _MOST_SERIES:
        raise CardInvalid(
            f"The columns in `series` make {len(paths):,} series; {_MOST_SERIES:,} are the most. Name coarser columns."
        )
    at = {path: number for number, path in enumerate(paths)}
    leaf = np.array([at[(*path, *name)] for name in wide for path in own], dtype=np.int64)
    return leaf, tuple(paths)


def _between(rows: _Rows, card: DemandCard) -> _Rows:
    held = np.ones(len(rows.day), dtype=bool)
    if card.first is not None:
        held &= rows.day >= day_number(card.first)
    if card.last is not None:
        held &= rows.day <= day_number(card.last)
    hour = None if rows.hour is None else rows.hour[held]
    return _Rows(rows.day[held], hour, rows.count[held], rows.leaf[held], rows.paths)


def _step(rows: _Rows, told_month: bool, has_hour: bool) -> str:
    """Months, weeks or days, as the dates lie; hours only when a column of hours is named."""
    if has_hour:
        return "hour"
    days = np.unique(rows.day)
    gaps = np.diff(days)
    first_of_month = days.astype("datetime64[D]") == days.astype("datetime64[M]").astype("datetime64[D]")
    if told_month or (len(gaps) > 2 and first_of_month.all() and gaps.min() >= 28):
        return "month"
    if len(gaps) > 2 and (gaps % 7 == 0).all():
        return "week"
    return "day"


def _counted(rows: _Rows, step: str, card: DemandCard) -> tuple[Periods, Floats]:
    """Every period from the first to the last, and the counts in it (periods, leaves); part periods are dropped."""
    periods, at = _placed(rows, step)
    leaves = len(rows.paths)
    counts = np.zeros((len(periods), leaves))
    known = np.isfinite(rows.count) & (at >= 0)
    np.add.at(counts, (at[known], rows.leaf[known]), rows.count[known])
    seen = np.zeros(counts.shape, dtype=bool)
    seen[at[at >= 0], rows.leaf[at >= 0]] = True
    if card.absent == "missing":
        counts[~seen] = np.nan
    # A row whose count is empty says that it is not known, whatever absent rows mean.
    void = ~np.isfinite(rows.count) & (at >= 0)
    lost = np.zeros(counts.shape, dtype=bool)
    lost[at[void], rows.leaf[void]] = True
    lost[at[known], rows.leaf[known]] = False
    counts[lost] = np.nan
    return periods, counts


def _placed(rows: _Rows, step: str) -> tuple[Periods, Ints]:
    """The periods, and which one each row falls in; -1 for rows in a week or month that is only partly there."""
    first, last = int(rows.day.min()), int(rows.day.max())
    if step == "hour":
        if rows.hour is None:
            raise CardInvalid(
                f"The card asks for hours, and the file tells none. Name `hour`, or a column of times. See {PAGE}."
            )
        return run_of("hour", first, HOURS * (last - first + 1)), HOURS * (rows.day - first) + rows.hour
    if step == "day":
        return run_of("day", first, last - first + 1), rows.day - first
    days = np.unique(rows.day)
    return _weeks(rows.day, days) if step == "week" else _months(rows.day, days)


def _weeks(day: Ints, days: Ints) -> tuple[Periods, Ints]:
    told_weekly = len(days) > 1 and bool((np.diff(days) % 7 == 0).all())
    first, last = int(days[0]), int(days[-1])
    start = first if told_weekly else first + (-(first + 3)) % 7  # a Monday
    count = (last - start) // 7 + 1 if told_weekly else (last + 1 - start) // 7
    if count < 1:
        raise FileRefused('The file holds no whole week. Choose step = "day" in the card.')
    at = (day - start) // 7
    return run_of("week", start, count), np.where((at >= 0) & (at < count), at, -1)


def _months(day: Ints, days: Ints) -> tuple[Periods, Ints]:
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first, last = int(month.min()), int(month.max())
    whole = run_of(
        "month", int(np.datetime64(first, "M").astype("datetime64[D]").astype(np.int64)), last - first + 1
    )
    # Where days are told, a month is whole only if the records reach its ends, a few quiet days aside.
    told_daily = (
        len(np.unique(days - days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))) > 1
    )
    low = int(told_daily and days[0] - whole.first[0] > 3)
    high = len(whole) - int(told_daily and whole.end[-1] - 1 - days[-1] > 3)
    if high <= low:
        raise FileRefused('The file holds no whole month. Choose step = "day" in the card.')
    at = month - first - low
    return Periods("month", whole.first[low:high], whole.end[low:high]), np.where(
        (at >= 0) & (at < high - low), at, -1
    )
