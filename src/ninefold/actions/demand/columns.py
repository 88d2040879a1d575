"""Which columns of a file of counts are meant: those the card names, or those that look like it."""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.demand.card import ROWS, DemandCard
from ninefold.actions.places.times import UNKNOWN, days_and_hours
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.demand.periods import Floats, Ints

_DATES = (
    "date", "day", "ds", "when", "week", "week_start", "week_starting", "week_commencing", "occurred_date",
    "occurred_at", "occurrencedate", "occurrence_date", "occ_date", "offense_date", "offence_date", "incident_date",
    "call_date", "datetime", "date_time", "timestamp", "occurred", "dispatch_date_time", "dispatch_date",
    "reported_date", "date_reported", "call_time", "call_datetime", "week_ending", "week_beginning",
    "period", "received", "created", "time", "month", "year_month", "date_start", "start_date", "date_single",
)  # fmt: skip
_COUNTS = (
    "n", "count", "counts", "calls", "y", "total", "number", "incidents", "events", "offences", "offenses", "crimes",
    "value", "volume", "demand", "call_count", "incident_count", "total_calls", "num", "freq",
)  # fmt: skip
_HOURS = ("hour", "hour_of_day", "occurrencehour", "occurred_hour")
_PARTS_OF_DATES = (
    "year",
    "month",
    "day",
    "week",
    "quarter",
    "weekday",
    "dow",
    "id",
    "index",
    "row",
    "column0",
    "",
)
_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$")
# Ways of writing dates that only files of counts have, and whether they tell no more than the month.
_WRITTEN = (
    (re.compile(r"^\d{1,2}-[A-Za-z]{3}-\d{2}$"), "%d-%b-%y", False),
    (re.compile(r"^\d{1,2}/[A-Za-z]{3}/\d{4}$"), "%d/%b/%Y", False),
    (re.compile(r"^[A-Za-z]{3,9} \d{1,2}, \d{4}$"), "%B %d, %Y", False),
    (re.compile(r"^(19|20)\d{4}$"), "%Y%m", True),
    (re.compile(r"^(19|20)\d\dM\d{2}$"), "%YM%m", True),
    (re.compile(r"^[A-Za-z]{3}-\d{4}$"), "%b-%Y", True),
    (re.compile(r"^[A-Za-z]{3}-\d{2}$"), "%b-%y", True),
    (re.compile(r"^\d{1,2}/(19|20)\d{2}$"), "%m/%Y", True),
)
_LEAST_HEADINGS = 6  # that are dates, for a table to be one with a column for each
_SEEN = 500  # rows by which a column is tried for dates


def columns_of(table: pa.Table, card: DemandCard) -> tuple[pa.Table, dict[str, str]]:
    """The table, made long or given a column of dates where it has none, and what each of its columns is."""
    if card.date is None:
        table = _long(table)
    plain = named(table)
    found: dict[str, str] = {}
    if card.date is not None:
        found["date"] = of_name(card.date, "date", table)
    else:
        table, found["date"] = _date(table, plain)
    if card.hour is not None:
        found["hour"] = of_name(card.hour, "hour", table)
    elif card.step == "hour":
        guessed = next((plain[word] for word in _HOURS if word in plain), None)
        found |= {} if guessed is None else {"hour": guessed}
    if card.series:
        found["series"] = ", ".join(of_name(name, "series", table) for name in card.series)
    if card.count and card.count != (ROWS,):
        found["count"] = ", ".join(of_name(name, "count", table) for name in card.count)
    elif not card.count:
        guessed = _count(table, plain, set(", ".join(found.values()).split(", ")))
        found |= {} if guessed is None else {"count": guessed}
    # The order in which people read them.
    return table, {key: found[key] for key in ("date", "hour", "count", "series") if key in found}


def _long(table: pa.Table) -> pa.Table:
    """A table whose headings are dates, as one row for each of them; any other as it is."""
    try:
        told = days(pa.chunked_array([pa.array(table.column_names, pa.string())]), None, "")[0] != UNKNOWN
    except FileRefused:
        return table
    dates = [name for name, is_date in zip(table.column_names, told, strict=True) if is_date]
    if len(dates) < max(_LEAST_HEADINGS, len(table.column_names) - len(dates)):
        return table
    rest = table.drop_columns(dates)
    parts = [
        rest.append_column("date", pa.array([name] * len(rest), pa.string())).append_column(
            "count", table[name].cast(pa.string())
        )
        for name in dates
    ]
    return pa.concat_tables(parts)


def named(table: pa.Table) -> Mapping[str, str]:
    """Each column by its name in small letters, with one underscore for whatever parts its words."""
    return {_plain(name): name for name in reversed(table.column_names)}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")


def of_name(name: str, key: str, table: pa.Table) -> str:
    """The column of that name; CardInvalid where there is none."""
    if name in table.column_names:
        return name
    if _plain(name) not in named(table):
        raise CardInvalid(
            f"The card says `{key}` is the column '{name}', and the file has none of that name. Its columns are: "
            f"{', '.join(table.column_names)}."
        )
    return named(table)[_plain(name)]


def _date(table: pa.Table, plain: Mapping[str, str]) -> tuple[pa.Table, str]:
    if "year" in plain and "month" in plain and all(_is_numeric(table[plain[k]]) for k in ("year", "month")):
        return _of_parts(table, plain)
    known = [plain[word] for word in _DATES if word in plain]
    # A column that tells dates by its values counts for as much as one that does by its name.
    for name in [*known, *(each for each in table.column_names if each not in known)]:
        if _tells_dates(table[name], is_called_so=name in known):
            return table, name
    if known:
        return table, known[0]
    raise CardInvalid(
        f"No column of dates was found. Name it in the card as `date`. The file's columns are: "
        f"{', '.join(table.column_names)}."
    )


def _of_parts(table: pa.Table, plain: Mapping[str, str]) -> tuple[pa.Table, str]:
    parts = [
        table[plain[word]].cast(pa.int64(), safe=False) for word in ("year", "month", "day") if word in plain
    ]
    texts = [pc.utf8_lpad(each.cast(pa.string()), 2, "0") for each in parts]
    name = ", ".join(plain[word] for word in ("year", "month", "day") if word in plain)
    return table.append_column(name, pc.binary_join_element_wise(*texts, "-")), name


def _tells_dates(column: pa.ChunkedArray, *, is_called_so: bool) -> bool:
    if pa.types.is_temporal(column.type):
        return True
    if _is_numeric(column) and not is_called_so:
        return False
    try:
        day = days(column.slice(0, _SEEN).cast(pa.string()), None, "")[0]
    except FileRefused as refusal:
        return "cannot be told apart" in str(refusal)
    return bool(np.mean(day != UNKNOWN) > 0.5)


def _count(table: pa.Table, plain: Mapping[str, str], taken: set[str]) -> str | None:
    """The column of counts; none where each row is an event."""
    called = [plain[word] for word in _COUNTS if word in plain and plain[word] not in taken]
    guessed = next((name for name in called if _is_numeric(table[name])), None)
    if guessed is not None or not _is_one_a_period(table, taken):
        return guessed
    numeric = [
        name for word, name in plain.items()
        if name not in taken and word not in _PARTS_OF_DATES and _is_numeric(table[name])
    ]  # fmt: skip
    if len(numeric) > 1:
        raise CardInvalid(
            "Each date has one row, so that rows are no events, and several columns hold numbers. Name those that "
            f"count in the card, as `count`; each is then a series. They are: {', '.join(reversed(numeric))}."
        )
    return numeric[0] if numeric else None


def _is_one_a_period(table: pa.Table, taken: set[str]) -> bool:
    """Whether no two rows are of one period and series, in a table long enough to say so."""
    keys = [name for name in table.column_names if name in taken]
    return bool(table.num_rows > 20 and table.group_by(keys).aggregate([]).num_rows == table.num_rows)


def _is_numeric(column: pa.ChunkedArray) -> bool:
    numbers_ = numbers(column)
    filled = len(column) - column.null_count
    return bool(filled and np.isfinite(numbers_).sum() >= 0.9 * filled)


def numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers, NaN for what is empty or no number; thousands may be parted by commas."""
    if pa.types.is_temporal(column.type):
        return np.full(len(column), np.nan)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    text = pc.replace_substring(pc.utf8_trim_whitespace(column.cast(pa.string())), ",", "")
    good = pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
    kept = pc.if_else(pc.fill_null(good, False), text, pa.scalar(None, pa.string()))
    return np.asarray(kept.cast(pa.float64()).to_numpy(), dtype=np.float64)


def days(column: pa.ChunkedArray, form: str | None, name: str) -> tuple[Ints, Floats | None, bool]:
    """The day, the hour if told, and whether only months are; weeks of the ISO calendar are told by their Monday."""
    if pa.types.is_temporal(column.type):
        return days_and_hours(column, form, name)
    column = _to_the_hour(column.cast(pa.string()))
    first = next((text for text in column.slice(0, _SEEN).to_pylist() if text and text.strip()), "").strip()
    if _ISO_WEEK.match(first):
        return np.array([_monday(text) for text in column.to_pylist()], dtype=np.int64), None, False
    said = next((each for each in _WRITTEN if form is None and each[0].match(first)), None)
    if said is None:
        return days_and_hours(column, form, name)
    return days_and_hours(column, said[1], name)[0], None, said[2]


def _to_the_hour(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Times with their minutes and seconds at nought, so that a text is read once for each hour and not each second."""
    whole = pc.replace_substring_regex(column, r"(\d):\d\d:\d\d(\.\d+)?", r"\1:00:00")
    return pc.replace_substring_regex(whole, r"(\d):\d\d", r"\1:00")


def _monday(text: str | None) -> int:
    found = _ISO_WEEK.match((text or "").strip())
    if found is None:
        return int(UNKNOWN)
    january = np.datetime64(f"{found[1]}-01-04").astype("datetime64[D]").astype(np.int64)
    return int(january - (january + 3) % 7 + 7 * (int(found[2]) - 1))
