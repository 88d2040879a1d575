"""Counts by hour, day, week or month from any file: columns found or named, periods filled, parts added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.demand.card import PAGE, DemandCard
from ninefold.actions.demand.columns import columns_of, days, numbers, of_name
from ninefold.actions.demand.doubts import doubts
from ninefold.actions.places.times import UNKNOWN
from ninefold.engine.formats.flat_files import read_flat_files
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import HOURS, Bools, Floats, Ints, Periods, day_number, run_of
from ninefold.measures.demand.tree import tree_of

_MOST_SERIES = 3000
_LONGEST_STEP = 31  # days
# A gap of more than so many days parts off dates that so small a share of the rows bears.
_STRAY_DAYS, _STRAY_SHARE = 366, 0.01


@dataclass(frozen=True)
class CountsFile:
    """The counts, which column was taken for what, the rows left out by reason, and what is doubtful in them."""

    history: History
    columns: Mapping[str, str]
    rows: int
    left_out: Mapping[str, int]
    missing_periods: int
    doubts: tuple[str, ...] = ()


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
    found = read_flat_files(paths, as_text=True)
    table, columns = columns_of(found.table, card)
    asked = _chosen(table, card)
    left_out = {
        "more or fewer fields than the header": found.torn,
        "not what the card keeps": table.num_rows - asked.num_rows,
    }
    rows, unread, told_month = _rows(asked, columns, card)
    left_out["no date that can be read"] = unread
    before = len(rows.day)
    rows = _between(rows, card)
    left_out["outside first and last"] = before - len(rows.day)
    before = len(rows.day)
    rows = _without_strays(rows)
    left_out["a date years away from all others"] = before - len(rows.day)
    if len(rows.day) == 0:
        raise FileRefused(
            "No row is left to count. Check the date column, and keep, leave_out, first and last."
        )
    step = card.step or _step(rows, told_month, "hour" in columns)
    periods, counts = _counted(rows, step, card)
    tree = tree_of(rows.paths)
    history = History(periods, tree.totals(counts), tree, card.holidays, card.events)
    missing = int((~np.isfinite(history.counts[:, 0])).sum())
    told = doubts(history, rows.day, rows.count, absent=card.absent, repeated=_repeated(asked, columns))
    return CountsFile(
        history, columns, table.num_rows + found.torn, {k: n for k, n in left_out.items() if n}, missing, told
    )


def _repeated(table: pa.Table, columns: Mapping[str, str]) -> int:
    """How many rows of counts say again what another row says, in every column."""
    if "count" not in columns:
        return 0
    plain = [name for name in dict.fromkeys(table.column_names) if not pa.types.is_nested(table[name].type)]
    return int(table.num_rows - table.select(plain).group_by(plain).aggregate([]).num_rows)


def _chosen(table: pa.Table, card: DemandCard) -> pa.Table:
    for wanted, chosen in ((True, card.keep), (False, card.leave_out)):
        for column, values in chosen.items():
            name = of_name(column, "keep" if wanted else "leave_out", table)
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
    day, hour, is_month = days(table[columns["date"]], card.date_format, columns["date"])
    if "hour" in columns:
        hour = _clock(table[columns["hour"]])
    read = day != UNKNOWN
    names = columns["count"].split(", ") if "count" in columns else []
    counts = [numbers(table[name]) for name in names] or [np.ones(table.num_rows)]
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


def _clock(column: pa.ChunkedArray) -> Floats:
    """Hours from a column of them, also where it holds times (14:30)."""
    if not pa.types.is_time(column.type):
        column = pc.replace_substring_regex(column.cast(pa.string()), r"^\s*(\d{1,2}):.*$", r"\1")
        return numbers(column)
    return np.asarray(pc.hour(column).cast(pa.float64()).to_numpy(), dtype=np.float64)


def _leaves(
    table: pa.Table, columns: Mapping[str, str], counts: Sequence[str]
) -> tuple[Ints, tuple[tuple[str, ...], ...]]:
    """The leaf of each row, and the path of each leaf; several count columns are one more level."""
    levels = (
        [table[name].cast(pa.string()) for name in columns["series"].split(", ")]
        if "series" in columns
        else []
    )
    filled = [[text or "unknown" for text in pc.utf8_trim_whitespace(each).to_pylist()] for each in levels]
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
    return _of(rows, held)


def _of(rows: _Rows, held: Bools) -> _Rows:
    hour = None if rows.hour is None else rows.hour[held]
    return _Rows(rows.day[held], hour, rows.count[held], rows.leaf[held], rows.paths)


def _without_strays(rows: _Rows) -> _Rows:
    """Without the few dates that lie years away from the others: a year mistyped would make years of nothing."""
    told, times = np.unique(rows.day, return_counts=True)
    parts = np.split(np.arange(len(told)), np.flatnonzero(np.diff(told) > _STRAY_DAYS) + 1)
    few = [part for part in parts if times[part].sum() < _STRAY_SHARE * len(rows.day)]
    return _of(rows, ~np.isin(rows.day, told[np.concatenate(few)])) if few else rows


def _step(rows: _Rows, told_month: bool, has_hour: bool) -> str:
    """Months, weeks or days, as the dates lie; hours only when a column of hours is named."""
    if has_hour:
        return "hour"
    told = np.unique(rows.day)
    gaps = np.diff(told)
    first_of_month = told == _month_starts(told)
    enough = len(gaps) > 2
    if enough and gaps.min() > _LONGEST_STEP:
        raise FileRefused(
            f"The dates lie {gaps.min()} days apart or more, as quarters and years do, and forecasts are made of "
            "months at the longest. Bring counts by month, week or day; or, if each row is a rare event, say "
            'step = "month" in the card.'
        )
    if told_month or (enough and first_of_month.all() and gaps.min() >= 28):
        return "month"
    return "week" if enough and (gaps % 7 == 0).all() else "day"


def _month_starts(told: Ints) -> Ints:
    months = told.astype("datetime64[D]").astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]").astype(np.int64))


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
    told = np.unique(rows.day)
    return _weeks(rows.day, told) if step == "week" else _months(rows.day, told)


def _weeks(day: Ints, told: Ints) -> tuple[Periods, Ints]:
    told_weekly = len(told) > 1 and bool((np.diff(told) % 7 == 0).all())
    first, last = int(told[0]), int(told[-1])
    start = first if told_weekly else first + (-(first + 3)) % 7  # a Monday
    count = (last - start) // 7 + 1 if told_weekly else (last + 1 - start) // 7
    if count < 1:
        raise FileRefused('The file holds no whole week. Choose step = "day" in the card.')
    at = (day - start) // 7
    return run_of("week", start, count), np.where((at >= 0) & (at < count), at, -1)


def _months(day: Ints, told: Ints) -> tuple[Periods, Ints]:
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first, last = int(month.min()), int(month.max())
    whole = run_of(
        "month", int(np.datetime64(first, "M").astype("datetime64[D]").astype(np.int64)), last - first + 1
    )
    # Where days are told, a month is whole only if the records reach its ends, a few quiet days aside.
    told_daily = len(np.unique(told - _month_starts(told))) > 1
    low = int(told_daily and told[0] - whole.first[0] > 3)
    high = len(whole) - int(told_daily and whole.end[-1] - 1 - told[-1] > 3)
    if high <= low:
        raise FileRefused('The file holds no whole month. Choose step = "day" in the card.')
    at = month - first - low
    return Periods("month", whole.first[low:high], whole.end[low:high]), np.where(
        (at >= 0) & (at < high - low), at, -1
    )
