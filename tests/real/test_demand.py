"""Demand on the published counts: the command reads them, and the forecast beats the cheap ones."""

import pytest
from tests.real.conftest import SHARED_DATA

from ninefold.actions.demand.backtest import DemandOutcome, backtest_demand
from ninefold.actions.demand.card import parse_demand_card
from ninefold.measures.demand.baselines import RECENT_MEAN, SEASONAL_NAIVE
from ninefold.measures.demand.model import NAME

FOLDER = SHARED_DATA / "workforce-demand"


def _backtest(name: str, **card: object) -> DemandOutcome:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the real data is not here: there is no {name} in ../shared/data/workforce-demand")
    return backtest_demand([path], card=parse_demand_card({"holidays": "us", **card}, where="card"))


def test_the_fall_of_march_2020_is_called_within_three_weeks_and_the_limits_come_back() -> None:
    outcome = _backtest("cincinnati_police-calls_weekly_2016_2020.csv", absent="missing")

    assert (outcome.step, outcome.periods) == ("week", 257)
    assert outcome.watch is not None
    first = outcome.watch.shocks[0]
    assert "2020-03-16" <= first.week_called <= "2020-03-30"
    assert first.way == "fall"
    assert first.cover_from_week_6 is not None
    assert first.cover_from_week_6 >= 0.8


def test_atlanta_is_forecast_better_than_by_the_cheap_forecasts() -> None:
    outcome = _backtest(
        "atlanta_offences_daily_2010_2018.csv.gz", first="2014-01-01", origins=5, series="offense_type"
    )

    for table in outcome.tables:
        found = {line.name: line.mase.value for line in table.lines}
        assert found[NAME] < min(found[RECENT_MEAN], found[SEASONAL_NAIVE])
