"""`ninefold places`: forecasts of where, and how well they would have done."""

from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.places.backtest import BacktestOutcome, KindOutcome, backtest_places
from ninefold.cli import render
from ninefold.cli.commands import places_feedback, places_forecast, places_hold_back, places_patterns
from ninefold.cli.options import JsonOption
from ninefold.measures.intervals import Interval
from ninefold.measures.places.comparison import DEFAULT, Comparison, Line

app = typer.Typer(help="Where and when: forecasts, patterns, and what came of acting.", no_args_is_help=True)
places_forecast.register(app)
places_patterns.register(app)
places_feedback.register(app)
app.add_typer(places_hold_back.app, name="hold-back")


@app.command("backtest")
def show_backtest(
    files: Annotated[list[Path], typer.Argument(help="Points with times: CSV, gz, zip, folder or Parquet.")],
    card: Annotated[Path, typer.Option("--card", help="What the columns are, and what to forecast (TOML).")],
    json: JsonOption = False,
) -> None:
    """Forecast window after window from what came before, and show what each method would have hit."""
    with render.progress(quiet=json) as report:
        outcome = backtest_places(files, card=card, report=report)
    if json:
        render.as_json(outcome)
        return
    _setting(outcome)
    for kind in outcome.kinds:
        _table(kind)
    for refused in outcome.refused:
        render.out.print(f"Not forecast, {refused.kind}: {refused.reason}.", markup=False)
    render.out.print(outcome.may_not, markup=False)


def _setting(outcome: BacktestOutcome) -> None:
    render.out.print(
        f"{outcome.rows:,} rows; {outcome.without_place:,} without a place, {outcome.without_time:,} without a time, "
        f"{outcome.far_off:,} dated far from all others, {outcome.outside_area:,} outside the area. "
        f"{outcome.cells:,} cells ({outcome.unit}, "
        f"{outcome.cell_m:,.0f} m, {outcome.square_kilometres:,.1f} km², by {outcome.area_rule}). "
        f"{outcome.windows} windows of {outcome.window_days} days from {outcome.first_window}, tuned on the "
        f"{outcome.tuning_windows} before.",
        markup=False,
    )
    taken = ", ".join(f"{key} from '{column}'" for key, column in outcome.columns.items())
    render.out.print(f"Columns: {taken}.", markup=False)
    for note in outcome.notes:
        render.out.print(f"Note: {note}", markup=False)


def _table(kind: KindOutcome) -> None:
    table = kind.table
    main = table.shares.index(table.main_share)
    rows = [_row(line, main) for line in table.lines]
    share = f"{100 * table.main_share:g} %"
    headings = [
        "method", f"hit at {share} [95 %]", "over the count, points", "PAI", "PEI", "of reachable", "log score",
        "expected ÷ observed", "ms",
    ]  # fmt: skip
    render.table(f"{kind.kind}: {table.events:,} events in {table.windows} windows", headings, rows)
    ceiling = table.headroom
    if ceiling is not None:
        render.out.print(
            f"Reachable at {share}: {100 * ceiling.clairvoyant:.1f} % (knows all but the window scored). Were the "
            f"surface the truth: {100 * ceiling.if_surface_were_true:.1f} %, and "
            f"{100 * ceiling.oracle_if_surface_were_true:.1f} % with the answers seen.",
            markup=False,
        )
    _doubts(table)
    for grid in kind.other_grids:
        render.out.print(
            f"{grid.name} on {len(grid.hit_rates)} other grids: {100 * grid.mean:.1f} % "
            f"({100 * grid.low:.1f} to {100 * grid.high:.1f}).",
            markup=False,
        )
    if kind.caution:
        render.out.print(f"With care: {kind.caution}.", markup=False)


def _doubts(table: Comparison) -> None:
    """Which dearer methods do not surely beat the default, and what a method itself warns of."""
    weak = [line.name for line in table.lines if line.name in _DEARER and not _is_surely_better(line)]
    if weak:
        render.out.print(
            f"Not surely better than {DEFAULT} here, so no list of places is made by it: {', '.join(weak)}.",
            markup=False,
        )
    for line in table.lines:
        for warning in line.settings.get("warnings", ()):
            render.out.print(f"{line.name}: {warning}", markup=False)


_DEARER = ("SEPP", "boosted")


def _is_surely_better(line: Line) -> bool:
    return line.over_default is not None and line.over_default.low > 0


def _row(line: Line, main: int) -> list[str]:
    return [
        line.name,
        _percent(line.hit_rate[main]),
        _points(line.gain[main]),
        f"{line.pai[main]:.2f}",
        f"{line.pei[main]:.2f}",
        "–" if line.reached is None else f"{100 * line.reached:.0f} %",
        f"{line.log_score:.3f}",
        f"{line.expected_over_observed:.2f}",
        f"{line.milliseconds:.1f}",
    ]


def _percent(interval: Interval) -> str:
    return f"{100 * interval.value:.1f} [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"


def _points(interval: Interval) -> str:
    return f"{100 * interval.value:+.1f} [{100 * interval.low:+.1f}, {100 * interval.high:+.1f}]"
