"""The commands of `ninefold link`, each imported by itself."""

import subprocess
import sys

import typer

from ninefold.cli.commands_table import LINK_COMMANDS
from ninefold.cli.main import app

# Libraries that linking a few new records has no use for; they would take longer to import than it takes.
NOT_NEEDED = ("scipy", "statsmodels", "sklearn", "splink", "shapely", "h3", "sqlalchemy")


def test_every_command_of_the_group_can_be_imported() -> None:
    group = typer.main.get_command(app).commands["link"]  # type: ignore[attr-defined]
    assert {word for word in LINK_COMMANDS if group.commands[word].name != word} == set()


def test_a_run_imports_no_library_it_has_no_use_for() -> None:
    code = (
        "import sys, ninefold.cli.main, ninefold.cli.commands.link_run, ninefold.bootstrap; "
        f"print([name for name in {NOT_NEEDED!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
