"""A score killed at any moment is finished or undone by the next one: the zones and the register never disagree."""

import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.crash.score_work import APPROVED
from tests.support.kills import Trial, trials
from tests.support.product_life import AUTHOR, PRODUCT, custody_place
from tests.support.walked import walk

from ninefold.actions.product_life import code
from ninefold.actions.product_life.acting import Act
from ninefold.actions.product_life.findings import runs_of
from ninefold.govern import audit_log
from ninefold.govern.store.tables import scoring

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("NINEFOLD_KILLS", "25"))
SEED = 20260105


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    folder = tmp_path_factory.mktemp("kills")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code, "_sources", lambda names: {})
        walk(folder / APPROVED, "approved")
    return trials("tests.crash.score_work:sound", folder, count=KILLS, seed=SEED)


def faults(root: Path) -> list[str]:
    """Where findings, register and audit of a workspace disagree."""
    workspace = custody_place(root)
    in_zones = {str(run["run"]) for run in workspace.store.state().runs if run.get("action") == "score"}
    with workspace.operations.reading() as connection:
        rows = {row["run"]: dict(row) for row in connection.execute(select(scoring)).mappings()}
        wrong = audit_log.faults(connection)
        audited = [each["details"] for each in audit_log.entries(connection) if "kept scores" in each["what"]]
    kept = {name for name, row in rows.items() if row["state"] == "committed"}
    if kept != in_zones:
        wrong.append(f"{len(kept ^ in_zones)} runs are in one store and not in the other")
    wrong += [f"a run is left {row['state']}" for row in rows.values() if row["state"] == "intended"]
    runs = runs_of(Act(workspace, workspace.scoring_product(PRODUCT), "look at", AUTHOR))
    wrong += [f"{run.name} lost findings" for run in runs if run.shown.num_rows != rows[run.name]["findings"]]
    if len(audited) > len(kept):
        wrong.append("the audit tells of more scores than were kept")
    workspace.close()
    return wrong


def test_every_killed_score_is_finished_or_undone(survivors: list[Trial]) -> None:
    bad = [(t.killed_at, found) for t in survivors if (found := [t.error] * bool(t.error) or faults(t.root))]
    assert bad == []


def test_the_kills_fell_on_the_work_and_not_beside_it(survivors: list[Trial]) -> None:
    fell = [point for trial in survivors for point in trial.killed_at]
    assert len(fell) >= len(survivors) // 2, "hardly a kill landed"
    assert len(set(fell)) >= min(8, len(survivors) // 2), f"kills fell on few points: {Counter(fell)}"
