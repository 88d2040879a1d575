"""`ninefold link`: who is who."""

import typer

from ninefold.cli.commands import link_people, link_table

app = typer.Typer(help="Who is who: link records, explain and judge them.", no_args_is_help=True)
link_people.register(app)
link_table.register(app)
