"""Whatever is killed and whenever, one more run of the same commands leaves exactly what one run would."""

import os
from collections import Counter
from pathlib import Path

import pytest
from tests.crash.street_work import EVENTS, PERSONS, TOTALS
from tests.support.kills import Trial, trials
from tests.support.small_force import committed

from ninefold.engine.snapshots import SnapshotStore

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("NINEFOLD_KILLS", "25"))
CONTROLS = 8
SEED = 20240229


def faults(root: Path) -> list[str]:
    """What is wrong with the records of a workspace that should hold exactly the four files."""
    wrong = []
    for table, expected in (("event", EVENTS), ("person", PERSONS)):
        rows = committed(root, table, "record_id", "version")
        if rows.num_rows != expected:
            wrong.append(f"{table}: {rows.num_rows} rows where {expected} were sent")
        twice = [
            k for k, n in Counter(map(tuple, zip(*rows.to_pydict().values(), strict=True))).items() if n > 1
        ]
        if twice:
            wrong.append(f"{table}: {len(twice)} records stand twice")
    ledger = SnapshotStore(root).state().ledger
    taken = [e for e in ledger if e.status == "loaded"]
    sums = {name: sum(getattr(e, name) for e in taken) for name in TOTALS}
    if sums != TOTALS:
        wrong.append(f"the ledger sums to {sums}")
    return wrong


def litter(root: Path) -> list[str]:
    """Files that no snapshot names, and passing files of a process that died."""
    state = SnapshotStore(root).state()
    named = {f.path for f in state.files}
    data = {str(p.relative_to(root)) for p in (root / "zones").rglob("*") if p.is_file()}
    passing = [p for p in (root / "snapshots").iterdir() if p.name.startswith(".")]
    return [*sorted(data ^ named), *(p.name for p in passing)]


def told(trial: Trial, found: list[str]) -> str:
    """A trial's faults in one line."""
    return f"trial {trial.number}, killed at {', '.join(trial.killed_at) or 'nothing'}: {'; '.join(found)}"


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    folder = tmp_path_factory.mktemp("kills")
    return trials("tests.crash.street_work:sound", folder, count=KILLS, seed=SEED)


def test_every_killed_ingest_and_run_ends_exact_after_one_more_run(survivors: list[Trial]) -> None:
    bad = [told(t, found) for t in survivors if (found := [t.error] * bool(t.error) or faults(t.root))]
    assert bad == []


def test_every_snapshot_and_file_of_a_survivor_is_the_one_that_was_committed(survivors: list[Trial]) -> None:
    bad = [told(t, found) for t in survivors if (found := SnapshotStore(t.root).verify(files=True))]
    assert bad == []


def test_nothing_a_dead_process_left_half_done_is_still_there(survivors: list[Trial]) -> None:
    bad = [told(t, found) for t in survivors if (found := litter(t.root))]
    assert bad == []


def test_the_kills_fell_on_the_work_and_not_beside_it(survivors: list[Trial]) -> None:
    fell = [point for trial in survivors for point in trial.killed_at]
    assert len(fell) >= len(survivors), "hardly a kill landed"
    assert len(set(fell)) >= min(10, len(survivors) // 2), f"kills fell on few points: {Counter(fell)}"


def test_a_design_that_writes_its_ledger_apart_doubles_rows(tmp_path: Path) -> None:
    done = trials("tests.crash.street_work:broken", tmp_path, count=CONTROLS, seed=SEED)
    doubled = [t for t in done if any("rows where" in fault for fault in faults(t.root))]
    assert len(doubled) > CONTROLS / 2, "the trials would not notice a broken design"
