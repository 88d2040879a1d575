"""`ninefold releases`: what left, what waits for a second person, and deciding it."""

from typing import Annotated, Literal

import typer

from ninefold.actions.figures.decide_release import awaiting, decide_release
from ninefold.actions.figures.publish import publish
from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened

app = typer.Typer(help="Releases: figures that left through the gate, or wait to.", no_args_is_help=True)
AudienceOption = Annotated[Literal["staff", "public"], typer.Option("--audience", help="staff or public.")]


@app.command("list")
def list_releases(
    workspace: WorkspaceOption = None, audience: AudienceOption = "staff", json: JsonOption = False
) -> None:
    """List the releases an audience may see, and those that wait for a decision."""
    with opened(workspace, quiet=True) as (place, _):
        shelf = WorkspaceReader(place).releases(audience)
        waiting = [run["release"] for run in awaiting(place.store.state())]
    if json:
        render.as_json({"releases": shelf, "awaiting_decision": waiting})
        return
    render.table(
        f"Releases for {audience}",
        ["release", "made", "products", "figures", "policy"],
        [
            (r.release, f"{r.made_at:%Y-%m-%d %H:%M}", ", ".join(r.products), r.figures, r.policy)
            for r in shelf
        ],
    )
    if waiting:
        render.table(
            "Waiting for a second person",
            ["release", "for", "put forward by", "at"],
            [(w["id"], w["audience"], w["author"], w["created"]) for w in waiting],
        )


@app.command("make")
def make(
    workspace: WorkspaceOption = None,
    audience: AudienceOption = "public",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Put the newest findings through the gate for one audience."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        outcome = publish(place, audience=audience, by=actor)
    _say(outcome, json=json)


@app.command("decide")
def decide(
    release: Annotated[str, typer.Argument(help="The release's id.")],
    decision: Annotated[Literal["approve", "refuse"], typer.Argument(help="approve or refuse")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in your own words.")],
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Decide a release that waits; the one who put it forward cannot."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        outcome = decide_release(place, release=release, decision=decision, reason=reason, by=actor)
    _say(outcome, json=json)


def _say(outcome: object, *, json: bool) -> None:
    if json:
        render.as_json(outcome)
        return
    told = vars(outcome)
    render.out.print(
        f"Release {told['release']} for {told['audience']}: {told['state']}; "
        f"{told['figures']:,} figures shown, {told['withheld']:,} withheld. {told['folder']}"
    )
