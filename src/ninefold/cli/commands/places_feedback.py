"""`ninefold places load` and `feedback`: whom a forecast sends patrols to, and what feeding on its own finds does."""

from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.places.forecast_load import forecast_load
from ninefold.actions.places.simulate_feedback import simulate_feedback
from ninefold.cli import render
from ninefold.cli.commands.places_answers import (
    CardOption,
    FileArgument,
    SeedOption,
    TypeOption,
    answered,
    sentences,
)
from ninefold.cli.options import JsonOption


def register(app: typer.Typer) -> None:
    """Add these commands to the group `places`."""
    app.command("load")(load)
    app.command("feedback")(feedback)


def load(
    file: FileArgument,
    card: CardOption,
    areas: Annotated[Path, typer.Option("--areas", help="GeoJSON of areas, in degrees.")],
    code: Annotated[str, typer.Option("--code", help="The property that is an area's code.")],
    values: Annotated[Path, typer.Option("--values", help="CSV of a figure for each area.")],
    values_code: Annotated[str, typer.Option("--values-code", help="Its column of codes.")],
    value: Annotated[str, typer.Option("--value", help="Its column of figures: deprivation, or a share.")],
    type_: TypeOption = None,
    rounds: Annotated[int, typer.Option("--rounds", help="How many of the last rounds.")] = 12,
    json: JsonOption = False,
) -> None:
    """Where a forecast sends patrols, by fifths of areas, beside where the victims are."""
    with render.progress(quiet=json) as report:
        answer = forecast_load(
            file, card, areas=areas, code=code, values=values, values_code=values_code, value=value,
            types=type_ or (), rounds=rounds, report=report,
        )  # fmt: skip
    if answered(answer, json):
        return
    rows = [
        (
            g.group,
            f"{g.boxes_share:.1%}",
            f"{g.victims_share:.1%}",
            *(_number(n) for n in (g.ratio, g.low, g.high)),
        )
        for g in answer.groups
    ]
    headings = [f"by {answer.value}", "boxes", "victims", "boxes ÷ victims", "low", "high"]
    render.table("The load", headings, rows)
    sentences(answer)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def feedback(
    weekly: Annotated[
        list[float] | None, typer.Option("--weekly", help="True crimes a week in an area; once for each.")
    ] = None,
    discovered: Annotated[float, typer.Option("--discovered", help="Share that only a patrol finds.")] = 1.0,
    exploration: Annotated[float, typer.Option("--exploration", help="Share of days drawn evenly.")] = 0.1,
    most: Annotated[float, typer.Option("--most", help="Largest share of patrols for the top area.")] = 0.6,
    days: Annotated[int, typer.Option("--days", help="Days in each run.")] = 1000,
    runs: Annotated[int, typer.Option("--runs", help="How many runs.")] = 1000,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """What a forecast does when it feeds on what its own patrols find, in a made-up world."""
    with render.progress(quiet=json) as report:
        answer = simulate_feedback(
            weekly=weekly or (12.0, 10.0), discovered=discovered, exploration=exploration, most=most,
            days=days, runs=runs, seed=seed, report=report,
        )  # fmt: skip
    if json:
        render.as_json(answer)
        return
    rows = [
        (
            name,
            f"{o.true_share:.3f}",
            f"{o.forecast_share:.3f}",
            f"{o.low:.2f}–{o.high:.2f}",
            f"{o.patrol_share:.3f}",
        )
        for name, o in answer.outcomes.items()
    ]
    headings = ["practice", "true share", "forecast", "95 % of runs", "patrols"]
    render.table("The first area's share", headings, rows)
    for sentence in answer.sentences:
        render.out.print(sentence, markup=False)
