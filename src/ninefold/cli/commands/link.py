"""`ninefold link`: who is who. Each command is imported when it is asked for: `run` needs little of the others."""

import typer

from ninefold.cli.commands_table import LINK_COMMANDS
from ninefold.cli.lazy import LazyGroup


class LinkGroup(LazyGroup):
    """`ninefold link` itself."""

    entries = LINK_COMMANDS


app = typer.Typer(
    cls=LinkGroup,
    help="Who is who: link records, explain and judge them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
