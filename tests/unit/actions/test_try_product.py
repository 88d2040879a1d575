"""A flat file from end to end: fitted, judged, unseen people scored, and nothing approved."""

import json
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest
from typer.testing import CliRunner

from ninefold.actions.product_life.trial.scores_file import STATUS
from ninefold.actions.product_life.trial.try_product import Trial, try_product
from ninefold.cli.main import app

CARD = """
[product]
name = "trial"
owner = "A. Analyst"
[rows]
subject = "person"
date = "seen"
[label]
column = "harmed"
window_days = 90
observed_until = 2024-12-31
[features]
use = ["age", "priors"]
known_at = { age = "as_of", priors = "as_of" }
[groups]
sex = "sex"
[use]
capacity = 0.2
incumbent = "grade"
[model]
estimator = "logistic"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("trial")
    generator = np.random.default_rng(2)
    for name, first, count in (("past.csv", 0, 2_500), ("new.csv", 2_500, 60)):
        lines = ["person,seen,age,priors,sex,grade,harmed"]
        for person in range(first, first + count):
            age, priors = generator.integers(18, 70), generator.poisson(1.5)
            came = int(generator.random() < 1 / (1 + np.exp(2.9 - 0.9 * priors + 0.02 * (age - 40))))
            seen = np.datetime64("2020-01-01") + generator.integers(0, 1_500)
            label = came if name == "past.csv" else ""
            lines.append(
                f"p{person},{seen},{age},{priors},{generator.choice(['F', 'M'])},{generator.integers(1, 4)},{label}"
            )
        if name == "new.csv":
            lines.append("a row, torn")
        (made / name).write_text("\n".join(lines) + "\n")
    (made / "card.toml").write_text(CARD)
    return made


@pytest.fixture(scope="module")
def trial(folder: Path) -> Trial:
    return try_product(path=folder / "past.csv", card=folder / "card.toml")


def test_a_sound_file_passes_what_a_file_can_show_and_no_more(trial: Trial) -> None:
    passed = {gate.gate for gate in trial.report.gates if gate.verdict == "pass"}

    assert {"G1", "G2", "G3", "G4", "G5", "G6", "G13", "G17"} <= passed
    assert {"G20", "G21", "G22", "G23", "G24"} <= set(trial.report.blocking)
    assert trial.figures.kind == "forward"
    assert 0.6 < trial.figures.auc < 0.9


def test_unseen_people_are_scored_and_every_row_says_that_it_is_a_trial(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    trial = try_product(
        path=folder / "past.csv", card=folder / "card.toml", test=folder / "new.csv", out=out, by="a tester"
    )
    written = pyarrow.csv.read_csv(out)

    assert trial.scored == written.num_rows == 60
    assert "Unseen: 1 rows have more or fewer fields than the header, and were left out." in trial.notes
    assert set(written["status"].to_pylist()) == {STATUS}
    assert all(
        low <= score <= high
        for low, score, high in zip(*(written[c].to_pylist() for c in ("low", "score", "high")), strict=True)
    )
    assert trial.report["G18"].verdict != "could_not_compute"


def test_the_command_ends_with_one_json_object_that_says_the_same_each_time(
    folder: Path, trial: Trial
) -> None:
    done = CliRunner().invoke(
        app, ["product", "try", str(folder / "past.csv"), "--card", str(folder / "card.toml"), "--json"]
    )
    said = json.loads(done.stdout.strip().splitlines()[-1])

    assert done.exit_code == 0
    assert [gate["gate"] for gate in said["gates"]] == [f"G{number}" for number in range(1, 25)]
    assert not said["may_be_approved"]
    assert said["gates"] == json.loads(json.dumps(trial.report.as_json()["gates"]))
