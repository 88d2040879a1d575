"""The forecast of demand: calendar × level, negative binomial, from beat to force, hours to years.

The calendar's shape is fitted to the total, where there is most to learn from; each part departs from it only as far as
its own counts say. Two exponential memories give the level. Limits are as wide as would have held their
share of the past at the same distance ahead. A shock in the total shortens the memory and widens the limits.
"""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand import level as levelling
from ninefold.measures.demand.calendar import Calendar, Event, calendar, weekdays
from ninefold.measures.demand.periods import HOURS, PER_YEAR, Floats, Periods, run_of
from ninefold.measures.demand.prediction import Prediction, predicted
from ninefold.measures.demand.shape import FORGOTTEN, MEMORY_YEARS, common_shape, memory, own_shape
from ninefold.measures.demand.spread import matched_spread
from ninefold.measures.demand.tree import Tree, reconciled
from ninefold.measures.demand.watch import Alarm, watch

NAME = "calendar and level"
_OWN = 0.7  # how much narrower a part's own effects are held than the total's
_MONTHS_JUDGED = 24
_WEIGHED = 2  # times the stretch judged, over which memories are weighed
_SMOOTHING = 13  # weeks on either side of a part's share, when its own calendar is sought


@dataclass(frozen=True)
class History:
    """What has been counted: (periods, nodes), NaN where missing; nodes are those of the tree, the whole first."""

    periods: Periods
    counts: Floats
    tree: Tree
    region: str = "none"
    events: tuple[Event, ...] = ()

    def upto(self, count: int) -> "History":
        """The first `count` periods, and no word of those after."""
        return History(self.periods.upto(count), self.counts[:count], self.tree, self.region, self.events)


@dataclass(frozen=True)
class Forecast:
    """Expected counts (periods ahead, nodes) that add up, their spread, and the shock that is on, if any."""

    periods: Periods
    mean: Floats
    spread: Floats
    shock: Alarm | None = None

    def prediction(self) -> Prediction:
        """Median, limits and quantiles."""
        return predicted(self.mean, self.spread)


@dataclass(frozen=True)
class _Days:
    """Counts by day (or week or month) with their factors over past and future, and the last level.

    `judged` is what would have been said of the last stretch by one who had not seen its shape: factors and levels.
    """

    counts: Floats
    factors: Floats
    level: Floats
    judged: "_Judged"
    shock: Alarm | None
    widened: float


@dataclass(frozen=True)
class _Judged:
    """Factors over the past, the level after each period, and how many of the last periods they are honest for."""

    factors: Floats
    level: Floats
    periods: int

    def mean(self, distance: int) -> Floats:
        """What was expected of the last periods from `distance` periods before each."""
        past, held = len(self.level), self.periods
        return self.level[past - held - distance : past - distance] * self.factors[past - held :]


def forecast(history: History, ahead: int) -> Forecast:
    """What the next `ahead` periods will bring; the history is at least two seasons long."""
    recent = _remembered(history)
    future = run_of(recent.periods.step, int(recent.periods.first[0]), len(recent.periods) + ahead)
    if recent.periods.step == "hour":
        return _by_hour(recent, future, ahead)
    fitted = _fitted(recent, future)
    past = len(recent.counts)
    mean = reconciled(recent.tree, fitted.level * fitted.factors[past:])
    spread = _spreads(fitted, ahead) * fitted.widened
    return Forecast(_tail(future, ahead), mean, spread, fitted.shock)


def _tail(periods: Periods, count: int) -> Periods:
    return Periods(periods.step, periods.first[-count:], periods.end[-count:])


def _remembered(history: History) -> History:
    """The stretch of the past that has any weight, whole days where hours are counted; of weeks and months all."""
    step = history.periods.step
    if step in ("week", "month"):
        return history
    most = int(FORGOTTEN * MEMORY_YEARS * PER_YEAR[step])
    start = max(0, len(history.counts) - most)
    if step == "hour":
        start -= start % HOURS
    periods = Periods(step, history.periods.first[start:], history.periods.end[start:])
    return History(periods, history.counts[start:], history.tree, history.region, history.events)


def _fitted(history: History, future: Periods) -> _Days:
    told = calendar(future, region=history.region, events=history.events)
    return _levelled(history.counts, told, _lengths(future), future)


def _lengths(periods: Periods) -> Floats:
    """How many days each month has; 1 for periods that are all as long."""
    days = (periods.end - periods.first).astype(np.float64)
    return days if periods.step == "month" else np.ones(len(periods))


def _levelled(counts: Floats, told: Calendar, lengths: Floats, future: Periods) -> _Days:
    past, step = len(counts), future.step
    common = _common(counts[:, 0], told, lengths, step)
    shock, widened = _shock(counts[:, 0], common[:past], step)
    if shock is not None and shock.changed > PER_YEAR[step]:
        # What came after the change is no season: the shape is taken from before it.
        usual = np.where(np.arange(past) < shock.changed, counts[:, 0], np.nan)
        common = _common(usual, told, lengths, step)
    factors = before = _factors(counts, told, common, step)
    judged = _unseen(past, step)
    if shock is None:
        early = counts[: past - judged]
        before = _factors(early, told, _common(early[:, 0], told, lengths, step), step)
    level, path = _levels(counts, factors[:past], before[:past], judged, len(future) - past, step, shock)
    return _Days(counts, factors, level, _Judged(before[:past], path, judged), shock, widened)


def _unseen(past: int, step: str) -> int:
    """How many of the last periods are judged: a year, two of months, or a third of a past that is short."""
    usual = _MONTHS_JUDGED if step == "month" else round(PER_YEAR[step])
    return max(1, min(usual, past // 3))


def _common(counts: Floats, told: Calendar, lengths: Floats, step: str) -> Floats:
    """The whole's factors over past and future."""
    past = len(counts)
    shape = common_shape(counts, told.columns[:past], told.spread, step, lengths[:past])
    return shape.factors(told.columns) * lengths


def _factors(counts: Floats, told: Calendar, common: Floats, step: str) -> Floats:
    """The factors of every node (periods, nodes): the whole's, from which each part departs as its counts say."""
    past, nodes = counts.shape
    factors = np.empty((len(told.columns), nodes))
    factors[:, 0] = common
    own, prior = told.columns[:, told.own], told.spread[told.own] * _OWN
    for node in range(1, nodes):
        base = _share_of(counts[:, node], common[:past], step) * common[:past]
        factors[:, node] = common * own_shape(counts[:, node], base, own[:past], prior, step).factors(own)
    return factors


def _share_of(counts: Floats, common: Floats, step: str) -> Floats:
    """A part's own level through the past, looking both ways: used to find its calendar, never to forecast."""
    known = np.isfinite(counts)
    width = 2 * max(1, round(_SMOOTHING * PER_YEAR[step] / PER_YEAR["week"] / 2)) + 1
    window = np.ones(min(width, len(counts)))
    came = np.convolve(np.where(known, counts, 0.0), window, "same")
    due = np.convolve(np.where(known, common, 0.0), window, "same")
    return np.asarray(came / np.maximum(due, 1e-9))


def _levels(
    counts: Floats, factors: Floats, before: Floats, judged: int, ahead: int, step: str, shock: Alarm | None
) -> tuple[Floats, Floats]:
    """The last level of each node, and its path by the factors of one who had not seen the stretch judged."""
    if shock is not None:
        path = levelling.levels(counts, factors, levelling.shock_rates(step), shock.changed)
        return path[-1], path
    logs = levelling.remembered(counts, before, step)
    weighed = min(_WEIGHED * judged, len(counts) // 2)
    worth = levelling.weights(logs, counts, before, weighed, max(1, min(ahead, weighed // 2)))
    now = levelling.newest(counts, factors, step)
    return np.exp((worth * now).sum(axis=0)), np.exp((worth[:, None] * logs).sum(axis=0))


def _shock(counts: Floats, factors: Floats, step: str) -> tuple[Alarm | None, float]:
    """The shock that is on in the total, watched by week; its change is told as a period of this step."""
    if step not in ("day", "week"):
        return None, 1.0
    length = 7 if step == "day" else 1
    skipped = len(counts) % length
    weekly = counts[skipped:].reshape(-1, length).sum(axis=1)
    due = factors[skipped:].reshape(-1, length).sum(axis=1)
    watched = watch(weekly, due, "week")
    alarm = watched.active("week")
    if alarm is None:
        return None, 1.0
    moved = Alarm(skipped + alarm.at * length, skipped + alarm.changed * length, alarm.rose)
    return moved, float(watched.widened[-1])


def _spreads(fitted: _Days, ahead: int) -> Floats:
    """The spread at each distance: matched at one period and as far as the past allows, a line between and beyond."""
    past = len(fitted.counts)
    farthest = max(1, min(ahead, past // 3))
    near, far = _spread_at(fitted, 1), _spread_at(fitted, farthest)
    if farthest == 1:
        return np.repeat(near[None, :], ahead, axis=0)
    far = np.maximum(near, far)
    distance = (np.arange(1, ahead + 1) - 1)[:, None] / (farthest - 1)
    return near[None, :] + (far - near)[None, :] * distance


def _spread_at(fitted: _Days, distance: int) -> Floats:
    judged = fitted.judged.periods
    if judged < 4 or judged + distance > len(fitted.counts):
        return np.full(fitted.counts.shape[1], 0.1)
    return matched_spread(fitted.counts[-judged:], fitted.judged.mean(distance))


def _by_hour(history: History, future: Periods, ahead: int) -> Forecast:
    """Days are forecast, then shared among their hours, so that hours add up to days."""
    nodes = history.counts.shape[1]
    hourly = history.counts.reshape(-1, HOURS, nodes)
    first = int(future.first[0])
    days = run_of("day", first, -(-len(future) // HOURS))
    daily = History(
        run_of("day", first, len(hourly)), hourly.sum(axis=1), history.tree, history.region, history.events
    )
    fitted = _fitted(daily, days)
    shares = hour_shares(hourly, days)
    mean = reconciled(history.tree, fitted.level * fitted.factors[len(hourly) :])
    hours = mean[:, None, :] * shares[weekdays(days.first[len(hourly) :])]
    # The whole's hours are those of its parts together; its days stay what they were.
    hours = history.tree.totals(hours[:, :, history.tree.leaves])
    spread = _hour_spread(hourly, fitted, shares, days) * fitted.widened
    whole = hours.reshape(-1, nodes)[:ahead]
    return Forecast(_tail(future, ahead), whole, np.repeat(spread[None, :], len(whole), axis=0), fitted.shock)


def _hour_spread(hourly: Floats, fitted: _Days, shares: Floats, days: Periods) -> Floats:
    judged = fitted.judged.periods
    mean = fitted.judged.mean(min(28, max(1, len(hourly) // 3)))
    each = mean[:, None, :] * shares[weekdays(days.first[len(hourly) - judged : len(hourly)])]
    nodes = hourly.shape[2]
    return matched_spread(hourly[-judged:].reshape(-1, nodes), each.reshape(-1, nodes))


def hour_shares(hourly: Floats, days: Periods) -> Floats:
    """The share of each hour in its day, (weekday, hour, node): a part's own as far as it has counts to tell it.

    A weekday's hours are held towards those of all days, and a part's towards the whole's.
    """
    weights = memory(len(hourly), "day")[:, None, None]
    counts = np.where(np.isfinite(hourly), hourly, 0.0) * weights
    weekday = weekdays(days.first[: len(hourly)])
    by_day = np.stack([counts[weekday == number].sum(axis=0) for number in range(7)])
    whole = by_day[:, :, :1] + 0.5 / HOURS
    usual = whole.sum(axis=0) / whole.sum()
    whole_shares = _held(by_day[:, :, :1], np.broadcast_to(usual, by_day[:, :, :1].shape), strength=100.0)
    own_usual = _held(by_day.sum(axis=0)[None], (whole.sum(axis=0) / whole.sum())[None], strength=200.0)
    towards = whole_shares * own_usual / usual
    return _held(by_day, towards / towards.sum(axis=1, keepdims=True), strength=200.0)


def _held(counts: Floats, towards: Floats, *, strength: float) -> Floats:
    """Shares among the hours (axis 1), as if `strength` more events had come as `towards` says."""
    mixed = counts + strength * towards
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))


def factors_ahead(history: History, ahead: int) -> Floats:
    """What the calendar multiplies the total by in the next periods (of days, weeks or months)."""
    return _total_factors(_remembered(history), ahead)[-ahead:]


def factors_of_past(history: History) -> Floats:
    """What the calendar multiplied the total by in the periods known."""
    return _total_factors(history, 0)


def _total_factors(history: History, ahead: int) -> Floats:
    future, past = history.periods.continued(ahead), len(history.counts)
    lengths = _lengths(future)
    told = calendar(future, region=history.region, events=history.events)
    shape = common_shape(history.counts[:, 0], told.columns[:past], told.spread, future.step, lengths[:past])
    return shape.factors(told.columns) * lengths
