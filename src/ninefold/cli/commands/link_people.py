"""Commands of `ninefold link` on what is linked: who is who, why, what people say of it, and how often it is wrong."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer

from ninefold.actions.linking.judge_link import Judged, judge, withdraw
from ninefold.actions.linking.read_people import LinkedPeople
from ninefold.cli import render
from ninefold.cli.commands.link_run import KindOption
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened

ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in your own words.")]
PersonArgument = Annotated[str, typer.Argument(help="An id such as P000000042W; an old one is followed.")]


def show_person(
    person: PersonArgument, workspace: WorkspaceOption = None, by: ByOption = None, json: JsonOption = False
) -> None:
    """Show one person: which forces, which records, why they are one, and the weakest join."""
    with opened(workspace, by=by, quiet=True) as (place, actor):
        page = LinkedPeople(place).explain(person, by=actor)
    if json:
        render.as_json(page)
        return
    if page["person"] is None:
        render.out.print("No record of this id is held any more.")
        return
    render.out.print(f"{page['person']}: {page['summary']}", highlight=False)
    rows = [
        (row["force"], row.get("reference"), row.get("shown") or _name(row), row.get("born"), row["record"])
        for row in page["records"]
    ]
    render.table("Records", ["force", "reference", "what it says", "born", "record"], rows)
    render.table("Why", ["probability", "for", "against"], [_why(pair) for pair in page["joins"]])
    others = [(pair["person"], *_why(pair)) for pair in page["may_also_be"]]
    if others:
        render.table("May also be", ["person", "probability", "for", "against"], others)


def _name(row: dict[str, Any]) -> str:
    return " ".join(row[part] for part in ("given", "middle", "surname") if row.get(part))


def _why(pair: dict[str, Any]) -> tuple[str, str, str]:
    return (
        f"{pair['probability']:.3f}",
        "; ".join([*pair["judgements"], *pair["for"]]),
        "; ".join(pair["against"]),
    )


def explain_pair(
    left: Annotated[str, typer.Argument(help="One record's id.")],
    right: Annotated[str, typer.Argument(help="The other's.")],
    workspace: WorkspaceOption = None,
    kind: KindOption = "person",
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Say in words and weights why two records were joined or left apart."""
    with opened(workspace, by=by, quiet=True) as (place, actor):
        page = LinkedPeople(place).explain_pair(left, right, by=actor, kind=kind)
    if json:
        render.as_json(page)
        return
    together = "are one" if page["same_person"] else "were left apart"
    weight = (
        "no weight"
        if page["weight"] is None
        else f"{page['weight']} bits, probability {page['probability']:.3f}"
    )
    render.out.print(
        f"They {together}: {page['left_person']} and {page['right_person']} ({weight}).", highlight=False
    )
    for name in ("judgements", "for", "against"):
        for sentence in page[name]:
            render.out.print(f"  {sentence}", highlight=False)


def judge_pair(
    left: Annotated[str, typer.Argument(help="One person's or record's id.")],
    right: Annotated[str, typer.Argument(help="The other's.")],
    answer: Annotated[
        Literal["same", "different", "cannot tell"], typer.Argument(help="same, different or 'cannot tell'")
    ],
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Judge two persons or records; it takes effect at the next `link run` and until withdrawn."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        judged = judge(place, left=left, right=right, answer=answer, reason=reason, by=actor)
    _say(judged, json=json)


def withdraw_judgement(
    decision: Annotated[str, typer.Argument(help="The judgement's number, such as J00000042.")],
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Take a judgement out of force; what was said stays on record."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        judged = withdraw(place, decision=decision, reason=reason, by=actor)
    _say(judged, json=json)


def _say(judged: Judged, *, json: bool) -> None:
    if json:
        render.as_json(judged)
        return
    taken_back = f" It takes back {', '.join(judged.withdraws)}." if judged.withdraws else ""
    render.out.print(
        f"{judged.decision}: {judged.answer}.{taken_back} It takes effect at the next: ninefold link run"
    )
    for each in judged.contradictions:
        render.out.print(f"Contradiction: {each.why} ({', '.join(each.decisions)})", highlight=False)


def show_review(
    workspace: WorkspaceOption = None,
    kind: KindOption = "person",
    most: Annotated[int, typer.Option("--most", help="How many of each to show.")] = 20,
    judgements: Annotated[
        bool, typer.Option("--judgements", help="Every judgement instead, newest first.")
    ] = False,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Show what to look at first: the pairs that teach most, and the persons that look worst."""
    with opened(workspace, by=by, quiet=True) as (place, actor):
        reader = LinkedPeople(place)
        if judgements:
            _show_judgements(reader.judgements(by=actor, kind=kind), json=json)
            return
        queue = reader.review(by=actor, kind=kind, most=most)
    if json:
        render.as_json(queue)
        return
    for each in queue.contradictions:
        render.out.print(f"Contradiction: {each.why} ({', '.join(each.decisions)})", highlight=False)
    pairs = [
        (p.left_person, p.right_person, f"{p.probability:.3f}", p.why, p.left_id, p.right_id)
        for p in queue.pairs
    ]
    render.table(
        "Pairs that teach most", ["person", "person", "probability", "why", "record", "record"], pairs
    )
    clusters = [(c.person_id, c.records, " ".join(c.why)) for c in queue.clusters]
    render.table("Persons that look worst", ["person", "records", "why"], clusters)


def show_audit(
    workspace: WorkspaceOption = None,
    kind: KindOption = "person",
    size: Annotated[int, typer.Option("--size", min=2, help="How many joined pairs to draw.")] = 100,
    seed: Annotated[
        int, typer.Option("--seed", help="The same seed draws the same pairs until the next run.")
    ] = 1,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Draw joined pairs for people to judge, and say from their judgements how many joins are wrong."""
    with opened(workspace, by=by, quiet=True) as (place, actor):
        told = LinkedPeople(place).audit(by=actor, kind=kind, size=size, seed=seed)
    if json:
        render.as_json(told)
        return
    rows = [
        (
            row["left_id"],
            row["right_id"],
            f"{row['probability']:.3f}",
            row["why"],
            row["answer"] or "not judged yet",
        )
        for row in told.pairs
    ]
    render.table("Joined pairs to judge", ["record", "record", "probability", "why", "answer"], rows)
    found = told.found
    render.out.print(
        f"{found.joined:,} compared pairs are in one person by {told.model}; {found.judged} of these "
        f"{len(rows)} are judged, {found.different} as different.",
        highlight=False,
    )
    if found.share is None:
        render.out.print("Judge the pairs (ninefold link judge), and ask again before the next run.")
        return
    render.out.print(
        f"So {found.share:.2%} of all joined pairs are wrong (95 % interval {found.low:.2%} to {found.high:.2%}).",
        highlight=False,
    )


def _show_judgements(rows: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        render.as_json({"judgements": rows})
        return
    render.table(
        "Judgements",
        ["number", "answer", "in force", "by", "at", "reason"],
        [
            (
                r["decision"],
                r["answer"],
                r["in_force"],
                r["by"],
                f"{r['known_at']:%Y-%m-%d %H:%M}",
                r["reason"],
            )
            for r in rows
        ],
    )


def show_history(
    person: PersonArgument, workspace: WorkspaceOption = None, by: ByOption = None, json: JsonOption = False
) -> None:
    """Show what became of an id: whom it leads to now, and every merge and split on the way."""
    with opened(workspace, by=by, quiet=True) as (place, actor):
        found = LinkedPeople(place).lineage(person, by=actor)
    if json:
        render.as_json(asdict(found))
        return
    leads = ", ".join(f"{each.person_id} ({each.records:,} of its records)" for each in found.current)
    render.out.print(
        f"{found.asked} is now: {leads or 'nobody, for no record of it is held'}.", highlight=False
    )
    rows = [
        (f"{h.at:%Y-%m-%d %H:%M}", h.event, h.words, h.reason, ", ".join(h.decisions)) for h in found.history
    ]
    render.table("History", ["when", "event", "what happened", "why", "judgements"], rows)
