"""What demand is coming: the next periods with limits, the people that takes, and the years ahead as scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ninefold.actions.demand.backtest import AHEAD, MAY_NOT, level_names
from ninefold.actions.demand.card import PAGE, DemandCard, read_demand_card
from ninefold.actions.demand.file import CountsFile, read_counts
from ninefold.actions.workspace import Report, one_step, silent
from ninefold.errors import CardInvalid, UserError
from ninefold.measures.demand.model import Forecast, History, forecast
from ninefold.measures.demand.periods import HOURS, SEASON
from ninefold.measures.demand.scenarios import Scenario, fans, summed_by_year
from ninefold.measures.demand.shifts import Cover, covered
from ninefold.measures.demand.staffing import HourNeed, Service, Work, needs, service, week_of

_LEAST = {"hour": 24 * 28, "day": 28, "week": 16, "month": 14}
_YEARS_AHEAD = 4
_FEWER = (0, 1, 2)  # crews, with which a week is simulated
_SHIFT_KEYS = ("shift_hours", "shift_starts", "weekly_hours", "away", "most_people", "missing_costs")


@dataclass(frozen=True)
class ForecastRow:
    """One period of one series: the count expected, and the limits that hold nine in ten."""

    period: str
    level: str
    series: str
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class ForecastOutcome:
    """All rows, and the change in level that is on, if one was called."""

    step: str
    known_until: str
    ahead: int
    shock: str | None
    rows: tuple[ForecastRow, ...]
    doubts: tuple[str, ...] = ()
    may_not: str = MAY_NOT


@dataclass(frozen=True)
class StaffOutcome:
    """People needed at each hour of the week, shifts that cover them, and how long people wait then.

    An expected week is told with all crews and with one and two fewer; a busy one has the upper limit in every hour.
    """

    known_until: str
    work: Work
    hours: tuple[HourNeed, ...]
    cover: Cover
    expected_week: tuple[Service, ...]
    busy_week: Service
    may_not: str = MAY_NOT


@dataclass(frozen=True)
class ScenarioOutcome:
    """Each scenario's years with their limits, for the whole and for each series."""

    step: str
    known_until: str
    scenarios: Mapping[str, Sequence[Mapping[str, float]]]
    series: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]
    may_not: str = MAY_NOT


def forecast_demand(
    files: Sequence[Path], *, card: Path | DemandCard, ahead: int | None = None, report: Report = silent
) -> ForecastOutcome:
    """Forecast the periods after the file's last, at every level."""
    asked, read = _read(files, card, report)
    history = read.history
    step = history.periods.step
    found = forecast(history, ahead or asked.ahead or AHEAD[step])
    return ForecastOutcome(
        step, history.periods.text(len(history.periods) - 1), len(found.mean), _shock(history, found),
        tuple(_rows(asked, history, found)), read.doubts,
    )  # fmt: skip


def _read(files: Sequence[Path], card: Path | DemandCard, report: Report) -> tuple[DemandCard, CountsFile]:
    asked = read_demand_card(card) if isinstance(card, Path) else card
    with one_step(report, "reading"):
        read = read_counts(files, asked)
    step, known = read.history.periods.step, len(read.history.counts)
    if known < _LEAST[step]:
        raise UserError(
            f"The file has {known} {step}s; a forecast needs {_LEAST[step]}. Bring a longer file, or "
            "count by a shorter step."
        )
    return asked, read


def _shock(history: History, found: Forecast) -> str | None:
    if found.shock is None:
        return None
    return f"a {'rise' if found.shock.rose else 'fall'} since {history.periods.text(max(0, _in(history, found)))}"


def _in(history: History, found: Forecast) -> int:
    assert found.shock is not None
    return min(found.shock.changed, len(history.periods) - 1)


def _rows(card: DemandCard, history: History, found: Forecast) -> list[ForecastRow]:
    names, tree, told = level_names(card, history), history.tree, found.prediction()
    past, ahead = len(history.periods), len(found.mean)
    texts = [history.periods.continued(ahead).text(past + number) for number in range(ahead)]
    return [
        ForecastRow(
            text, names[len(tree.paths[node])], tree.name(node), round(float(told.mean[at, node]), 3),
            float(told.low[at, node]), float(told.high[at, node]),
        )
        for node in range(len(tree.paths))
        for at, text in enumerate(texts)
    ]  # fmt: skip


def staff_demand(files: Sequence[Path], *, card: Path | DemandCard, report: Report = silent) -> StaffOutcome:
    """People needed through the week, from an hourly forecast of the total and the card's [staffing]."""
    asked, read = _read(files, card, report)
    history = read.history
    given = dict(asked.staffing)
    shares = given.pop("day_shape", None)
    shifts = {key: given.pop(key) for key in _SHIFT_KEYS if key in given}
    work = _work(given)
    hourly = _hourly(history, shares, asked)
    calls, high = week_of(hourly, sure=work.sure)
    found = needs(calls, high, work)
    cover = covered([each.people_high for each in found], **_shift_rules(shifts))
    return StaffOutcome(
        history.periods.text(len(history.periods) - 1), work, tuple(found), cover,
        tuple(service(calls, cover.there, work, fewer=fewer, seed=asked.seed) for fewer in _FEWER),
        service(high, cover.there, work, seed=asked.seed),
    )  # fmt: skip


def _work(given: Mapping[str, Any]) -> Work:
    known = {each.name for each in fields(Work)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise CardInvalid(
            f"The card's [staffing] has a key it does not know, `{unknown[0]}`. Those there are: "
            f"{', '.join(sorted(known | set(_SHIFT_KEYS) | {'day_shape'}))}."
        )
    if "minutes" not in given:
        raise CardInvalid(
            f"The card's [staffing] must say `minutes`, how long one call takes to handle. See {PAGE}."
        )
    numbers = {key: float(number) for key, number in given.items() if isinstance(number, int | float)}
    if len(numbers) < len(given) or min(numbers.values()) < 0 or numbers["minutes"] == 0:
        raise CardInvalid("The card's [staffing] must hold numbers at or above nought, and minutes above it.")
    work = Work(**numbers)
    if max(work.within, work.sure) >= 1 or min(work.within, work.sure) <= 0:
        raise CardInvalid(
            "The card's [staffing]: `within` and `sure` are shares between 0 and 1, such as 0.9."
        )
    return work


def _shift_rules(given: Mapping[str, Any]) -> dict[str, Any]:
    words = {"shift_hours": "lengths", "shift_starts": "starts"}
    rules = {words.get(key, key): each for key, each in given.items()}
    for key in ("lengths", "starts"):
        if key in rules and not isinstance(rules[key], list):
            rules[key] = [rules[key]]
    return rules


def _hourly(history: History, shares: Any, card: DemandCard) -> Forecast:
    if history.periods.step == "hour":
        return forecast(history, card.ahead or AHEAD["hour"])
    if history.periods.step != "day" or shares is None:
        raise CardInvalid(
            'Staffing needs hours. Name the column of hours as `hour` with step = "hour", or give [staffing] '
            "`day_shape`, 24 numbers that say how a day's calls lie."
        )
    if not isinstance(shares, list) or len(shares) != HOURS or min(shares) < 0 or sum(shares) <= 0:
        raise CardInvalid(
            "The card's `day_shape` must be 24 numbers at or above nought, one an hour from midnight."
        )
    daily = forecast(history, card.ahead or AHEAD["day"])
    part = np.array(shares, dtype=np.float64) / sum(shares)
    hours = (daily.mean[:, None, :] * part[None, :, None]).reshape(-1, daily.mean.shape[1])
    periods = type(daily.periods)(
        "hour", np.repeat(daily.periods.first, HOURS), np.repeat(daily.periods.end, HOURS)
    )
    return Forecast(periods, hours, np.repeat(daily.spread, HOURS, axis=0), daily.shock)


def scenarios_of_demand(
    files: Sequence[Path], *, card: Path | DemandCard, years: int = _YEARS_AHEAD, report: Report = silent
) -> ScenarioOutcome:
    """The years ahead by month (by week, where weeks are given) under the usual scenarios and the card's."""
    asked, read = _read(files, card, report)
    history = read.history
    whole = history if history.periods.step in ("month", "week") else _by_month(files, asked)
    a_year = SEASON[whole.periods.step]
    ahead = forecast(whole, years * a_year)
    told = fans(whole, ahead, [_scenario(each, number) for number, each in enumerate(asked.scenarios, 1)])
    until = history.periods.text(len(history.periods) - 1)
    by_node = [
        {fan.name: summed_by_year(fan, a_year, node) for fan in told} for node in range(len(whole.tree.paths))
    ]
    series = {whole.tree.name(node): each for node, each in enumerate(by_node) if node}
    return ScenarioOutcome(whole.periods.step, until, by_node[0], series)


def _by_month(files: Sequence[Path], card: DemandCard) -> History:
    history = read_counts(files, DemandCard(**_as_given(card) | {"step": "month"})).history
    if len(history.counts) < _LEAST["month"]:
        raise UserError(f"Scenarios need {_LEAST['month']} whole months. Bring a longer file.")
    return history


def _as_given(card: DemandCard) -> dict[str, Any]:
    return {each.name: getattr(card, each.name) for each in fields(card)}


def _scenario(given: Mapping[str, Any], number: int) -> Scenario:
    words = {"from": "begins", "start": "begins", "a_year": "yearly", "growth": "yearly", "step": "change"}
    said = {words.get(key, key): each for key, each in given.items()}
    unknown = set(said) - {"name", "yearly", "change", "begins"}
    if unknown:
        raise CardInvalid(
            f"The card's scenario {number} has a key no scenario has. Those there are: name, yearly, change, begins."
        )
    begins = said.get("begins")
    if begins is not None and not isinstance(begins, date):
        begins = date.fromisoformat(str(begins))
    yearly, change = float(said.get("yearly", 0.0)), float(said.get("change", 0.0))
    if min(yearly, change) <= -1:
        raise CardInvalid(
            f"The card's scenario {number} takes away more than there is. 0.1 is a tenth more, -0.1 less."
        )
    return Scenario(str(said.get("name", f"scenario {number}")), yearly, change, begins)


def as_rows(outcome: ForecastOutcome) -> list[dict[str, Any]]:
    """The forecast as plain rows, for a file."""
    return [asdict(row) for row in outcome.rows]
