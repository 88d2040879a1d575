"""Every error of the API has one shape, whatever the endpoint and whatever went wrong."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.support.fake_reader import FakeReader

from ninefold.api.app import OPENAPI, create_api
from ninefold.web.app import create_app

SHAPE = {"type", "code", "title", "status", "detail"}


class BrokenReader(FakeReader):
    """A reader in which everything fails, as a full disk or a fault of ours would."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name in ("hostile", "prefix", "going_on", "empty", "reads", "places"):
            return super().__getattribute__(name)
        raise RuntimeError("Elsie Tannerworth was in this row")


def endpoints() -> list[str]:
    app = create_api(FakeReader())
    paths = app.openapi()["paths"]
    return [
        path.replace("{kind}", "h3").replace("{source}", "x").replace("{release}", "x").replace("{file}", "x")
        for path in paths
    ]


def check_shape(answer: Any) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == SHAPE
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:ninefold:problem:{body['code']}"
    assert body["detail"].endswith(".")


@pytest.mark.parametrize("path", endpoints())
def test_a_fault_of_ours_has_the_shape_and_tells_nothing_of_the_data(path: str) -> None:
    client = TestClient(create_app(BrokenReader()), raise_server_exceptions=False)
    answer = client.get(path)
    check_shape(answer)
    assert answer.status_code == 500
    assert "Tannerworth" not in answer.text


@pytest.mark.parametrize("path", endpoints())
def test_writing_to_any_endpoint_is_refused_in_the_shape(path: str) -> None:
    answer = TestClient(create_app(FakeReader())).post(path)
    check_shape(answer)
    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/", 404),
        ("/api/v1/figures?page=0", 422),
        ("/api/v1/figures?page=Elsie", 422),
        ("/api/v1/figures?month=2026-13", 422),
        ("/api/v1/figures?sort=reasons", 422),
        ("/api/v1/figures?audience=everyone", 422),
        ("/api/v1/figures?product=unheard-of", 404),
        ("/api/v1/figures?month=1999-01", 404),
        ("/api/v1/areas/ward.geojson", 404),
        ("/api/v1/quality/nobody", 404),
        ("/api/v1/releases/none", 404),
        ("/api/v1/releases/volume-staff-0007/..%2f..%2fetc%2fpasswd", 404),
        ("/api/v1/releases/volume-staff-0007/figures.csv?audience=public", 404),
    ],
)
def test_a_wrong_question_is_answered_in_the_shape(path: str, status: int) -> None:
    answer = TestClient(create_app(FakeReader())).get(path)
    check_shape(answer)
    assert answer.status_code == status
    assert "Elsie" not in answer.text


def test_the_description_names_every_endpoint_and_the_shape_of_errors() -> None:
    described = TestClient(create_app(FakeReader())).get(OPENAPI).json()
    assert {"/api/v1/status", "/api/v1/figures", "/api/v1/figures.csv", "/api/v1/quality/{source}"} <= set(
        described["paths"]
    )
    assert set(described["components"]["schemas"]["Problem"]["properties"]) == SHAPE
    assert not [path for path in described["paths"] if not path.startswith("/api/")]
