"""Who is asked about, what came of them, and what was known: each custody record of an adult, as at its moment."""

from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from ninefold.contracts.scoring import ScoringInputs
from ninefold.contracts.scoring_card import read_scoring_card
from ninefold.measures.features import build
from ninefold.measures.features.definition import Feature, Measure
from ninefold.measures.features.offences import SERIOUS
from ninefold.measures.features.outcomes import Outcome
from ninefold.measures.features.outcomes import expression as label_expression
from ninefold.measures.features.timelines import row_by_row
from ninefold.measures.features.units import (
    custody_records,
    follow_up,
    kept_world,
    with_groups,
)
from ninefold.products.hart.predictors import PROPOSED, offences

CARD = read_scoring_card(Path(__file__).parent / "card.toml")
LATE_DAYS = int(CARD.parameters["late_days"])
RUN_IN = int(CARD.parameters["run_in_months"])
ADULT = 18

ANY = Outcome("any_offence", "any new offence as a suspect", offences(), CARD.outcome.window_months)
SERIOUS_OFFENCE = Outcome(
    "serious_offence", "a new serious offence as a suspect", offences(*SERIOUS), CARD.outcome.window_months
)
# What an officer who reads the record sees at once; it stands for the officer until views are recorded.
RECENT = Feature("recent", "offences in the last 24 months", Measure.COUNT, offences(), 24)


def cohort(inputs: ScoringInputs) -> ir.Table:
    """Each custody record of an adult, as at the moment it was first known."""
    held = kept_world(inputs)
    units = with_groups(
        custody_records(held, inputs, late_days=LATE_DAYS, run_in_months=RUN_IN), held, extra=(RECENT,)
    )
    adults = units.filter(units["age"] >= ADULT)
    return adults.select(
        "as_of",
        "group_sex",
        "group_ethnicity",
        "group_age_band",
        subject_id="subject_row",
        entity_person="person_id",
        incumbent="recent",
    )


def outcomes(inputs: ScoringInputs, cohort: ir.Table) -> ir.Table:
    """0 no offence, 1 an offence that is not serious, 2 a serious one; empty when not followed to the end."""
    held = kept_world(inputs)
    follow = follow_up(held, inputs)
    found = label_expression(_subjects(cohort), held.world, (ANY, SERIOUS_OFFENCE), follow)
    dated = found.join(_subjects(cohort).select("subject_row", "as_of"), "subject_row")
    return dated.select(
        "as_of",
        subject_id="subject_row",
        outcome=(dated[ANY.name] + dated[SERIOUS_OFFENCE.name]).cast("int64"),
        followed_until=ibis.literal(follow.until, "timestamp"),
    )


def features(inputs: ScoringInputs, cohort: ir.Table) -> ir.Table:
    """The proposed features of each row."""
    return feature_rows(inputs, cohort, PROPOSED)


def feature_rows(inputs: ScoringInputs, cohort: ir.Table, wanted: tuple[Feature, ...]) -> ir.Table:
    """Some features of each row, with when the newest record behind each was known."""
    held = kept_world(inputs)
    subjects = _subjects(cohort)
    built = build.expression(subjects, held.world, wanted, newest=True)
    dated = built.join(subjects.select("subject_row", "as_of"), "subject_row")
    return dated.rename(subject_id="subject_row")


def _subjects(cohort: ir.Table) -> ir.Table:
    return cohort.select(
        subject_row="subject_id", person_id="entity_person", as_of="as_of", unit_event="subject_id"
    )


def timelines() -> list[tuple[str, str, str]]:
    """The hand-drawn lives: which label or feature, what was drawn, and what comes out."""
    folder = Path(__file__).parent / "sample" / "timelines"
    return row_by_row(folder, PROPOSED, (ANY, SERIOUS_OFFENCE), grade)


def grade(label: Mapping[str, float] | None) -> str | None:
    """The class of one subject's labels, as the card names it."""
    return None if label is None else CARD.outcome.classes[int(sum(label.values()))]
