"""`ninefold plot`: an answer kept as JSON becomes an SVG or PNG with title, source and words."""

import json as json_text
from pathlib import Path
from typing import Annotated, Any

import typer

from ninefold.cli import drawings, render
from ninefold.cli.drawings import Drawing
from ninefold.cli.options import JsonOption
from ninefold.errors import FileRefused

app = typer.Typer(help="Draw an answer as SVG or PNG.", no_args_is_help=True)
AnswerArgument = Annotated[Path, typer.Argument(help="What a command printed with --json.")]
ToOption = Annotated[Path, typer.Option("--to", help="Where to draw: a name ending in .svg or .png.")]
SourceOption = Annotated[str, typer.Option("--source", help="Who published the data, for the source line.")]


@app.command("near-repeat")
def near_repeat(answer: AnswerArgument, to: ToOption, json: JsonOption = False) -> None:
    """The near-repeat table: pairs observed over expected, by distance and delay."""
    _draw(drawings.near_repeat_table(read_answer(answer)), to, json)


@app.command("hot-times")
def hot_times(answer: AnswerArgument, to: ToOption, json: JsonOption = False) -> None:
    """Events by hour and day of the week."""
    _draw(drawings.hot_times_matrix(read_answer(answer)), to, json)


@app.command("hit-rate")
def hit_rate(
    answer: AnswerArgument,
    to: ToOption,
    kind: Annotated[
        str, typer.Option("--kind", help="Which kind of the backtest; the first otherwise.")
    ] = "",
    source: SourceOption = "",
    json: JsonOption = False,
) -> None:
    """Share of events hit against share of area, for each method of a backtest."""
    _draw(drawings.hit_rate_curves(read_answer(answer), kind=kind, source=source), to, json)


@app.command("demand")
def demand(answer: AnswerArgument, to: ToOption, source: SourceOption = "", json: JsonOption = False) -> None:
    """A forecast of demand with its interval."""
    _draw(drawings.demand_fan(read_answer(answer), source=source), to, json)


def read_answer(path: Path) -> dict[str, Any]:
    """The JSON object that ends a file; raises FileRefused when there is none."""
    try:
        held = json_text.loads(path.read_text(encoding="utf-8").strip().splitlines()[-1])
    except (OSError, ValueError, IndexError) as error:
        raise FileRefused(
            f"{path.name}: its last line is no JSON. Give what a command printed with --json."
        ) from error
    if not isinstance(held, dict):
        raise FileRefused(f"{path.name}: it holds no answer. Give what a command printed with --json.")
    return held


def _draw(drawing: Drawing, to: Path, json: bool) -> None:
    drawings.save(drawing, to)
    if json:
        render.as_json({"file": to, "title": drawing.title, "source": drawing.source, "words": drawing.words})
    else:
        render.out.print(f"{to}\nIn words: {drawing.words}", markup=False)
