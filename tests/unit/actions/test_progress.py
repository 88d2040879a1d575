"""The progress of a run can be read while it goes on, and a run that died is not waited for."""

import json
from pathlib import Path

from ninefold.actions.progress import FILE, RunProgress, read_progress


def test_the_steps_are_told_as_they_go(tmp_path: Path) -> None:
    progress = RunProgress(tmp_path, "run-1", ["Ingest", "Count"])
    progress.start("Ingest", "2 of 9 files")
    status = read_progress(tmp_path)
    assert status
    assert [(step.name, step.state, step.detail) for step in status.steps] == [
        ("Ingest", "running", "2 of 9 files"),
        ("Count", "waiting", ""),
    ]
    assert status.is_going_on


def test_a_run_that_is_over_is_not_going_on(tmp_path: Path) -> None:
    progress = RunProgress(tmp_path, "run-1", ["Ingest"])
    progress.done("Ingest")
    progress.end()
    status = read_progress(tmp_path)
    assert status
    assert not status.is_going_on
    assert not status.failed


def test_a_run_whose_process_is_gone_counts_as_stopped(tmp_path: Path) -> None:
    RunProgress(tmp_path, "run-1", ["Ingest"]).start("Ingest")
    file = tmp_path / FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | {"process": 2**22 + 1}))
    status = read_progress(tmp_path)
    assert status
    assert not status.is_going_on
    assert status.steps[0].state == "failed"


def test_before_the_first_run_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert read_progress(tmp_path) is None


def test_a_file_that_cannot_be_read_is_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    assert read_progress(tmp_path) is None
