"""`ninefold product show` and `register`: where a product stands, and the public list of all."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ninefold.actions.product_life import read_register
from ninefold.actions.product_life.read_register import LifeView
from ninefold.cli import render
from ninefold.cli.options import JsonOption, WorkspaceOption, opened
from ninefold.publish.transparency import registry


def show(
    name: Annotated[str, typer.Argument(help="The product's name.")],
    version: Annotated[str | None, typer.Option("--version", help="Another version than the newest.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show where a product stands and how it came there."""
    with opened(workspace, quiet=True) as (place, _):
        found = read_register.show(place, product=name, version=version)
    if json:
        render.as_json(found)
        return
    _describe(found)


def register(
    to: Annotated[
        Path | None, typer.Option("--to", help="Write it to this file instead of showing it.")
    ] = None,
    form: Annotated[
        Literal["json", "page"], typer.Option("--form", help="json or page, with --to.")
    ] = "json",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show every product there is or was, those refused and retired too, in plain words."""
    with opened(workspace, quiet=True) as (place, _):
        lines, made_at = read_register.lines(place), place.now()
    exported = registry.export(lines, made_at=made_at)
    if to is not None:
        page = registry.register_page(lines)
        to.write_bytes(page if form == "page" else registry.as_bytes(exported))
    if json:
        render.as_json(exported)
        return
    rows = [(f"{line.product} {line.version}", line.state, line.in_words) for line in lines]
    render.table("Register of products", ["product", "state", "what that means"], rows)


def audit(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Check the chains of register and audit log, and the checkpoints kept outside the database."""
    with opened(workspace, quiet=True) as (place, _):
        found = read_register.audited(place)
    if json:
        render.as_json(found)
        return
    render.out.print(f"{found.entries:,} entries, {found.checkpoints:,} checkpoints.", highlight=False)
    for fault in found.faults:
        render.out.print(fault, markup=False, highlight=False)
    render.out.print("Something has been changed." if found.faults else "All is as it was written.")
    if found.faults:
        raise typer.Exit(3)


def _describe(found: LifeView) -> None:
    print_plain = render.out.print
    print_plain(f"{found.product} {found.version} is {found.state}. {found.in_words}", markup=False)
    rows = [
        (f"{h['at']:%Y-%m-%d %H:%M}", h["kind"], h["by"], h["artefact"][:16], h["reason"])
        for h in found.history
    ]
    render.table("How it came there", ["when (UTC)", "what", "by", "artefact", "reason"], rows)
