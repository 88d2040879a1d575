"""How a record must be handled: security marking, fact or assessment, category of person, retention.

Categories of person belong to a person in an event, never to a person (Data Protection Act 2018, s.38(3)).
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from ninefold.pole.birth import whole_years
from ninefold.pole.refusal import Refusal, compact


class Basis(StrEnum):
    """Whether something is a fact or somebody's assessment (s.38(2)); a score is always an assessment."""

    FACT = "fact"
    ASSESSMENT = "assessment"


class PersonCategory(StrEnum):
    """The categories s.38(3) keeps apart; OTHER is for people it does not name, such as officers."""

    SUSPECT = "suspect"
    CONVICTED = "convicted"
    VICTIM = "victim"
    WITNESS = "witness or other with information"
    OTHER = "other"


class Marking(IntEnum):
    """Markings of the Government Security Classifications Policy, least to most guarded.

    OFFICIAL-SENSITIVE is a marking inside the tier OFFICIAL, not a tier of its own.
    """

    OFFICIAL = 0
    OFFICIAL_SENSITIVE = 1
    SECRET = 2
    TOP_SECRET = 3

    @property
    def tier(self) -> "Marking":
        """OFFICIAL, SECRET or TOP SECRET."""
        return Marking.OFFICIAL if self is Marking.OFFICIAL_SENSITIVE else self

    def __str__(self) -> str:
        """The marking as it is printed, such as OFFICIAL-SENSITIVE or TOP SECRET."""
        return self.name.replace("_", "-" if self is Marking.OFFICIAL_SENSITIVE else " ")


_BY_PRINT = {re.sub("[^A-Z]", "", marking.name): marking for marking in Marking}


def parse_marking(text: str) -> Marking:
    """A marking from its print, with or without a hyphen, colon or space before SENSITIVE."""
    short = compact(text, "GSCP", drop=" -_:")
    if short not in _BY_PRINT:
        raise Refusal("GSCP.list", "is not a marking of the Government Security Classifications Policy")
    return _BY_PRINT[short]


def most_guarded(*markings: Marking) -> Marking:
    """The most guarded of the markings; adding many records together does not by itself raise it."""
    return max(markings, default=Marking.OFFICIAL)


class Due(StrEnum):
    """What is due on the review date."""

    REVIEW = "review"
    REVIEW_OR_DELETE = "review or delete"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long records of one MoPI group are kept, in years."""

    group: str
    title: str
    clear_years: int  # years without a further event before review
    until_age: int | None  # kept at least to this age of the person
    due: Due


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """One version of the rules; a review date is only as good as the schedule it names."""

    version: str
    is_confirmed: bool
    rules: tuple[RetentionRule, ...]

    def rule(self, group: str) -> RetentionRule:
        """The rule of a MoPI group, 1 to 4."""
        for rule in self.rules:
            if rule.group == group:
                return rule
        raise Refusal("MoPI.group", "is not a group of the retention schedule")


# The six-year minimum is confirmed; the four groups and their periods are not, in a primary source.
MOPI_2006 = RetentionSchedule(
    "MoPI 2006",
    is_confirmed=False,
    rules=(
        RetentionRule("1", "Public protection matters", 10, 100, Due.REVIEW),
        RetentionRule("2", "Other sexual, violent or serious offences", 10, None, Due.REVIEW),
        RetentionRule("3", "All other offences", 6, None, Due.REVIEW_OR_DELETE),
        RetentionRule("4", "Undetected and all other records", 6, None, Due.REVIEW_OR_DELETE),
    ),
)


@dataclass(frozen=True, slots=True)
class Review:
    """When a record is next due for review, what is due then, and the rules that say so."""

    on: date
    due: Due
    schedule: str


def parse_retention_group(text: str) -> str:
    """A MoPI group, 1 to 4, with or without the word before it."""
    short = compact(text, "MoPI").removeprefix("MOPI").removeprefix("GROUP")
    return MOPI_2006.rule(short).group


def review_of(
    group: str,
    *,
    last_event: date,
    born: date | None = None,
    as_at: date | None = None,
    schedule: RetentionSchedule = MOPI_2006,
) -> Review:
    """The first review due after `as_at`, counted in clear periods from the last event about the person.

    Where a group is kept to an age, deletion cannot be due before it; without a date of birth the record
    goes on being reviewed.
    """
    rule = schedule.rule(group)
    on = years_after(last_event, rule.clear_years)
    periods = 1
    while as_at is not None and on <= as_at:
        periods += 1
        on = years_after(last_event, rule.clear_years * periods)
    reached = born is not None and rule.until_age is not None and whole_years(born, on) >= rule.until_age
    return Review(on, Due.REVIEW_OR_DELETE if reached else rule.due, schedule.version)


def years_after(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 1 March, so that no period is cut short."""
    if day.year + years > 9999:
        raise Refusal("MoPI.range", "the date is too far in the future for a review")
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
