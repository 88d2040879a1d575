"""How figures, months and signals are put into words. Used by the templates; holds no rule about the data."""

from datetime import date, datetime

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# Words and tag colours of a change signal; the colour only repeats what the word says.
BAND_WORDS = {
    "rising": ("Above expected", "orange"),
    "falling": ("Below expected", "turquoise"),
    "steady": ("As expected", "grey"),
    "unknown": ("Not judged", "grey"),
    "missing": ("No data", "yellow"),
    "first": ("First", "purple"),
    "next": ("Next", "teal"),
    "other": ("Other", "grey"),
    "raised": ("More than chance", "orange"),
    "usual": ("As by chance", "grey"),
    "busier": ("Busier", "orange"),
    "quieter": ("Quieter", "teal"),
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEP_WORDS = {
    "waiting": ("Not started", "grey"),
    "running": ("Going on", "blue"),
    "done": ("Done", "green"),
    "failed": ("Failed", "red"),
}
UNITS = {
    "volume": "records",
    "harm": "harm days",
    "place_risk": "expected records",
    "near_repeat": "near-repeats",
    "demand": "expected events",
}


def month(period: str | None) -> str:
    """'2026-06' as 'June 2026'; anything else as it is."""
    if not period:
        return "not known"
    year, _, number = period.partition("-")
    if not (number.isdigit() and 1 <= int(number) <= 12):
        return period
    return f"{MONTHS[int(number) - 1]} {year}"


def period(text: str) -> str:
    """'2026-11-23' as 'Monday 23 November 2026'; a month as `month` has it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return month(text)
    return f"{DAYS[found.weekday()]} {found.day} {MONTHS[found.month - 1]} {found.year}"


def number(value: float | None) -> str:
    """A figure with thousands separated; one decimal only under ten and when there is one."""
    if value is None:
        return ""
    if 0 < value < 0.05:
        return "under 0.1"
    if abs(value) < 10 and value != round(value):
        return f"{value:.1f}"
    return f"{value:,.0f}"


def between(low: float | None, high: float | None) -> str:
    """'12 to 31', or nothing where either end is not held."""
    if low is None or high is None:
        return ""
    return f"{number(low)} to {number(high)}"


def percent(share: float | None) -> str:
    """A share of 0 to 1 as '97.3%'; never rounded up to a hundred."""
    if share is None:
        return "not measured"
    shown = f"{share * 100:.1f}"
    if shown == "100.0":
        return "100%" if share >= 1 else "99.9%"
    return f"{shown}%"


def when(moment: datetime | None) -> str:
    """'3 July 2026 at 14:20', in the time zone the moment is given in (UTC)."""
    if moment is None:
        return "never"
    return f"{day(moment)} at {moment:%H:%M}"


def day(moment: datetime | None) -> str:
    """'3 July 2026'."""
    return "never" if moment is None else f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 area', '2 areas'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def short(title: str) -> str:
    """The part of a title before its colon."""
    return title.split(":")[0]


def label(slug: str) -> str:
    """'vehicle-crime' as 'Vehicle crime'."""
    return slug.replace("-", " ").replace("_", " ").capitalize()


def band_word(band: str) -> str:
    """The words of a change signal."""
    return BAND_WORDS.get(band, BAND_WORDS["unknown"])[0]


def band_colour(band: str) -> str:
    """The tag colour of a change signal."""
    return BAND_WORDS.get(band, BAND_WORDS["unknown"])[1]
