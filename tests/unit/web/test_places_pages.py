"""The doors of places and demand: what a forecast may not be used for, its interval, and that staff alone see it."""

import json
import re

import pytest
from fastapi.testclient import TestClient
from tests.support.fake_reader import FakeReader
from tests.unit.web.places_reader import PlacesReader

from ninefold.contracts.reading import Figure
from ninefold.web import told
from ninefold.web.app import create_app
from ninefold.web.templating import environment

PAGES = (
    "/patterns?product=place_risk",
    "/patterns?product=near_repeat",
    "/demand",
    "/patterns/evaluation?product=place_risk",
    "/patterns/evaluation?product=near_repeat",
    "/patterns/evaluation?product=demand",
)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(PlacesReader()))


@pytest.fixture(scope="module")
def pages(client: TestClient) -> dict[str, str]:
    return {page: client.get(page).text for page in PAGES}


def rows_of(html: str, table: str) -> list[list[str]]:
    """The cells of each row of the body of the table of that id, or in the section of that id."""
    body = html[html.index(f'id="{table}"') :].split("<tbody", 1)[1].split("</tbody>", 1)[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in body.split("</tr>")[:-1]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_its_figures_may_not_be_used_for(pages: dict[str, str], page: str) -> None:
    product = re.search(r"product=(\w+)", page)
    uses = told.forbidden(product[1] if product else "demand")
    assert uses
    assert [use for use in uses if f"<li>{use}</li>" not in pages[page]] == []


@pytest.mark.parametrize("page", PAGES[:3])
def test_how_a_figure_is_judged_is_one_click_away(
    client: TestClient, pages: dict[str, str], page: str
) -> None:
    link = re.search(r'href="(/patterns/evaluation\?product=\w+)"', pages[page])
    assert link
    judged = client.get(link[1])
    assert judged.status_code == 200
    assert "ninefold " in judged.text


def test_the_public_is_shown_no_forecast_and_no_way_to_one(client: TestClient) -> None:
    for page in PAGES:
        answer = client.get(f"{page}{'&' if '?' in page else '?'}audience=public")
        assert answer.status_code == 404
        assert "may not be used for" not in answer.text
    public = client.get("/patterns?audience=public").text
    assert "/demand" not in public
    assert "place_risk" not in public


def test_from_a_page_for_staff_the_public_view_is_one_the_public_has(
    client: TestClient, pages: dict[str, str]
) -> None:
    for html in pages.values():
        other = re.search(r'app-marking__link" href="([^"]+)"', html)
        assert other
        assert client.get(other[1]).status_code == 200


def test_a_forecast_is_told_with_its_month_interval_and_band(pages: dict[str, str]) -> None:
    html = pages["/patterns?product=place_risk"]
    assert "forecast for August 2026" in html
    rows = rows_of(html, "table")
    assert len(rows) == 20
    assert all(re.fullmatch(r"[\d,]+ to [\d,]+", row[2]) for row in rows)
    assert {row[3] for row in rows} <= {"First", "Next", "Other"}
    assert "rising" not in "".join(row[3] for row in rows)


def test_a_forecast_for_a_month_that_had_passed_says_so() -> None:
    class Late(PlacesReader):
        def _periods(self, product: str) -> tuple[str, ...]:
            return ("2026-01",) if product == "place_risk" else super()._periods(product)

    html = TestClient(create_app(Late())).get("/patterns?product=place_risk").text
    assert "which had passed when this was made" in html
    assert "had passed" not in TestClient(create_app(PlacesReader())).get(PAGES[0]).text


def test_a_small_number_expected_is_never_shown_as_nought(client: TestClient) -> None:
    html = "".join(client.get(f"{PAGES[0]}&page={page}").text for page in (1, 2, 3, 4))
    values = re.findall(r'app-value"[^>]*>([^<]+)</td>', html)
    assert "under 0.1" in values
    assert not {"0", "0.0"} & set(values)


def test_the_map_of_a_forecast_is_drawn_by_band_with_the_interval_in_words(client: TestClient) -> None:
    source = re.search(r'data-source="([^"]+)"', client.get(PAGES[0]).text)
    assert source
    layer = json.loads(client.get(source[1].replace("&amp;", "&")).text)
    classes = {each["properties"]["band"]: each["properties"]["class"] for each in layer["features"]}
    assert classes == {"first": 4, "next": 2, "other": 0}
    assert all(
        re.fullmatch(r"[\d.]+ expected, \d+ to \d+ \(\w+\)", each["properties"]["shown"])
        for each in layer["features"]
    )


def test_near_repeats_stand_beside_chance_with_one_day_pairs_apart(pages: dict[str, str]) -> None:
    rows = rows_of(pages["/patterns?product=near_repeat"], "repeats")
    told_of = {(row[1], row[2], row[3], row[4], row[5]) for row in rows}
    assert ("June 2026", "9", "1.5", "none", "More than chance") in told_of
    assert ("April 2026", "7", "1.5", "none", "As by chance") in told_of
    assert ("May 2026", "0", "0.2", "2", "Not judged") in told_of
    assert len(rows) == 9


def test_the_table_of_near_repeats_ends_with_the_month_asked_for(client: TestClient) -> None:
    rows = rows_of(client.get("/patterns?product=near_repeat&month=2026-05").text, "repeats")
    assert {row[1] for row in rows} == {"April 2026", "May 2026"}


def test_demand_has_a_table_of_days_and_of_hours_with_intervals(
    client: TestClient, pages: dict[str, str]
) -> None:
    days = rows_of(pages["/demand"], "days")
    assert len(days) == 14
    assert {row[5] for row in days} == {"As usual"}
    hours = rows_of(client.get("/demand?day=2026-07-06").text, "hours")
    assert [row[0] for row in hours] == [f"{hour:02d}:00" for hour in range(24)]
    for _, expected, low, high, *_rest in hours:
        assert float(low.replace("under 0.1", "0")) <= float(expected.replace("under 0.1", "0.05"))
        assert float(high.replace("under 0.1", "0.05")) >= float(expected.replace("under 0.1", "0"))


def test_the_patterns_page_leads_to_demand_rather_than_show_days_as_months(client: TestClient) -> None:
    answer = client.get("/patterns?product=demand", follow_redirects=False)
    assert answer.headers["location"] == "/demand"


def test_without_a_forecast_of_demand_the_page_says_so_and_how_to_get_one() -> None:
    answer = TestClient(create_app(FakeReader())).get("/demand")
    assert answer.status_code == 200
    assert "There is no forecast of demand yet" in answer.text
    assert "ninefold run" in answer.text
    assert "ninefold demand forecast" in answer.text


def test_without_findings_the_evaluation_says_that_nothing_was_measured() -> None:
    answer = TestClient(create_app(FakeReader())).get("/patterns/evaluation?product=place_risk")
    assert answer.status_code == 200
    assert "nothing has been measured" in answer.text


@pytest.mark.parametrize("page", PAGES[:3])
def test_nothing_in_the_data_becomes_markup(page: str) -> None:
    html = TestClient(create_app(PlacesReader(hostile=HOSTILE))).get(page).text
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(("same_day", "words"), [(1204.0, "1,204"), (0.0, "none"), (None, "not told")])
def test_offences_of_one_day_are_shown_apart_from_the_released_column(
    same_day: float | None, words: str
) -> None:
    """A release made before the column was thought of says that it does not tell, and not that there were none."""
    figure = Figure("near_repeat", "lsoa", "N1", "Made-up 1", "2026-06", "burglary", 9.0, same_day=same_day)
    written = environment({}).from_string('{% from "parts/figures.html" import apart %}{{ apart(figure) }}')
    assert written.render(figure=figure) == words
