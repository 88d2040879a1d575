"""The pages as people meet them: at both sizes, under the strict policy, with and without scripts."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.web.conftest import SIZES

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/patterns",
    "/patterns?audience=public&category=burglary",
    "/patterns?month=2025-07",
    "/patterns?product=place_risk",
    "/patterns?product=near_repeat",
    "/patterns/evaluation?product=place_risk",
    "/patterns/evaluation?product=near_repeat",
    "/demand",
    "/data",
    "/data/birchwold_custody",
    "/about",
    "/nothing",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000  # the map is drawn without a graphics card on a busy machine


def opened(browser: Any, size: str, **options: Any) -> Any:
    width, height, scale = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, **options
    )
    return context.new_page()


def settled(page: Any) -> None:
    """Wait until every island has drawn what it draws."""
    page.locator("html[data-state=ready]").wait_for(state="attached", timeout=PATIENCE)
    for island in page.locator("[data-map], [data-chart]").all():
        island.scroll_into_view_if_needed()
        page.wait_for_timeout(50)
    for island in ("[data-map]", "[data-chart]"):
        for number in range(page.locator(island).count()):
            ready = page.locator(island).nth(number).and_(page.locator("[data-state=ready]"))
            ready.wait_for(state="attached", timeout=PATIENCE)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_of_the_checker_and_makes_no_noise(
    browser: Any, address: str, axe: str, path: str, size: str
) -> None:
    """No violation axe can find, nothing on the console, nothing asked of anyone else."""
    page = opened(browser, size)
    noises: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: noises.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: noises.append(str(error)))
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.goto(address + path)
    settled(page)
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    page.context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert [noise for noise in noises if "404" not in noise or path != "/nothing"] == []
    assert set(asked) == {urlsplit(address).netloc}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_never_scrolls_sideways_on_the_narrowest_phone(browser: Any, address: str, path: str) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(address + path)
    settled(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 320


def test_the_map_draws_every_area_and_leads_to_the_one_that_is_chosen(browser: Any, address: str) -> None:
    page = opened(browser, "desktop")
    page.goto(address + "/patterns?force=almondshire")
    settled(page)
    drawn = int(page.locator("[data-map]").get_attribute("data-drawn"))
    assert drawn >= 37
    page.locator("[data-map-canvas] canvas").click()
    page.wait_for_url("**/patterns?**area=**")
    assert page.locator("#trend h2").inner_text().endswith("Almondshire, month by month")
    page.context.close()


def test_the_chart_leaves_a_gap_where_a_month_is_missing(browser: Any, address: str) -> None:
    """The line of figures is drawn in two pieces around the month the force did not send."""
    page = opened(browser, "desktop")
    page.goto(address + "/patterns?force=birchwold")
    settled(page)
    line = page.locator(
        "[data-chart=trend] path[stroke-width='2.5'], [data-chart=trend] g[stroke-width='2.5'] path"
    )
    assert line.first.get_attribute("d").count("M") == 2
    page.context.close()


def test_without_scripts_everything_is_said_in_words(browser: Any, address: str) -> None:
    page = opened(browser, "phone", java_script_enabled=False)
    page.goto(address + "/patterns")
    assert page.locator("#table tbody tr").count() == 20
    assert page.locator(".app-map__off").is_visible()
    page.locator("summary").first.click()
    assert page.locator("#months tbody tr").first.is_visible()
    page.get_by_label("Month", exact=True).select_option("2026-01")
    page.get_by_role("button", name="Show figures").click()
    assert "January 2026" in page.locator("h1").inner_text()
    page.context.close()


def test_without_scripts_the_waiting_page_asks_again_by_itself(browser: Any, going_on_address: str) -> None:
    page = opened(browser, "phone", java_script_enabled=False)
    page.goto(going_on_address + "/")
    assert page.get_by_role("heading", name="Running now").is_visible()
    with page.expect_navigation(timeout=20_000):
        pass
    assert page.get_by_role("heading", name="Running now").is_visible()
    page.context.close()


def test_the_keyboard_meets_the_skip_link_first(browser: Any, address: str) -> None:
    page = opened(browser, "desktop")
    page.goto(address + "/patterns")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.context.close()


def test_a_printed_page_carries_its_marking(browser: Any, address: str) -> None:
    page = opened(browser, "desktop")
    page.goto(address + "/patterns")
    page.emulate_media(media="print")
    assert page.locator(".app-print-marking").is_visible()
    assert page.locator(".app-marking__name").is_visible()
    assert not page.locator(".app-filters").is_visible()
    page.context.close()
