"""What the killed process does: take four files in, in three commits, then run the whole flow.

`sound` is the platform as it is. `broken` is a design that looks reasonable and is not: it commits the
data as it comes and the ledger when all is done, and has no memory of single rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tests.support.kills import Announce
from tests.support.small_force import SOURCE, Row, crime, crimes_file, people_file, person, small_workspace

from ninefold.actions import pipeline, workspace
from ninefold.actions.ingesting import intake
from ninefold.actions.ingesting.ingest import ingest
from ninefold.engine import durable, snapshots
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.identity import KeyIndex

GROUP_ROWS = 40
JANUARY: list[Row] = [*map(crime, range(40)), crime(90, Longitude="999"), crime(3), crime(3)]
# five rows of January are sent again, three of them as they were
FEBRUARY: list[Row] = [
    *[crime(n, "2024-02") for n in range(100, 138)],
    *map(crime, (1, 2, 4)),
    *[crime(n, Note="mended") for n in (5, 6)],
]
PEOPLE: list[Row] = [*map(person, range(30)), person(95, Born="31/31/1931")]
PEOPLE_LATER: list[Row] = [
    *[person(n, "2024-02-10 08:00:00", Phone="0131 496 0123") for n in range(4)],
    *map(person, range(4, 12)),
]
# what must be there in the end, counted by hand: rows in, records, rows refused, rows here before
EVENTS = 40 + 2 + 38 + 2
PERSONS = 30 + 4
TOTALS = {"rows_in": 43 + 43 + 31 + 12, "loaded": EVENTS + PERSONS, "quarantined": 2, "duplicates": 3 + 8}


def deliveries(root: Path) -> list[Path]:
    """Write the four files beside the workspace."""
    folder = root.with_name(f"{root.name}-sent")
    return [
        crimes_file(folder, "2024-01", JANUARY),
        crimes_file(folder, "2024-02", FEBRUARY),
        people_file(folder, "2024-01", PEOPLE),
        people_file(folder, "2024-02", PEOPLE_LATER),
    ]


def sound(root: Path, announce: Announce) -> None:
    """Take the files in and run the flow, announcing each step."""
    announce_steps(announce)
    space = small_workspace(root)
    ingest(space, source=SOURCE, paths=deliveries(root), by="tester", group_rows=GROUP_ROWS)
    announce("taken in")
    pipeline.run(space, by="tester")


def broken(root: Path, announce: Announce) -> None:
    """Take the files in as the broken design does."""
    break_the_design()
    announce_steps(announce)
    ingest(small_workspace(root), source=SOURCE, paths=deliveries(root), by="tester", group_rows=GROUP_ROWS)


def announce_steps(announce: Announce) -> None:
    """Make this process say when it starts and ends each step that matters; call once, in the child."""
    steps: list[tuple[Any, str]] = [
        (intake, "receive"),
        (intake, "standardise"),
        (DuckDBEngine, "write"),
        (workspace, "fsync_file"),
        (workspace.Writing, "commit"),
        (snapshots, "write_new"),
        (snapshots, "fsync_folder"),
        (durable.os, "link"),
        (KeyIndex, "add"),
        (KeyIndex, "_append"),
        (KeyIndex, "_save_contents"),
    ]
    for owner, name in steps:
        setattr(owner, name, _announced(getattr(owner, name), name.strip("_"), announce))


def _announced(step: Callable[..., Any], name: str, announce: Announce) -> Callable[..., Any]:
    def announced(*given: Any, **named: Any) -> Any:
        announce(f"before {name}")
        result = step(*given, **named)
        announce(f"after {name}")
        return result

    return announced


def break_the_design() -> None:
    """Commit data without its ledger, write the ledger at the end, and forget every row seen."""
    commit, finish = workspace.Writing.commit, intake.Intake.finish
    owed: list[Any] = []

    def data_only(self: Any, *, run: Any, files: Any, ledger: Any, event: Any) -> Any:
        owed.extend(ledger)
        return commit(self, run=run, files=files, ledger=[], event=event)

    def then_ledger(self: Any) -> None:
        finish(self)
        commit(self.writing, run={"run": "ledger"}, files=[], ledger=owed, event={})

    def nothing_known(self: Any, keys: Any) -> tuple[Any, Any]:
        return np.zeros(len(keys), np.uint64), np.zeros(len(keys), bool)

    workspace.Writing.commit = data_only  # type: ignore[method-assign]
    intake.Intake.finish = then_ledger  # type: ignore[method-assign]
    KeyIndex.find = nothing_known  # type: ignore[method-assign]
