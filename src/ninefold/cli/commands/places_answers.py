"""What the commands of `ninefold places …` have in common: their options, and how an answer begins and ends."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ninefold.actions.places.find_patterns import About
from ninefold.cli import render

FileArgument = Annotated[Path, typer.Argument(help="Points with times: .csv, .csv.gz or .parquet.")]
CardOption = Annotated[Path, typer.Option("--card", help="The card that says what its columns are.")]
TypeOption = Annotated[
    list[str] | None, typer.Option("--type", help="Only this type; may be given several times.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Where the random draws start.")]
SizeOption = Annotated[float, typer.Option("--size", help="Side of a square, in metres.")]


def answered(answer: Any, json: bool) -> bool:
    """Print the answer as JSON when asked for, else its heading; whether there is nothing left to print."""
    if json:
        render.as_json(answer)
        return True
    about: About = answer.about
    render.out.print(
        f"{about.title}: {about.events:,} events, {about.first_day} to {about.last_day}", markup=False
    )
    for reason, number in about.left_out.items():
        render.out.print(f"Left out: {number:,} ({reason}).", markup=False)
    return False


def sentences(answer: Any) -> None:
    """Print what the answer says in sentences, its cautions, and what it is never for."""
    for sentence in (*answer.sentences, *answer.about.cautions):
        render.out.print(sentence, markup=False)
    render.out.print(f"Never for: {' '.join(answer.about.never_for)}", markup=False)


def told_at(longitude: float | None, latitude: float | None, x: float, y: float) -> tuple[str, str]:
    """Degrees where the file gave them, else metres."""
    if longitude is None or latitude is None:
        return f"{x:.0f} m", f"{y:.0f} m"
    return f"{longitude:.5f}", f"{latitude:.5f}"
