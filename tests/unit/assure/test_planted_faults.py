"""A sound product passes; each fault planted in it is caught by the gate named, and by the right question of it."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.assure.made_up import DAY, FEATURES, POLICY, asked, demo, told, with_data

from ninefold.assure.evidence import Evidence, Feature, TimelineCheck
from ninefold.assure.gates import judge
from ninefold.assure.policy import tightened
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.scoring.splits import Fold

DATA_GATES = tuple(f"G{number}" for number in range(1, 18))


@pytest.fixture(scope="module")
def sound() -> Evidence:
    return demo()


def test_a_sound_product_passes_every_gate_about_its_data_and_model(sound: Evidence) -> None:
    assert [(v.gate, v.check, v.subject, v.value) for v in asked(sound, *DATA_GATES)] == []


def test_what_was_not_shown_could_not_be_computed_and_blocks(sound: Evidence) -> None:
    found = asked(Evidence("nothing"), *(f"G{number}" for number in range(1, 25)))

    assert {v.verdict for v in found} <= {"could_not_compute", "fail"}
    assert len({v.gate for v in found}) == 24
    assert all(v.blocks for v in found if v.severity == "B")


def test_a_window_off_by_one_month_is_caught_by_the_label_gate() -> None:
    """The label counts events within 210 days where its definition says 180."""
    assert told(demo(window_applied=210), "G1") == {("G1", "recomputed", "fail")}


def test_a_timeline_that_gets_another_label_is_named(sound: Evidence) -> None:
    assert sound.label is not None
    wrong = replace(sound.label, timelines=(TimelineCheck("the day after", "0", "1"),))
    found = asked(replace(sound, label=wrong), "G1")

    assert [(v.check, v.subject) for v in found] == [("timelines", "the day after")]


def test_a_built_product_without_timelines_has_no_label_gate(sound: Evidence) -> None:
    assert sound.label is not None
    bare = replace(sound, label=replace(sound.label, timelines=()))

    assert told(bare, "G1") == {("G1", "timelines", "could_not_compute")}
    assert told(replace(bare, built=False), "G1") == set()


def test_somebody_who_left_before_the_window_closed_is_counted(sound: Evidence) -> None:
    assert sound.label is not None
    assert sound.dataset is not None
    assert sound.dataset.as_of is not None
    until = sound.label.followed_until
    assert until is not None
    gone = until.copy()
    gone[7] = sound.dataset.as_of[7] + 100 * DAY
    found = asked(replace(sound, label=replace(sound.label, followed_until=gone)), "G1")

    assert [(v.check, v.value) for v in found] == [("followed", 1.0)]


def test_a_month_with_another_label_is_named(sound: Evidence) -> None:
    assert sound.dataset is not None
    assert sound.dataset.as_of is not None
    month = sound.dataset.as_of.astype("datetime64[M]") == np.datetime64("2019-03")
    outcome = np.where(month, 1, sound.dataset.outcome).astype(np.int8)
    found = [v for v in asked(with_data(sound, outcome=outcome), "G1") if v.check == "rate_by_month"]

    assert [v.subject for v in found] == ["2019-03"]


def test_few_people_a_month_are_looked_at_by_years_and_very_few_not_at_all() -> None:
    assert told(demo(400), "G1") == set()
    assert told(demo(60), "G1") == {("G1", "rate_by_month", "could_not_compute")}


def _joined(sound: Evidence, known_at: str | None) -> Evidence:
    """With a feature joined from records of the half year after the as-of date."""
    assert sound.dataset is not None
    generator = np.random.default_rng(8)
    after = sound.dataset.outcome * generator.poisson(1.0, len(sound.dataset.outcome)) + generator.poisson(
        0.7, len(sound.dataset.outcome)
    )
    moved = with_data(sound, rows=sound.dataset.rows.append_column("later_calls", pa.array(after)))
    return replace(moved, features=(*sound.features, Feature("later_calls", known_at)))


def test_a_feature_joined_without_known_at_is_caught_by_the_time_gate(sound: Evidence) -> None:
    found = [v for v in asked(_joined(sound, None), "G4") if v.check == "known_at"]

    assert [(v.verdict, v.subject) for v in found] == [("could_not_compute", "later_calls")]


def test_a_feature_known_later_than_its_as_of_date_is_caught_by_its_dates(sound: Evidence) -> None:
    joined = _joined(sound, "column:entered_on")
    assert joined.dataset is not None
    assert joined.dataset.as_of is not None
    entered = joined.dataset.as_of + np.where(np.arange(len(joined.dataset.outcome)) < 3, 1, -1) * DAY
    dated = with_data(joined, rows=joined.dataset.rows.append_column("entered_on", pa.array(entered)))
    found = [v for v in asked(dated, "G4") if v.check == "known_at"]

    assert [(v.verdict, v.value, v.subject) for v in found] == [("fail", 3.0, "later_calls")]


def test_features_that_change_when_later_events_are_deleted_are_caught(sound: Evidence) -> None:
    changed = replace(sound, artefacts=replace(sound.artefacts, features_rebuilt_equal=False))

    assert told(changed, "G4") == {("G4", "rebuilt", "fail")}


def test_the_canary_fails_on_whatever_differs_from_chance_and_needs_a_recipe(sound: Evidence) -> None:
    strict = tightened(POLICY, {"G4.canary_errors": 0})
    found = [v for v in judge(sound, strict, only={"G4"}) if v.check == "canary"]

    assert [(v.verdict, v.threshold) for v in found] == [("fail", "0.5 ± 0.000")]
    assert told(replace(sound, recipe=None), "G4") == {("G4", "canary", "could_not_compute")}


def test_a_person_in_both_halves_is_caught_by_the_entity_gate(sound: Evidence) -> None:
    assert sound.dataset is not None
    assert sound.dataset.subject is not None
    twice = sound.dataset.subject.copy()
    first, last = sound.folds[0].train[0], sound.folds[0].test[-1]
    twice[last] = twice[first]
    found = asked(with_data(sound, subject=twice), "G5")

    assert [(v.check, v.verdict) for v in found] == [("shared", "fail")]
    assert sound.folds[0].name in found[0].subject


def test_a_household_in_both_halves_is_caught_too(sound: Evidence) -> None:
    assert sound.dataset is not None
    house = np.array([f"house {number % 50}" for number in range(len(sound.dataset.outcome))])

    assert told(with_data(sound, ties={"household": house}), "G5") == {("G5", "shared", "fail")}


def test_people_of_a_later_file_who_were_learnt_from_are_caught(sound: Evidence) -> None:
    assert sound.dataset is not None
    later = replace(sound.artefacts, later_subject=np.array(["person 5", "somebody new"]))

    assert told(replace(sound, artefacts=later), "G5") == {("G5", "shared_later", "fail")}


def test_a_column_of_the_outcome_is_caught_alone_and_by_its_value(sound: Evidence) -> None:
    assert sound.dataset is not None
    rows = sound.dataset.rows.append_column("convicted", pa.array(sound.dataset.outcome))
    leaky = replace(
        with_data(sound, rows=rows), features=(*sound.features, Feature("convicted", "as_of", "x"))
    )

    assert {"column_alone", "value_purity"} <= {
        v.check for v in asked(leaky, "G2") if v.subject == "convicted"
    }


def test_a_column_filled_in_by_the_outcome_is_caught_by_its_gaps(sound: Evidence) -> None:
    assert sound.dataset is not None
    filled = pa.array([1.0 if came else None for came in sound.dataset.outcome])
    rows = sound.dataset.rows.append_column("arrest_day", filled)
    leaky = replace(with_data(sound, rows=rows), features=(*sound.features, Feature("arrest_day", "as_of")))

    assert [(v.check, v.subject) for v in asked(leaky, "G3")] == [("missing", "arrest_day")]


def test_folds_without_a_gap_fail_validation_forward_in_time(sound: Evidence) -> None:
    assert sound.dataset is not None
    n = len(sound.dataset.outcome)
    touching = tuple(
        Fold(fold.name, fold.kind, np.arange(fold.test.min()), fold.test) if fold.kind == "forward" else fold
        for fold in sound.folds
    )

    assert n > 0
    assert told(replace(sound, folds=touching), "G6") == {("G6", "gap", "fail")}


@pytest.mark.parametrize(
    "name", ["postcode", "home_LSOA", "Main Supervising District", "mosaicGroup", "surname"]
)
def test_an_area_a_name_or_a_segment_is_recognised_and_blocks(sound: Evidence, name: str) -> None:
    assert sound.dataset is not None
    n = len(sound.dataset.outcome)
    rows = sound.dataset.rows.append_column(name, pa.array([f"w{number % 9}" for number in range(n)]))
    found = asked(
        replace(with_data(sound, rows=rows), features=(*sound.features, Feature(name, "as_of"))), "G11"
    )

    assert [(v.check, v.verdict, v.blocks) for v in found if v.check == "areas"] == [("areas", "fail", True)]


def test_codes_of_areas_are_recognised_under_any_name(sound: Evidence) -> None:
    assert sound.dataset is not None
    n = len(sound.dataset.outcome)
    codes = pa.array([f"E0101{4000 + number % 60}" for number in range(n)])
    rows = sound.dataset.rows.append_column("x17", codes)
    found = told(
        replace(with_data(sound, rows=rows), features=(*sound.features, Feature("x17", "as_of"))), "G11"
    )

    assert ("G11", "areas", "fail") in found


@pytest.mark.parametrize(
    "name", ["wardrobe", "forward", "stage", "careful", "cityscape", "days_in_steward_care"]
)
def test_a_name_that_only_holds_such_letters_is_no_area(sound: Evidence, name: str) -> None:
    assert sound.dataset is not None
    rows = sound.dataset.rows.append_column(name, pa.array(np.arange(len(sound.dataset.outcome)) % 7))
    found = told(
        replace(with_data(sound, rows=rows), features=(*sound.features, Feature(name, "as_of"))), "G11"
    )

    assert ("G11", "areas", "fail") not in found


def test_a_forbidden_attribute_among_the_features_blocks(sound: Evidence) -> None:
    barred = replace(sound, use=replace(sound.use, never_used=("age",)))

    assert [(v.check, v.subject, v.blocks) for v in asked(barred, "G11")] == [("never_used", "age", True)]


def test_a_grade_that_finds_as_many_keeps_its_place(sound: Evidence) -> None:
    """The incumbent's score is put in the place of the proposed one: nothing is gained."""
    assert sound.predictions is not None
    table = sound.predictions.to_pandas()
    ours = table[table.model == "proposed"].score.to_numpy()
    table.loc[table.model == "incumbent", "score"] = ours
    schema = sound.predictions.schema
    same = replace(sound, predictions=pa.Table.from_pandas(table, schema=schema, preserve_index=False))

    assert told(same, "G12") == {("G12", "incumbent", "fail")}


def test_a_rebuild_that_scores_otherwise_is_caught(sound: Evidence) -> None:
    other = replace(sound, recipe=Logistic(ridge=5.0))

    assert told(other, "G17") == {("G17", "rebuilt", "fail")}
    lost = replace(sound, artefacts=replace(sound.artefacts, build=None))
    assert told(lost, "G17") == {("G17", "present", "could_not_compute")}


def test_a_column_that_adds_much_is_explained_by_records_measured_to_be_known(sound: Evidence) -> None:
    """Named by nobody it blocks; with the newest record behind each value known by then, and rebuilt, it does not."""
    assert sound.dataset is not None
    known = pa.array(sound.dataset.as_of - DAY)
    rows = sound.dataset.rows.append_column("known_at__priors", known)
    unsigned = [Feature(name, "as_of") for name in FEATURES]
    measured = [replace(f, known_at="column:known_at__priors") if f.name == "priors" else f for f in unsigned]
    bare = replace(with_data(sound, rows=rows), features=tuple(unsigned))
    shown = replace(bare, features=tuple(measured))
    not_rebuilt = replace(shown, artefacts=replace(shown.artefacts, features_rebuilt_equal=None))

    assert ("G2", "jump", "fail") in told(bare, "G2")
    assert told(shown, "G2") == set()
    assert ("G2", "jump", "fail") in told(not_rebuilt, "G2")


def test_an_age_is_the_attribute_of_its_own_bands_and_no_proxy_of_them(sound: Evidence) -> None:
    assert sound.dataset is not None
    age = sound.dataset.rows["age"].to_numpy()
    bands = np.where(age < 25, "under 25", np.where(age < 45, "25 to 44", "45 and over"))

    assert told(with_data(sound, groups={"age": bands}), "G11") & {("G11", "attribute", "justify")} == set()
