"""How far the run that goes on now has come, in a small file that a page can read while it goes on.

The file is no record of anything: it is replaced as the run goes, and a run whose process is gone counts
as stopped.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ninefold.contracts.reading import RunStatus, RunStep, StepState

FILE = "progress.json"
STOPPED = "The run stopped before it was done. Start it again: what is done already is not done twice."


class RunProgress:
    """Writes the progress of one run; each call replaces the file in one step."""

    def __init__(
        self, root: Path, run: str, steps: Sequence[str], *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._path = root / FILE
        self._clock = clock or (lambda: datetime.now(UTC))
        waiting = tuple(RunStep(name, "waiting") for name in steps)
        self._status = RunStatus(run, self._clock(), None, waiting)
        root.mkdir(parents=True, exist_ok=True)
        self._write()

    def start(self, step: str, detail: str = "") -> None:
        """Say that a step is going on; called again, it only renews the detail."""
        self._set(step, "running", detail)

    def done(self, step: str, detail: str = "") -> None:
        """Say that a step is done."""
        self._set(step, "done", detail)

    def failed(self, step: str, detail: str) -> None:
        """Say that a step failed, and so the run."""
        self._set(step, "failed", detail)
        self.end()

    def end(self) -> None:
        """Say that the run is over."""
        self._status = replace(self._status, ended=self._clock())
        self._write()

    def _set(self, step: str, state: StepState, detail: str) -> None:
        steps = tuple(RunStep(s.name, state, detail) if s.name == step else s for s in self._status.steps)
        self._status = replace(self._status, steps=steps)
        self._write()

    def _write(self) -> None:
        body = asdict(self._status) | {"process": os.getpid()}
        passing = self._path.with_suffix(f".{os.getpid()}")
        passing.write_text(json.dumps(body, default=str))
        os.replace(passing, self._path)


def read_progress(root: Path) -> RunStatus | None:
    """The run that goes on, or the last one; None when there never was one."""
    try:
        body = json.loads((root / FILE).read_text())
    except (FileNotFoundError, ValueError):
        return None
    status = _from_json(body)
    if status.is_going_on and not _is_alive(int(body["process"])):
        return _stopped(status)
    return status


def _from_json(body: dict[str, Any]) -> RunStatus:
    return RunStatus(
        run=body["run"],
        started=datetime.fromisoformat(body["started"]),
        ended=datetime.fromisoformat(body["ended"]) if body["ended"] else None,
        steps=tuple(RunStep(**step) for step in body["steps"]),
    )


def _stopped(status: RunStatus) -> RunStatus:
    steps = tuple(
        replace(s, state="failed", detail=STOPPED) if s.state == "running" else s for s in status.steps
    )
    return replace(status, steps=steps, ended=status.started)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
