"""Nobody is scored but under a live approval, by the approved model and code, on values it has seen the like of."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support.product_life import (
    AUTHOR,
    FIRST,
    NOW,
    PRODUCT,
    SECOND,
    approved,
    at,
    custody_place,
    evaluated,
    gates_say,
    own_copy,
)
from tests.support.walked import go_on, walk

from ninefold.actions.product_life import score as scoring
from ninefold.actions.product_life import scoring_run
from ninefold.actions.product_life.acting import Act
from ninefold.actions.product_life.findings import newest_finding, runs_of
from ninefold.actions.product_life.fit import rebuilt
from ninefold.actions.product_life.score import score
from ninefold.actions.product_life.stop import retire, suspend
from ninefold.actions.workspace import Workspace
from ninefold.errors import NotAssured, NotInThisState, NotPermitted, UserError
from ninefold.govern import audit_log
from ninefold.govern.store import register


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("walked") / "workspace"
    walk(root, "approved")
    return root


@pytest.fixture
def workspace(walked: Path, tmp_path: Path) -> Iterator[Workspace]:
    found = go_on(walked, tmp_path / "workspace")
    yield found
    found.close()


def act_on(workspace: Workspace) -> Act:
    return Act(workspace, workspace.scoring_product(PRODUCT), "look at", AUTHOR)


def audited(workspace: Workspace) -> list[dict[str, str]]:
    with workspace.operations.reading() as connection:
        return audit_log.entries(connection)


def refused(workspace: Workspace, error: type[UserError], words: str) -> None:
    """Scoring is refused in these words; the refusal is audited with them and registered, and nothing is kept."""
    findings = len(workspace.store.state().of("findings", PRODUCT))
    with pytest.raises(error, match=words) as told:
        score(workspace, product=PRODUCT, by=AUTHOR)

    newest = audited(workspace)[-1]
    assert newest["what"] == "refused to score"
    assert json.loads(newest["details"])["reason"] == str(told.value)
    with workspace.operations.reading() as connection:
        assert register.entries(connection, PRODUCT)[-1].kind == "score refused"
        assert audit_log.faults(connection) == []
    assert len(workspace.store.state().of("findings", PRODUCT)) == findings


def test_an_approved_product_scores_and_every_score_can_be_explained_and_contested(
    workspace: Workspace,
) -> None:
    outcome = score(workspace, product=PRODUCT, by=AUTHOR)
    (run,) = runs_of(act_on(workspace))

    assert outcome.state == "live"
    assert run.shown.num_rows > 50
    assert run.unshown.num_rows > 0
    for row in run.shown.to_pylist():
        assert row["low"] <= row["value"] <= row["high"]
        assert any("raises" in reason or "lowers" in reason for reason in row["reasons"])
        assert any(reason.startswith("To contest it:") for reason in row["reasons"])
        assert row["expires"] == (NOW + timedelta(days=28)).date()
    assert run.artefact.body["delete_on"] == "2027-01-05"


def test_without_an_approval_nobody_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk(tmp_path / "workspace", "evaluated")
    workspace = custody_place(tmp_path / "workspace")
    refused(workspace, NotAssured, "no live approval")

    approved(workspace, FIRST)
    refused(workspace, NotAssured, "no live approval")
    workspace.close()


def test_after_its_approval_has_ended_nobody_is_scored(workspace: Workspace) -> None:
    refused(at(workspace, NOW + timedelta(days=365)), NotAssured, "expired")


def test_a_suspended_and_a_retired_product_score_nobody(workspace: Workspace) -> None:
    suspend(workspace, product=PRODUCT, reason="Somebody contested it.", by=FIRST)
    refused(workspace, NotInThisState, "suspended: Somebody contested it")

    retire(workspace, product=PRODUCT, reason="Nobody keeps it up.", by=FIRST)
    refused(workspace, NotInThisState, "retired")


def _files(workspace: Workspace, suffix: str) -> list[Path]:
    return sorted((workspace.root / "assurance" / PRODUCT / "1.0" / "files").glob(f"*{suffix}"))


def _rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(change(content))


def test_a_changed_model_file_scores_nobody(workspace: Workspace) -> None:
    (model,) = _files(workspace, ".bin")
    _rewrite(model, lambda content: content.replace(b'"weights": [', b'"weights": [1'))

    refused(workspace, NotAssured, r"model\.bin is not the file that was recorded")


def test_a_missing_model_file_scores_nobody(workspace: Workspace) -> None:
    (model,) = _files(workspace, ".bin")
    model.unlink()

    refused(workspace, NotAssured, r"model\.bin is missing")


def test_a_changed_artefact_scores_nobody(workspace: Workspace) -> None:
    (evaluation,) = (workspace.root / "assurance" / PRODUCT / "1.0").glob("evaluation-*.json")
    _rewrite(evaluation, lambda content: content.replace(b'"blocking":[]', b'"blocking": []'))

    refused(workspace, NotAssured, "has been changed")


def test_changed_code_scores_nobody(walked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own_copy(tmp_path, "second_look_changed", monkeypatch)
    shutil.copytree(walked, tmp_path / "workspace")
    workspace = custody_place(tmp_path / "workspace", "second_look_changed")
    score(workspace, product=PRODUCT, by=AUTHOR)

    code = folder / "features.py"
    code.write_text(code.read_text().replace("LONGEST_MONTHS = 12", "LONGEST_MONTHS = 13"))

    refused(workspace, NotAssured, "card or code is not what was defined")
    workspace.close()


def test_values_beyond_what_the_model_has_seen_score_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_copy(tmp_path, "second_look_narrow", monkeypatch)
    card = folder / "card.toml"
    card.write_text(card.read_text().replace("most = 100", "most = 3"))
    gates_say(monkeypatch)
    walk(tmp_path / "made", "evaluated")
    shutil.rmtree(tmp_path / "made" / "assurance")
    (tmp_path / "made" / "operations.sqlite").unlink()
    workspace = custody_place(tmp_path / "made", "second_look_narrow")
    evaluated(workspace)
    approved(workspace)

    refused(workspace, NotAssured, "values beyond those the model has seen, in stays")
    workspace.close()


def test_nobody_asked_for_in_the_cohort_is_said_plainly(workspace: Workspace) -> None:
    with pytest.raises(NotAssured, match="nobody asked for is in its cohort"):
        score(workspace, product=PRODUCT, subjects=["N99999"], by=AUTHOR)


def test_a_score_needs_a_person_and_the_monitoring_is_none(workspace: Workspace) -> None:
    for by in ("", "  ", "Ninefold  Monitoring"):
        with pytest.raises(NotPermitted):
            score(workspace, product=PRODUCT, by=by)


def test_one_subject_gets_the_score_they_get_among_all(workspace: Workspace) -> None:
    score(workspace, product=PRODUCT, by=AUTHOR)
    (run,) = runs_of(act_on(workspace))
    someone = run.shown.to_pylist()[7]
    score(workspace, product=PRODUCT, subjects=[someone["subject_id"]], by=AUTHOR)
    alone = newest_finding(act_on(workspace), someone["subject_id"])

    assert alone is not None
    assert alone["run"] != someone["run"]
    assert abs(alone["value"] - someone["value"]) < 1e-12


def test_rows_and_model_built_anew_from_the_snapshot_predict_the_same(workspace: Workspace) -> None:
    act = act_on(workspace)
    model = act.shelf.get("model", act.life().model)

    assert rebuilt(act, model) <= 1e-9


class Killed(BaseException):
    """What a kill looks like from within: nothing after it runs."""


def _die(*_: object, **__: object) -> None:
    raise Killed


def test_a_score_killed_before_its_findings_are_committed_is_undone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intent is there and the findings are not: the next run undoes the one and makes its own."""
    with monkeypatch.context() as patch:
        patch.setattr("ninefold.actions.workspace.Writing.commit", _die)
        with pytest.raises(Killed):
            score(workspace, product=PRODUCT, by=AUTHOR)
    assert runs_of(act_on(workspace)) == []

    score(workspace, product=PRODUCT, by=AUTHOR)

    assert len(runs_of(act_on(workspace))) == 1
    assert "undid scores" in " ".join(each["what"] for each in audited(workspace))


def test_a_score_killed_after_its_findings_are_committed_is_finished(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The findings are committed and the database says only that they were intended: the next run finishes it."""
    with monkeypatch.context() as patch:
        patch.setattr(scoring_run, "finish", _die)
        with pytest.raises(Killed):
            score(workspace, product=PRODUCT, by=AUTHOR)
    assert runs_of(act_on(workspace)) == []

    score(workspace, product=PRODUCT, by=AUTHOR)

    assert len(runs_of(act_on(workspace))) == 2
    assert "finished keeping scores" in " ".join(each["what"] for each in audited(workspace))


def test_findings_of_a_killed_score_are_finished_even_when_the_product_was_suspended_since(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(scoring_run, "finish", _die)
        with pytest.raises(Killed):
            score(workspace, product=PRODUCT, by=AUTHOR)
    suspend(workspace, product=PRODUCT, reason="Under review.", by=SECOND)

    with workspace.writing() as writing:
        assert len(scoring.settle_open(workspace, writing)) == 1

    assert len(runs_of(act_on(workspace))) == 1
    assert act_on(workspace).life().state == "suspended"


def test_a_product_suspended_between_intent_and_commit_keeps_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The approval is checked again in the transaction that commits the findings."""
    intend = scoring_run.intend

    def intend_then_suspended(connection: object, **said: object) -> None:
        intend(connection, **said)  # type: ignore[arg-type]
        monkeypatch.setattr(scoring, "check_can_score", _suspended)

    def _suspended(*_: object) -> None:
        raise NotInThisState("The product is suspended: meanwhile. People must approve it again first.")

    monkeypatch.setattr(scoring_run, "intend", intend_then_suspended)
    with pytest.raises(NotInThisState, match="meanwhile"):
        score(workspace, product=PRODUCT, by=AUTHOR)

    assert runs_of(act_on(workspace)) == []
    assert workspace.store.state().of("findings", PRODUCT) == ()


def test_findings_lie_where_publishing_does_not_look(workspace: Workspace) -> None:
    score(workspace, product=PRODUCT, by=AUTHOR)
    (file,) = workspace.store.state().of("findings", PRODUCT)
    newest = workspace.store.state().runs[-1]

    assert newest["action"] == "score"
    assert PRODUCT not in workspace.products
    assert set(pq.read_table(workspace.root / file.path)["subject_kind"].to_pylist()) == {"person"}


def test_every_artefact_is_written_once_and_read_only(workspace: Workspace) -> None:
    files = [path for path in (workspace.root / "assurance" / PRODUCT).rglob("*") if path.is_file()]

    assert len(files) > 8
    assert [path.name for path in files if os.stat(path).st_mode & 0o222] == []


def test_heads_of_the_audit_are_written_outside_the_database(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere" / "heads.jsonl"
    score(replace(workspace, checkpoints=outside), product=PRODUCT, by=AUTHOR)

    newest = json.loads(outside.read_text().splitlines()[-1])
    assert newest["size"] == len(audited(workspace))
