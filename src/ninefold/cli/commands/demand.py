"""`ninefold demand`: how much is coming, how sure that is, and how many people it takes."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite, isnan
from pathlib import Path
from typing import Annotated, Any

import typer

from ninefold.actions.demand.backtest import DemandOutcome, WatchOutcome, backtest_demand
from ninefold.actions.demand.forecast import (
    ForecastOutcome,
    StaffOutcome,
    as_rows,
    forecast_demand,
    scenarios_of_demand,
    staff_demand,
)
from ninefold.cli import render
from ninefold.cli.options import JsonOption
from ninefold.measures.demand.backtest import Table
from ninefold.measures.demand.baselines import RECENT_MEAN
from ninefold.measures.demand.scores import PARTS, Line
from ninefold.measures.demand.staffing import Service
from ninefold.measures.intervals import Interval

app = typer.Typer(help="Demand: forecasts with limits, staffing, and scenarios.", no_args_is_help=True)

FilesArgument = Annotated[
    list[Path],
    typer.Argument(help="Counts by hour, day, week or month, or a row an event: CSV, gz, zip or Parquet."),
]
CardOption = Annotated[
    Path, typer.Option("--card", help="What the columns are, and what to forecast (TOML).")
]


@app.command("backtest")
def show_backtest(files: FilesArgument, card: CardOption, json: JsonOption = False) -> None:
    """Forecast stretch after stretch from what came before, and show how far each method was out."""
    with render.progress(quiet=json) as report:
        outcome = backtest_demand(files, card=card, report=report)
    if json:
        render.as_json(outcome)
        return
    _setting(outcome)
    for table in outcome.tables:
        _table(outcome, table)
    if outcome.watch is not None:
        _watch(outcome.watch)
    render.out.print(outcome.may_not, markup=False)


def _setting(outcome: DemandOutcome) -> None:
    columns = ", ".join(f"{key} = {name}" for key, name in outcome.columns.items())
    render.out.print(
        f"{outcome.rows:,} rows ({columns}); {outcome.periods:,} {outcome.step}s from {outcome.first} to "
        f"{outcome.last}, {outcome.missing_periods} missing; {outcome.series} series; holidays: {outcome.holidays}. "
        f"{len(outcome.origins)} origins from {outcome.origins[0]}, {outcome.ahead} {outcome.step}s ahead of each.",
        markup=False,
    )
    for reason, number in outcome.left_out.items():
        render.out.print(f"Left out: {number:,} rows ({reason}).", markup=False)
    _doubts(outcome.doubts)


def _doubts(doubts: Sequence[str]) -> None:
    for doubt in doubts:
        render.out.print(f"Look at this: {doubt}", markup=False)


def _table(outcome: DemandOutcome, table: Table) -> None:
    recent = _RECENT.get(outcome.step, RECENT_MEAN)
    headings = [
        "method", "MASE [95 %]", "over naive", f"over {recent}", "CRPS", "90 % held", "width", "error", "ms",
    ]  # fmt: skip
    quarters = ["method", *(f"{number}. quarter of the way" for number in range(1, PARTS + 1))]
    title = f"{table.level}: {table.nodes} series of {table.a_period:,.1f} a {outcome.step}"
    render.table(title, headings, [_row(line, recent) for line in table.lines])
    render.table(
        f"{table.level}: MASE, CRPS and share held, by how far ahead",
        quarters,
        [_by_quarter(line, recent) for line in table.lines],
    )


# What the mean of the last periods is called where it is not that of 28 days.
_RECENT = {"month": "12-month mean"}


def _row(line: Line, recent: str) -> list[str]:
    return [
        recent if line.name == RECENT_MEAN else line.name,
        _interval(line.mase),
        _interval(line.over_naive),
        _interval(line.over_recent),
        "–" if isnan(line.crps) else f"{line.crps:.3f}",
        f"{100 * line.cover:.1f} %",
        f"{line.width:,.1f}",
        f"{line.absolute_error:,.2f}",
        f"{line.milliseconds:.0f}",
    ]


def _by_quarter(line: Line, recent: str) -> list[str]:
    parts = zip(line.mase_by_part, line.crps_by_part, line.cover_by_part, strict=True)
    told = [
        "–" if isnan(mase) else f"{mase:.3f}  {crps:.3f}  {100 * held:.0f} %" for mase, crps, held in parts
    ]
    return [recent if line.name == RECENT_MEAN else line.name, *told]


def _interval(interval: Interval) -> str:
    if isnan(interval.value):
        return "–"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _watch(watch: WatchOutcome) -> None:
    render.out.print(
        f"Watched {watch.weeks} weeks from {watch.first_week}, each judged a week before: the limits held "
        f"{100 * watch.cover:.0f} %; {len(watch.shocks)} {'change' if len(watch.shocks) == 1 else 'changes'} called.",
        markup=False,
    )
    for shock in watch.shocks:
        held = "–" if shock.cover_from_week_6 is None else f"{100 * shock.cover_from_week_6:.0f} %"
        render.out.print(
            f"  {shock.week_called}: a {shock.way}; from the sixth week after, the limits held {held} of "
            f"{shock.weeks_judged} weeks.",
            markup=False,
        )


@app.command("forecast")
def show_forecast(
    files: FilesArgument,
    card: CardOption,
    ahead: Annotated[
        int | None, typer.Option("--ahead", min=1, help="How many periods; else as the card says.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write all rows to this CSV file.")] = None,
    json: JsonOption = False,
) -> None:
    """Forecast what comes after the file's last period, with limits that hold nine times in ten."""
    with render.progress(quiet=json) as report:
        outcome = forecast_demand(files, card=card, ahead=ahead, report=report)
    if out is not None:
        _write(out, outcome)
    if json:
        render.as_json(outcome)
        return
    _doubts(outcome.doubts)
    if outcome.shock:
        render.out.print(f"Demand has changed: {outcome.shock}. The limits are wider for it.", markup=False)
    whole = [row for row in outcome.rows if row.level == "all"]
    rows = [[row.period, row.expected, row.low, row.high] for row in whole[:_SHOWN]]
    render.table(f"all, known until {outcome.known_until}", ["period", "expected", "low", "high"], rows)
    parts = len(outcome.rows) - len(rows)
    if parts:
        render.out.print(f"{parts:,} more rows: --out FILE.csv or --json gives them all.", markup=False)
    render.out.print(outcome.may_not, markup=False)


_SHOWN = 56


def _write(path: Path, outcome: ForecastOutcome) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, fieldnames=["period", "level", "series", "expected", "low", "high"])
        rows.writeheader()
        rows.writerows(as_rows(outcome))


@app.command("staff")
def show_staff(files: FilesArgument, card: CardOption, json: JsonOption = False) -> None:
    """Say how many people each hour of the week needs, and the shifts that cover them."""
    with render.progress(quiet=json) as report:
        outcome = staff_demand(files, card=card, report=report)
    if json:
        render.as_json(_plain(outcome))
        return
    work = outcome.work
    rows = [
        [hour, *(f"{each.people}–{each.people_high}" for each in outcome.hours[hour::24])]
        for hour in range(24)
    ]
    render.table(
        f"People needed so that {100 * work.within:g} % wait {work.wait_minutes:g} minutes at most: at what is "
        f"expected, and at what is exceeded one time in {1 / (1 - work.sure):.0f}",
        ["hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        rows,
    )
    cover = outcome.cover
    render.out.print(
        f"{sum(shift.people for shift in cover.shifts):,} shifts a week cover the upper figure: {cover.paid_hours:,} "
        f"paid hours for {cover.needed_hours:,} needed, {int(cover.missing.sum())} hours not covered; "
        f"{cover.people:,} people.",
        markup=False,
    )
    weeks = [_served("expected", each) for each in outcome.expected_week]
    weeks.append(_served("at the upper figure in every hour", outcome.busy_week))
    headings = [
        "a week as",
        "crews fewer",
        f"within {work.wait_minutes:g} minutes",
        "mean wait",
        "p90",
        "give up",
    ]
    render.table("What these shifts give, simulated call by call (waits in minutes)", headings, weeks)
    render.out.print(outcome.may_not, markup=False)


def _served(week: str, service: Service) -> list[str]:
    lost = "–" if service.gives_up is None else f"{100 * service.gives_up:.1f} %"
    held = f"{100 * service.within:.1f} %"
    return [
        week,
        str(service.crews_fewer),
        held,
        _minutes(service.mean_minutes),
        _minutes(service.p90_minutes),
        lost,
    ]


def _minutes(wait: float) -> str:
    return f"{wait:.1f}" if isfinite(wait) else "–"


def _plain(outcome: StaffOutcome) -> dict[str, Any]:
    told = asdict(outcome)
    told["cover"] |= {"there": outcome.cover.there.tolist(), "missing": outcome.cover.missing.tolist()}
    return told


@app.command("scenario")
def show_scenarios(
    files: FilesArgument,
    card: CardOption,
    years: Annotated[int, typer.Option("--years", min=1, max=10, help="How many years ahead.")] = 4,
    json: JsonOption = False,
) -> None:
    """Show the years ahead as scenarios, each with its limits: never as one line."""
    with render.progress(quiet=json) as report:
        outcome = scenarios_of_demand(files, card=card, years=years, report=report)
    if json:
        render.as_json(outcome)
        return
    rows = [
        [name, *(f"{year['expected']:,.0f} ({year['low']:,.0f} to {year['high']:,.0f})" for year in told)]
        for name, told in outcome.scenarios.items()
    ]
    headings = ["scenario", *(f"year {number}" for number in range(1, years + 1))]
    render.table(f"Known until {outcome.known_until}", headings, rows)
    render.out.print(outcome.may_not, markup=False)
