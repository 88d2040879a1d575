"""One story by the command line: four forces' records become one person, and a judgement parts and joins them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.linked_workspace import a_workspace, add, person, who_is_who
from typer.testing import CliRunner

from ninefold.cli.main import app
from ninefold.link.model import shipped_models

pytestmark = pytest.mark.skipif(not shipped_models(), reason="no linkage model is shipped")
HER = {"given_name": "Marisol", "surname": "Quennell", "gender": "female", "born_precision": "day"}


def said(*words: str | Path) -> dict[str, Any]:
    """What one command answers as JSON."""
    done = CliRunner().invoke(app, ["link", *map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def strangers() -> list[dict[str, Any]]:
    """Sixty people of no interest: a name that everybody in a table has would tell nothing."""
    given = ("Ada", "Brook", "Cyril", "Dilys", "Edwin", "Fern", "Gwil", "Hester", "Idris", "Jory")
    family = ("Ashdown", "Birtwell", "Corrigall", "Dunsford", "Elverton", "Fothergate")
    return [
        person(
            f"e{n}", given_name=given[n % 10], surname=family[n % 6], born=date(1950 + n % 47, 1 + n % 12, 1 + n % 28),
            born_precision="day", gender="male" if n % 2 else "female", postcode=f"NX{1 + n % 9} {n % 10}DE",
        )
        for n in range(60)
    ]  # fmt: skip


def test_a_victim_of_four_forces_is_one_person_with_a_page(tmp_path: Path) -> None:
    here = ("--workspace", tmp_path, "--by", "Ann Reed")
    workspace = a_workspace(tmp_path)
    mentions = [
        person(f"{force}{number}", born=date(1988, 4, 17), postcode="NF1 0AB", phone="+441076212637", **HER)
        for number, force in enumerate("abcd")
    ]
    add(workspace, [*mentions, *strangers()])
    outcome = said("run", *here)
    assert (outcome["records"], outcome["persons"]) == (64, 61)
    assert said("run", *here)["nothing_new"]
    her = who_is_who(workspace)["a0"]
    page = said("people", her, *here)
    assert page["forces"] == ["force-a", "force-b", "force-c", "force-d"]
    assert page["weakest_join"]["for"]
    judged = said("judge", "a0", "d3", "different", "--reason", "Two sisters.", *here)
    assert said("run", *here)["persons"] == 62
    assert len(said("history", her, *here)["current"]) == 2
    said("withdraw", judged["decision"], "--reason", "One person after all.", *here)
    assert said("run", *here)["persons"] == 61
    assert said("history", her, *here)["history"][0]["event"] == "made"
