"""Numbers, ages and age bands."""

from ibis import ir

from ninefold.standardise.cleaned import Cleaned, Parameters, Test

_OLDEST = 120


def integer(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A whole number; `least` and `most` set its range."""
    whole = value.re_search("^[+-]?[0-9]{1,18}$").ifelse(value, None).try_cast("int64")
    return Cleaned(whole, "integer.format", _range(parameters, "integer"))


def number(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A number with or without a decimal point; `least` and `most` set its range."""
    written = value.re_search(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$")
    return Cleaned(
        written.ifelse(value, None).try_cast("float64"), "number.format", _range(parameters, "number")
    )


def _range(parameters: Parameters, rule: str) -> tuple[tuple[str, Test], ...]:
    broken: list[tuple[str, Test]] = []
    if isinstance(least := parameters.get("least"), (int, float)):
        broken.append((f"{rule}.range", lambda made: made < least))
    if isinstance(most := parameters.get("most"), (int, float)):
        broken.append((f"{rule}.range", lambda made: made > most))
    return tuple(broken)


def age(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """An age in whole years, 0 to 120 (DS_120); the high end of its range is the same age."""
    years = value.re_search("^[0-9]{1,3}$").ifelse(value, None).try_cast("int64")
    broken: tuple[tuple[str, Test], ...] = (("DS_120.range", lambda made: made > _OLDEST),)
    return Cleaned(years, "DS_120.format", broken, {"high": years})


def age_band(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """The low end of a band such as '18-24', 'under 10' or 'over 34'; `high` is its high end."""
    words = value.lower()
    two_ended = r"^([0-9]{1,3}) ?(?:-|–|to) ?([0-9]{1,3})$"
    under, over = r"^(?:under|<) ?([0-9]{1,3})$", r"^(?:over|>) ?([0-9]{1,3})$"
    at_least = r"^([0-9]{1,3}) ?(?:\+|and over|or over)$"
    low = words.re_search(two_ended).ifelse(words.re_extract(two_ended, 1), None).try_cast("int64")
    low = low.fill_null(words.re_search(under).ifelse(0, None))
    low = low.fill_null(_figure(words, over) + 1).fill_null(_figure(words, at_least))
    high = words.re_search(two_ended).ifelse(words.re_extract(two_ended, 2), None).try_cast("int64")
    high = high.fill_null(_figure(words, under) - 1)
    return Cleaned(low, "DS_120.band", (("DS_120.range", lambda made: made > _OLDEST),), {"high": high})


def _figure(words: ir.StringValue, pattern: str) -> ir.IntegerValue:
    return words.re_search(pattern).ifelse(words.re_extract(pattern, 1), None).try_cast("int64")
