"""The shock of spring 2020 in weekly calls, replayed: when it is called, whether the limits come back, false alarms.

    python -m benchmarks.places.demand_shock

Beside it a published forecast of the same weeks, and shocks planted in another city.
"""

from dataclasses import replace

import numpy as np
import pyarrow.csv as pacsv
from benchmarks.places.demand_accuracy import FILES, FOLDER
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.actions.demand.card import parse_demand_card
from ninefold.actions.demand.file import read_counts
from ninefold.measures.demand.model import History, forecast
from ninefold.measures.demand.replay import Replay, replay, weeks_of
from ninefold.measures.demand.tree import tree_of

CHANGED, PUBLISHED_WEEKS = "2020-03-16", 37
CARD = {"date": "week", "count": "calls", "holidays": "us", "absent": "missing"}
PLANTED = (-0.3, -0.2, 0.2, 0.3)
_ENOUGH = 50.0  # events a week, below which a planted change cannot be told from chance


def cincinnati() -> dict[str, object]:
    """Weeks to the alarm, cover from the sixth week after the change at one and four weeks ahead, false alarms."""
    path = FOLDER / "cincinnati_police-calls_weekly_2016_2020.csv"
    history = read_counts([path], parse_demand_card(CARD, where="card")).history
    found = replay(history)
    assert found is not None
    weeks = [week.week for week in found.weeks]
    changed = weeks.index(CHANGED)
    called = next((n for n in range(changed, len(weeks)) if found.weeks[n].alarm), None)
    before = sum(bool(week.alarm) for week in found.weeks[:changed])
    after = found.weeks[changed + 5 :]
    same = [week for week in found.weeks if week.week in _published_weeks()]
    return {
        "weeks_to_alarm": None if called is None else called - changed + 1,
        "cover_from_week_6": round(float(np.mean([w.low <= w.came <= w.high for w in after])), 3),
        "weeks_from_week_6": len(after),
        "cover_of_the_published_weeks": round(float(np.mean([w.low <= w.came <= w.high for w in same])), 3),
        "cover_4_weeks_ahead_from_week_6": round(_four_ahead(history, 5), 3),
        "mean_width_from_week_6": round(float(np.mean([w.high - w.low for w in after]))),
        "mean_width_before": round(float(np.mean([w.high - w.low for w in found.weeks[:changed]]))),
        "false_alarms": before,
        "years_before": round(changed / 52.18, 2),
        "alarms": list(found.alarms),
    }


def _four_ahead(history: History, weeks_after: int) -> float:
    """How often limits made four weeks before held, from some weeks after the change; each made from what was known."""
    changed = int(
        np.searchsorted(history.periods.first, np.datetime64(CHANGED).astype("datetime64[D]").astype(int))
    )
    held = []
    for origin in range(changed + weeks_after - 3, len(history.counts) - 3):
        told = forecast(history.upto(origin), 4).prediction()
        held.append(told.low[3, 0] <= history.counts[origin + 3, 0] <= told.high[3, 0])
    return float(np.mean(held))


def _published_weeks() -> list[str]:
    told = pacsv.read_csv(FOLDER / "cincinnati_police-calls_published-forecast_2020.csv")
    pairs = zip(told["week"].to_pylist(), told["estimate"].to_pylist(), strict=True)
    return [str(week) for week, estimate in pairs if estimate is not None]


def published_cover() -> float:
    """How often the published forecast's own limits held."""
    rows = pacsv.read_csv(FOLDER / "cincinnati_police-calls_published-forecast_2020.csv").to_pylist()
    told = [row for row in rows if row["estimate"] is not None]
    return float(np.mean([row["lower"] <= row["calls"] <= row["upper"] for row in told]))


def planted(seed: int = 0) -> dict[str, object]:
    """Shocks planted in Atlanta's weekly series at random weeks: delay, cover after, and alarms in the quiet."""
    chance = np.random.default_rng(seed)
    path, card = FILES["atlanta"]
    whole = read_counts([path], parse_demand_card(card, where="card")).history
    delays, covers, alarms, years, missed = [], [], 0, 0.0, 0
    for node in range(len(whole.tree.paths)):
        alone = History(whole.periods, whole.counts[:, [node]], tree_of([()]), whole.region)
        weekly = weeks_of(alone)
        quiet = replay(weekly)
        assert quiet is not None
        alarms, years = alarms + len(quiet.alarms), years + len(quiet.weeks) / 52.18
        if weekly.counts.mean() < _ENOUGH:
            continue
        for share in PLANTED:
            at = int(chance.integers(160, len(weekly.counts) - 60))
            delay, cover = _after(weekly, at, share, quiet)
            missed += delay is None
            delays += [] if delay is None else [delay]
            covers.append(cover)
    return {
        "planted": len(covers), "missed_in_26_weeks": missed, "median_weeks_to_alarm": float(np.median(delays)),
        "called_within_3_weeks": round(float(np.mean([d <= 3 for d in delays])), 3),
        "cover_from_week_6": round(float(np.mean(covers)), 3), "alarms_a_year_in_the_quiet": round(alarms / years, 3),
    }  # fmt: skip


def _after(weekly: History, at: int, share: float, quiet: Replay) -> tuple[int | None, float]:
    counts = weekly.counts.copy()
    counts[at:] = np.round(counts[at:] * (1 + share))
    found = replay(replace(weekly, counts=counts))
    assert found is not None
    start = at - (len(counts) - len(found.weeks))
    called = next((n for n in range(start, start + 26) if found.weeks[n].alarm), None)
    judged = found.weeks[start + 5 : start + 37]
    cover = float(np.mean([week.low <= week.came <= week.high for week in judged]))
    return (None if called is None else called - start + 1), cover


def main() -> None:
    """Measure and say one line."""
    name, unit = "demand_shock", "weeks to the alarm"
    goal = "≤ 3 weeks; cover ≥ 80 % from week 6; ≤ 1 false alarm a year"
    if shared_data_is_absent(name, unit, goal):
        return
    real, made = cincinnati(), planted()
    print(real, made, sep="\n", flush=True)
    late, cover = real["weeks_to_alarm"], real["cover_from_week_6"]
    assert isinstance(cover, float)
    false_alarms = float(str(real["false_alarms"])) / float(str(real["years_before"]))
    holds = isinstance(late, int) and late <= 3 and cover >= 0.8 and false_alarms <= 1
    Proof(
        name, late if isinstance(late, int) else None, unit, goal, holds, peer="published forecast, share held",
        peer_value=round(published_cover(), 3), n=int(str(real["weeks_from_week_6"])), seed=0,
        more={"cincinnati": real, "planted": made, "false_alarms_a_year": round(false_alarms, 2)},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
