"""Every hostile file through ingest from end to end: refused or neutralised, within limits, and the good file loads."""

import json
import subprocess
import sys

import pytest
from tests.journeys.hostile_intake import BYTES, SECONDS, Survived
from tests.support.hostile import HOSTILE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Survived]:
    """What became of each, from one process of its own; a file that killed it is not among them."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.journeys.hostile_intake", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    made = [Survived(**each | {"expected": tuple(each["expected"])}) for each in told]
    return {each.label: each for each in made}


def test_there_are_at_least_sixty_and_every_one_came_to_an_end(survived: dict[str, Survived]):
    assert len(HOSTILE) >= 60
    assert list(survived) == [hostile.label for hostile in HOSTILE]


@pytest.mark.parametrize("label", [hostile.label for hostile in HOSTILE])
def test_a_hostile_file_is_refused_or_neutralised_and_the_good_one_beside_it_is_loaded(
    survived: dict[str, Survived], label: str
):
    found = survived[label]
    assert found.as_it_must, "rows and files must be as the list of hostile files says"
    assert found.good_loaded
    assert found.sound
    assert not found.escaped
    assert found.seconds < SECONDS
    assert found.bytes < BYTES
    for reason in found.reasons:
        assert reason.isprintable()
        assert len(reason) < 1_000
