"""What was planted on purpose is there, and the truth says so."""

import numpy as np
import pyarrow.compute as pc
import pytest

from ninefold.region import changes, days, names, plan, planted
from ninefold.region.catalogue import SLUGS
from ninefold.region.chance import Chance
from ninefold.region.drawing import Region
from ninefold.region.people import People


@pytest.fixture(scope="module")
def region() -> Region:
    chance = Chance(9)
    laid = plan.lay_out(30_000, chance)
    return Region(laid, People(laid, chance, names.read()), chance, laid.heat())


def test_planted_people_are_touched_by_several_forces_and_never_much_by_one(region):
    touches = planted.plant(region)
    for person in np.unique(touches.person):
        forces = touches.force[touches.person == person]
        assert len(np.unique(forces)) >= 3
        assert np.bincount(forces).max() <= 2
        days_of = touches.day[touches.person == person]
        assert days_of.max() - days_of.min() <= 450


def test_about_one_person_in_a_thousand_is_planted(region):
    assert 20 <= len(np.unique(planted.plant(region).person)) <= 30


def test_the_truth_marks_the_planted_matters_and_they_look_ordinary(made):
    events = made.truth("events")
    marked = events.filter(events["planted"])
    assert marked.num_rows >= 8
    assert set(marked["kind"].to_pylist()) <= set(planted.KINDS)
    people = pc.coalesce(marked["victim"], marked["person"], marked["reporter"])
    assert people.null_count == 0


def test_changes_name_real_crime_types_and_are_in_the_truth(made):
    table = made.truth("planted_changes")
    assert table.num_rows == len(changes.CHANGES)
    assert {change.category for change in changes.CHANGES} <= {"", *SLUGS}


def test_a_change_alters_the_rate_only_where_and_when_it_was_planted():
    on = np.array([days.number(2023, 2, 27), days.number(2023, 3, 2)])
    assert changes.factor(0, "crimes", "burglary", on).tolist() == [1.0, 0.62]
    assert changes.factor(3, "crimes", "burglary", on).tolist() == [1.0, 1.0]
    assert changes.factor(0, "crimes", "drugs", on).tolist() == [1.0, 1.0]


def test_the_month_that_never_arrived_is_missing(made):
    """Dunfell sent no crimes of July 2023: none of its rows was last touched in that month."""
    mentions = made.truth("gaps").to_pylist()
    assert {"force": "dunfell", "kind": "crimes", "month": "2023-07", "kept": 0.0} in mentions


def test_faults_are_few(made):
    faults, rows = made.truth("faults"), made.summary.total_rows
    assert 0 < faults.num_rows < rows * 0.005
    assert set(pc.unique(faults["fault"]).to_pylist()) <= {
        "unknown code",
        "future date",
        "broken line",
        "wrong check letter",
    }
