"""`ninefold link run`: link what there is, or what is new."""

from typing import Annotated

import typer

from ninefold.actions.linking.link_people import LinkOutcome, link_people
from ninefold.actions.linking.linkables import LINKABLE, linkable
from ninefold.cli import render
from ninefold.cli.options import ByOption, EngineOption, JsonOption, WorkspaceOption, opened

KindOption = Annotated[str, typer.Option("--kind", help=f"One of: {', '.join(LINKABLE)}.")]


def run_linkage(
    workspace: WorkspaceOption = None,
    kind: KindOption = "person",
    whole: Annotated[
        bool, typer.Option("--whole", help="Link everything anew, not only what is new.")
    ] = False,
    model: Annotated[
        str,
        typer.Option("--model", help="A model of people: a shipped one's name or a file; else the newest."),
    ] = "",
    engine: EngineOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Link the records of all forces; with nothing new since the last run it does nothing."""
    with opened(workspace, by=by, engine=engine, quiet=json) as (place, actor):
        outcome = link_people(place, by=actor, thing=linkable(kind, model=model), whole=whole)
    if json:
        render.as_json(outcome)
        return
    render.out.print(_told(outcome), highlight=False)


def _told(outcome: LinkOutcome) -> str:
    if outcome.nothing_new:
        return f"Nothing is new: {outcome.records:,} records are {outcome.persons:,} ids, as before."
    happened = (
        ", ".join(f"{count:,} {name}" for name, count in sorted(outcome.events.items())) or "no id changed"
    )
    told = (
        f"{outcome.records:,} records are {outcome.persons:,} ids ({happened}). Looked at "
        f"{outcome.touched_records:,} records and {outcome.pairs:,} pairs. Snapshot {outcome.snapshot}."
    )
    if outcome.contradictions:
        told += f"\n{outcome.contradictions:,} sets of judgements contradict each other: ninefold link review"
    return told
