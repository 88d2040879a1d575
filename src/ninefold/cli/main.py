"""The command line: parses, calls one action, prints. `ninefold --help` lists the commands."""

import sys

import typer
from rich.markup import escape

from ninefold.cli.commands import (
    demo,
    geography,
    ingest,
    products,
    quality,
    quarantine,
    releases,
    run,
    serve,
    sources,
)
from ninefold.cli.render import err
from ninefold.errors import UserError

app = typer.Typer(
    name="ninefold",
    help="Many forces' files in, one governed picture out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.show_demo)
app.command("ingest")(ingest.ingest_files)
app.command("run")(run.run_flow)
app.command("quality")(quality.show_quality)
app.command("serve")(serve.serve_pages)
app.add_typer(geography.app, name="geography")
app.add_typer(products.app, name="products")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(releases.app, name="releases")
app.add_typer(sources.app, name="sources")


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
