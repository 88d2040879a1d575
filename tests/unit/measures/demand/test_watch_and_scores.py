"""Changes are called when they come and not when they do not; scores are what they say."""

from datetime import date

import numpy as np
import pytest
from tests.unit.measures.demand.made_up import days, history

from ninefold.measures.demand.backtest import run
from ninefold.measures.demand.baselines import (
    RECENT_MEAN,
    SEASONAL_NAIVE,
    SMOOTHING,
    recent_mean,
    seasonal_naive,
)
from ninefold.measures.demand.model import NAME, forecast
from ninefold.measures.demand.replay import replay, weeks_of
from ninefold.measures.demand.scenarios import GOES_ON, STAYS, Scenario, drift, fans, summed_by_year, trend
from ninefold.measures.demand.scores import scale, scored
from ninefold.measures.demand.watch import watch


def _weekly(weeks: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(800.0, weeks).astype(float)


@pytest.mark.parametrize(("factor", "rose"), [(0.8, False), (1.25, True)])
def test_a_lasting_change_is_called_within_three_weeks(factor: float, rose: bool) -> None:
    counts = _weekly(200)
    counts[150:] = np.round(counts[150:] * factor)

    alarm = watch(counts, np.ones(200), "week").alarms[0]

    assert 150 <= alarm.at <= 152
    assert alarm.rose is rose
    assert abs(alarm.changed - 150) <= 2


def test_quiet_years_give_less_than_one_alarm_each() -> None:
    alarms = sum(len(watch(_weekly(300, seed), np.ones(300), "week").alarms) for seed in range(10))

    assert alarms / (10 * 300 / 52) < 0.5


def test_the_limits_come_back_after_a_change() -> None:
    whole = days(7 * 200, (400.0,))
    whole.counts[7 * 160 :] = np.round(whole.counts[7 * 160 :] * 0.7)

    found = replay(whole)

    assert found is not None
    assert len(found.alarms) >= 1
    after = found.weeks[-34:]  # from the sixth week
    assert np.mean([week.low <= week.came <= week.high for week in after]) >= 0.8


def test_weeks_that_come_later_change_no_earlier_judgement() -> None:
    whole = days(7 * 190, (400.0,))
    short = replay(whole.upto(7 * 180))
    longer = replay(whole)

    assert short is not None
    assert longer is not None
    assert longer.weeks[: len(short.weeks) - 4] == short.weeks[:-4]


def test_a_file_of_months_or_a_short_one_is_not_watched() -> None:
    assert replay(history(np.ones((60, 1)), "month")) is None
    assert replay(days(200)) is None
    assert len(weeks_of(days(100)).counts) == 14


def test_the_seasonal_naive_repeats_the_last_week() -> None:
    known = days(100, (30.0,))

    told = seasonal_naive(known, 10)

    assert told.middle[:, 0].tolist() == [*known.counts[-7:, 0], *known.counts[-7:-4, 0]]
    assert (told.low >= 0).all()


def test_the_recent_mean_is_that_of_four_weeks() -> None:
    known = days(100, (30.0,))

    assert recent_mean(known, 3).mean[:, 0].tolist() == pytest.approx([known.counts[-28:, 0].mean()] * 3)


def test_the_scale_is_the_mean_step_from_week_to_week() -> None:
    counts = np.array([[1.0]] * 7 + [[3.0]] * 7)

    assert scale(counts, "day").tolist() == [2.0]
    assert np.isnan(scale(np.ones((14, 1)), "day")).all()


def test_a_perfect_forecast_has_no_error_and_holds_all() -> None:
    known = days(300, (30.0,))
    told = recent_mean(known, 28)

    found = scored(told, told.middle, np.array([2.0]))

    assert found.error.tolist() == [0.0]
    assert found.cover.min() == 1.0


def test_no_table_lacks_its_cheap_forecasts_and_intervals() -> None:
    tables = run(days(500), [416, 444, 472], 28, names=["all", "area"])

    assert [table.level for table in tables] == ["all", "area"]
    for table in tables:
        assert {line.name for line in table.lines} == {SEASONAL_NAIVE, RECENT_MEAN, SMOOTHING, NAME}
        assert all(line.mase.low <= line.mase.value <= line.mase.high for line in table.lines)


def test_on_counts_with_a_calendar_the_model_beats_the_cheap_forecasts() -> None:
    lines = run(days(1300), [1300 - 28 * n for n in range(6, 0, -1)], 28, names=["all", "area"])[0].lines
    by_name = {line.name: line.mase.value for line in lines}

    assert by_name[NAME] < 0.95 * min(by_name[SEASONAL_NAIVE], by_name[RECENT_MEAN])


def test_a_trend_is_found_and_goes_on_only_in_its_scenario() -> None:
    years = np.repeat(1000 * 1.04 ** np.arange(6), 12)
    known = history(years[:, None], "month")

    told = {fan.name: fan for fan in fans(known, forecast(known, 48))}

    assert trend(known) == pytest.approx(np.log(1.04), abs=1e-6)
    assert told[GOES_ON].mean[-1, 0] / told[STAYS].mean[-1, 0] == pytest.approx(1.04**4, rel=0.01)
    wide = summed_by_year(told[STAYS], 12)
    assert wide[3]["high"] - wide[3]["low"] >= wide[0]["high"] - wide[0]["low"]


def test_years_that_differed_much_and_years_that_are_few_make_a_wider_fan() -> None:
    steady, wild = np.full(96, 100.0), np.repeat([100.0, 140, 90, 130, 80, 120, 100, 150], 12)

    assert drift(steady, 12).spread(np.ones(1)) < drift(wild, 12).spread(np.ones(1))
    assert drift(steady[:24], 12).spread(np.ones(1)) > drift(steady, 12).spread(np.ones(1))
    assert drift(wild, 12).years > drift(wild[:36], 12).years


def test_years_that_all_go_one_way_widen_the_fan_faster_with_distance() -> None:
    falling, to_and_fro = (
        np.repeat(100 * 0.9 ** np.arange(9), 12),
        np.repeat(np.tile([100.0, 110], 5)[:9], 12),
    )

    assert drift(falling, 12).power > drift(to_and_fro, 12).power


def test_each_part_has_a_fan_of_its_own() -> None:
    known = history(np.random.default_rng(5).poisson([300.0, 40.0], (72, 2)).astype(float), "month")

    fan = fans(known, forecast(known, 24))[0]
    whole, small = summed_by_year(fan, 12), summed_by_year(fan, 12, 2)

    assert 0 <= small[0]["low"] < small[0]["expected"] < small[0]["high"] < whole[0]["low"]


def test_a_scenario_of_the_card_begins_when_it_says() -> None:
    known = history(np.full((48, 1), 500.0), "month")
    ahead = forecast(known, 24)
    begins = date(2022, 1, 1)  # the thirteenth month ahead

    told = fans(known, ahead, [Scenario("merger", change=0.5, begins=begins)])[-1]

    assert told.mean[11, 0] == pytest.approx(ahead.mean[11, 0])
    assert told.mean[12, 0] == pytest.approx(1.5 * ahead.mean[12, 0])


def test_one_pass_over_other_factors_changes_the_means_alike() -> None:
    counts = _weekly(150) * np.where(np.arange(150) < 100, 1.0, 0.5)
    plain = watch(counts, np.ones(150), "week")
    doubled = watch(counts * 2, np.full(150, 2.0), "week")

    assert np.allclose(doubled.mean[1:], 2 * plain.mean[1:])
    assert [alarm.at for alarm in doubled.alarms] == [alarm.at for alarm in plain.alarms] != []
