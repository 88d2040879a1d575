"""Dates of birth (DS_034): what cannot be one, and the ages it allows on a day."""

from datetime import date

from ninefold.pole.refusal import Refusal
from ninefold.pole.when import When, parse_partial_date

OLDEST_AGE = 120


def parse_birth(text: str, *, today: date, died: date | None = None) -> When:
    """A date of birth, whole or partial, that breaks none of the rules of DS_034."""
    born = parse_partial_date(text)
    check_birth(born, today=today, died=died)
    return born


def check_birth(born: When, *, today: date, died: date | None = None) -> None:
    """Refuse a birth in the future, today, over 120 years ago or after death, when that is certain.

    A partial date is refused only if every day it could be breaks the rule.
    """
    if born.first_day > today:
        raise Refusal("DS_034.future", "the date of birth is in the future")
    if born.first_day == today:
        raise Refusal("DS_034.today", "the date of birth is today, or later; it is often a system's default")
    if whole_years(born.last_day, today) > OLDEST_AGE:
        raise Refusal("DS_034.age", f"the date of birth makes the person more than {OLDEST_AGE} years old")
    if died is not None and born.first_day > died:
        raise Refusal("DS_034.death", "the date of birth is after the date of death")


def whole_years(earlier: date, later: date) -> int:
    """Birthdays passed between two days; someone born on 29 February has theirs on 1 March in other years."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def age_on(born: When, day: date) -> tuple[int, int]:
    """The lowest and highest age in whole years on a day; the two are one when the day of birth is known."""
    if born.first_day > day:
        raise Refusal("DS_034.future", "the date of birth is after the day the age is asked for")
    return max(0, whole_years(born.last_day, day)), whole_years(born.first_day, day)
