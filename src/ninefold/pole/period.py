"""Periods, and the pair of times that makes the records bitemporal."""

from dataclasses import dataclass
from datetime import datetime

from ninefold.pole.refusal import Refusal
from ninefold.pole.when import When


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from one moment to another; an open end is None."""

    start: When
    end: When | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end.is_surely_before(self.start):
            raise Refusal("period.order", "ends before it starts")

    def may_contain(self, when: When) -> bool:
        """Whether the time could lie in the period."""
        if when.is_surely_before(self.start):
            return False
        return self.end is None or not self.end.is_surely_before(when)

    def may_overlap(self, other: "Period") -> bool:
        """Whether the two periods could share a moment."""
        ends_first = self.end is not None and self.end.is_surely_before(other.start)
        starts_late = other.end is not None and other.end.is_surely_before(self.start)
        return not ends_first and not starts_late


@dataclass(frozen=True, slots=True)
class Times:
    """When something happened and when its holder knew it; both are needed to see the world as at a date."""

    occurred: When | None
    known_at: datetime

    def __post_init__(self) -> None:
        if self.known_at.tzinfo is None:
            raise Refusal("times.zone", "known_at has no time zone; give it in UTC")
        if self.occurred is not None and self.occurred.start > self.known_at:
            raise Refusal("times.order", "is known before it occurred")

    def is_known_as_at(self, moment: datetime) -> bool:
        """Whether a person looking at that moment could have seen the record."""
        return self.known_at <= moment
