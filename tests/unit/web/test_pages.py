"""The pages as HTML: what they say, how they are marked, and that nothing in the data can become markup."""

import re

import pytest
from fastapi.testclient import TestClient
from tests.support.fake_reader import FakeReader

from ninefold.web.app import create_app

PAGES = (
    "/",
    "/patterns",
    "/patterns?audience=public",
    "/data",
    "/data/almondshire_crimes",
    "/about",
    "/nothing",
)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(FakeReader()))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_the_data_becomes_markup(page: str) -> None:
    """Every free text is hostile; none of it may come out as a tag or leave its attribute."""
    html = TestClient(create_app(FakeReader(hostile=HOSTILE, going_on=True))).get(page).text
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    if page != "/nothing":
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_inline_style_or_script_without_the_nonce(client: TestClient, page: str) -> None:
    answer = client.get(page)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert nonce
    inline = re.findall(r"<script(?![^>]*src=)([^>]*)>", answer.text)
    assert inline == [f' nonce="{nonce[1]}"']
    assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:', answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_sends_the_headers_and_no_cookie(client: TestClient, page: str) -> None:
    headers = client.get(page).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_two_answers_never_share_a_nonce(client: TestClient) -> None:
    first, second = (client.get("/").headers["content-security-policy"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_page_comes_from_elsewhere(client: TestClient, page: str) -> None:
    asked = re.findall(r'(?:src|href|data-source|data-worker|action)="([^"]*)"', client.get(page).text)
    assert asked
    assert not [address for address in asked if address.startswith(("http", "//"))]


def test_the_page_says_for_whom_it_is(client: TestClient) -> None:
    assert "OFFICIAL-SENSITIVE" in client.get("/patterns").text
    public = client.get("/patterns?audience=public").text
    assert "OFFICIAL-SENSITIVE" not in public
    assert "Public view" in public


def test_the_public_view_is_kept_from_page_to_page(client: TestClient) -> None:
    html = client.get("/patterns?audience=public").text
    links = re.findall(r'href="(/(?:patterns|data|about)?(?:\?[^"]*)?)"', html)
    away = [link for link in links if "audience=" not in link]
    assert links
    assert away == []


def test_suppressed_is_a_word_and_never_a_nought(client: TestClient) -> None:
    html = client.get("/patterns?audience=public&category=burglary&sort=value&order=asc&page=4").text
    values = re.findall(r'app-value"[^>]*>(.*?)</td>', html)
    assert any("suppressed" in value for value in values)
    assert "0" not in values


def test_the_page_and_the_csv_show_the_same_figures(client: TestClient) -> None:
    html = client.get("/patterns?month=2026-02&sort=value").text
    shown = [int(value.replace(",", "")) for value in re.findall(r'app-value"[^>]*>([\d,]+)</td>', html)]
    rows = client.get("/api/v1/figures?month=2026-02&sort=value").json()["figures"]
    assert shown == [round(row["value"]) for row in rows]


def test_every_page_has_a_twin_in_json(client: TestClient) -> None:
    for page in ("/", "/patterns", "/data", "/data/birchwold_custody", "/about"):
        twin = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', client.get(page).text)
        assert twin
        answer = client.get(twin[1].replace("&amp;", "&"))
        assert answer.headers["content-type"] == "application/json"


def test_rows_in_are_shown_as_the_sum_of_what_became_of_them(client: TestClient) -> None:
    html = client.get("/data").text
    sums = re.findall(r'app-sum__number">([\d,]+)<', html)
    rows_in, loaded, quarantined, duplicates = (int(number.replace(",", "")) for number in sums[:4])
    assert rows_in == loaded + quarantined + duplicates
    assert "Adds up" in html


def test_a_run_that_goes_on_is_shown_and_renews_without_scripts() -> None:
    client = TestClient(create_app(FakeReader(going_on=True, empty=True)))
    html = client.get("/").text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert "Running now" in html
    assert "http-equiv" not in client.get("/?refresh=off").text


def test_before_the_first_release_the_page_says_so_and_where_to_look() -> None:
    answer = TestClient(create_app(FakeReader(empty=True, going_on=True))).get("/patterns")
    assert answer.status_code == 200
    assert "There are no figures yet" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/patterns?month=Elsie", 422),
        ("/patterns?month=1999-01", 404),
        ("/data/nobody", 404),
    ],
)
def test_an_error_is_a_page_in_plain_words(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "Go to the home page" in answer.text
    assert "Elsie" not in answer.text.replace("month=Elsie", "")


def test_the_link_to_the_other_view_never_leaves_the_site(client: TestClient) -> None:
    html = client.get("//elsewhere.example/x").text
    assert 'href="//elsewhere' not in html
