"""A made-up force that sends crimes in one file and the people of each crime in another."""

from collections.abc import Sequence
from pathlib import Path

from tests.support.small_force import CARD as SMALL_CARD
from tests.support.small_force import small_workspace

from ninefold.actions.workspace import Workspace

SOURCE = "northmoor"
CARD = (
    SMALL_CARD[: SMALL_CARD.index("[[layout]]")]
    + """
[[layout]]
name = "crimes"
format = "csv"
files = ["*-crimes.csv"]
keys = ["Ref"]
[[layout.record]]
table = "event"
label = "crime"
entity = "E_001"
kind = "crime"
key = ["Ref"]
namespace = "crime"
[layout.record.fields]
reference = {column = "Ref", as = "text", required = true}
occurred = {column = "Month", as = "month", required = true}

[[layout]]
name = "parties"
format = "csv"
files = ["*-parties.csv"]
keys = ["Crime", "Nominal", "Role"]
[[layout.record]]
table = "person"
label = "party"
entity = "P_007"
key = ["Nominal"]
namespace = "nominal"
[layout.record.fields]
reference = {column = "Nominal", as = "text", required = true}
surname = {column = "Surname", as = "name"}
[[layout.link]]
from = "party"
to = {layout = "crimes", label = "crime", key = ["Crime"]}
reason = {column = "Role", as = "code", codes = "roles"}

[codes.roles]
"V" = "victim"
"S" = "knownSuspect"
"""
)


def linked_workspace(root: Path, engine: str = "duckdb") -> Workspace:
    """A workspace that knows the force."""
    return small_workspace(root, card=CARD, engine=engine)


def crimes_file(folder: Path, *references: str) -> Path:
    """Write crimes of January 2024."""
    return _written(folder / "a-crimes.csv", ["Ref,Month", *(f"{ref},2024-01" for ref in references)])


def parties_file(folder: Path, *rows: str) -> Path:
    """Write people, each row as `crime,role,nominal,surname`."""
    return _written(folder / "a-parties.csv", ["Crime,Role,Nominal,Surname", *rows])


def _written(path: Path, lines: Sequence[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
