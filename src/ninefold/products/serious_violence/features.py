"""Everyone suspected of an offence and never of serious violence, as at a date, and whether a first one followed."""

from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from ninefold.contracts.scoring import ScoringInputs
from ninefold.contracts.scoring_card import read_scoring_card
from ninefold.measures.features import build
from ninefold.measures.features.definition import Feature, Measure
from ninefold.measures.features.outcomes import Outcome
from ninefold.measures.features.outcomes import expression as label_expression
from ninefold.measures.features.timelines import row_by_row
from ninefold.measures.features.units import follow_up, kept_world, people_at, with_groups
from ninefold.products.serious_violence.predictors import PROPOSED, SERIOUS_VIOLENCE, suspected

CARD = read_scoring_card(Path(__file__).parent / "card.toml")
OUTCOME = Outcome(
    "serious_violence",
    "a first serious violent offence as a suspect",
    suspected(*SERIOUS_VIOLENCE),
    CARD.outcome.window_months,
)
EARLIER = Feature("earlier", "earlier serious violence", Measure.COUNT, suspected(*SERIOUS_VIOLENCE))
# What an analyst would list without a model: who was suspected most often of late.
RECENT = Feature("recent", "offences in the last 24 months", Measure.COUNT, suspected(), 24)


def cohort(inputs: ScoringInputs) -> ir.Table:
    """Everyone of 10 or over suspected of an offence by the date, and of no serious violence yet."""
    held = kept_world(inputs)
    people = with_groups(people_at(held, inputs, suspected()), held, extra=(EARLIER, RECENT))
    first = people.filter((people["earlier"] == 0) & (people["age"] >= 10))
    return first.select(
        "as_of",
        "group_sex",
        "group_ethnicity",
        "group_age_band",
        subject_id="person_id",
        entity_person="person_id",
        incumbent="recent",
    )


def outcomes(inputs: ScoringInputs, cohort: ir.Table) -> ir.Table:
    """1 where a first serious violent offence followed; empty when not followed to the end."""
    held = kept_world(inputs)
    follow = follow_up(held, inputs)
    subjects = _subjects(cohort)
    found = label_expression(subjects, held.world, (OUTCOME,), follow)
    dated = found.join(subjects.select("subject_row", "person_id", "as_of"), "subject_row")
    return dated.select(
        "as_of",
        subject_id="person_id",
        outcome=dated[OUTCOME.name].cast("int64"),
        followed_until=ibis.literal(follow.until, "timestamp"),
    )


def features(inputs: ScoringInputs, cohort: ir.Table) -> ir.Table:
    """The features of each person at each date."""
    held = kept_world(inputs)
    subjects = _subjects(cohort)
    built = build.expression(subjects, held.world, PROPOSED, newest=True)
    dated = built.join(subjects.select("subject_row", "person_id", "as_of"), "subject_row")
    return dated.drop("subject_row").rename(subject_id="person_id")


def _subjects(cohort: ir.Table) -> ir.Table:
    """A row of its own for each person and date: one person stands at many dates."""
    return cohort.select(
        subject_row=cohort["subject_id"].concat(" ", cohort["as_of"].cast("string")),
        person_id="subject_id",
        as_of="as_of",
        unit_event=ibis.null("string"),
    )


def timelines() -> list[tuple[str, str, str]]:
    """The hand-drawn lives: which label or feature, what was drawn, and what comes out."""
    return row_by_row(Path(__file__).parent / "sample" / "timelines", PROPOSED, (OUTCOME,), grade)


def grade(label: Mapping[str, float] | None) -> str | None:
    """The class of one subject's label, as the card names it."""
    return None if label is None else CARD.outcome.classes[int(label[OUTCOME.name])]
