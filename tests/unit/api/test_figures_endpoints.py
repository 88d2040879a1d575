"""The figures endpoints: the same rows in every format, kept by release and filters."""

import csv
import gzip
import io
import json

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from tests.support.fake_reader import FakeReader

from ninefold.api.app import create_api


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def client(reader: FakeReader) -> TestClient:
    return TestClient(create_api(reader))


def test_every_format_gives_the_same_figures(client: TestClient) -> None:
    """What is downloaded is what is shown, whatever the format."""
    asked = "?product=volume&category=burglary&month=2026-03&force=almondshire"
    as_json = client.get(f"/api/v1/figures.json{asked}").json()["figures"]
    as_csv = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/figures.csv{asked}").text)))
    as_parquet = pq.read_table(io.BytesIO(client.get(f"/api/v1/figures.parquet{asked}").content)).to_pylist()
    as_map = client.get(f"/api/v1/areas/h3.geojson{asked}").json()["features"]
    wanted = {row["area"]: row["value"] for row in as_json}
    assert len(wanted) == 37
    assert {row["area"]: float(row["value"]) for row in as_csv} == wanted
    assert {row["area"]: row["value"] for row in as_parquet} == wanted
    assert {each["properties"]["area"]: each["properties"]["value"] for each in as_map} == wanted


def test_a_suppressed_figure_is_empty_and_never_nought(client: TestClient) -> None:
    answer = client.get("/api/v1/figures.csv?audience=public&category=burglary").text
    rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["suppressed"] == "true"]
    assert rows
    assert {row["value"] for row in rows} == {""}


def test_a_month_that_was_not_sent_has_no_value(client: TestClient) -> None:
    answer = client.get("/api/v1/figures.json?month=2025-07&force=birchwold").json()
    assert {(row["value"], row["band"]) for row in answer["figures"]} == {(None, "missing")}


def test_pages_of_figures_follow_one_another_without_loss(client: TestClient) -> None:
    pages = [client.get(f"/api/v1/figures?page={page}&page_size=30").json() for page in (1, 2, 3, 4)]
    areas = [row["area"] for page in pages for row in page["figures"]]
    assert pages[0]["total"] == 74
    assert len(areas) == len(set(areas)) == 74


def test_a_question_asked_twice_is_counted_once(client: TestClient, reader: FakeReader) -> None:
    first = client.get("/api/v1/figures.csv?month=2026-01")
    second = client.get("/api/v1/figures.csv?month=2026-01")
    assert first.content == second.content
    assert reader.reads == 1


def test_staff_and_public_answers_are_never_mixed(client: TestClient) -> None:
    """The key of a kept answer holds the audience, so exact figures cannot leak into the public ones."""
    staff = client.get("/api/v1/figures.csv?category=burglary").text
    public = client.get("/api/v1/figures.csv?category=burglary&audience=public").text
    assert "true" not in staff
    assert staff != public


def test_an_answer_already_held_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/figures")
    again = client.get("/api/v1/figures", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_reader_that_cannot_unpack_gets_plain_bytes(client: TestClient) -> None:
    with client.stream("GET", "/api/v1/figures", headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    plain = client.get("/api/v1/figures", headers={"accept-encoding": "identity"})
    assert json.loads(gzip.decompress(raw)) == plain.json()


def test_a_name_that_is_a_formula_is_made_harmless_in_csv() -> None:
    client = TestClient(create_api(FakeReader(prefix="=")))
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/figures.csv").text)))
    assert all(row["area_name"].startswith("'=") for row in rows)


def test_the_months_of_an_area_come_with_their_gaps(client: TestClient) -> None:
    area = client.get("/api/v1/figures?force=birchwold").json()["figures"][0]["area"]
    months = client.get(f"/api/v1/series?area={area}").json()["points"]
    assert len(months) == 24
    assert [point["period"] for point in months if point["value"] is None] == ["2025-07"]


def test_the_brief_map_leaves_out_what_it_does_not_draw(client: TestClient) -> None:
    whole = client.get("/api/v1/areas/h3.geojson")
    brief = client.get("/api/v1/areas/h3.geojson?brief=true")
    assert len(brief.content) < len(whole.content) / 1.5
    assert set(brief.json()["features"][0]["properties"]) == {"area", "area_name", "shown", "band", "class"}


def test_a_release_and_its_files_can_be_fetched(client: TestClient) -> None:
    release = client.get("/api/v1/releases").json()[0]
    answer = client.get(f"/api/v1/releases/{release['release']}/{release['files'][0]['name']}")
    assert answer.status_code == 200
    assert answer.text.startswith("product,area_kind")
