"""Approve or refuse a release that waits for a second person; the one deciding cannot be its author."""

from datetime import datetime
from typing import Any

from ninefold.actions.figures.publish import PublishOutcome, drafted, outcome, put_out
from ninefold.actions.workspace import Workspace
from ninefold.contracts.release import Outcome
from ninefold.engine.snapshots import State
from ninefold.errors import NotFound
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.publish.gate import decided


def decide_release(
    workspace: Workspace, *, release: str, decision: Outcome, reason: str, by: str
) -> PublishOutcome:
    """Record the decision and, when it is to approve, publish the release."""
    permissions.check_is_named(by)
    with workspace.writing() as writing:
        state = writing.state
        record = _awaiting(state, release)
        draft = drafted(
            workspace,
            state,
            record["of_runs"],
            audience=record["release"]["audience"],
            by=record["release"]["author"],
            created=datetime.fromisoformat(record["release"]["created"]),
            release_id=release,
        )
        settled = draft.release.decided(decision, reason, by, workspace.now())
        draft = decided(draft, settled)
        if settled.can_publish:
            return put_out(workspace, writing, draft, state, by=by)
        writing.commit(
            run={"action": "refuse release", "run": settled.run, "of": release, "reason": reason},
            files=[],
            ledger=[],
            event=event("disclosure", "refused a release", by=by, at=workspace.now(), subject=release),
        )
        return outcome(draft, settled.state, "")


def awaiting(state: State) -> list[dict[str, Any]]:
    """The releases put forward that nobody has decided yet."""
    settled = {run["of"] for run in state.runs if run.get("action") == "refuse release"}
    settled |= {run["release"]["id"] for run in state.runs if run.get("action") == "publish"}
    return [
        run
        for run in state.runs
        if run.get("action") == "draft release" and run["release"]["id"] not in settled
    ]


def _awaiting(state: State, release: str) -> dict[str, Any]:
    for run in awaiting(state):
        if run["release"]["id"] == release:
            return run
    raise NotFound(f"No release '{release}' waits for a decision. See: ninefold releases list.")
