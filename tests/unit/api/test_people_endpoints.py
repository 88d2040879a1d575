"""The people endpoints: the same answers as the command line, errors in the one shape."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.support.linked_workspace import PEOPLE, a_workspace, add, person, who_is_who

from ninefold.actions.linking import linkables
from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.people_door import WorkspacePeople
from ninefold.actions.workspace import Workspace
from ninefold.api import problems
from ninefold.api.routes.people import people_routes


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setitem(linkables.LINKABLE, "person", lambda: PEOPLE)
    made = a_workspace(tmp_path)
    add(made, [person("a1", pnc_id="1"), person("b1", pnc_id="1"), person("d1", phone="9")])
    link_people(made, by="a tester", thing=PEOPLE)
    return made


@pytest.fixture
def client(workspace: Workspace) -> TestClient:
    app = FastAPI()
    app.include_router(people_routes(WorkspacePeople(workspace, by="Ann Reed")), prefix="/api/v1")
    problems.install(app)
    return TestClient(app, raise_server_exceptions=False)


def test_a_person_is_answered_with_their_records_and_history(
    client: TestClient, workspace: Workspace
) -> None:
    who = who_is_who(workspace)["a1"]
    assert client.get(f"/api/v1/people/{who}").json()["records_held"] == 2
    assert client.get(f"/api/v1/people/{who}/history").json()["current"][0]["person_id"] == who
    assert client.get("/api/v1/people/pairs?left=a1&right=b1").json()["same_person"] is True
    assert client.get("/api/v1/people/review").status_code == 200


def test_a_judgement_is_made_under_the_name_the_door_was_opened_with(
    client: TestClient, workspace: Workspace
) -> None:
    told = {"left": "a1", "right": "d1", "answer": "same", "reason": "One photograph.", "by": "somebody else"}
    made = client.post("/api/v1/people/judgements", json=told)
    assert made.status_code == 201
    taken = client.post(
        f"/api/v1/people/judgements/{made.json()['decision']}/withdrawal", json={"reason": "A slip."}
    )
    assert taken.json()["withdraws"] == [made.json()["decision"]]
    last = workspace.store.get(workspace.store.head()).commit.events[0]
    assert last["by"] == "Ann Reed"


@pytest.mark.parametrize("asked", ["P000000999K", "P000000001X", "nonsense"])
def test_an_id_that_is_none_is_a_problem_in_the_shape(client: TestClient, asked: str) -> None:
    answer = client.get(f"/api/v1/people/{asked}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert asked not in answer.text
