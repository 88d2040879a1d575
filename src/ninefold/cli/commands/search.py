"""`ninefold search`: one box for whatever is known of a person or a thing."""

from datetime import datetime
from typing import Annotated

import typer

from ninefold.actions.linking.search_people import SearchBox
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened
from ninefold.link.search.find import Found

_HOW = {"same": "", "slip": " (one letter out)", "begun": " (begins so)"}


def search(
    words: Annotated[list[str], typer.Argument(help="Names, dates, postcodes, numbers: whatever is known.")],
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="person, address, telephone, vehicle or organisation.")
    ] = None,
    as_at: Annotated[
        datetime | None, typer.Option("--as-at", help="Only what was known on this day; now otherwise.")
    ] = None,
    most: Annotated[int, typer.Option("--most", help="How many to show, at most 50.")] = 10,
    json: JsonOption = False,
) -> None:
    """Find linked people, addresses, telephones and vehicles; slips of the finger are allowed for."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        day = as_at.date() if as_at else None
        found = SearchBox(place).ask(" ".join(words), by=actor, kind=kind, as_at=day, most=most)
    if json:
        render.as_json({"found": found})
        return
    if not found:
        render.out.print("Nobody and nothing fits. Try fewer words, or another spelling.")
        return
    render.table(
        "Found, best first",
        ["id", "kind", "known as", "records", "forces", "why"],
        [(f.id, f.kind, f.label, f.records, ", ".join(sorted(f.forces)), _why(f)) for f in found],
    )


def _why(found: Found) -> str:
    met = [f"{m.field}: {m.found}{_HOW[m.how]}" for m in found.meetings]
    return "; ".join([*met, *(f"not held: {word}" for word in found.missed)])
