"""The custody desk over HTTP and at the command line: the same order, the same refusals, the same answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.support.custody import OFFICER, desk_of
from typer.testing import CliRunner

from ninefold.actions.custody.desk import Desk
from ninefold.api import problems
from ninefold.api.routes.custody import custody_routes
from ninefold.cli.commands import custody as command

WHY = "Known to me; has just found work."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desk_of(tmp_path_factory.mktemp("desk"), people=200)
    yield made
    made.workspace.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    app = FastAPI()
    app.include_router(custody_routes(desk, lambda: OFFICER))
    problems.install(app)
    return TestClient(app)


def shown(client: TestClient, desk: Desk) -> tuple[str, dict[str, object]]:
    """The first answer that is not kept from view, with the view it follows."""
    for custody in sorted(desk.units):
        asked = {"custody": custody, "view": "low", "reason": WHY}
        view = client.post("/custody/views", json=asked).json()["id"]
        answer = client.get(f"/custody/views/{view}/answer")
        if answer.status_code == 200:
            return view, answer.json()
    raise AssertionError("every answer is kept from view")


def test_an_answer_is_had_only_under_a_view(client: TestClient) -> None:
    refused = client.get(f"/custody/views/{'0' * 32}/answer")
    assert refused.status_code == 409
    assert "Record your own view first" in refused.text


def test_a_view_then_the_answer_then_a_decision(client: TestClient, desk: Desk) -> None:
    view, answer = shown(client, desk)
    assert answer["officers_view"] == "low"
    assert set(answer["chances"]) == {"low", "moderate", "high"}
    decided = client.post(f"/custody/views/{view}/decision", json={"decision": "low", "reason": WHY})
    again = client.post(f"/custody/views/{view}/decision", json={"decision": "low", "reason": WHY})
    assert (decided.status_code, again.status_code) == (201, 409)


def test_a_view_without_a_reason_is_refused_and_told_nothing_of_the_person(
    client: TestClient, desk: Desk
) -> None:
    custody = sorted(desk.units)[0]
    refused = client.post("/custody/views", json={"custody": custody, "view": "low", "reason": " "})
    assert refused.status_code == 409
    assert desk.units[custody].person_id not in refused.text


def test_the_command_line_gives_the_same_answer(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, answer = shown(client, desk)

    @contextmanager
    def opened(*given: object, **named: object) -> Iterator[tuple[object, str]]:
        yield desk.workspace, OFFICER

    monkeypatch.setattr(command, "opened", opened)
    monkeypatch.setattr(command, "_desk", lambda *given: desk)
    said = CliRunner().invoke(command.app, ["show", view, "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout.splitlines()[-1]) == answer
    plain = CliRunner().invoke(command.app, ["show", view])
    assert str(answer["band"]) in plain.output
