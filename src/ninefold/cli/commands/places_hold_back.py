"""`ninefold places hold-back …`: plan a matched hold-back, and tell afterwards what it did."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.places.hold_back import plan_hold_back, tell_effect
from ninefold.cli import render
from ninefold.cli.commands.places_answers import (
    CardOption,
    FileArgument,
    SeedOption,
    SizeOption,
    TypeOption,
    answered,
    sentences,
    told_at,
)
from ninefold.cli.options import JsonOption

app = typer.Typer(help="Plan a matched hold-back, and tell afterwards what it did.", no_args_is_help=True)


@app.command("plan")
def plan(
    file: FileArgument,
    card: CardOption,
    start: Annotated[datetime, typer.Option("--start", help="First day of treatment.", formats=["%Y-%m-%d"])],
    to: Annotated[Path, typer.Option("--to", help="Where to write the plan, as JSON.")],
    pairs: Annotated[int, typer.Option("--pairs", help="Pairs of squares.")] = 20,
    weeks_before: Annotated[int, typer.Option("--weeks-before", help="Weeks counted before.")] = 52,
    size: SizeOption = 250.0,
    apart: Annotated[float, typer.Option("--apart", help="Least metres between squares.")] = 750.0,
    seed: SeedOption = 1,
    type_: TypeOption = None,
    json: JsonOption = False,
) -> None:
    """Pair the busiest squares and draw by lot which of each pair is treated and which is held back."""
    answer = plan_hold_back(
        file, card, start=start.date(), pairs=pairs, weeks_before=weeks_before, size=size, apart=apart,
        seed=seed, types=type_ or (), write_to=to,
    )  # fmt: skip
    if answered(answer, json):
        return
    rows = [
        (
            *(p.place, p.pair, "treated" if p.treated else "held back"),
            *(*told_at(p.longitude, p.latitude, p.x, p.y), p.before),
        )
        for p in answer.plan.places
    ]
    render.table("The plan", ["place", "pair", "part", "longitude", "latitude", "before"], rows)
    sentences(answer)


@app.command("effect")
def effect(
    file: FileArgument,
    card: CardOption,
    plan_file: Annotated[Path, typer.Option("--plan", help="The plan as it was written.")],
    weeks: Annotated[int, typer.Option("--weeks", help="Weeks of treatment to judge.")] = 26,
    ring: Annotated[float, typer.Option("--ring", help="Metres round each square to watch.")] = 250.0,
    dose: Annotated[
        Path | None, typer.Option("--dose", help="Log of visits: CSV of place, day, minutes.")
    ] = None,
    type_: TypeOption = None,
    json: JsonOption = False,
) -> None:
    """What changed in treated squares against held-back ones, with its interval; and round about them."""
    answer = tell_effect(file, card, plan=plan_file, weeks=weeks, ring=ring, dose=dose, types=type_ or ())
    if answered(answer, json):
        return
    rows = [
        (
            *(name, e.treated_before, e.treated_after, e.held_back_before, e.held_back_after),
            *(f"{e.ratio:.2f}", f"{e.low:.2f}–{e.high:.2f}"),
        )
        for name, e in (("inside", answer.inside), ("around", answer.spillover.around))
    ]
    headings = ["where", "treated before", "after", "held back before", "after ", "ratio", "95 %"]
    render.table("Before and after", headings, rows)
    sentences(answer)
