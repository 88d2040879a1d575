"""`ninefold product`: the life of a scoring product, from its definition to its retirement."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from ninefold.actions.product_life import approve as approving
from ninefold.actions.product_life import define as defining
from ninefold.actions.product_life import evaluate as evaluating
from ninefold.actions.product_life import fit as fitting
from ninefold.actions.product_life import jobs as scheduling
from ninefold.actions.product_life import monitor as monitoring
from ninefold.actions.product_life import papers as paperwork
from ninefold.actions.product_life import policy as policies
from ninefold.actions.product_life import score as scoring
from ninefold.actions.product_life import snapshot as freezing
from ninefold.actions.product_life import stop as stopping
from ninefold.actions.product_life.define import LifeOutcome
from ninefold.cli import render
from ninefold.cli.commands import product_register
from ninefold.cli.commands.product_try import try_product
from ninefold.cli.options import ByOption, JsonOption, ReasonOption, WorkspaceOption, opened
from ninefold.publish.transparency import words as human_words

app = typer.Typer(
    help="Products that score: define, judge, approve, score, watch, retire.", no_args_is_help=True
)
app.command("try")(try_product)
app.command("show")(product_register.show)
app.command("register")(product_register.register)
app.command("audit")(product_register.audit)

NameArgument = Annotated[str, typer.Argument(help="The product's name.")]
DatesOption = Annotated[
    list[datetime], typer.Option("--as-of", help="A date (UTC); may be given many times.")
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Another seed than the card's.")]
WordsOption = Annotated[Path | None, typer.Option("--words", help="File of the papers' human words.")]


@app.command("define")
def define(
    name: NameArgument, workspace: WorkspaceOption = None, by: ByOption = None, json: JsonOption = False
) -> None:
    """Put this version of a product on record: its card and its source, as they stand."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(defining.define(place, product=name, by=actor), json=json)


@app.command("snapshot")
def snapshot(
    name: NameArgument,
    as_of: DatesOption,
    known_by: Annotated[
        datetime | None, typer.Option("--known-by", help="Use only what was known then (UTC); now otherwise.")
    ] = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Freeze the rows that the model is fitted to: who, as at which dates, with what outcome."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(freezing.snapshot(place, product=name, as_of=as_of, known_by=known_by, by=actor), json=json)


@app.command("fit")
def fit(
    name: NameArgument,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Fit the model of the card to the frozen rows."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(fitting.fit(place, product=name, seed=seed, by=actor), json=json)


@app.command("evaluate")
def evaluate(
    name: NameArgument,
    later: Annotated[
        list[datetime] | None,
        typer.Option("--later", help="A later date to judge on as well; may be repeated."),
    ] = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Run every gate on the model and keep what they say, pass or fail."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(evaluating.evaluate(place, product=name, later=later or (), by=actor), json=json)


@app.command("approve")
def approve(
    name: NameArgument,
    reason: ReasonOption,
    decision: Annotated[Literal["approve", "refuse"], typer.Option(help="approve or refuse")] = "approve",
    expires: Annotated[
        datetime | None, typer.Option("--expires", help="The day it ends, within twelve months.")
    ] = None,
    justify: Annotated[
        list[str] | None, typer.Option("--justify", help="GATE=why, for a gate that asks for judgement.")
    ] = None,
    words: WordsOption = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Decide on the newest evaluation; an author of the product cannot, and no option passes a failing gate."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        outcome = approving.approve(
            place,
            product=name,
            decision=decision,
            reason=reason,
            expires=expires,
            justifications=_justifications(justify or ()),
            words=None if words is None else paperwork.read_words(words),
            by=actor,
        )
        _say(outcome, json=json)


@app.command("score")
def score(
    name: NameArgument,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", help="Only this subject; may be repeated.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", help="As at then (UTC); now otherwise.")
    ] = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Score the cohort, or the subjects named; refused without a live approval."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(scoring.score(place, product=name, subjects=subject or (), as_of=as_of, by=actor), json=json)


@app.command("monitor")
def monitor(
    name: NameArgument, workspace: WorkspaceOption = None, by: ByOption = None, json: JsonOption = False
) -> None:
    """Measure drift, matured outcomes and decisions; suspends the product where it must not go on."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(monitoring.monitor(place, product=name, by=actor), json=json)


@app.command("suspend")
def suspend(
    name: NameArgument,
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Stop a product from scoring until people have evaluated and approved it again."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(stopping.suspend(place, product=name, reason=reason, by=actor), json=json)


@app.command("retire")
def retire(
    name: NameArgument,
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """End this version for good; its jobs stop and its artefacts are kept for audit."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        _say(stopping.retire(place, product=name, reason=reason, by=actor), json=json)


@app.command("words")
def words() -> None:
    """Print the questions that only a person can answer, as a file to fill in."""
    typer.echo(human_words.template())


@app.command("papers")
def papers(
    name: NameArgument,
    to: Annotated[Path, typer.Option("--to", help="The folder to write them to.")],
    words: WordsOption = None,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Write the model card, transparency records and assessments as they stand, gaps shown as gaps."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        given = None if words is None else paperwork.read_words(words)
        written = paperwork.write_papers(place, product=name, to=to, words=given, by=actor)
    if json:
        render.as_json({"written": written})
        return
    for path in written:
        render.out.print(str(path))


@app.command("policy")
def policy(
    reason: ReasonOption, workspace: WorkspaceOption = None, by: ByOption = None, json: JsonOption = False
) -> None:
    """Approve the policy file in the workspace; one that loosens anything needs two people."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        outcome = policies.approve_policy(place, reason=reason, by=actor)
    loosens = f" It loosens: {', '.join(outcome.loosens)}." if outcome.loosens else " It loosens nothing."
    standing = "in force" if outcome.in_force else f"approved by {outcome.approvers} of {outcome.needed}"
    _tell(outcome, f"Policy {outcome.version} is {standing}.{loosens}", json=json)


@app.command("schedule")
def schedule(
    name: NameArgument,
    every: Annotated[Literal["day", "week", "month"], typer.Option("--every", help="day, week or month")],
    verb: Annotated[Literal["score", "monitor"], typer.Option("--verb", help="score or monitor")] = "score",
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Have a product scored or watched by itself, until it is suspended, retired or refused."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        job = scheduling.schedule(place, product=name, verb=verb, every=every, by=actor)
    _tell({"job": job, "every": every, "verb": verb}, f"{name}: {verb} every {every}.", json=json)


@app.command("run-due")
def run_due(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Do the scheduled jobs that are due."""
    with opened(workspace, quiet=json) as (place, _):
        ran = scheduling.run_due(place)
    told = "\n".join(f"{each.product} {each.verb}: {each.said}" for each in ran) or "Nothing is due."
    _tell({"ran": ran}, told, json=json)


def _justifications(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        gate, _, why = each.partition("=")
        if not why.strip():
            raise typer.BadParameter('Write --justify "G10=why the product may be used all the same".')
        found[gate.strip()] = why.strip()
    return found


def _say(outcome: LifeOutcome, *, json: bool) -> None:
    told = f"{outcome.product} {outcome.version} is {outcome.state}. {outcome.said}".strip()
    _tell(outcome, told, json=json)


def _tell(value: object, told: str, *, json: bool) -> None:
    if json:
        render.as_json(value)
    else:
        render.out.print(told, markup=False, highlight=False)
