"""Labels: what happened to a subject within a window after the date, and who could not be followed.

    Outcome("serious", "a serious offence", Which(kinds=("crime",), roles=("suspect",), families=SERIOUS), 24)

The window is [as_of, as_of + months): what happened before the date, however late it was told, is never an
outcome, and neither is the unit event. A subject whose window, with the days records take to arrive, ends
after the last day followed has no label: it is marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.errors import CardInvalid
from ninefold.measures.features.definition import Which
from ninefold.measures.features.history import SUBJECTS, World
from ninefold.measures.features.months import plus_months
from ninefold.measures.features.plain import Life, Subject, is_chosen


@dataclass(frozen=True)
class Outcome:
    """One outcome: which events count, over how many months, and how long records take to arrive."""

    name: str
    words: str
    which: Which
    months: int
    arrives_days: int = 92  # days after the window by which nearly every record of it has come in

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or not self.words.strip() or not self.which.parts:
            raise CardInvalid(
                f"outcome `{self.name}`: needs a name that is one word, words, and a choice of events."
            )
        if self.months < 1 or self.arrives_days < 0:
            raise CardInvalid(f"outcome `{self.name}`: its window must be at least a month.")

    @property
    def query(self) -> str:
        """The outcome as a query in words, the same for everyone who reads it."""
        chosen = "; ".join(f"{name} in ({', '.join(values)})" for name, values in self.which.parts.items())
        return (
            f"{self.name} = 1 where a row of history has person = subject; event <> unit event; {chosen}; "
            f"as_of <= occurred < as_of + {self.months} months; else 0. No label unless as_of + "
            f"{self.months} months + {self.arrives_days} days <= followed_until."
        )


@dataclass(frozen=True)
class FollowUp:
    """How far the world was followed: the last moment of events, and the moment it was read as known at."""

    until: datetime
    known_at: datetime


def labels(
    engine: Engine, subjects: pa.Table, world: World, outcomes: Sequence[Outcome], follow: FollowUp
) -> pa.Table:
    """One row for each subject: subject_row, `followed`, and 0, 1 or empty for each outcome."""
    held = engine.hold(subjects.cast(SUBJECTS))
    return engine.collect(expression(held, world, outcomes, follow)).sort_by("subject_row")


def expression(subjects: ir.Table, world: World, outcomes: Sequence[Outcome], follow: FollowUp) -> ir.Table:
    """The labels as one Ibis expression; every subject has its row."""
    found = _found(subjects, world, outcomes, follow)
    whole = subjects.left_join(found, "subject_row").drop("subject_row_right")
    is_followed = _all_followed(whole, outcomes, follow)
    values = {
        outcome.name: ibis.ifelse(
            is_followed,
            ibis.coalesce(whole[f"found_{outcome.name}"], 0).cast("float64"),
            ibis.null("float64"),
        )
        for outcome in outcomes
    }
    return whole.select("subject_row", followed=is_followed, **values)


def _found(subjects: ir.Table, world: World, outcomes: Sequence[Outcome], follow: FollowUp) -> ir.Table:
    history = world.history.select(
        of_person="person_id", **{n: n for n in world.history.columns if n != "person_id"}
    )
    now = ibis.literal(follow.known_at, "timestamp")
    current = history.filter((history["known_at"] <= now) & (history["replaced_at"] > now))
    pairs = subjects.join(current, subjects["person_id"] == current["of_person"])
    after = pairs.filter(
        (pairs["occurred"] >= pairs["as_of"])
        & (pairs["event_id"] != ibis.coalesce(pairs["unit_event"], ibis.literal("")))
    )
    return after.group_by("subject_row").aggregate(
        **{f"found_{o.name}": _counts(after, o).ifelse(1, 0).max() for o in outcomes}
    )


def _counts(after: ir.Table, outcome: Outcome) -> ir.BooleanValue:
    test: ir.BooleanValue = after["occurred"] < after["as_of"] + ibis.interval(months=outcome.months)
    for column, values in outcome.which.parts.items():
        test = test & ibis.coalesce(after[column].isin(list(values)), False)
    return test


def _all_followed(whole: ir.Table, outcomes: Sequence[Outcome], follow: FollowUp) -> ir.BooleanValue:
    """True where every outcome's window, and the time its records take, had ended."""
    until = ibis.literal(follow.until, "timestamp")
    months, days = _longest(outcomes)
    return whole["as_of"] + ibis.interval(months=months) + ibis.interval(days=days) <= until


def _longest(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return max(o.months for o in outcomes), max(o.arrives_days for o in outcomes)


def label_of(
    subject: Subject, life: Life, outcomes: Sequence[Outcome], follow: FollowUp
) -> dict[str, float] | None:
    """One subject's labels, row by row; None when the subject could not be followed."""
    months, days = _longest(outcomes)
    if plus_months(subject.as_of, months) + timedelta(days=days) > follow.until:
        return None
    return {
        outcome.name: float(
            any(
                part.known_at <= follow.known_at < part.replaced_at
                and part.event_id != subject.unit_event
                and subject.as_of <= part.occurred < plus_months(subject.as_of, outcome.months)
                and is_chosen(part, outcome.which)
                for part in life.history
            )
        )
        for outcome in outcomes
    }
