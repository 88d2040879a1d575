"""The command line: parses, calls one action, prints. `ninefold --help` lists the commands."""

import sys

import typer
from rich.markup import escape

from ninefold.cli.lazy import LazyGroup
from ninefold.cli.render import err
from ninefold.errors import UserError

app = typer.Typer(
    name="ninefold",
    cls=LazyGroup,
    help="Many forces' files in, one governed picture out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def ninefold() -> None:
    """Many forces' files in, one governed picture out."""


def main() -> None:
    """Run a command; an error meant for people is one plain line and an exit status, never a traceback."""
    try:
        app()
    except UserError as error:
        err.print(f"[bold red]{error.code}[/]: {escape(str(error))}", highlight=False, markup=True)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        err.print("Stopped. What was committed stays; run the same command again to carry on.")
        sys.exit(130)
