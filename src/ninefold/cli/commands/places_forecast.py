"""`ninefold places forecast` and `ninefold places map-points`: where next, and whether the map itself has changed."""

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.places.forecast import Choosing, KindForecast, Place, PlacesForecast, forecast_places
from ninefold.actions.places.watch_map_points import watch_map_points
from ninefold.cli import render
from ninefold.cli.options import JsonOption
from ninefold.measures import months

_SHOWN = 20

FilesArgument = Annotated[
    list[Path], typer.Argument(help="Points with times: CSV, gz, zip, folder or Parquet.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the group `places`."""
    app.command("forecast")(show_forecast)
    app.command("map-points")(show_map_points)


def show_forecast(
    files: FilesArgument,
    card: Annotated[Path, typer.Option("--card", help="What the columns are, and what to forecast (TOML).")],
    method: Annotated[
        str, typer.Option("--method", help="Another method than the default, if the backtest bears it out.")
    ] = Choosing().method,
    by_lot: Annotated[
        float, typer.Option("--by-lot", help="Share of the list drawn by lot from all other places.")
    ] = Choosing().by_lot,
    most: Annotated[
        float, typer.Option("--most", help="Largest share of the list in any square of two kilometres.")
    ] = Choosing().most,
    out: Annotated[Path | None, typer.Option("--out", help="Write all places to this CSV file.")] = None,
    json: JsonOption = False,
) -> None:
    """List the places of the next window, with what such lists have hit and what could be reached."""
    choosing = Choosing(method, by_lot, most)
    with render.progress(quiet=json) as report:
        outcome = forecast_places(files, card=card, choosing=choosing, report=report)
    if out is not None:
        _write(out, outcome)
    if json:
        render.as_json(outcome)
        return
    for note in outcome.notes:
        render.out.print(f"Note: {note}", markup=False)
    for kind in outcome.kinds:
        _kind(kind, outcome, most)
    for refused in outcome.refused:
        render.out.print(f"Not forecast, {refused.kind}: {refused.reason}.", markup=False)
    render.out.print(outcome.may_not, markup=False)


def _kind(kind: KindForecast, outcome: PlacesForecast, most: float) -> None:
    title = f"{kind.kind}, reported to police, {outcome.first_day} to {outcome.last_day} ({kind.method})"
    render.table(
        title,
        ["", "place", "longitude", "latitude", "expected", "nine in ten", ""],
        [_row(place) for place in (*kind.places[:_SHOWN], *_first_by_lot(kind))],
    )
    more = len(kind.places) - min(_SHOWN, len(kind.places))
    if more > 0:
        render.out.print(
            f"{len(kind.places):,} places in all: --out FILE.csv or --json gives them.", markup=False
        )
    hit = kind.hit_rate
    render.out.print(
        f"In {kind.windows} past windows the first {100 * outcome.share:g} % of the area hit {100 * hit.value:.1f} % "
        f"of events [{100 * hit.low:.1f}, {100 * hit.high:.1f}], {100 * kind.over_count.value:+.1f} points over the "
        f"three-year count. Reachable: {100 * kind.reachable:.1f} %, of which this is {100 * kind.reached:.0f} %.",
        markup=False,
    )
    render.out.print(
        f"{kind.by_lot:,} places are drawn by lot: what is found there can be compared without feedback. "
        f"{kind.gave_way:,} gave way so that no square of two kilometres holds more than {most:.0%} of the list. "
        f"The list holds {kind.in_list:.0%} of {kind.expected:,.1f} expected.",
        markup=False,
    )
    for warning in kind.settings.get("warnings", ()):
        render.out.print(f"Look at this: {warning}", markup=False)
    if kind.caution:
        render.out.print(f"With care: {kind.caution}.", markup=False)


def _first_by_lot(kind: KindForecast) -> tuple[Place, ...]:
    """A few of those by lot, where the list is too long to show them."""
    return tuple(place for place in kind.places[_SHOWN:] if place.by_lot)[:3]


def _row(place: Place) -> tuple[object, ...]:
    where = (f"{place.x:.0f} m", f"{place.y:.0f} m")
    if place.longitude is not None and place.latitude is not None:
        where = (f"{place.longitude:.5f}", f"{place.latitude:.5f}")
    lot = "by lot" if place.by_lot else ""
    return place.rank, place.place, *where, f"{place.expected:.2f}", f"{place.low:.0f}–{place.high:.0f}", lot


def _write(path: Path, outcome: PlacesForecast) -> None:
    rows = [{"type": kind.kind} | asdict(place) for kind in outcome.kinds for place in kind.places]
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.DictWriter(file, fieldnames=list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)


def show_map_points(
    files: FilesArgument,
    json: JsonOption = False,
) -> None:
    """Watch the list of anonymous map points month by month: points born or vanished move crime that did not move."""
    with render.progress(quiet=json) as report:
        answer = watch_map_points(files, report=report)
    if json:
        render.as_json(answer)
        return
    for force in answer.forces:
        rows = [
            (
                months.text(each.month), each.version, f"{each.points:,}", f"{each.born_events:.2%}",
                "–" if each.vanished is None else each.vanished, "; ".join(each.alarms),
            )
            for each in force.months
        ]  # fmt: skip
        headings = [
            "month",
            "version",
            "points so far",
            "events on new points",
            "busy points silent",
            "alarm",
        ]
        render.table(force.force, headings, rows)
    for sentence in answer.sentences:
        render.out.print(sentence, markup=False)
