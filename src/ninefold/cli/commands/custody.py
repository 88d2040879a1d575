"""`ninefold custody`: the officer's own view first, then the answer, then the officer's decision."""

from datetime import datetime
from typing import Annotated

import typer

from ninefold.actions.custody import decision as custody_decision
from ninefold.actions.custody import view as custody_view
from ninefold.actions.custody.desk import Desk, open_desk
from ninefold.actions.workspace import Workspace, one_step
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, ReasonOption, WorkspaceOption, opened

app = typer.Typer(help="At the custody desk: your view, the answer, your decision.", no_args_is_help=True)
ProductOption = Annotated[str, typer.Option("--product", help="Which product answers.")]
CustodyArgument = Annotated[
    str, typer.Argument(help="The custody record, as `ninefold custody list` shows it.")
]
ViewArgument = Annotated[str, typer.Argument(help="The id that `ninefold custody view` gave.")]


def _desk(place: Workspace, product: str, actor: str) -> Desk:
    with one_step(place.report, "open the desk"):
        return open_desk(place, by=actor, product=product)


@app.command("list")
def list_records(
    most: Annotated[int, typer.Option("--most", help="How many, newest first.")] = 20,
    workspace: WorkspaceOption = None,
    product: ProductOption = "hart",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Custody records that may be asked about, newest first."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        desk = _desk(place, product, actor)
        newest = sorted(desk.units.values(), key=lambda unit: unit.as_of, reverse=True)[:most]
    if json:
        render.as_json({"records": [{"custody": u.custody, "as_of": u.as_of} for u in newest]})
        return
    render.table("Custody records", ["record", "made at"], [(u.custody, u.as_of) for u in newest])


@app.command("view")
def record_view(
    custody: CustodyArgument,
    view: Annotated[str, typer.Option("--view", help="Your own forecast: low, moderate or high.")],
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    product: ProductOption = "hart",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Keep your own view of a custody record, before any answer is shown."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        desk = _desk(place, product, actor)
        kept = custody_view.record_view(desk, custody=custody, view=view, reason=reason, by=actor)
    if json:
        render.as_json({"view": kept})
        return
    render.out.print(f"Kept as {kept}. Now: ninefold custody show {kept}")


@app.command("show")
def show_score(
    view: ViewArgument,
    workspace: WorkspaceOption = None,
    product: ProductOption = "hart",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Show the answer that follows your own view, with its reasons."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        answer = custody_view.show_score(_desk(place, product, actor), view=view, by=actor)
    if json:
        render.as_json(answer)
        return
    _print_answer(answer)


@app.command("decide")
def record_decision(
    view: ViewArgument,
    decision: Annotated[str, typer.Option("--decision", help="The class you give, after seeing the answer.")],
    reason: ReasonOption,
    offer: Annotated[str, typer.Option("--offer", help="accepted, declined or not offered.")] = "not offered",
    pathway: Annotated[
        list[str] | None, typer.Option("--pathway", help="A need to be met; may be given often.")
    ] = None,
    workspace: WorkspaceOption = None,
    product: ProductOption = "hart",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Keep what you decided after seeing the answer, and what became of an offer."""
    decided = custody_decision.Decided(decision, reason, offer, tuple(pathway or ()))
    with opened(workspace, by=by, quiet=json) as (place, actor):
        kept = custody_decision.record_decision(
            _desk(place, product, actor), view=view, decided=decided, by=actor
        )
    if json:
        render.as_json({"decision": kept})
        return
    render.out.print("Kept. The decision is yours, and is told apart from the answer.")


@app.command("followed")
def followed(
    until: Annotated[datetime, typer.Option("--until", help="How far people were followed (UTC).")],
    workspace: WorkspaceOption = None,
    product: ProductOption = "hart",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """New offences after decisions, by what became of the offer: a count, not an effect."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        found = custody_decision.followed_up(_desk(place, product, actor), by=actor, until=until)
    if json:
        render.as_json({"followed": found})
        return
    headings = ["offer", "months", "people", "followed to the end", "with a new offence"]
    render.table(
        "After the offer", headings, [(f.offer, f.months, f.people, f.followed, f.any_offence) for f in found]
    )
    render.out.print("People who accept differ from those who decline: this does not say what the offer did.")


def _print_answer(answer: custody_view.CustodyAnswer) -> None:
    render.out.print(f"Your view: {answer.officers_view}.  The answer: {answer.band}.")
    render.table(
        "Chances within two years", ["class", "chance, %"], [(n, 100 * c) for n, c in answer.chances.items()]
    )
    for title, sentences in (
        ("Why", answer.reasons),
        ("What would change it", answer.would_change),
        ("What is not known", answer.not_known),
    ):
        render.out.print(f"{title}:", *[f"\n  • {sentence}" for sentence in sentences])
    if answer.offer is not None:
        render.out.print(
            f"May be offered: {answer.offer.what}. Pathways: {', '.join(answer.offer.pathways)}."
        )
        render.out.print(f"Not for {'; '.join(answer.offer.not_for)}.")
    else:
        render.out.print("No offer follows from this answer.")
    render.out.print(f"To contest it: {answer.contest}")
    render.out.print(answer.advisory)
