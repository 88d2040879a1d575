"""Class breaks of the map: every value falls in one class, and what has none is told apart."""

from hypothesis import given
from hypothesis import strategies as st

from ninefold.api.classes import COLOURS, MISSING, SUPPRESSED, class_breaks
from ninefold.contracts.reading import Figure


def figure(value: float | None, suppressed: bool = False) -> Figure:
    return Figure("volume", "h3", "a", "A", "2026-01", "all", value, suppressed=suppressed)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_every_value_falls_in_the_class_whose_bounds_hold_it(values: list[float]) -> None:
    classes = class_breaks([figure(value) for value in values])
    ends = [*classes.bounds[1:], float("inf")]
    assert len(classes.bounds) <= len(COLOURS)
    assert list(classes.bounds) == sorted(set(classes.bounds))
    for value in values:
        number = classes.of(figure(value))
        assert classes.bounds[number] <= value < ends[number]


def test_suppressed_and_missing_figures_are_classes_of_their_own() -> None:
    classes = class_breaks([figure(1), figure(50), figure(None, suppressed=True)])
    assert classes.of(figure(None, suppressed=True)) == SUPPRESSED
    assert classes.of(figure(None)) == MISSING


def test_a_month_in_which_everything_is_missing_has_no_classes() -> None:
    classes = class_breaks([figure(None)])
    assert classes.bounds == ()
    assert classes.of(figure(None)) == MISSING


def test_one_value_everywhere_makes_one_or_two_classes() -> None:
    classes = class_breaks([figure(7)] * 30)
    assert classes.of(figure(7)) == len(classes.bounds) - 1
