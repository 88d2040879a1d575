"""A backtest sees no future, and no table stands without its baseline and intervals."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.measures.places.made_up import town

from ninefold.errors import NotAssured
from ninefold.measures.places.backtest import run
from ninefold.measures.places.baselines import Count, KernelMap, Promap, last_month
from ninefold.measures.places.comparison import compare
from ninefold.measures.places.headroom import headroom
from ninefold.measures.places.history import History
from ninefold.measures.places.method import Method
from ninefold.measures.places.sepp_forecast import Sepp
from ninefold.measures.places.surface import Surface
from ninefold.measures.places.windows import every

TUNING = every(7, first_day=300, count=10)
TEST = every(7, first_day=370, count=16)
METHODS = [Count(), last_month(), KernelMap(), Promap(), Surface(), Sepp()]


def changed_from(history: History, day: int) -> History:
    """The same past, and another future: every later event elsewhere."""
    later = history.day >= day
    at = np.where(later, (history.at + 7) % len(history.cells), history.at)
    return replace(history, at=at, x=history.cells.x[at], y=history.cells.y[at])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_forecast_does_not_change_with_what_happens_after_it(method: Method) -> None:
    history = town()
    other = changed_from(history, TEST[0].end_day)

    first = run(method, history, TUNING, TEST[:2], keep=True)
    second = run(method, replace(other, x=history.x, y=history.y), TUNING, TEST[:1], keep=True)

    assert first.rates is not None
    assert second.rates is not None
    assert np.array_equal(first.rates[0], second.rates[0])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_method_finds_the_two_hot_corners(method: Method) -> None:
    """A tenth of the area holds over half of the events; chance would hit a tenth."""
    judged = run(method, town(), TUNING, TEST, shares=np.array([0.1]))

    assert judged.scores.hit_rate()[0] > 0.3


def test_the_default_expects_about_as_many_as_come() -> None:
    judged = run(Surface(), town(), TUNING, TEST)

    assert judged.scores.expected_over_observed == pytest.approx(1.0, abs=0.15)


def test_a_table_without_the_three_year_count_cannot_be_made() -> None:
    judged = run(Surface(), town(), TUNING, TEST)

    with pytest.raises(NotAssured, match="three-year count"):
        compare([judged], cells=400, main_share=0.05)


def test_a_table_of_too_few_windows_to_give_an_interval_cannot_be_made() -> None:
    judged = run(Count(), town(), TUNING, TEST[:3])

    with pytest.raises(NotAssured, match="interval"):
        compare([judged], cells=400, main_share=0.05)


def test_methods_run_on_other_windows_are_not_compared() -> None:
    one, other = run(Count(), town(), TUNING, TEST), run(Surface(), town(), TUNING, TEST[1:])

    with pytest.raises(NotAssured, match="other windows"):
        compare([one, other], cells=400, main_share=0.05)


def test_a_line_cannot_be_taken_out_of_its_interval() -> None:
    judged = [run(method, town(), TUNING, TEST) for method in (Count(), Surface())]
    table = compare(judged, cells=400, main_share=0.05)

    with pytest.raises(NotAssured, match="without an interval"):
        replace(table, lines=tuple(replace(line, gain=()) for line in table.lines))
    with pytest.raises(NotAssured, match="three-year count"):
        replace(table, lines=table.lines[1:])


def test_the_baseline_gains_nothing_over_itself_and_every_rate_lies_in_its_interval() -> None:
    judged = [run(method, town(), TUNING, TEST) for method in (Count(), Surface())]
    table = compare(judged, cells=400, main_share=0.05)

    assert {(gain.low, gain.value, gain.high) for gain in table.line("three-year count").gain} == {(0, 0, 0)}
    assert all(rate.low <= rate.value <= rate.high for line in table.lines for rate in line.hit_rate)


def test_land_where_nothing_was_ever_recorded_counts_as_area() -> None:
    """With as much empty land again, five per cent of the area is ten per cent of the cells."""
    history = town()
    wider = replace(history, empty_area=float(history.cells.area.sum()))

    narrow = run(Count(), history, TUNING, TEST, shares=np.array([0.10])).scores.hit_rate()
    wide = run(Count(), wider, TUNING, TEST, shares=np.array([0.05])).scores.hit_rate()

    assert wide[0] == pytest.approx(narrow[0])


def test_the_ceiling_is_above_the_surface_and_below_what_has_seen_the_answers() -> None:
    history = town()
    judged = run(Surface(), history, TUNING, TEST, shares=np.array([0.05]), keep=True)
    assert judged.rates is not None

    found = headroom(history, TEST, judged.rates, share=0.05)

    assert found.clairvoyant <= found.static_oracle <= found.perfect
    assert found.if_surface_were_true < found.oracle_if_surface_were_true
    assert 0.8 < found.reached(float(judged.scores.hit_rate()[0])) < 1.1
